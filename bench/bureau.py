"""Mingcha as it is measured: a bureau with units, an inspector for every lane, and an office that
is told of each finding.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from bench.load import FIRST_CHAT, LANES, STEPS, UNITS
from bot.app import App, build
from bot.channels.base import Budget
from bot.channels.telegram.parsing import parse_update
from bot.channels.telegram.plain_updates import read_quickly
from bot.channels.telegram.traits import TELEGRAM
from bot.channels.telegram.updates import read_update
from bot.settings import Settings
from rules.permissions import Role
from storage.tables import Chat, OutboxRow, Person, RoleHeld, Ticket, Unit

TOKEN = "700700:bench-bench-bench-bench-bench-bench"
SECRET = "bench"


class Bureau:
    """Takes updates through the receiver, with the database as the program opens it."""

    name = "Mingcha"

    def __init__(self, folder: Path, people: int = LANES) -> None:
        self.app = build_app(folder, people=people)

    async def start(self) -> None:
        self.app.receiver.open()

    async def take(self, update: dict[str, Any]) -> None:
        """Return when the step is committed and its reply queued."""
        quick = read_quickly(update)
        incoming = quick[0] if quick is not None else read_update(parse_update(update))
        assert incoming is not None
        await self.app.receiver.receive(incoming)

    async def stop(self) -> int:
        """Return how many reports were filed, after looking that nothing went wrong."""
        self.app.receiver.close()
        return count_reports(self.app)


def build_app(folder: Path, *, platform: str = "", people: int = LANES) -> App:
    """Return the program as `python -m bot run` builds it, with the limits of platform and account
    lifted.
    """
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # the settings' own
        database_url=f"sqlite:///{folder}/bench.db",
        evidence_url=f"file:{folder}/evidence",
        secret_key="b" * 32,  # type: ignore[arg-type]  # pydantic makes it secret
        messages_per_minute=1_000_000,
        port=0,
        telegram_token=TOKEN,  # type: ignore[arg-type]  # pydantic makes it secret
        telegram_base_url=platform,
        telegram_webhook_url="https://bench.invalid" if platform else "",
        telegram_webhook_secret=SECRET,  # type: ignore[arg-type]  # as above
    )
    app = build(settings, data=folder)
    telegram = app.channels["telegram"]
    telegram.traits = replace(telegram.traits, budget=Budget(per_second=0))
    with app.database.write() as session:
        _populate(session, people)
    gc.freeze()  # as the program does once it is ready
    return app


def count_reports(app: App) -> int:
    """Return the tickets filed; every one has had its seven answers, and nobody was told of a
    fault.
    """
    assert (
        app.receiver.tally.failed
        == app.receiver.tally.unrecorded
        == app.receiver.tally.flooded
        == 0
    ), app.receiver.tally
    with app.database.read() as session:
        filed = session.exec(select(func.count()).select_from(Ticket)).one()
        answers = session.exec(
            select(func.count())
            .select_from(OutboxRow)
            .join(Chat)
            .where(Chat.channel == TELEGRAM.name)
        ).one()
    assert answers >= filed * len(STEPS), f"{filed} reports with {answers} answers"
    return filed


def _populate(session: Session, people: int) -> None:
    now = datetime.now(UTC)
    units = [Unit(name=name, qr=f"u{place}") for place, name in enumerate(UNITS)]
    inspectors = [Person(key=f"b{lane}", name=f"督查员{lane}") for lane in range(people)]
    office = Person(key="office", name="领导小组办公室")
    session.add_all([*units, *inspectors, office])
    session.flush()
    for lane, person in enumerate(inspectors):
        session.add(RoleHeld(person_id=person.id or 0, role=Role.INSPECTOR, unit_id=units[-1].id))
        session.add(
            Chat(
                channel=TELEGRAM.name,
                address=str(FIRST_CHAT + lane),
                person_id=person.id,
                language="zh_CN",
                seen_at=now,
                window_at=now,
            )
        )
    session.add(RoleHeld(person_id=office.id or 0, role=Role.OFFICE, unit_id=units[-1].id))
    session.add(
        Chat(channel="web", address="b" * 32, person_id=office.id, seen_at=now, window_at=now)
    )
