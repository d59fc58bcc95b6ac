"""The parts of the bench about the campaign's clock: ticks, digests, reminders and a replayed year."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from bench.goals import print_goal

KINDS = {"SQLite": True, "PostgreSQL": False}
DUE_THERE = 200  # that django-helpdesk has due: it commits each of a dozen statements a ticket
T = TypeVar("T")


def print_ticks(data: Path) -> None:
    """Measure ticks at three sizes on both databases, and set the largest beside django-helpdesk's."""
    from bench import helpdesk, tick

    for name, is_sqlite in KINDS.items():
        _begin(
            f"One tick, {name}; {tick.DUE} due: {tick.RUNGS} warnings, {tick.LIMITS} "
            f"limits, {tick.DUTIES} duties; load"
        )
        sizes = _apart(partial(tick.measure, data, is_sqlite))
        print(f"  {'':12}{'idle ms':>12}{'CPU':>8}{'due ms':>12}{'CPU':>8}{'each CPU':>10}", end="")
        print(f"{'daily ms':>12}{'CPU':>8}{'filled in s':>13}")
        rows = [
            (each, tick.typical(each.idle), tick.typical(each.due), tick.typical(each.daily))
            for each in sizes
        ]
        for each, idle, due, daily in rows:
            print(
                f"  {each.tickets:12,}{idle.wall * 1e3:12.1f}{idle.work * 1e3:8.1f}"
                f"{due.wall * 1e3:12.0f}{due.work * 1e3:8.0f}"
                f"{due.work * 1e3 / tick.DUE:10.2f}{daily.wall * 1e3:12.1f}"
                f"{daily.work * 1e3:8.1f}{each.filling:13.0f}"
            )
        (_, idle, due, _), (_, last_idle, last_due, _) = rows[0], rows[-1]
        for what, one, other in (("idle", idle, last_idle), ("with much due", due, last_due)):
            print_goal(
                f"{what}: at most 1.5 times from the first size to the last",
                other.wall / one.wall,
                1.5,
                most=True,
            )
            print_goal(
                f"{what}, our processor: at most 1.5 times", other.work / one.work, 1.5, most=True
            )
        if is_sqlite:
            theirs, busy = _apart(partial(helpdesk.measure, data, sizes[-1].tickets, DUE_THERE))
            print(
                f"  django-helpdesk at {sizes[-1].tickets:,}: idle {theirs * 1e3:.1f} ms, "
                f"{DUE_THERE} due {busy * 1e3:.0f} ms"
            )
            print(f"  its time against ours: idle {theirs / last_idle.wall:.1f}; ", end="")
            print(f"for each that is due {busy / DUE_THERE / (last_due.wall / tick.DUE):.1f}")


def print_digest(data: Path) -> None:
    """Measure a digest's figures over a million tickets on both databases, and its drawing."""
    from bench import figures
    from bot.media.fonts import find_font

    for name, is_sqlite in KINDS.items():
        _begin(f"Figures of a daily digest, {figures.TICKETS:,} tickets, {name}; load")
        found = _apart(partial(figures.measure, data, is_sqlite))
        print(
            f"  one bare statement {found.bare * 1e3:.1f} ms, ours without the rates "
            f"{found.figures * 1e3:.1f} ms, ",
            end="",
        )
        print(f"with them {found.whole * 1e3:.1f} ms; of ten units {found.part * 1e3:.1f} ms")
        print_goal(
            "figures without the rates: at most 3 times", found.figures / found.bare, 3, most=True
        )
        print_goal("the same: at most 3 times 10 ms, in ms", found.figures * 1e3, 30, most=True)
    print(f"  drawn and written in {_apart(partial(figures.draw, data, find_font())) * 1e3:.0f} ms")


def print_reminders(data: Path) -> None:
    """Measure how much of Telegram's limit is used, on virtual hours and in real time."""
    from bench import reminders

    _begin(
        f"{reminders.REMINDERS:,} reminders, {reminders.EACH} to each chat, virtual "
        f"hours, a fake Telegram in the process; load"
    )
    for way in reminders.WAYS:
        _print_delivered(
            f"{way[0] * 1e3:.0f} to {way[1] * 1e3:.0f} ms each way",
            _apart(partial(reminders.measure_virtually, data, way)),
            reminders.REMINDERS,
        )
    count = reminders.IN_REAL_TIME
    _begin(f"{count} reminders in real time, over loopback HTTP; load")
    _print_delivered("as it comes", _apart(partial(reminders.measure_really, data)), count)


def print_replay(_data: Path) -> None:
    """Measure a replayed year."""
    from bench import replayed

    _begin(f"A replayed year: {replayed.CAMPAIGN}; load")
    for units in replayed.SIZES:
        print(f"  {units} units: {replayed.measure(units):.1f} s")


PARTS: Mapping[str, Callable[[Path], None]] = {
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


def _print_delivered(what: str, found: object, count: int) -> None:
    from bench.reminders import Delivered

    assert isinstance(found, Delivered)
    print(
        f"  {what}: {found.seconds:.1f} s, {found.refused} refused, {found.lost} lost, "
        f"{found.doubled} doubled"
    )
    print_goal("of the limit used, at least 0.95", found.share, 0.95)
    print_goal("answered 429, at most 1 in 100", 100 * found.refused / count, 1, most=True)
    print_goal("lost or doubled, none", found.lost + found.doubled, 0, most=True)
