"""`python -m bot check`: what is wrong, a line each."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from bot.cli.context import load_settings, open_tables, stop

if TYPE_CHECKING:
    from bot.settings import Settings
    from locales import Message


def check() -> None:
    """Verify the chain of events, evidence, outbox, orphans and Telegram's webhook; exit status 1
    when something is wrong.
    """
    from locales import translate

    settings = load_settings()
    faults, now = _look(settings)
    if settings.has_telegram and settings.telegram_webhook_url:
        # only with a token: its library costs memory and start time
        from bot.channels.telegram.health import check_webhook

        faults += asyncio.run(check_webhook(settings))
    for fault in faults:
        typer.echo(translate(fault, "zh_CN", settings.zone, now))
    typer.echo(f"核对完毕，问题{len(faults)}处 / checked, faults found: {len(faults)}")
    raise typer.Exit(1 if faults else 0)


def _look(settings: Settings) -> tuple[list[Message], datetime]:
    """Return what is wrong in database and evidence store, and when it was looked for."""
    from bot.app import open_evidence
    from bot.cli.check_up import check_up
    from bot.settings import WrongSettings

    with open_tables(settings) as (database, clock), database.read() as session:
        try:
            store = open_evidence(settings.evidence_url)
        except WrongSettings as wrong:
            stop(*wrong.lines)
        now = clock()
        return list(check_up(session, store, now)), now
