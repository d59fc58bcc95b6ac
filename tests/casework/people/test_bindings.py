"""What becomes of a chat when it stops being somebody's, or begins to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.channels.wecom.traits import WECOM
from casework.desk import Desk
from casework.execute import execute
from casework.people.accounts import actor_of
from casework.people.bindings import bind_by_account, channel_of, is_by_roster, release
from casework.people.commands import Unbind
from casework.roster.load import import_roster
from casework.roster.rows import Line, PersonRow, Roster
from locales import _, translate
from rules.permissions import Role
from storage.database import Database
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.queries.chats import find_chats
from storage.tables import Account, Chat, OutboxRow, Person, PersonEvent
from tests.handlers.beginnings import COMPLAINT
from tests.town import BUREAU, Clock, Town, wecom_account

NEWS = _("news of the complaint")


def give_account(session: Session, key: str, account: str) -> None:
    """Let the roster give the account to this person, and to nobody else."""
    for held in session.exec(select(Account).where(Account.folded == account.casefold())):
        session.delete(held)
    session.flush()
    person = session.exec(select(Person).where(Person.key == key)).one()
    session.add(wecom_account(person, account))
    session.flush()


def corrected(desk: Desk, chat: Chat) -> None:
    """Import a roster that gives the account to its next owner."""
    active = desk.session.get_one(Person, chat.person_id).active
    line = Line("r.csv", 2, {})
    before = PersonRow(line, "钱六", "钱六", (), None, (), None, {"wecom": ""}, not active)
    after = PersonRow(line, "孙八", "孙八", (), None, (), None, {"wecom": "zhang"}, None)
    roster = Roster(persons=(before, after), accounts=BUREAU.roster_accounts)
    import_roster(desk.session, roster, desk.now)


def written_in(desk: Desk, chat: Chat) -> None:
    """Let the account's next owner write in the chat, after the roster was changed by hand."""
    give_account(desk.session, "孙八", "zhang")
    found = find_chats(desk.session, {("wecom", "zhang"): None}, desk.now)
    assert bind_by_account(desk, found["wecom", "zhang"])


def unbound(desk: Desk, chat: Chat) -> None:
    """Let an administrator unbind the chat, whose account the roster does not name any more."""
    desk.session.delete(desk.session.exec(select(Account)).one())
    desk.session.flush()
    admin = desk.session.exec(select(Chat).where(Chat.address == "管理员")).one()
    desk.actor = actor_of(desk, admin)
    execute(desk, Unbind(chat.id or 0))


@pytest.mark.parametrize(
    ("happens", "has_left"),
    [(corrected, True), (written_in, True), (unbound, True), (corrected, False), (unbound, False)],
)
def test_news_of_a_complaint_does_not_stay_for_the_next_owner(
    database: Database, happens: Callable[[Desk, Chat], None], has_left: bool
) -> None:
    """Who complained in this chat has left, or only lost it: nobody else is told how it went on."""
    town = Town(database)
    town.person("管理员", Role.ADMIN)
    town.person("孙八", Role.INSPECTOR, channel="telegram")
    town.person("钱六", channel="wecom")
    with database.write() as session:
        desk = Desk(session, town.clock(), BUREAU)
        chat = session.exec(select(Chat).where(Chat.channel == "wecom")).one()
        chat.address = "zhang"
        person = session.exec(select(Person).where(Person.key == "钱六")).one()
        give_account(session, "钱六", "zhang")
        queue(session, chat.id or 0, Notice(NEWS, stays=True), desk.now)
        person.active = not has_left
        happens(desk, chat)
    with database.read() as session:
        waiting = session.exec(
            select(OutboxRow).where(OutboxRow.state == "queued").order_by(col(OutboxRow.id))
        )
        texts = [Notice.from_row(row).text for row in waiting]
    assert NEWS not in texts


def test_a_chat_is_the_rosters_whatever_the_case_of_the_account(sqlite_database: Database) -> None:
    """On other channels nothing names it."""
    town = Town(sqlite_database)
    town.person("钱六", channel="wecom")
    with sqlite_database.write() as session:
        desk = Desk(session, town.clock(), BUREAU)
        chat = session.exec(select(Chat)).one()
        person = session.get_one(Person, chat.person_id)
        assert not is_by_roster(desk, chat, person)
        chat.address = "Zhang"
        give_account(session, "钱六", "ZHANG")
        assert is_by_roster(desk, chat, person)
        chat.channel = "web"
        assert not is_by_roster(desk, chat, person)


@pytest.mark.parametrize(
    ("channel", "label"),
    [("wecom", "WeCom zhang"), ("telegram", "Telegram"), ("web", "web chat"), ("old", "old")],
)
def test_a_chat_is_called_by_its_channel(
    sqlite_database: Database, channel: str, label: str
) -> None:
    """With the account where the roster names it; also one that the program has no more."""
    now = Clock()()
    with sqlite_database.read() as session:
        chat = Chat(channel=channel, address="zhang", seen_at=now, window_at=now)
        assert translate(channel_of(Desk(session, now, BUREAU), chat), "en") == label


def test_an_account_is_the_same_in_any_case() -> None:
    accounts = WECOM.accounts
    assert accounts is not None
    assert accounts.fold("ZhangSan") == accounts.fold("zhangsan")


def test_an_account_that_the_roster_names_is_not_silently_bound(sqlite_database: Database) -> None:
    """Where complaints were filed in it, or it was another's, the chat itself reads whose it is."""
    town = Town(sqlite_database)
    town.phone("zhang", "wecom")
    town.play(COMPLAINT.replace("家长", "zhang"))
    with sqlite_database.write() as session:
        session.add(Person(key="孙八", name="孙八"))
        session.flush()
        give_account(session, "孙八", "zhang")
    said = town.play("zhang > 我的投诉")
    assert "The roster names this WeCom account as 孙八's, and it is bound to 孙八" in said
    assert "Complaints filed here before: 1." in said
    assert "Nothing was reported from here." in said
    with sqlite_database.read() as session:
        assert session.exec(select(PersonEvent.name)).all() == ["named_by_roster"]


@pytest.mark.parametrize("is_set_up", [True, False])
def test_the_roster_alone_gives_a_custodian_no_account(
    sqlite_database: Database, is_set_up: bool
) -> None:
    """Whoever writes the roster could name an account of their own; at set-up nobody else could."""
    town = Town(sqlite_database)
    town.person("纪检", Role.CUSTODIAN)
    if is_set_up:
        town.person("管理员", Role.ADMIN)
    town.phone("mallory", "wecom")
    with sqlite_database.write() as session:
        give_account(session, "纪检", "mallory")
    said = town.play("mallory > 受限投诉")
    assert ("No restricted complaint is open." in said) is not is_set_up


@pytest.mark.parametrize("way", ["unbound", "dismissed"])
def test_what_a_chat_was_sent_is_not_shown_when_it_is_nobodys(
    sqlite_database: Database, way: str
) -> None:
    town = Town(sqlite_database)
    town.person("周校长", Role.HEAD, unit="第一中学")
    town.play("周校长 > menu")
    with sqlite_database.write() as session:
        session.execute(update(OutboxRow).values(state="sent"))
        chat = session.exec(select(Chat)).one()
        desk = Desk(session, town.clock(), BUREAU)
        if way == "unbound":
            release(session, chat, desk.now)
        else:
            row = PersonRow(Line("r.csv", 2, {}), "周校长", "周校长", (), None, (), None, {}, True)
            import_roster(
                session, Roster(persons=(row,), accounts=BUREAU.roster_accounts), desk.now
            )
    with sqlite_database.read() as session:
        [before, *after] = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    assert before.state == "superseded", "the menu is not shown any more"
    assert [row.state for row in after] == (["queued"] if way == "unbound" else [])
