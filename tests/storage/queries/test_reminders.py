"""The plan of pushes is written once, claimed when due, and comes back when it is planned anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from storage.database import Database
from storage.queries.reminders import Planned, drop, due, plan, replan, settle
from storage.tables import Reminder
from tests.town import MONDAY

HOUR = timedelta(hours=1)
DEADLINE = MONDAY + 24 * HOUR


def _at(
    hours: float, level: str = "", subject: int = 1, planned_for: datetime = DEADLINE
) -> Planned:
    return Planned(
        "assignment", subject, level or f"at-{hours}", planned_for, MONDAY + hours * HOUR
    )


def _rows(database: Database) -> list[tuple[int, str, str, float]]:
    with database.read() as session:
        found = session.exec(select(Reminder).order_by(col(Reminder.id))).all()
        return [
            (each.subject, each.level, each.state, (each.due_at - MONDAY) / HOUR) for each in found
        ]


def test_planning_twice_makes_none_twice(database: Database) -> None:
    for _again in range(2):
        with database.write() as session:
            plan(session, [_at(1), _at(2), _at(1, subject=2)])
    assert _rows(database) == [
        (1, "at-1", "planned", 1),
        (1, "at-2", "planned", 2),
        (2, "at-1", "planned", 1),
    ]


def test_what_was_sent_stays_sent_and_what_was_dropped_comes_back(database: Database) -> None:
    with database.write() as session:
        plan(session, [_at(1), _at(2)])
        (first,) = due(session, ["assignment"], MONDAY + HOUR, 10)
        settle(session, [first.id or 0], "sent", MONDAY + HOUR)
    with database.write() as session:
        drop(session, "assignment", 1)
        drop(session, "ticket", 1)
    assert _rows(database) == [(1, "at-1", "sent", 1), (1, "at-2", "dropped", 2)]
    with database.write() as session:
        assert due(session, ["assignment"], MONDAY + 9 * HOUR, 10) == []
        plan(session, [_at(1), _at(2)])
    assert _rows(database) == [(1, "at-1", "sent", 1), (1, "at-2", "planned", 2)]


def test_what_is_due_comes_longest_due_first_and_only_of_its_kind(database: Database) -> None:
    with database.write() as session:
        plan(session, [_at(3), _at(1), _at(2), Planned("ticket", 1, "blue", DEADLINE, MONDAY)])
    with database.write() as session:
        assert [each.level for each in due(session, ["assignment"], MONDAY + 2 * HOUR, 10)] == [
            "at-1",
            "at-2",
        ]
        assert [
            each.level for each in due(session, ["ticket", "assignment"], MONDAY + 9 * HOUR, 2)
        ] == [
            "blue",
            "at-1",
        ]


def test_planning_anew_drops_what_holds_no_more_and_leaves_what_is_due_to_be_sent(
    database: Database,
) -> None:
    later = DEADLINE + 24 * HOUR
    with database.write() as session:
        plan(
            session,
            [
                _at(1, "due"),
                _at(5, "moved"),
                _at(6, "gone"),
                _at(7, "late@3"),
                _at(7, "other@3", planned_for=later),
            ],
        )
        plan(session, [_at(8, "of another", 2)])
    now = MONDAY + 2 * HOUR
    whole = [_at(1, "due"), _at(4, "moved"), _at(1.5, "over"), _at(9, "new")]
    with database.write() as session:
        replan(session, "assignment", [1], whole, now)
    assert _rows(database) == [
        (1, "due", "planned", 1),
        (1, "moved", "planned", 4),
        (1, "gone", "dropped", 6),
        (1, "late@3", "planned", 7),
        (1, "other@3", "dropped", 7),
        (2, "of another", "planned", 8),
        (1, "new", "planned", 9),
    ]


def test_on_postgresql_what_one_has_claimed_the_other_passes_over(
    postgresql_database: Database,
) -> None:
    with postgresql_database.write() as session:
        plan(session, [_at(1), _at(2), _at(3)])
    with postgresql_database.write() as one, postgresql_database.write() as other:
        assert [each.level for each in due(one, ["assignment"], DEADLINE, 2)] == ["at-1", "at-2"]
        assert [each.level for each in due(other, ["assignment"], DEADLINE, 2)] == ["at-3"]
