"""Steps of a ticket: read and locked once, and of two people at the same moment one wins."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from casework.tickets import commands as c
from rules.lifecycle import StepRefused
from storage.database import Database, DatabaseAway
from storage.tables import Failure, Ticket
from talk.input import Tap
from tests.casework.stage import SECOND, Stage

ROUNDS = 5


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of them at the same moment; returns what each came to, a refusal as itself."""
    start = threading.Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        start.wait(10)
        try:
            return one()
        except (StepRefused, DatabaseAway) as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


ANSWER = {"cause": "c", "measure": "m", "responsible": "p"}
Who = tuple[str, type, dict[str, object]]
PAIRS = [
    ("assigned", ("head", c.Take, {}), ("handler", c.Take, {})),
    ("assigned", ("head", c.Take, {}), ("handler", c.HandBack, {"reason": "r"})),
    ("answered", ("office", c.Approve, {}), ("clerk", c.SendBack, {"reason": "r"})),
    (
        "submitted",
        ("office", c.Accept, {}),
        ("clerk", c.Decline, {"reason": "r", "elsewhere": "e"}),
    ),
    ("submitted", ("office", c.Accept, {}), ("office", c.Accept, {})),
    (
        "submitted",
        ("office", c.Decline, {"reason": "r", "elsewhere": "e"}),
        ("parent", c.Withdraw, {}),
    ),
    ("resolved", ("parent", c.Rate, {"score": 5}), ("parent", c.Rate, {"score": 5})),
    ("in_progress", ("head", c.Answer, ANSWER), ("handler", c.AskReporter, {"question": "q"})),
]


@pytest.mark.parametrize(("state", "one", "other"), PAIRS)
def test_exactly_one_wins(postgresql_database: Database, state: str, one: Who, other: Who) -> None:
    stage = Stage(postgresql_database)
    for _round in range(ROUNDS):
        number = stage.bring(stage.complaint(), state)
        before = len(stage.events(number))
        came = _at_once(
            *(partial(stage.do, name, kind(number, **given)) for name, kind, given in (one, other))
        )
        lost = [each for each in came if isinstance(each, StepRefused)]
        assert len(lost) == 1, came
        assert lost[0].reason.text
        assert len(stage.events(number)) == before + 1
    assert stage.faults() == []


def test_two_merges_into_each_other_leave_one_open(postgresql_database: Database) -> None:
    stage = Stage(postgresql_database)
    first, second = stage.complaint(), stage.complaint()
    came = _at_once(
        lambda: stage.do("office", c.Merge(first, second)),
        lambda: stage.do("clerk", c.Merge(second, first)),
    )
    assert sum(isinstance(each, (StepRefused, DatabaseAway)) for each in came) == 1
    assert sorted([stage.town.ticket(first).state, stage.town.ticket(second).state]) == [
        "merged",
        "submitted",
    ]
    assert stage.faults() == []


def test_two_phones_tap_the_same_button_through_the_door(database: Database) -> None:
    stage = Stage(database)
    number = stage.complaint()
    phones = [stage.town.phone(each) for each in ("office", "clerk")]
    stage.mail()
    taps = [partial(stage.town.take, phone, Tap(f"go:accept:{number}")) for phone in phones]
    assert _at_once(*taps) == [None, None]
    said = stage.mail()
    both = " ".join(said["office"] + said["clerk"])
    assert both.count("is accepted. Assign it to a unit next.") == 1
    assert both.count("The ticket is now: accepted. This can no longer be done, or not yet.") == 1
    assert len(stage.events(number)) == 2
    with database.read() as session:
        assert session.exec(select(Failure)).all() == []
        assert session.exec(select(Ticket.state)).one() == "accepted"


def test_a_second_tap_on_the_same_button_says_so(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    stage.bring(stage.finding(), "assigned")
    first = stage.town.play("head > [Take it on]")
    assert "You have taken DC-2026-0001" in first
    again = stage.town.play("head > [Take it on]")
    assert "The ticket is now: in progress" in again
    assert len(stage.events("DC-2026-0001")) == 3


WALK: list[tuple[str, c.OnTicket]] = [
    ("office", c.Accept("TS-2026-0001")),
    ("office", c.Assign("TS-2026-0001", 2)),
    ("head", c.HandBack("TS-2026-0001", "r")),
    ("office", c.Insist("TS-2026-0001", "r")),
    ("office", c.Reassign("TS-2026-0001", 3, "r")),
    ("office", c.Reassign("TS-2026-0001", 2, "r")),
    ("head", c.AskTime("TS-2026-0001", 2, "r")),
    ("office", c.RuleOnTime("TS-2026-0001", granted=True)),
    ("head", c.Take("TS-2026-0001")),
    ("head", c.AskReporter("TS-2026-0001", "q")),
    ("parent", c.Supply("TS-2026-0001", "w")),
    ("parent", c.Relay("TS-2026-0001", "w")),
    ("office", c.Supervise("TS-2026-0001", "d", date(2026, 3, 9))),
    ("office", c.LiftSupervision("TS-2026-0001", "d")),
    ("head", c.Answer("TS-2026-0001", "c", "m", "p")),
    ("office", c.SendBack("TS-2026-0001", "r")),
    ("head", c.Answer("TS-2026-0001", "c", "m", "p")),
    ("office", c.Approve("TS-2026-0001")),
    ("parent", c.Rate("TS-2026-0001", 1, "w", "again")),
    ("office", c.Uphold("TS-2026-0001", "r")),
    ("office", c.LookBack("TS-2026-0001", "r", relapse=True)),
    ("custodian", c.Reveal("TS-2026-0001", "r")),
]


def test_a_command_reads_and_locks_its_ticket_once(postgresql_database: Database) -> None:
    stage = Stage(postgresql_database)
    units = {2: stage.unit(), 3: stage.unit(SECOND)}
    assert stage.complaint() == "TS-2026-0001"
    for name, command in WALK:
        given = command
        if isinstance(command, c.Assign | c.Reassign):
            given = replace(command, unit=units[command.unit])
        assert (given, _times_read(stage, name, given)) == (given, (1, 1))
    main, other = stage.complaint(), stage.complaint()
    assert _times_read(stage, "office", c.Merge(other, main)) == (2, 2)
    assert _times_read(stage, "parent", c.Withdraw(stage.complaint())) == (1, 1)


def _times_read(stage: Stage, name: str, command: object) -> tuple[int, int]:
    """Return how often the command asked for tickets by their number, and how often it locked one."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = stage.database.writer
    event.listen(engine, "before_cursor_execute", note)
    try:
        stage.do(name, command)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    read = [text for text in statements if re.search(r"WHERE tickets\.number = ", text)]
    return len(read), sum("FOR UPDATE" in text for text in read)
