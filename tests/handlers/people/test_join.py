"""Joining: a code says whom it binds the chat to, asks first, and works where it was made for."""

from __future__ import annotations

from sqlmodel import select

from storage.tables import Chat, Invitation
from tests.handlers.beginnings import COMPLAINT
from tests.handlers.transcript import converse
from tests.town import Town

ABOUT_HEAD = COMPLAINT.replace("[No]", "[Yes, about the head]")


def test_a_code_for_the_browser_does_not_bind_another_chat(town: Town) -> None:
    """The attack that was seen: the head sends the complainant a link with his own one-time code."""
    town.phone("家长", "telegram")
    town.play(ABOUT_HEAD)
    converse(
        town,
        """
周校长 > 网页
周校长 < Your one-time link, good for 30 minutes. Do not pass it on:
    http://127.0.0.1:8000/enter/{link}
    [Menu]
家长 > (start {link})
家长 < This code opens in a browser only: open the whole link there. If somebody else sent it to you, leave it,
        and tell the office.

    Please type your invitation code.
    [Cancel]
""",
    )


def test_binding_says_whom_and_asks_first(town: Town) -> None:
    """A clerk sends the complainant an invitation; whoever takes it knows what it does."""
    town.play(COMPLAINT)
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
家长 > (start {invitation})
家长 < This code is made for 周校长:
    head of a unit, 第一中学
    Are you 周校长? Then this chat is bound to you, and what is meant for you comes here. Whoever writes here from
        now on is taken for 周校长.
    Complaints filed here: 1. Once it is bound they open with their receipt codes alone, and no news of them comes
        here. Have the codes at hand first.
    [Yes, that is me] [No, not me] [Back]
家长 > [No, not me]
家长 < Nothing was bound. If somebody else sent you the code or the link, do not use it, and tell the office.
    [Menu]
家长 > 我的投诉
家长 < You reported: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [TS-2026-0001]
家长 > (start {invitation})
家长 < This code is made for 周校长:
    head of a unit, 第一中学
    Are you 周校长? Then this chat is bound to you, and what is meant for you comes here. Whoever writes here from
        now on is taken for 周校长.
    Complaints filed here: 1. Once it is bound they open with their receipt codes alone, and no news of them comes
        here. Have the codes at hand first.
    [Yes, that is me] [No, not me] [Back]
家长 > [Yes, that is me]
周校长 < Your account was just bound to a new chat: web chat, 2 Mar 09:00. If it was not you: unbind it and
        tell the administrator.
    [Unbind that chat]
吴办 < 周校长 has used your invitation: web chat, 2 Mar 09:00. If it was somebody else, unbind that chat.
    [Unbind that chat]
家长 < Welcome, 周校长. You are:
    head of a unit, 第一中学
    [Menu]
李督 > (start {invitation})
李督 < This code is not valid, was used already, or is over. Please ask for a new one.

    Please type your invitation code.
    [Cancel]
""",
    )


def test_somebodys_chat_is_not_silently_bound_to_another(town: Town) -> None:
    """Whose it was hears of it in their other chats, and unsent notices follow them there."""
    link = town.play("李督 > 网页").partition("/enter/")[2][:12]
    town.play(f"李督电脑 > (enter {link})\n李督电脑 > [Yes, that is me]")
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
李督 > (start {invitation})
李督 < This code is made for 周校长:
    head of a unit, 第一中学
    Are you 周校长? Then this chat is bound to you, and what is meant for you comes here. Whoever writes here from
        now on is taken for 周校长.
    Now it is 李督's: what was begun here is dropped, 李督's notices do not come here any more, and 李督 is told in
        their other chats.
    [Yes, that is me] [No, not me] [Back]
李督 > [Yes, that is me]
李督 < Welcome, 周校长. You are:
    head of a unit, 第一中学
    [Menu]
周校长 < Your account was just bound to a new chat: web chat, 2 Mar 09:00. If it was not you: unbind it and
        tell the administrator.
    [Unbind that chat]
吴办 < 周校长 has used your invitation: web chat, 2 Mar 09:00. If it was somebody else, unbind that chat.
    [Unbind that chat]
李督电脑 < A chat of yours was just bound to somebody else: web chat, 2 Mar 09:00. If you did not want that,
        tell the administrator.
    [Menu]
李督 > menu
李督 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
""",
    )


def test_a_forged_button_is_no_entrance(town: Town) -> None:
    """Neither an argument nor an answer makes another chat the browser's entrance."""
    code = town.play("周校长 > 网页").partition("/enter/")[2][:12]
    for said in ("(button go:join:at_entrance)", "(button go:join)", f"(start {code})"):
        town.play(f"家长 > {said}")
        assert "opens in a browser only" in town.play(f"家长 > {code}")
    with town.database.read() as session:
        assert session.exec(select(Invitation.used_at)).one() is None
        assert session.exec(select(Chat.person_id).where(Chat.address == "家长")).one() is None


def test_a_chat_is_not_bound_to_whom_it_is_already(town: Town) -> None:
    code = town.play("吴办 > 邀请\n吴办 > 周校长").partition("one use: ")[2][:12]
    assert "bound to 周校长 already" in town.play(f"周校长 > (start {code})")
    assert "Welcome, 周校长" in town.play(f"新手机 > (start {code})\n新手机 > [Yes, that is me]")


def test_back_leads_to_the_code_and_the_entrance_stays_one(town: Town) -> None:
    code = town.play("周校长 > 网页").partition("/enter/")[2][:12]
    asked = town.play(f"电脑 > (enter {code})\n电脑 > [Back]")
    assert "Please type your invitation code." in asked.splitlines()[-1]
    assert "Welcome, 周校长" in town.play(f"电脑 > {code}\n电脑 > [Yes, that is me]")
