"""The clock of the tests: it goes from one planned push to the next and tells what was said to
whom.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.reminder_plan import plan_reminders
from locales.translate import BEIJING
from scheduler.jobs.remind import remind
from storage.queries.campaigns import load_campaign
from storage.tables import Assignment, Reminder
from tests.town import BUREAU, Town


def at(written: str) -> datetime:
    """Return a moment of the bureau's clock in 2026, written MM-DD HH:MM."""
    return datetime.strptime(f"2026-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def plan(town: Town) -> None:
    """Plan the reminders of everything that is owed."""
    with town.database.write() as session:
        rows = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
        campaign = load_campaign(session, rows[0].campaign_id)
        assert campaign is not None
        plan_reminders(Desk(session, town.clock(), BUREAU), rows, campaign)


def tick(town: Town) -> int:
    """Remind until nothing is due, as the ticker does."""
    done = 0
    while True:
        with town.database.write() as session:
            batch = remind(Desk(session, town.clock(), BUREAU), town.clock())
        if not batch:
            return done
        done += batch


def reminders(town: Town, *states: str) -> list[tuple[int, str, str]]:
    """Return the nudges in these states, or all, as (subject, rung, state)."""
    with town.database.read() as session:
        found = session.exec(select(Reminder).order_by(col(Reminder.due_at), col(Reminder.id)))
        return [
            (each.subject, each.level, each.state)
            for each in found
            if each.state in states or not states
        ]


def until(town: Town, written: str) -> list[str]:
    """Let the clock run until then; return every message as `MM-DD HH:MM name < text [button]`."""
    said: list[str] = []
    while True:
        with town.database.read() as session:
            planned = select(Reminder.due_at).where(
                Reminder.state == "planned", col(Reminder.due_at) <= at(written)
            )
            due_at = session.exec(planned.order_by(col(Reminder.due_at)).limit(1)).first()
        town.clock.now = (
            at(written) if due_at is None else max(town.clock.now, due_at + timedelta(seconds=7))
        )
        if due_at is None:
            return said
        assert tick(town) > 0
        moment = town.clock.now.astimezone(BEIJING)
        said += [
            f"{moment:%m-%d %H:%M} {line}"
            for phone in town.phones.values()
            for line in phone.news()
        ]
