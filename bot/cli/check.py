"""`python -m bot check`: what is wrong, a line each."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.context import load_settings, open_tables, stop

if TYPE_CHECKING:
    from bot.settings import Settings
    from locales import Message


def check(
    head: Annotated[
        list[str] | None,
        typer.Option(
            help="日报或值班通知中的核验码，可给多个 / the head of a day, as a digest gave it"
        ),
    ] = None,
    new: Annotated[
        bool,
        typer.Option(
            "--new", help="只核对上次核对无误之后的内容 / only what came since the last good run"
        ),
    ] = False,
) -> None:
    """Verify events, records, anchors, evidence, outbox, orphans and Telegram's webhook; exit
    status 1 when something is wrong.
    """
    from locales import translate

    settings = load_settings()
    faults = 0
    for line, is_fault in _look(settings, head or [], new=new):
        faults += is_fault
        typer.echo(translate(line, "zh_CN", settings.zone, datetime.now(settings.zone)))
    if settings.has_telegram and settings.telegram_webhook_url:
        # only with a token: its library costs memory and start time
        from bot.channels.telegram.health import check_webhook

        for fault in asyncio.run(check_webhook(settings)):
            faults += 1
            typer.echo(translate(fault, "zh_CN", settings.zone, datetime.now(settings.zone)))
    typer.echo(f"核对完毕，问题{faults}处 / checked, faults found: {faults}")
    raise typer.Exit(1 if faults else 0)


def _look(settings: Settings, heads: list[str], *, new: bool) -> Iterator[tuple[Message, bool]]:
    """Yield what is wrong in database and evidence store, and what is said beside it."""
    from bot.app import heads_file, open_evidence
    from bot.cli.check_rows import Course
    from bot.cli.check_up import check_up, said_beside
    from bot.settings import WrongSettings

    file = heads_file(settings)
    with open_tables(settings) as (database, clock), database.read(snapshot=True) as session:
        try:
            store = open_evidence(settings.evidence_url)
        except WrongSettings as wrong:
            stop(*wrong.lines)
        since = file.checked() if new else None
        course = Course(session, since, progress=_Progress())
        count = 0
        for fault in check_up(course, store, clock(), [*heads, *file.heads()]):
            count += 1
            yield fault, True
        for said in said_beside(course):
            yield said, False
        if not count:
            file.note_checked(course.newest)


class _Progress:
    """Says on one line of the screen how far it is."""

    def __init__(self) -> None:
        self._said = 0.0

    def __call__(self, what: Message, done: int) -> None:
        from time import monotonic

        from locales import translate

        if not sys.stderr.isatty() or monotonic() - self._said < 0.5:
            return
        self._said = monotonic()
        sys.stderr.write(f"\r\x1b[K{translate(what, 'zh_CN')} {done}")
        sys.stderr.flush()
