"""What the pipeline holds for tickets as for assignments: preferences, and the cost of a set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlmodel import select

from casework.tickets import commands as c
from locales.translate import BEIJING
from scheduler.jobs.escalate import escalate
from storage.database import Database
from storage.tables import Person, Preferences
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def moment(written: str) -> datetime:
    return datetime.fromisoformat(f"2026-{written}").replace(tzinfo=BEIJING).astimezone(UTC)


def tick(stage: Stage, written: str) -> dict[str, list[str]]:
    stage.town.clock.now = moment(written)
    for _batch in range(20):
        with stage.database.write() as session:
            desk = stage.town.desk(session)
            if not escalate(desk, desk.now):
                break
    else:
        raise AssertionError("the job never comes to an end")
    return stage.mail()


def prefer(
    stage: Stage, name: str, *, snoozed: str = "", quiet: tuple[str, str] = ("", "")
) -> None:
    with stage.database.write() as session:
        person = session.exec(select(Person.id).where(Person.key == name)).one() or 0
        until = moment(snoozed) if snoozed else None
        row = Preferences(
            person_id=person, snoozed_until=until, quiet_from=quiet[0], quiet_to=quiet[1]
        )
        session.add(row)


def assigned(stage: Stage, *, taken: bool = True) -> str:
    """Return a finding that is with its unit since Monday the 2nd, due on Thursday the 5th."""
    number = stage.finding("late")
    stage.do("office", c.Assign(number, stage.unit(), 3))
    if taken:
        stage.do("head", c.Take(number))
    stage.mail()
    return number


def test_a_blue_warning_waits_for_who_put_it_off_and_a_late_one_does_not(stage: Stage) -> None:
    assigned(stage)
    prefer(stage, "head", snoozed="03-04 10:01")
    told = tick(stage, "03-04 08:31")
    assert set(told) == {"handler"}
    assert tick(stage, "03-04 09:31") == {}
    later = tick(stage, "03-04 10:01")
    assert set(later) == {"head"}
    assert later["head"] == told["handler"]
    prefer_later = moment("03-09 10:01")
    with stage.database.write() as session:
        session.exec(select(Preferences)).one().snoozed_until = prefer_later
    assert "CB-2026-0002" in tick(stage, "03-06 08:31")["head"][0]
    assert tick(stage, "03-09 10:01") == {}


def test_quiet_hours_hold_for_what_is_not_yet_late(stage: Stage) -> None:
    assigned(stage)
    prefer(stage, "head", quiet=("08:00", "09:15"))
    assert set(tick(stage, "03-04 08:31")) == {"handler"}
    assert set(tick(stage, "03-04 09:15")) == {"head"}
    assert "head" in tick(stage, "03-06 08:31")


def test_what_is_done_meanwhile_is_not_said_later(stage: Stage) -> None:
    number = assigned(stage)
    prefer(stage, "head", snoozed="03-04 10:01")
    tick(stage, "03-04 08:31")
    stage.do("handler", c.Answer(number, "why", "what", "who", (stage.photo("handler", "kept"),)))
    stage.mail()
    assert "head" not in tick(stage, "03-04 10:01")


def test_a_limit_waits_as_well_until_it_is_late(stage: Stage) -> None:
    assigned(stage, taken=False)  # to be taken on by the end of the 3rd
    prefer(stage, "head", snoozed="03-03 10:01")
    assert set(tick(stage, "03-03 08:31")) == {"handler"}
    assert set(tick(stage, "03-03 10:01")) == {"head"}
    with stage.database.write() as session:
        session.exec(select(Preferences)).one().snoozed_until = moment("03-09 10:01")
    assert "head" in tick(stage, "03-04 08:31")


def test_what_was_put_off_goes_with_the_ticket_to_the_next_state(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    prefer(stage, "head", snoozed="03-04 10:01")
    tick(stage, "03-04 08:31")
    stage.do("handler", c.Take(number))
    stage.mail()
    assert "blue" in tick(stage, "03-04 10:01")["head"][0]


def statements_for(stage: Stage, tickets: int, written: str) -> int:
    for _ticket in range(tickets):
        assigned(stage)
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        counted.append(statement)

    event.listen(stage.database.writer, "before_cursor_execute", note)
    tick(stage, written)
    event.remove(stage.database.writer, "before_cursor_execute", note)
    return len([each for each in counted if not each.startswith(("BEGIN", "COMMIT"))])


def test_statements_do_not_grow_with_the_tickets(stage: Stage) -> None:
    few = statements_for(stage, 2, "03-04 08:31")
    stage.town.clock.now = moment("03-09 09:01")
    many = statements_for(stage, 8, "03-11 08:31")
    assert many < 2 * few, "what is due is read and written in sets"
