"""Warnings that were issued, supervisions that stand, and what is planned for tickets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage.database import Database
from storage.queries.reminders import FOR_ONE, Planned, plan
from storage.queries.warnings import (
    drop_pushes,
    due_pushes,
    entered_moments,
    pushed_tickets,
    standing_supervisions,
    supervision_of,
    supervisions,
    tickets_to_push,
    warning_by_number,
    warnings_issued,
)
from storage.tables import Event, IssuedWarning, Reminder, Supervision, Ticket
from tests.town import MONDAY

HOUR = timedelta(hours=1)
DUE = MONDAY + timedelta(days=3)


@pytest.fixture
def tickets(database: Database) -> Database:
    """A database with three tickets, all due on Thursday."""
    with database.write() as session:
        for number in (1, 2, 3):
            session.add(
                Ticket(
                    id=number,
                    number=f"DC-{number}",
                    track="finding",
                    kind="late",
                    state="assigned",
                    limit_days=3,
                    filed_at=MONDAY,
                    due_at=DUE,
                )
            )
    return database


def ticket(session: Session, number: int = 1) -> Ticket:
    return session.get_one(Ticket, number)


def push(session: Session, *rows: tuple[str, int, str], hours: float = 1) -> None:
    """Plan these pushes (about, ticket, level) for so many hours after Monday."""
    plan(
        session,
        [Planned(about, of, level, DUE, MONDAY + hours * HOUR) for about, of, level in rows],
    )


def planned(session: Session) -> list[tuple[str, int, str]]:
    found = select(Reminder).where(Reminder.state == "planned").order_by(col(Reminder.id))
    return [(each.about, each.subject, each.level) for each in session.exec(found)]


def warn(session: Session, of: int, level: str, number: str) -> None:
    session.add(
        IssuedWarning(ticket_id=of, deadline=DUE, level=level, number=number, issued_at=MONDAY)
    )
    session.flush()


def supervise(session: Session, of: int, state: str) -> int:
    row = Supervision(ticket_id=of, state=state, proposed_at=MONDAY)
    session.add(row)
    session.flush()
    return row.id or 0


def test_what_is_planned_for_a_ticket_is_dropped_and_for_others_stays(tickets: Database) -> None:
    with tickets.write() as session:
        push(session, ("ticket", 1, "blue"), ("take", 1, "limit"), ("ticket", 2, "blue"))
        push(session, ("assignment", 1, "day"))
        drop_pushes(session, [ticket(session)])
        drop_pushes(session, [])
        assert planned(session) == [("ticket", 2, "blue"), ("assignment", 1, "day")]


def test_what_was_put_off_for_one_person_stays_while_the_deadline_does(tickets: Database) -> None:
    for_one = f"blue{FOR_ONE}7"
    with tickets.write() as session:
        push(session, ("ticket", 1, for_one), ("ticket", 1, "yellow"))
        drop_pushes(session, [ticket(session)])
        assert planned(session) == [("ticket", 1, for_one)]
        ticket(session).due_at = DUE + HOUR
        drop_pushes(session, [ticket(session)])
        assert planned(session) == []


def test_tickets_with_something_planned(tickets: Database) -> None:
    with tickets.write() as session:
        push(session, ("ticket", 3, "blue"), ("accept", 1, "limit"), ("assignment", 2, "day"))
        assert [each.number for each in pushed_tickets(session)] == ["DC-1", "DC-3"]
        drop_pushes(session, [ticket(session, 3)])
        assert [each.number for each in pushed_tickets(session)] == ["DC-1"]


def event(of: int, seq: int, before: str | None, after: str, hours: float) -> Event:
    return Event(
        ticket_id=of,
        seq=seq,
        at=MONDAY + hours * HOUR,
        actor="office",
        name="x",
        from_state=before,
        to_state=after,
        previous="",
        hash="",
    )


def test_when_a_ticket_came_into_its_state(tickets: Database) -> None:
    """The last time; an event that leaves the state alone does not count, nor does the filing."""
    with tickets.write() as session:
        session.add_all(
            [
                event(1, 1, None, "accepted", 0),
                event(1, 2, "accepted", "assigned", 1),
                event(1, 3, "assigned", "in_progress", 2),
                event(1, 4, "in_progress", "assigned", 5),
                event(1, 5, "assigned", "assigned", 9),
                event(2, 1, None, "assigned", 0),
            ]
        )
        ticket(session).events, ticket(session, 2).events = 5, 1
        session.flush()
        found = entered_moments(session, [ticket(session), ticket(session, 2)])
    assert found == {1: MONDAY + 5 * HOUR, 2: MONDAY}


def test_warnings_count_for_the_deadline_for_which_they_were_issued(tickets: Database) -> None:
    with tickets.write() as session:
        warn(session, 1, "blue", "CB-1")
        warn(session, 1, "yellow", "CB-2")
        warn(session, 2, "blue", "CB-3")
        ticket(session, 2).due_at = DUE + HOUR
        found = warnings_issued(session, [ticket(session, each) for each in (1, 2, 3)])
        numbers = {
            of: {level: each.number for level, each in rows.items()} for of, rows in found.items()
        }
        assert numbers == {1: {"blue": "CB-1", "yellow": "CB-2"}, 2: {}, 3: {}}


def test_a_warning_is_found_by_its_number_as_it_is_typed(tickets: Database) -> None:
    with tickets.write() as session:
        warn(session, 1, "blue", "CB-2026-0001")
        found = warning_by_number(session, " cb-2026-0001 ")
        assert found is not None
        assert found.ticket_id == 1
        assert warning_by_number(session, "CB-2026-0002") is None


def test_a_supervision_stands_while_it_is_proposed_or_listed(tickets: Database) -> None:
    with tickets.write() as session:
        for state in ("refused", "lifted"):
            supervise(session, 1, state)
        proposed, listed = supervise(session, 2, "proposed"), supervise(session, 3, "listed")
        every = [ticket(session, each) for each in (1, 2, 3)]
        standing = {of: row.id for of, row in standing_supervisions(session, every).items()}
        assert standing == {2: proposed, 3: listed}
        assert supervision_of(session, ticket(session)) is None
        of_third = supervision_of(session, ticket(session, 3))
        assert of_third is not None
        assert of_third.id == listed
        [(row, its_ticket)] = supervisions(session, "proposed")
        assert (row.id, its_ticket.number) == (proposed, "DC-2")


def test_what_is_due_of_these_tickets_comes_together(tickets: Database) -> None:
    with tickets.write() as session:
        push(session, ("ticket", 1, "blue"), ("take", 1, "limit"), ("ticket", 2, "blue"))
        push(session, ("ticket", 1, "yellow"), hours=2)
        due = due_pushes(session, [1, 3], MONDAY + HOUR)
        assert [(each.about, each.level) for each in due] == [("ticket", "blue"), ("take", "limit")]


def test_a_ticket_that_somebody_works_on_is_left_for_the_next_time(tickets: Database) -> None:
    with tickets.write() as session:
        assert sorted(tickets_to_push(session, [1, 3, 404])) == [1, 3]
        if not tickets.is_sqlite:
            with tickets.write() as other:
                assert sorted(tickets_to_push(other, [1, 2, 3])) == [2]
