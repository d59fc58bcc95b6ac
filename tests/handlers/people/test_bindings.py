"""Bindings: who may be invited by whom, who hears of a new chat, and how it is undone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from bot.channels.base import Incoming
from casework.people.bindings import UNBOUND
from casework.roster.load import import_roster
from casework.roster.read import read_roster
from casework.roster.summary import ImportSummary
from locales import ChoiceButton, _
from rules.permissions import Role
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.tables import Account, Chat, Evidence, Invitation, OutboxRow, Person, RoleHeld
from talk import input as sent
from talk.token import start_token
from tests.handlers.transcript import converse
from tests.town import BUREAU, Town, wecom_account


def test_the_office_invites_nobody_who_may_more_than_the_office(town: Town) -> None:
    """A clerk does not become the custodian; an administrator invites everybody, and hears that the
    code was used.
    """
    town.person("纪正清", Role.CUSTODIAN)
    town.person("局长", Role.LEADER, Role.HEAD)
    town.person("管理员", Role.ADMIN)
    converse(
        town,
        """
吴办 > 邀请
吴办 < Whom? Name or staff number.
    [Cancel]
吴办 > 纪正清
吴办 < Only an administrator invites administrators, custodians and leaders or unbinds their chats. Please ask
        one.

    Whom? Name or staff number.
    [Cancel]
吴办 > 局长
吴办 < Only an administrator invites administrators, custodians and leaders or unbinds their chats. Please ask
        one.

    Whom? Name or staff number.
    [Cancel]
吴办 > 李督
吴办 < Invitation for 李督, good for 7 days and one use: {invitation}
    Web chat: http://127.0.0.1:8000/enter/{invitation}
    [Menu]
管理员 > 邀请
管理员 < Whom? Name or staff number.
    [Cancel]
管理员 > 纪正清
纪正清 < A new chat is to be bound to 纪正清, at the invitation of 管理员. The code works when another
        administrator or custodian agrees.
    [Look at it]
管理员 < Invitation for 纪正清, good for 7 days and one use: {invitation 2}
    Web chat: http://127.0.0.1:8000/enter/{invitation 2}
    It works when another administrator or custodian has agreed.
    [Menu]
纪正清 > [Look at it]
纪正清 < 管理员 invites 纪正清 to a new chat, which then reads and decides what 纪正清 may. Does 纪正清 want that? Ask
        them before you agree.
    [Agree] [Leave it] [Cancel]
纪正清 > [Agree]
纪正清 < 纪正清 agrees: the invitation of 纪正清 works now.
    [Menu]
管理员 < 纪正清 agrees: the invitation of 纪正清 works now.
纪检手机 > (start {invitation 2})
纪检手机 < This code is made for 纪正清:
    …
    [Yes, that is me] [No, not me] [Back]
纪检手机 > [Yes, that is me]
纪正清 < Your account was just bound to a new chat: web chat, 2 Mar 09:00. If it was not you: unbind it and
        tell the administrator.
    [Unbind that chat]
管理员 < 纪正清 has used your invitation: web chat, 2 Mar 09:00. If it was somebody else, unbind that chat.
    [Unbind that chat]
纪检手机 < Welcome, 纪正清. You are:
    custodian, 示范区教育局
    [Menu]
""",
    )


def test_a_code_made_for_somebody_who_has_risen_since_is_void(town: Town) -> None:
    """Else a clerk would keep a code in the drawer until the roster makes its person the custodian."""
    code = town.play("吴办 > 邀请\n吴办 > 李督").partition("one use: ")[2][:12]
    with town.database.write() as session:
        office, found = (
            session.exec(select(Person).where(Person.name == name)).one()
            for name in ("吴办", "李督")
        )
        assert session.exec(select(Invitation.invited_by)).one() == office.id
        session.add(RoleHeld(person_id=found.id or 0, role="custodian"))
    assert "This code is not valid" in town.play(f"私窗 > (start {code})")


def test_a_new_binding_is_told_and_undone_with_its_draft(town_anywhere: Town) -> None:
    """The head hears at once that somebody else is the head, and undoes it: that chat is a
    stranger's again.
    """
    town = town_anywhere
    converse(
        town,
        """
吴办 > 邀请
吴办 < Whom? Name or staff number.
    [Cancel]
吴办 > 周校长
吴办 < Invitation for 周校长, good for 7 days and one use: {invitation}
    Web chat: http://127.0.0.1:8000/enter/{invitation}
    [Menu]
私窗 > (start {invitation})
私窗 < This code is made for 周校长:
    …
    [Yes, that is me] [No, not me] [Back]
私窗 > [Yes, that is me]
周校长 < Your account was just bound to a new chat: web chat, 2 Mar 09:00. If it was not you: unbind it and
        tell the administrator.
    [Unbind that chat]
吴办 < 周校长 has used your invitation: web chat, 2 Mar 09:00. If it was somebody else, unbind that chat.
    [Unbind that chat]
私窗 < Welcome, 周校长. You are:
    head of a unit, 第一中学
    [Menu]
私窗 > (photo 厨房)
私窗 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
周校长 > [Unbind that chat]
周校长 < Unbind web chat from 周校长? What was begun there is dropped; to bind it again takes an invitation
        code.
    [Unbind] [Leave it] [Cancel]
周校长 > [Unbind]
周校长 < Unbound: web chat, 周校长. It is a stranger's chat now, and was told so.
    [Menu]
私窗 < This chat is no longer bound to 周校长: what was begun in it is dropped, and 周校长's notices do not
        come here any more. If that is wrong, ask the office for an invitation code.
    [Menu]
私窗 > [Done]
私窗 < That button belongs to a question that is answered already.
    [Menu]
私窗 > 本单位工单
私窗 < You are neither head nor handler of a unit. Ask the office if you should be.
    [Menu]
吴办 > [Unbind that chat]
吴办 < That chat is not bound any more.
    [Menu]
""",
    )
    assert [each.state for each in town.phone("私窗").evidence()] == ["dropped"]


def test_nobody_learns_or_undoes_whose_a_chat_is_with_a_made_up_button(town: Town) -> None:
    """A stranger, and a head about the office's chat, hear the same as of a chat that is not there."""
    for phone in ("别人", "周校长"):
        for number in ("3", "99", "9" * 20, "x", ""):
            assert town.play(f"{phone} > (button go:unbind:{number})").splitlines()[1:] == [
                f"{phone} < That chat is not bound any more. [Menu]"
            ]


def test_ones_own_bindings(town: Town) -> None:
    """Help leads to them; an old phone and this very chat are unbound, and what waits in it is not
    gone on with.
    """
    converse(
        town,
        """
周校长 > help
周校长 < Head of a unit: take a ticket on, answer with cause, measure, person responsible and photos, before
        the deadline.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
周校长 > 网页
周校长 < Your one-time link, good for 30 minutes. Do not pass it on:
    http://127.0.0.1:8000/enter/{link}
    [Menu]
+ 5 minutes
电脑 > (enter {link})
电脑 < This code is made for 周校长:
    …
    [Yes, that is me] [No, not me] [Back]
电脑 > [Yes, that is me]
周校长 < Your account was just bound to a new chat: web chat, 2 Mar 09:05. If it was not you: unbind it and
        tell the administrator.
    [Unbind that chat]
电脑 < Welcome, 周校长. You are:
    head of a unit, 第一中学
    [Menu]
周校长 > [My bindings]
周校长 < Chats bound to you: 2. Which one is to be unbound?
    [web chat, this chat] [web chat, last used 2 Mar 09:05] [Cancel]
周校长 > 2
周校长 < Unbind web chat from 周校长? What was begun there is dropped; to bind it again takes an invitation
        code.
    [Unbind] [Leave it] [Back]
周校长 > [Leave it]
周校长 < It stays bound.
    [Menu]
电脑 > 我的绑定
电脑 < Chats bound to you: 2. Which one is to be unbound?
    [web chat, last used 2 Mar 09:05] [web chat, this chat] [Cancel]
电脑 > 1
电脑 < Unbind web chat from 周校长? What was begun there is dropped; to bind it again takes an invitation
        code.
    [Unbind] [Leave it] [Back]
电脑 > [Unbind]
周校长 < This chat is no longer bound to 周校长: what was begun in it is dropped, and 周校长's notices do not
        come here any more. If that is wrong, ask the office for an invitation code.
    [Menu]
电脑 < Unbound: web chat, 周校长. It is a stranger's chat now, and was told so.
    [Menu]
周校长 > 网页
周校长 < A browser link is for people of the roster. Join with your invitation code first.
    [Menu]
周校长 > 我的绑定
周校长 < This chat is not bound to anybody of the roster. Join with your invitation code first.
    [Menu]
电脑 > (photo)
电脑 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
电脑 > (button go:bindings)
电脑 < Chats bound to you: 1. Which one is to be unbound?
    [web chat, this chat] [Cancel]
电脑 > 1
电脑 < Unbind web chat, this chat from 周校长? What was begun there is dropped; to bind it again takes an
        invitation code.
    [Unbind] [Leave it] [Back]
电脑 > [Unbind]
电脑 < This chat is no longer bound to 周校长: what was begun in it is dropped, and 周校长's notices do not come
        here any more. If that is wrong, ask the office for an invitation code.
    [Menu]
电脑 > menu
电脑 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
""",
    )
    assert [each.state for each in town.phone("电脑").evidence()] == ["dropped"]


def test_the_office_unbinds_a_lost_phone(town: Town) -> None:
    """By its place in the list; those with more say only an administrator."""
    town.person("局长", Role.LEADER)
    town.person("管理员", Role.ADMIN)
    converse(
        town,
        """
吴办 > 我的绑定
吴办 < Chats bound to you: 1. Which one is to be unbound?
    [web chat, this chat] [Somebody else's chats] [Cancel]
吴办 > [Somebody else's chats]
吴办 < Whose chats? Name or staff number.
    [Back]
吴办 > 局长
吴办 < Only an administrator invites administrators, custodians and leaders or unbinds their chats. Please ask
        one.

    Whose chats? Name or staff number.
    [Back]
吴办 > 周校长
吴办 < Chats bound to this person: 1. Which one is to be unbound?
    [1. web chat] [Back]
吴办 > 1
吴办 < Unbind web chat from 周校长? What was begun there is dropped; to bind it again takes an invitation code.
    [Unbind] [Leave it] [Back]
吴办 > [Unbind]
周校长 < This chat is no longer bound to 周校长: what was begun in it is dropped, and 周校长's notices do not
        come here any more. If that is wrong, ask the office for an invitation code.
    [Menu]
吴办 < Unbound: web chat, 周校长. It is a stranger's chat now, and was told so.
    [Menu]
吴办 > 解除绑定
吴办 < Chats bound to you: 1. Which one is to be unbound?
    [web chat, this chat] [Somebody else's chats] [Cancel]
吴办 > 2
吴办 < Whose chats? Name or staff number.
    [Back]
吴办 > 周校长
吴办 < No chat is bound to this person.
    [Menu]
管理员 > 解绑
管理员 < Chats bound to you: 1. Which one is to be unbound?
    [web chat, this chat] [Somebody else's chats] [Cancel]
管理员 > 2
管理员 < Whose chats? Name or staff number.
    [Back]
管理员 > 局长
管理员 < Chats bound to this person: 1. Which one is to be unbound?
    [1. web chat] [Back]
管理员 > 1
管理员 < Unbind web chat from 局长? What was begun there is dropped; to bind it again takes an invitation code.
    [Unbind] [Leave it] [Back]
管理员 > [Unbind]
局长 < This chat is no longer bound to 局长: what was begun in it is dropped, and 局长's notices do not come
        here any more. If that is wrong, ask the office for an invitation code.
    [Menu]
管理员 < Unbound: web chat, 局长. It is a stranger's chat now, and was told so.
    [Menu]
""",
    )


PERSONS = "工号,姓名,单位,角色,企业微信账号,停用\n"


def bring_in(town: Town, folder: Path, persons: str) -> ImportSummary:
    """Import persons, as an administrator does."""
    (folder / "r.csv").write_text(PERSONS + persons, encoding="utf-8")
    with town.database.write() as session:
        return import_roster(
            session, read_roster(folder / "r.csv", BUREAU.roster_accounts), town.clock()
        )


def test_a_wrong_wecom_account_is_mended_by_the_roster(town_anywhere: Town, tmp_path: Path) -> None:
    """The custodian hears of an account that the roster names; once corrected, the colleague is
    nobody and then himself.
    """
    town = town_anywhere
    town.person("纪正清", Role.CUSTODIAN)
    town.phone("ZhangSan", "wecom")
    bring_in(town, tmp_path, "纪正清,纪正清,,纪检,zhangsan,\n")
    converse(
        town,
        """
ZhangSan > (start)
纪正清 < The roster names a WeCom account as yours, and it was just used: WeCom ZhangSan, 2 Mar 09:00. If it is
        not yours, tell the administrator: the roster is wrong.
ZhangSan < Hello, 纪正清. 示范区教育局, field reports.
ZhangSan < What would you like to do?
    [Restricted complaints] [Confidential key] [Find a ticket] [Complain] [What I reported] [Bindings and roles] [Open in a browser]
        [Help] [中文 / English]
ZhangSan > 我的绑定
ZhangSan < Chats bound to you: 2. Which one is to be unbound?
    [web chat, last used 2 Mar 09:00] [WeCom ZhangSan, this chat] [Cancel]
ZhangSan > 2
ZhangSan < Unbind WeCom ZhangSan, this chat from 纪正清? What was begun there is dropped; to bind it again
        takes an invitation code.
    [Unbind] [Leave it] [Back]
ZhangSan > [Unbind]
ZhangSan < The roster names this WeCom account as 纪正清's. Correct the roster and import it again: that unbinds
        the account.
ZhangSan < What would you like to do?
    [Restricted complaints] [Confidential key] [Find a ticket] [Complain] [What I reported] [Bindings and roles] [Open in a browser]
        [Help] [中文 / English]
""",
    )
    assert (
        bring_in(
            town, tmp_path, "纪正清,纪正清,,纪检,jizhengqing,\n7,张三,第一中学,教职工,zhangsan,\n"
        ).unbound
        == 1
    )
    converse(
        town,
        """
吴办 > 语言
吴办 < Which language?
    [中文] [English] [Cancel]
ZhangSan < This chat is no longer bound to 纪正清: what was begun in it is dropped, and 纪正清's notices do not
        come here any more. If that is wrong, ask the office for an invitation code.
    [Menu]
ZhangSan > (start)
ZhangSan > menu
ZhangSan < What would you like to do?
    [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
""",
    )
    with town.database.read() as session:
        bound = session.exec(select(Person.name).join(Chat).where(Chat.address == "ZhangSan")).one()
    assert bound == "张三"


def test_the_account_of_somebody_who_left_gets_its_next_owner(
    town_anywhere: Town, tmp_path: Path
) -> None:
    """What the one who left had begun or complained of is not shown to the next; the custodian
    still learns who it was.
    """
    town = town_anywhere
    town.person("纪正清", Role.CUSTODIAN)
    town.phone("zhang", "wecom")
    bring_in(town, tmp_path, "6,钱六,第一中学,教职工,zhang,\n")
    said = town.play(
        "zhang > 投诉\nzhang > 强制购买教辅\nzhang > [Done]\nzhang > [Teaching materials and "
        "uniforms]\nzhang > 第二小学\n"
        "zhang > [No]\nzhang > [Confidential]\nzhang > [Submit]\nzhang > 投诉\nzhang > 还有一件"
    )
    assert "TS-2026-0001" in said
    bring_in(town, tmp_path, "6,钱六,,,zhang,是\n")
    assert "Your words are noted" in town.play(
        "zhang > 第二句"
    )  # a stranger's for now, and the roster names nobody else
    with (
        town.database.write() as session
    ):  # the roster was corrected before chats were looked at again
        session.delete(session.exec(select(Account)).one())
        next_owner = Person(key="8", name="孙八")
        session.add(next_owner)
        session.flush()
        session.add(wecom_account(next_owner, "zhang"))
    assert "zhang < Nothing was reported from here." in town.play("zhang > 我的投诉")
    with town.database.read() as session:
        assert (
            session.exec(select(Person.name).join(Chat).where(Chat.address == "zhang")).one()
            == "孙八"
        )
    assert "was reported by: 钱六" in town.play(
        "纪正清 > TS-2026-0001\n纪正清 > [Who reported it]\n纪正清 > 核实情况"
    )


def test_what_waits_for_the_person_goes_to_another_chat(town_anywhere: Town) -> None:
    """A notice is not lost with the chat; a question goes nowhere else, and news of a complaint
    nowhere at all.
    """
    town = town_anywhere
    link = town.play("周校长 > 网页").partition("/enter/")[2][:12]
    town.play(f"电脑 > (enter {link})\n电脑 > [Yes, that is me]")
    assert "Unbind web chat from" in town.play("电脑 > 我的绑定\n电脑 > 1")
    with town.database.write() as session:
        old = session.exec(select(Chat.id).where(Chat.address == "周校长")).one() or 0
        queue(
            session,
            old,
            Notice(_("tomorrow")),
            town.clock(),
            not_before=town.clock() + timedelta(days=1),
        )
        queue(session, old, Notice(_("just now")), town.clock())
        buttons = (ChoiceButton(_("this"), 1, 0),)
        question = Notice(_("one of these"), buttons, kind=MessageKind.QUESTION)
        queue(session, old, question, town.clock())
        queue(session, old, Notice(_("a code")), town.clock(), private=True)
        queue(session, old, Notice(_("your complaint"), stays=True), town.clock())
    said = town.play("电脑 > [Unbind]").splitlines()[1:]
    ended = ("one of these", "a code", "your complaint")
    assert [line for line in said if any(words in line for words in ended)] == []
    assert {"电脑 < tomorrow", "电脑 < just now"} <= set(said)
    with (
        town.database.read() as session
    ):  # delivery may have an old row in hand: it goes nowhere under that id
        rows = session.exec(
            select(OutboxRow).where(OutboxRow.chat_id == old, OutboxRow.state == "queued")
        ).all()
        assert {Notice.from_row(each).text.text for each in rows} <= {UNBOUND.text}


def test_two_messages_at_once_see_what_was_unbound(town: Town) -> None:
    """A chat that is unbound by a message writes later in the same transaction, as a stranger."""
    link = town.play("周校长 > 网页").partition("/enter/")[2][:12]
    town.play(
        f"电脑 > (enter {link})\n电脑 > [Yes, that is me]\n周校长 > [Unbind that chat]\n电脑 > (photo)\n电脑 > [Done]"
    )
    button = town.phone("周校长").buttons["Unbind"]
    both: list[tuple[str, sent.Input]] = [
        ("周校长", sent.Tap(button)),
        ("电脑", sent.Photo({"file": "x"})),
        ("电脑", sent.Words("menu")),
    ]
    town.receiver.handle(
        [Incoming("web", who, f"both {place}", said) for place, (who, said) in enumerate(both)]
    )
    told = town.phone("电脑").news()
    assert "[I have an invitation code]" in told[-2]
    assert "Back to what was begun: Complain" in told[-1]
    with town.database.read() as session:
        states = sorted(session.exec(select(Evidence.state)).all())
        assert states == ["dropped", "pending"]
        assert session.exec(select(Chat.person_id).where(Chat.address == "电脑")).one() is None


def test_a_chat_of_any_number_is_unbound_by_its_button(town: Town) -> None:
    """Numbers of chats are drawn, and one in fourteen has ten digits."""
    phone = town.person("郑校长", Role.HEAD, unit="第一中学")
    with town.database.write() as session:
        owner = session.exec(select(Person).where(Person.name == "郑校长")).one()
        now = town.clock()
        lost = Chat(id=2**30, channel="web", address="lost", seen_at=now, window_at=now)
        lost.person_id, lost.bound_at = owner.id, now
        session.add(lost)
    town.take(phone, sent.Tap(start_token("unbind", str(2**30))))
    phone.news()
    phone.taps("Unbind")
    with town.database.read() as session:
        assert session.get_one(Chat, 2**30).person_id is None
