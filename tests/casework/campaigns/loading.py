"""A campaign that is loaded, loaded again and kept up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import col, select

from casework.campaigns.compare import Changes
from casework.campaigns.load import keep_up, load
from casework.desk import Desk
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from storage.tables import Assignment, Person, Reminder, Unit
from tests.casework.stage import Stage
from tests.duties import CAMPAIGN
from tests.town import BUREAU

MONTHS = 11  # in which the monthly duties of CAMPAIGN are owed


@dataclass
class Loading:
    """A stage on which campaigns are loaded."""

    stage: Stage

    def desk(self, session: Any) -> Desk:
        return Desk(session, self.stage.town.clock(), BUREAU)

    def load(self, source: str = CAMPAIGN) -> Changes:
        with self.stage.database.write() as session:
            return load(self.desk(session), read_campaign(source.encode()), source)

    def keep_up(self) -> Changes:
        with self.stage.database.write() as session:
            return keep_up(self.desk(session))

    def rows(self, *duties: str) -> list[Assignment]:
        with self.stage.database.read() as session:
            found = session.exec(select(Assignment).order_by(col(Assignment.id)))
            return [each for each in found if not duties or each.duty in duties]

    def one(self, duty: str, *, unit: str = "", period: str = "", who: str = "") -> Assignment:
        with self.stage.database.read() as session:
            unit_id = session.exec(select(Unit.id).where(Unit.name == unit)).one() if unit else None
            person_id = (
                session.exec(select(Person.id).where(Person.key == who)).one() if who else None
            )
        (row,) = [
            each
            for each in self.rows(duty)
            if (each.unit_id, each.person_id) == (unit_id, person_id) and each.period == period
        ]
        return row

    def reminders(self, assignment: Assignment) -> int:
        with self.stage.database.read() as session:
            planned = (
                Reminder.about == "assignment",
                Reminder.subject == assignment.id,
                Reminder.state == "planned",
            )
            return len(session.exec(select(Reminder).where(*planned)).all())


def counts(changes: Changes) -> tuple[int, int, int, int, int]:
    counted = (
        len(changes.opened),
        len(changes.reopened),
        len(changes.moved),
        len(changes.changed),
        len(changes.dropped),
    )
    assert changes.count == sum(counted)
    return counted


def evening(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(18), BEIJING).astimezone(UTC)


CHECKED: tuple[dict[str, Any], ...] = (
    {"title": "自查情况", "type": "text", "text": "无"},
    {"title": "问题数", "type": "number", "number": 3},
)
