"""The parts about the campaign's clock: ticks, digests, reminders and a replayed year."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench.goals import print_goal
from bench.scale import Scale

if TYPE_CHECKING:  # each part loads what it needs, and no more
    from bench.reminders import Delivered
    from bench.tick import Typical

KINDS = {"SQLite": True, "PostgreSQL": False}
DUE_THERE = 200  # that django-helpdesk has due: it commits each of a dozen statements a ticket
T = TypeVar("T")


def print_ticks(scale: Scale, data: Path) -> None:
    """Measure ticks at each size on both databases, the largest beside django-helpdesk's."""
    from bench import tick

    for name, is_sqlite in KINDS.items():
        _begin(
            f"One tick, {name}; {tick.DUE} due: {tick.LEVELS} warnings, {tick.LIMITS} "
            f"limits, {tick.DUTIES} duties; load"
        )
        ticks = partial(tick.measure, data, is_sqlite, scale.tick_sizes, scale.rounds)
        rows = _apart(ticks)
        _print_rows(rows)
        _print_growth(rows[0], rows[-1])
        if is_sqlite and scale.has_helpdesk:
            _print_helpdesk(data, rows[-1])


def _print_rows(rows: list[Typical]) -> None:
    from bench.tick import DUE

    print(f"  {'':12}{'idle ms':>12}{'CPU':>8}{'due ms':>12}{'CPU':>8}{'each CPU':>10}", end="")
    print(f"{'daily ms':>12}{'CPU':>8}{'filled in s':>13}")
    for row in rows:
        idle, due, daily = row.idle.in_ms(), row.due.in_ms(), row.daily.in_ms()
        print(
            f"  {row.tickets:12,}{idle.wall:12.1f}{idle.work:8.1f}{due.wall:12.0f}{due.work:8.0f}"
            f"{due.work / DUE:10.2f}{daily.wall:12.1f}{daily.work:8.1f}{row.filling:13.0f}"
        )


def _print_growth(first: Typical, last: Typical) -> None:
    for what, one, other in (
        ("idle", first.idle, last.idle),
        ("with much due", first.due, last.due),
    ):
        print_goal(
            f"{what}: at most 1.5 times from the first size to the last",
            other.wall / one.wall,
            1.5,
            most=True,
        )
        print_goal(
            f"{what}, our processor: at most 1.5 times", other.work / one.work, 1.5, most=True
        )


def _print_helpdesk(data: Path, ours: Typical) -> None:
    from bench import helpdesk
    from bench.tick import DUE

    idle, busy = _apart(partial(helpdesk.measure, data, ours.tickets, DUE_THERE))
    print(
        f"  django-helpdesk at {ours.tickets:,}: idle {idle * 1e3:.1f} ms, "
        f"{DUE_THERE} due {busy * 1e3:.0f} ms"
    )
    theirs_each, ours_each = busy / DUE_THERE, ours.due.wall / DUE
    print(
        f"  its time against ours: idle {idle / ours.idle.wall:.1f}; "
        f"for each that is due {theirs_each / ours_each:.1f}"
    )


def print_digest(scale: Scale, data: Path) -> None:
    """Measure a digest's figures over many tickets on both databases, and its drawing."""
    from bench import figures
    from bot.media.fonts import find_font

    tickets = scale.digest_tickets
    for name, is_sqlite in KINDS.items():
        _begin(f"Figures of a daily digest, {tickets:,} tickets, {name}; load")
        found = _apart(partial(figures.measure, data, is_sqlite, tickets, scale.digest_pairs))
        print(
            f"  one bare statement {found.bare * 1e3:.1f} ms, ours without the rates "
            f"{found.figures * 1e3:.1f} ms, with them {found.whole * 1e3:.1f} ms; "
            f"of ten units {found.part * 1e3:.1f} ms"
        )
        print_goal(
            "figures without the rates: at most 3 times", found.figures / found.bare, 3, most=True
        )
        print_goal("the same: at most 3 times 10 ms, in ms", found.figures * 1e3, 30, most=True)
    drawing = partial(figures.draw, data, find_font(), scale.digests_drawn)
    print(f"  drawn and written in {_apart(drawing) * 1e3:.0f} ms")


def print_reminders(scale: Scale, data: Path) -> None:
    """Measure how much of Telegram's limit is used, on virtual hours and in real time."""
    from bench import reminders

    _begin(
        f"{scale.reminders:,} reminders, {reminders.REMINDERS_A_CHAT} to each chat, virtual "
        f"hours, a fake Telegram in the process; load"
    )
    for way in scale.ways:
        shortest, longest = (seconds * 1e3 for seconds in way)
        found = _apart(partial(reminders.measure_virtually, data, way, scale.reminders))
        _print_delivered(f"{shortest:.0f} to {longest:.0f} ms each way", found, scale.reminders)
    count = scale.reminders_in_real_time
    _begin(f"{count} reminders in real time, over loopback HTTP; load")
    _print_delivered("as it comes", _apart(partial(reminders.measure_really, data, count)), count)


def print_replay(scale: Scale, _data: Path) -> None:
    """Measure a replayed year."""
    from bench import replayed

    _begin(f"A replayed year: {scale.replayed_campaign}; load")
    for units in scale.replayed_units:
        print(f"  {units} units: {replayed.measure(scale.replayed_campaign, units):.1f} s")


PARTS: Mapping[str, Callable[[Scale, Path], None]] = {
    "tick": print_ticks,
    "digest": print_digest,
    "reminders": print_reminders,
    "replay": print_replay,
}


def _begin(title: str) -> None:
    print(f"\n{title} {os.getloadavg()[0]:.1f} at {time.strftime('%H:%M')}", flush=True)


def _apart(work: Callable[[], T]) -> T:
    """Return what the work returns in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_be_quiet) as pool:
        return pool.submit(work).result()


def _be_quiet() -> None:
    from bot.server import set_up_logging

    set_up_logging("ERROR")


def _print_delivered(what: str, found: Delivered, count: int) -> None:
    print(
        f"  {what}: {found.seconds:.1f} s, {found.refused} refused, {found.lost} lost, "
        f"{found.doubled} doubled"
    )
    print_goal("of the limit used, at least 0.95", found.share, 0.95)
    print_goal("answered 429, at most 1 in 100", 100 * found.refused / count, 1, most=True)
    print_goal("lost or doubled, none", found.lost + found.doubled, 0, most=True)
