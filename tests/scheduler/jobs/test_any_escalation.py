"""Whatever becomes of a ticket, and whenever the machine is off: every rung once, in working time,
none once it is answered.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from casework.tickets import commands as c
from locales.translate import BEIJING
from rules.lifecycle import StepRefused
from rules.time.deadline import USUAL_HOURS
from scheduler.jobs.escalate import escalate
from scheduler.jobs.resume_paused import resume_waiting
from storage.database import open_database
from storage.queries.calendar import load_workdays
from storage.tables import Event, Failure, IssuedWarning, Reminder, Ticket
from tests.casework.stage import Stage
from tests.databases import SECRET

ACTIONS = (
    "take",
    "answer",
    "send_back",
    "approve",
    "ask",
    "supply",
    "more_time",
    "grant",
    "hand_back",
    "insist",
)
_files = count()


@pytest.fixture(scope="module")
def settled(sqlite_template: Path) -> Iterator[Path]:
    """A town's file with its people, to be copied for each example."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settled.db"
        shutil.copy(sqlite_template, file)
        database = open_database(f"sqlite:///{file}", SECRET)
        Stage(database)
        database.close()
        yield file


def act(stage: Stage, action: str, number: str) -> None:
    """Do something with the ticket, if it can be done now."""
    who, command = {
        "take": ("head", c.Take(number)),
        "answer": ("head", c.Answer(number, "cause", "measure", "Wang")),
        "send_back": ("office", c.SendBack(number, "r")),
        "approve": ("office", c.Approve(number)),
        "ask": ("head", c.AskReporter(number, "q")),
        "supply": ("inspector", c.Supply(number, "w")),
        "more_time": ("head", c.AskTime(number, 2, "r")),
        "grant": ("office", c.RuleOnTime(number, True)),
        "hand_back": ("head", c.HandBack(number, "r")),
        "insist": ("office", c.Insist(number, "r")),
    }[action]
    with suppress(StepRefused):
        stage.do(who, command)


steps = st.tuples(st.integers(1, 100), st.one_of(st.none(), st.sampled_from(ACTIONS)))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(limit=st.integers(1, 4), life=st.lists(steps, min_size=3, max_size=14))
def test_any_life(settled: Path, limit: int, life: list[tuple[int, str | None]]) -> None:
    file = settled.parent / f"{next(_files)}.db"
    shutil.copy(settled, file)
    database = open_database(f"sqlite:///{file}", SECRET)
    try:
        stage = Stage.again(database)
        number = stage.finding()
        stage.do("office", c.Assign(number, stage.unit(), limit))
        for halves, action in life:
            stage.town.clock.forward(minutes=31 * halves)
            if action is not None:
                act(stage, action, number)
            stage.mail()
            with database.write() as session:
                desk = stage.town.desk(session)
                resume_waiting(desk, desk.now)
            stage.mail()
            state = stage.town.ticket(number).state
            pushes = 0
            for _batch in range(20):
                with database.write() as session:
                    desk = stage.town.desk(session)
                    if not escalate(desk, desk.now):
                        break
                    pushes += 1
            assert pushes < 20
            told = stage.mail()
            assert all(len(lines) == 1 for lines in told.values()), told
            with database.read() as session:
                calendar = load_workdays(session)
            local = stage.town.clock().astimezone(BEIJING)
            working = (
                calendar.is_working(local.date())
                and USUAL_HOURS.contain(local.time())
                and local.minute % 30
            )
            assert working or not told
            assert not (set(told) & {"head", "handler", "leader"}) or state in (
                "assigned",
                "in_progress",
            )
        _check(stage, number)
    finally:
        database.close()
        for each in file.parent.glob(f"{file.name}*"):
            each.unlink()


def _check(stage: Stage, number: str) -> None:
    with stage.database.read() as session:
        ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
        issued = session.exec(select(IssuedWarning)).all()
        warned = session.exec(select(Event).where(Event.name == "warned")).all()
        assert [each.note["number"] for each in warned] == [each.number for each in issued]
        assert len({(each.deadline, each.level) for each in issued}) == len(issued)
        assert all(each.level == "blue" or each.issued_at > each.deadline for each in issued)
        planned = session.exec(select(Reminder).where(Reminder.state == "planned")).all()
        assert all(each.due_at >= stage.town.clock() - timedelta(minutes=1) for each in planned)
        if ticket.state in ("closed", "waiting", "answered"):
            assert not [each for each in planned if each.about == "ticket"]
        assert session.exec(select(Failure)).all() == []
    assert stage.faults() == []
