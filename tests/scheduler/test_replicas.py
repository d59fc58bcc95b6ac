"""Two schedulers tick at once on PostgreSQL and one is killed at random: every reminder is queued
exactly once.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.duties.reminder_plan import plan_reminders
from locales.translate import BEIJING
from rules.permissions import Role
from storage.database import Database
from storage.queries.campaigns import load_campaign
from storage.tables import (
    Assignment,
    CampaignRow,
    Chat,
    JobRun,
    OutboxRow,
    Person,
    Reminder,
    RoleHeld,
    Unit,
)
from tests.duties import open_campaign
from tests.scheduler.clockwork import at
from tests.town import BUREAU, Town

SCHOOLS = 150
DUTIES = {"self-check": "03-20 18:00", "monthly": "03-25 18:00", "lists": "03-19 18:00"}
MOMENTS = (
    "03-11 11:10",
    "03-17 11:10",
    "03-19 15:20",
    "03-20 15:20",
    "03-23 09:40",
    "03-25 16:10",
    "03-27 09:40",
    "04-03 10:10",
)
PATIENCE = 60.0  # seconds for one moment
ROOT = Path(__file__).parents[2]


class Replicas:
    """Two processes that share a database and a clock; one that is killed is followed by another."""

    def __init__(self, url: str, clock: Path) -> None:
        self._command = [sys.executable, "-m", "tests.scheduler.replica", url, str(clock)]
        self._clock = clock
        self.running: list[subprocess.Popen[bytes]] = []

    def set_clock(self, moment: datetime) -> None:
        """Tell them what time it is, all of it at once."""
        new = self._clock.with_suffix(".new")
        new.write_text(moment.isoformat(), "utf-8")
        new.replace(self._clock)

    def start(self) -> None:
        """Start as many as are missing."""
        while len(self.running) < 2:
            self.running.append(subprocess.Popen(self._command, cwd=ROOT))

    def kill_one(self, chance: random.Random) -> None:
        """End one of them on the spot."""
        doomed = self.running.pop(chance.randrange(len(self.running)))
        doomed.kill()
        doomed.wait()

    def stop(self) -> None:
        """End them all."""
        for each in self.running:
            each.kill()
            each.wait()


@pytest.fixture
def replicas(postgresql_url: str, tmp_path: Path) -> Iterator[Replicas]:
    """No replica runs yet; whatever runs in the end is killed."""
    replicas = Replicas(postgresql_url, tmp_path / "clock")
    yield replicas
    replicas.stop()


def _many_schools_owe(town: Town) -> None:
    campaign_id = open_campaign(town)
    with town.database.write() as session:
        for each in range(SCHOOLS):
            unit, head = (
                Unit(name=f"学校{each}", qr=f"q{each}"),
                Person(key=f"H{each}", name=f"校长{each}"),
            )
            session.add_all([unit, head])
            session.flush()
            session.add(RoleHeld(person_id=head.id or 0, role=Role.HEAD.value, unit_id=unit.id))
            session.add(
                Chat(
                    channel="web",
                    address=head.key,
                    person_id=head.id,
                    seen_at=town.clock(),
                    window_at=town.clock(),
                )
            )
            session.add_all(
                _owed(session, campaign_id, unit, duty, at(due)) for duty, due in DUTIES.items()
            )
        session.flush()
        campaign, rows = load_campaign(session, campaign_id), session.exec(select(Assignment)).all()
        assert campaign is not None
        plan_reminders(Desk(session, town.clock(), BUREAU), rows, campaign)


def _owed(
    session: Session, campaign_id: int, unit: Unit, duty: str, due_at: datetime
) -> Assignment:
    opens = session.get_one(CampaignRow, campaign_id).first
    return Assignment(
        campaign_id=campaign_id,
        duty=duty,
        period="",
        assignee=f"u:{unit.id}",
        unit_id=unit.id,
        title=duty,
        opens=opens,
        due_on=due_at.date(),
        due_at=due_at,
    )


def _left(database: Database, moment: datetime) -> int:
    with database.read() as session:
        due = (
            select(func.count())
            .select_from(Reminder)
            .where(Reminder.state == "planned", col(Reminder.due_at) <= moment)
        )
        return session.exec(due).one()


def test_every_reminder_is_queued_exactly_once(
    postgresql_database: Database, replicas: Replicas
) -> None:
    chance = random.Random()
    town = Town(postgresql_database)
    _many_schools_owe(town)
    replicas.set_clock(town.clock())
    replicas.start()
    with_run = select(JobRun)
    deadline = time.monotonic() + PATIENCE
    while not _any(postgresql_database, with_run):
        assert time.monotonic() < deadline, "no replica has ticked"
        time.sleep(0.05)
    for written in MOMENTS:
        replicas.set_clock(at(written))
        time.sleep(chance.uniform(0, 0.8))
        replicas.kill_one(chance)
        replicas.start()
        deadline = time.monotonic() + PATIENCE
        while _left(postgresql_database, at(written)):
            assert time.monotonic() < deadline, "not done in time"
            time.sleep(0.05)
    replicas.stop()
    _expect_each_once(postgresql_database)


def _any(database: Database, query: object) -> bool:
    with database.read() as session:
        return session.exec(query).first() is not None  # type: ignore[call-overload]  # any query


def _expect_each_once(database: Database) -> None:
    """Each head has one message for each moment, and each nudge that was sent is in one of them."""
    with database.read() as session:
        messages = session.exec(select(OutboxRow)).all()
        told = Counter(
            (each.chat_id, each.created_at.astimezone(BEIJING).strftime("%m-%d %H:%M"))
            for each in messages
        )
        lines = Counter(
            int(button["argument"])
            for each in messages
            for button in each.payload["buttons"]
            if button.get("starts") == "duty"
        )
        sent = Counter(session.exec(select(Reminder.subject).where(Reminder.state == "sent")))
    assert set(told.values()) == {1}
    assert {moment for _chat, moment in told} == set(MOMENTS)
    assert len(told) == SCHOOLS * len(MOMENTS)
    assert lines == sent
