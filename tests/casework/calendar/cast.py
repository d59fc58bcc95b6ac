"""Days that are set, and tickets with a deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime

from casework.calendar.commands import SetDays
from casework.tickets import commands as c
from locales.translate import BEIJING
from tests.casework.stage import Stage


def at(stage: Stage, day: str, clock: str = "09:00") -> None:
    stage.town.clock.now = (
        datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=BEIJING).astimezone(UTC)
    )


def due(stage: Stage, number: str) -> str:
    moment = stage.town.ticket(number).due_at
    assert moment is not None
    return f"{moment.astimezone(BEIJING):%m-%d %H:%M}"


def assigned(stage: Stage, limit: int = 3) -> str:
    number = stage.finding()
    stage.do("office", c.Assign(number, stage.unit(), limit))
    stage.mail()
    return number


def free(first: str, last: str = "", name: str = "校运会") -> SetDays:
    return SetDays(date.fromisoformat(first), date.fromisoformat(last or first), True, name)
