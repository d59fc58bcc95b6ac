"""Messages that came in together: none is done twice, and one that fails harms no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, select

from bot.channels.base import Incoming
from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import NotAllowed
from casework.tickets.telling import tell
from handlers.conversation import Conversation
from handlers.registry import CONVERSATIONS
from locales import _
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Event, Failure, OutboxRow, Person, Ticket
from storage.write_buffer import buffer_write
from talk import Talk
from talk import Words as FreeWords
from talk import input as sent
from talk.state import State
from tests.bot.inbound.kit import count_rows, message, news
from tests.town import BUREAU, Town, wecom_account


class Tripped(RuntimeError):
    """Our own code fails."""


def _trap(talk: Talk, desk: Desk) -> None:
    """Ask something, then fail on the word that springs the trap."""
    word = talk.ask("word", FreeWords(), _("Say something."))
    if word == "late":
        buffer_write(
            desk.session, _SAY_WHERE, [{"_id": desk.actor.chat_id, "_state": object()}]
        )  # which nothing can write
    if word == "boom":
        desk.session.add(
            Ticket(
                number="DC-0000-0001",
                track="finding",
                kind="late",
                state="accepted",
                limit_days=1,
                filed_at=desk.now,
            )
        )
        desk.session.flush()
        raise Tripped(word)
    talk.ask("next", FreeWords(), _("You said {word}. And?", word=word))


_SAY_WHERE = update(Chat).where(col(Chat.id) == bindparam("_id")).values(state=bindparam("_state"))
TRAPPED = {**CONVERSATIONS, "trap": Conversation(_trap, _("Trap"), ("trap",))}


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, conversations=TRAPPED)


@pytest.fixture
def any_town(database: Database) -> Town:
    """A town for what each database does in its own way: what is undone, what it cannot write."""
    return Town(database, conversations=TRAPPED)


def test_a_second_delivery_is_dropped(any_town: Town) -> None:
    town = any_town
    inspector = town.person("inspector", Role.INSPECTOR)
    town.take(inspector, sent.Photo({"file": "x"}), key="p1")
    assert "Photos received: 1" in news(town, "inspector")
    for _again in range(2):
        town.take(inspector, sent.Photo({"file": "x"}), key="p1")
    town.receiver.handle(
        [message("inspector", "Done", "d1"), message("inspector", "Done", "d1")]
    )  # twice in one batch, too
    assert town.receiver.tally.repeated == 3
    assert "Which unit is it?" in news(town, "inspector")
    assert len(inspector.evidence()) == 1
    town.take(Town.phone(town, "inspector"), sent.Words("x"), key="p2")
    town.receiver.handle(
        [Incoming("telegram", "inspector", "p2", sent.Start())]
    )  # another channel's key is another message
    assert town.receiver.tally.repeated == 3


def test_a_poisonous_message_harms_nobody_else_and_loses_nothing(any_town: Town) -> None:
    town = any_town
    town.play("victim > trap\nvictim > fine\nneighbour > menu")
    town.play("victim > back")
    batch = [
        message("neighbour", "help", "n1"),
        message("victim", "boom", "v1"),
        message("neighbour", "menu", "n2"),
    ]
    town.receiver.handle(batch)
    assert (town.receiver.tally.failed, town.receiver.tally.taken > 0) == (1, True)
    said = news(town, "victim")
    assert "Something went wrong on our side" in said
    assert "[Menu] [Cancel]" in said
    assert "Tripped" not in said
    neighbour = news(town, "neighbour")
    assert "Always:" in neighbour
    assert "What would you like to do?" in neighbour
    with town.database.read() as session:
        failure = session.exec(select(Failure)).one()
        assert (
            (failure.channel, failure.address, failure.key, failure.error)
            == (
                "web",
                BUREAU.keyed_hash("victim")[:16],  # enough to tell it from others
                BUREAU.keyed_hash("v1")[:16],
                "Tripped('boom')",
            )
        )
        assert session.exec(select(Ticket)).all() == []  # half of it was written when it failed
    town.receiver.handle(batch)
    assert town.receiver.tally.repeated == 3  # acknowledged: it does not come again
    assert "You said calm. And?" in town.play("victim > calm")


def test_what_fails_only_when_it_is_written_harms_nobody_else(any_town: Town) -> None:
    """It is gathered, and written with what others gathered: those are kept, and whose it was is
    found.
    """
    town = any_town
    for name in ("before", "victim", "after"):
        town.take(town.person(name), sent.Words("trap"))
    town.receiver.handle(
        [
            message("before", "one", "b1"),
            message("victim", "late", "v1"),
            message("after", "two", "a1"),
        ]
    )
    assert (town.receiver.tally.failed, town.receiver.tally.commits) == (1, 4)
    assert "You said one." in news(town, "before")
    assert "Something went wrong on our side" in news(town, "victim")
    assert "You said two." in news(town, "after")
    with town.database.read() as session:
        assert session.exec(select(Failure.address)).all() == [BUREAU.keyed_hash("victim")[:16]]
    town.receiver.handle([message("victim", "three", "v2")])
    assert "You said three." in news(town, "victim")


def test_a_conversation_that_fails_again_and_again_can_be_left(town: Town) -> None:
    town.play("victim > trap\nvictim > fine")
    with town.database.write() as session:
        chat = session.exec(select(Chat).where(Chat.address == "victim")).one()
        state = {**chat.state, "stack": [["trap", "", [["word", "boom"]], {}]]}
        chat.state = state
        session.add(chat)
    assert "Something went wrong" in town.play("victim > anything")
    assert "Something went wrong" in town.play("victim > [Menu]")
    assert "Cancelled." in town.play("victim > [Cancel]")
    assert "What would you like to do?" in town.play("victim > menu")


def test_a_conversation_that_an_update_took_away_is_forgotten(town: Town) -> None:
    town.play("someone > trap\nsomeone > word")
    town.conversations, town.rebuild = CONVERSATIONS, True
    assert "What would you like to do?" in town.play("someone > hello")
    assert count_rows(town.database, Failure) == 0


def test_a_flood_is_told_once(town: Town) -> None:
    """When the limit is reached; and when the minute is over, how much was left out, with the way
    back.
    """
    town.per_minute = 5
    for each in range(12):
        town.receiver.handle([message("a", "menu", f"k{each}")])
    with town.database.read() as session:
        held = session.exec(
            select(OutboxRow.not_before).where(
                OutboxRow.replaces == "left_out", OutboxRow.state == "queued"
            )
        ).all()
    assert held == [town.clock() + timedelta(minutes=1)]
    said = town.phone("a").news()
    assert len(said) == 7
    assert "Too many messages within a minute." in said[-2]
    assert said[-1] == (
        "a < In the minute before, too much came. Left out: messages and taps: 7. Please "
        "send it again now. [Continue]"
    )
    assert town.receiver.tally.flooded == 7
    assert "What would you like to do?" in town.play("b > menu")  # others are not held up
    town.clock.forward(seconds=59)
    assert "messages and taps: 8." in town.play("a > menu")
    town.clock.forward(seconds=2)
    assert "What would you like to do?" in town.play("a > [Continue]")
    assert "Too many" not in town.play("a > menu\na > menu\na > menu\na > menu")
    assert "messages and taps: 1." in town.play("a > menu")  # of this minute


def test_a_picture_weighs_half_of_a_message(town: Town) -> None:
    """An album is many messages at once; those of its pictures that were left out are counted for
    their sender.
    """
    town.per_minute = 5
    inspector = town.person("inspector", Role.INSPECTOR)
    town.play("inspector > (photo)\ninspector > [Done]")
    for each in range(9):
        photo = Incoming(
            "web",
            "inspector",
            f"p{each}",
            sent.Photo({"file": str(each)}, album="a"),
            town.clock(),
            language="en",
        )
        town.receiver.handle([photo])
    town.receiver.handle([message("inspector", "第一中学", "k")])
    assert len(inspector.evidence()) == 8  # one, a tap that weighs two, and seven
    added, told, tally = inspector.news()
    assert added.startswith("inspector < The photo was added to your draft. / Which unit is it?")
    assert told.startswith("inspector < Too many messages within a minute.")
    assert (
        "Left out: photos and files: 2; messages and taps: 1. Please send it again now. [Continue]"
        in tally
    )
    town.clock.forward(seconds=61)
    assert "Back to what was begun: Report a finding / " in town.play("inspector > [Continue]")


def test_a_flood_makes_no_more_work_than_it_is_worth(town: Town) -> None:
    town.per_minute = 1
    for each in range(150):
        town.receiver.handle([message("a", "menu", f"k{each}")])
    assert (
        count_rows(town.database, OutboxRow) == 102
    )  # the answer, the notice, and a tally that gave way a hundred times
    assert "messages and taps: 100+." in town.phone("a").news()[-1]


def test_what_was_sent_within_an_hour_is_no_flood_when_it_comes_at_once(town: Town) -> None:
    """After an outage the platform hands over in a second what was said in an hour: all of it
    counts, at its own time.
    """
    town.per_minute = 5
    inspector = town.person("inspector", Role.INSPECTOR)
    began = town.clock() - timedelta(hours=1)
    photos = [
        Incoming(
            "web",
            "inspector",
            f"p{each}",
            sent.Photo({"file": str(each)}),
            began + timedelta(minutes=each),
            language="en",
        )
        for each in range(20)
    ]
    town.receiver.handle(photos)
    assert (town.receiver.tally.flooded, len(inspector.evidence())) == (0, 20)
    assert [each.received_at for each in inspector.evidence()] == [each.sent_at for each in photos]
    for each, wrong in enumerate(
        (town.clock() + timedelta(hours=1), town.clock() - timedelta(days=2))
    ):  # a clock that is off
        town.receiver.handle(
            [
                Incoming(
                    "web", "neighbour", f"w{each}", sent.Photo({"file": "x"}), wrong, language="en"
                )
            ]
        )
    assert [each.received_at for each in town.phone("neighbour").evidence()] == [town.clock()] * 2


def test_a_wecom_account_of_the_roster_is_bound_at_once(any_town: Town) -> None:
    town = any_town
    with town.database.write() as session:
        here = Person(key="7", name="王校长")
        left = Person(key="8", name="离职", active=False)
        session.add_all([here, left])
        session.flush()
        session.add_all([wecom_account(here, "wang"), wecom_account(left, "gone")])
    said = town.phone("wang", "wecom")
    town.take(said, sent.Start())
    assert "Hello, 王校长." in news(town, "wang")
    for name in ("gone", "unknown"):
        town.take(town.phone(name, "wecom"), sent.Start())
        assert "Hello" not in news(town, name)
    town.take(town.phone("wang2"), sent.Words("menu"))
    with town.database.read() as session:
        assert session.exec(select(Chat.person_id).where(Chat.address == "wang2")).one() is None


def test_blocked_and_back(sqlite_database: Database) -> None:
    town = Town(sqlite_database)
    town.play("a > menu")
    town.take(town.phone("a"), sent.Unusable("blocked"))
    assert _gone(sqlite_database)
    assert "What would you like to do?" in town.play("a > menu")
    assert not _gone(sqlite_database)


def _gone(database: Database) -> bool:
    with database.read() as session:
        return session.exec(select(Chat.gone)).one()


HOSTILE = [
    "\x00",
    "\ud800",
    "a\ud800b",
    "\u202eevil",
    "\U0001f600" * 50,
    "{words}",
    "{0.__class__}",
    "%s",
    "'; DROP TABLE tickets; --",
    "x" * 5000,
    "\n\n\n",
    "ans:1:0",
    "go:ticket:x",
    "/",
    "/start",
    "/report@bot",
    "١",
    "²",
    "0",
    "-1",
    "999",
    "1e9",
]


@pytest.mark.parametrize("begun", ["", "complain", "receipt", "language", "join"])
def test_whatever_is_typed_is_answered(town: Town, begun: str) -> None:
    _type_all(town, begun)


def test_whatever_is_typed_into_a_report_is_answered(any_town: Town) -> None:
    _type_all(any_town, "report")


def _type_all(town: Town, begun: str) -> None:
    """Say whatever is hostile after this conversation was begun."""
    inspector = town.person("inspector", Role.INSPECTOR)
    for at, words in enumerate(HOSTILE):
        if begun:
            town.take(
                inspector, sent.Words(f"/{begun}" if begun != "report" else "上报"), key=f"b{at}"
            )
            inspector.news()
        town.take(inspector, sent.Words(words), key=f"w{at}")
        assert inspector.news(), repr(words)
        town.take(inspector, sent.Tap(f"go:{begun or 'menu'}:{words}"), key=f"t{at}")
        assert inspector.news(), repr(words)
        town.take(inspector, sent.Tap(words), key=f"u{at}")
        assert inspector.news(), repr(words)
        town.take(inspector, sent.Start(words), key=f"s{at}")
        town.take(inspector, sent.Photo({"file": "x"}, caption=words), key=f"p{at}")
        town.take(inspector, sent.Place(0.0, 0.0, words), key=f"l{at}")
        inspector.news()
    with town.database.read() as session:
        assert [each.error for each in session.exec(select(Failure))] == []
        _state_loads(session)


def _state_loads(session: Session) -> None:
    for chat in session.exec(select(Chat).order_by(col(Chat.id))):
        assert State.from_json(chat.state, chat.serial).to_json() == chat.state


def test_a_refused_command_is_undone_without_harm_to_those_taken_with_it(
    any_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without savepoints the whole batch is taken anew, with care: what the refused one changed is
    gone, the rest counts once.
    """
    town = any_town
    town.person("office", Role.OFFICE)
    inspector, other = (
        town.person("inspector", Role.INSPECTOR),
        town.person("other", Role.INSPECTOR),
    )
    for each in (inspector, other):
        town.take(each, sent.Photo({"file": each.name}))
        town.play(
            "\n".join(
                f"{each.name} > {answer}"
                for answer in ("Done", "第一中学", "1", "rows of empty seats", "hall")
            )
        )

    def refuse_one(desk: Desk, *given: Any, **named: Any) -> Receipt:
        if desk.actor.name == "inspector":
            raise NotAllowed
        return tell(desk, *given, **named)

    monkeypatch.setattr("casework.tickets.file.tell", refuse_one)
    taken, commits = town.receiver.tally.taken, town.receiver.tally.commits
    town.receiver.handle(
        [
            message("other", "1", "o1"),
            message("inspector", "1", "i1"),
            message("other", "menu", "o2"),
        ]
    )
    assert (
        town.receiver.tally.taken - taken,
        town.receiver.tally.commits - commits,
        town.receiver.tally.failed,
    ) == (3, 1, 0)
    with town.database.read() as session:
        assert [each.number for each in session.exec(select(Ticket))] == ["DC-2026-0001"]
        assert session.exec(select(func.count()).select_from(Event)).one() == 1
    assert "Filed as DC-2026-0001" in news(town, "other")
    assert str(NotAllowed().reason.text) in news(town, "inspector")
    assert news(town, "office").count("New finding") == 1
