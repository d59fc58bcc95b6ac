"""What is forgotten, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, delete, select

from casework.desk import Desk
from casework.reminders.ticket_plan import replan_moved
from rules import limits
from scheduler.jobs.cleanup import DELIVERY_KEYS, _settled_long_ago, cleanup
from scheduler.jobs.escalate import escalate
from storage.database import Database
from storage.outbox.removal import REMOVED
from storage.tables import (
    Chat,
    Invitation,
    IssuedWarning,
    OutboxRow,
    Person,
    Received,
    Reminder,
    Ticket,
)
from tests.casework.stage import Stage
from tests.town import BUREAU, MONDAY

STATES = ("queued", "sent", "doubtful", "dead", "superseded")
PRIVATE = timedelta(days=limits.PRIVATE_MESSAGE_DAYS)
MESSAGES = timedelta(days=limits.MESSAGE_DAYS)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def _forget(database: Database, after: timedelta) -> int:
    with database.write() as session:
        return cleanup(Desk(session, MONDAY + after, BUREAU), MONDAY + after)


def _outbox(database: Database) -> list[OutboxRow]:
    with database.read() as session:
        return list(session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))


def _fill_outbox(database: Database) -> None:
    with database.write() as session:
        session.add(Chat(id=1, channel="fake", address="a", seen_at=MONDAY, window_at=MONDAY))
        session.flush()
        for private in (True, False):
            for state in STATES:
                row = OutboxRow(
                    chat_id=1,
                    payload={"text": {"t": state}},
                    private=private,
                    not_before=MONDAY,
                    created_at=MONDAY,
                )
                row.state, row.sent_at = state, MONDAY if state == "sent" else None
                session.add(row)


def test_private_words_are_gone_after_a_day_unless_they_still_wait(database: Database) -> None:
    _fill_outbox(database)
    assert _forget(database, PRIVATE) == 0
    assert _forget(database, PRIVATE + SECOND) == 4
    kept = [row.payload for row in _outbox(database)]
    assert kept == [
        {"text": {"t": "queued"}},
        *[REMOVED["payload"]] * 4,
        *({"text": {"t": state}} for state in STATES),
    ]
    assert _forget(database, PRIVATE + SECOND) == 0


def test_old_messages_codes_and_delivery_keys_go(database: Database) -> None:
    _fill_outbox(database)
    with database.write() as session:
        session.add(Person(id=1, key="P1", name="王五"))
        session.add(Received(channel="fake", key="1", at=MONDAY))
        session.flush()
        session.add(Invitation(code_hash="x", person_id=1, expires_at=MONDAY))
    assert _forget(database, DELIVERY_KEYS) == 4
    assert _forget(database, DELIVERY_KEYS + SECOND) == 1
    assert _forget(database, MESSAGES) == 0
    assert _forget(database, MESSAGES + SECOND) == 9
    assert [row.state for row in _outbox(database)] == ["queued", "queued"]
    with database.read() as session:
        assert not session.exec(select(Received)).all()
        assert not session.exec(select(Invitation)).all()


def _nudge(
    session: Session,
    about: str,
    subject: int,
    level: str,
    state: str,
    settled: datetime | None = MONDAY,
) -> None:
    row = Reminder(
        about=about,
        subject=subject,
        level=level,
        planned_for=MONDAY,
        due_at=MONDAY,
        state=state,
        settled_at=settled,
    )
    session.add(row)


def _left(database: Database) -> list[tuple[str, int, str, str]]:
    with database.read() as session:
        found = session.exec(select(Reminder).order_by(col(Reminder.id)))
        return [(each.about, each.subject, each.level, each.state) for each in found]


def test_settled_pushes_go_when_their_messages_do(database: Database) -> None:
    """What is planned stays however old it is; the newest row stays, so that no number is given
    twice.
    """
    with database.write() as session:
        for state in ("planned", "sent", "superseded", "dropped"):
            _nudge(session, "assignment", 1, state, state)
        _nudge(session, "assignment", 1, "forgotten", "dropped", None)
        _nudge(session, "instruction", 1, "limit-1", "sent")
        _nudge(session, "assignment", 2, "late-1", "sent", MONDAY + 30 * DAY)
        _nudge(session, "assignment", 2, "late-2", "sent")
    assert _forget(database, MESSAGES) == 0
    assert _forget(database, MESSAGES + SECOND) == 5
    newest = ("assignment", 2, "late-2", "sent")
    assert _left(database) == [
        ("assignment", 1, "planned", "planned"),
        ("assignment", 2, "late-1", "sent"),
        newest,
    ]
    assert _forget(database, MESSAGES + 30 * DAY + SECOND) == 1
    with database.write() as session:
        _nudge(session, "assignment", 3, "late-1", "sent")
    assert _forget(database, MESSAGES + 30 * DAY + SECOND) == 1
    assert _left(database) == [
        ("assignment", 1, "planned", "planned"),
        ("assignment", 3, "late-1", "sent"),
    ]


def test_of_a_ticket_they_stay_until_it_has_ended_and_numbered_reminders_for_ever(
    database: Database,
) -> None:
    stage = Stage(database)
    number = stage.bring(stage.finding(), "assigned")
    ticket = stage.town.ticket(number).id or 0
    assert _forget(database, MESSAGES + DAY) > 0  # the mail of that day
    with database.write() as session:
        session.exec(delete(Reminder))
        for level in ("yellow", "red"):
            _nudge(session, "ticket", ticket, level, "sent")
        _nudge(session, "take", ticket, "limit-3", "superseded")
        _nudge(session, "take", ticket, "limit-2", "dropped")
        _nudge(session, "assignment", ticket, "late-1", "sent")
        warning = IssuedWarning(
            ticket_id=ticket,
            deadline=MONDAY,
            level="yellow",
            number="CB-2026-0001",
            issued_at=MONDAY,
        )
        session.add(warning)
        _nudge(session, "assignment", 9, "day", "planned")
    assert _forget(database, MESSAGES + DAY) == 2
    kept = [
        ("ticket", ticket, "yellow", "sent"),
        ("ticket", ticket, "red", "sent"),
        ("take", ticket, "limit-3", "superseded"),
    ]
    assert _left(database) == [*kept, ("assignment", 9, "day", "planned")]
    stage.set(number, state="closed")
    assert _forget(database, MESSAGES + DAY) == 3
    assert _left(database) == [("assignment", 9, "day", "planned")]
    with database.read() as session:
        assert [each.number for each in session.exec(select(IssuedWarning))] == ["CB-2026-0001"]


def test_no_more_than_a_batch_goes_in_one_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.jobs.cleanup.BATCH", 3)
    with database.write() as session:
        for subject in range(8):
            _nudge(session, "assignment", subject, "day", "sent")
    assert [_forget(database, MESSAGES + SECOND) for _run in range(4)] == [3, 3, 1, 0]


def test_a_limit_that_was_pressed_often_enough_is_not_pressed_again(database: Database) -> None:
    """A ticket that nobody takes for half a year has been pressed three times, and is not a fourth
    time after the tidying.
    """
    stage = Stage(database)
    stage.bring(stage.finding(), "assigned")
    said = sum(bool(_pressed(stage, MONDAY + days * DAY)) for days in range(1, 20))
    assert said > 0
    with database.write() as session:
        _nudge(session, "assignment", 1, "day", "sent")
        cleanup(Desk(session, MONDAY + 200 * DAY, BUREAU), MONDAY + 200 * DAY)
    with database.write() as session:
        desk = Desk(session, MONDAY + 200 * DAY, BUREAU)
        desk.moved = {each.id or 0: each for each in session.exec(select(Ticket))}
        replan_moved(desk)
    assert [_pressed(stage, MONDAY + days * DAY) for days in range(200, 205)] == [{}] * 5


def _pressed(stage: Stage, moment: datetime) -> dict[str, list[str]]:
    stage.town.clock.now = moment + timedelta(minutes=7)
    with stage.database.write() as session:
        desk = Desk(session, stage.town.clock.now, BUREAU)
        while escalate(desk, desk.now):
            pass
    return stage.mail()


def test_what_is_to_go_is_found_by_its_time(sqlite_database: Database) -> None:
    """However much is planned or was sent lately, the night's tidying reads what is old."""
    with sqlite_database.read() as session:
        asked = str(
            _settled_long_ago(MONDAY).compile(
                session.connection(), compile_kwargs={"literal_binds": True}
            )
        )
        steps = [
            row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")
        ]
    assert any("reminders_due (state=? AND due_at<?)" in each for each in steps)
    assert not any("SCAN" in each for each in steps)
