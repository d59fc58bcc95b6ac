"""Tickets that are pressed for, and the words that are found for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from casework.grouping import Item
from casework.tickets import commands as c
from locales import Button, translate
from locales.translate import BEIJING
from storage.tables import Person, Reminder, Ticket
from tests.casework.stage import FIRST, Stage
from tests.town import MONDAY


def at(stage: Stage, day: str, clock: str = "08:31") -> None:
    """Move the clock to this minute of 2026, MM-DD."""
    stage.town.clock.now = moment(day, clock)


def moment(day: str, clock: str = "18:00") -> datetime:
    """Return this minute of 2026, MM-DD; without a time it is the end of that day's work."""
    local = datetime.fromisoformat(f"2026-{day} {clock}").replace(tzinfo=BEIJING)
    return local.astimezone(UTC)


def assigned(
    stage: Stage, limit: int = 3, kind: str = "late", unit: str = FIRST, *, taken: bool = True
) -> str:
    """File a finding on Monday the 2nd, due by Thursday the 5th, and return its number."""
    number = stage.finding(kind, unit)
    stage.do("office", c.Assign(number, stage.unit(unit), limit))
    if taken:
        stage.do("head" if unit == FIRST else "elsewhere", c.Take(number))
    stage.mail()
    return number


def ticket_of(session: Session, number: str) -> Ticket:
    """Return the ticket in this session."""
    return session.exec(select(Ticket).where(Ticket.number == number)).one()


def planned(stage: Stage) -> list[str]:
    """Return what is planned, as `about level MM-DD HH:MM`, in the order of time."""
    found = select(Reminder).where(Reminder.state == "planned").order_by(col(Reminder.due_at))
    with stage.database.read() as session:
        rows = session.exec(found.order_by(col(Reminder.id))).all()
    return [f"{row.about} {row.level} {row.due_at.astimezone(BEIJING):%m-%d %H:%M}" for row in rows]


def reminder(
    about: str, of: Ticket | int, until: datetime | None, level: str = "limit-1"
) -> Reminder:
    """Return a reminder that is due."""
    subject = of if isinstance(of, int) else of.id or 0
    return Reminder(
        about=about, subject=subject, level=level, planned_for=until or MONDAY, due_at=MONDAY
    )


def keys(session: Session, people: Iterable[int]) -> set[str]:
    """Return who these are."""
    return {session.get_one(Person, person).key for person in people}


def labels(buttons: Iterable[Button]) -> list[str]:
    """Return what stands on the buttons."""
    return [translate(button.label, "en") for button in buttons]


def line(item: Item) -> str:
    """Return what is said among others."""
    return translate(item.line, "en")
