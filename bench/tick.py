"""One tick of the jobs, with few tickets and with many: it is to cost what is due, not what is
stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import func, update
from sqlmodel import col, select

from bench.stock import BUREAU, NOW, first_open, is_fresh, new_postgresql, owe, postgresql, stock
from scheduler.ticker import Ticker
from scheduler.timetable import EVERY_MINUTE, TIMETABLE
from storage.database import Database
from storage.tables import OutboxRow, Reminder

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 3  # of idle ticks and one with much due, at each size in turn; a first round warms up
PATIENCE = 100.0  # seconds after which no further round is begun
RUNGS, LIMITS, DUTIES = 200, 100, 200  # that are due at once
DAILY = [
    name
    for name, job in TIMETABLE.items()
    if job.trigger is not EVERY_MINUTE and name != "keep_campaigns"
]
DUE = RUNGS + LIMITS + DUTIES
IDLE = 5  # idle ticks in a round
Databases = Callable[[int], str]


class Spent(NamedTuple):
    """Seconds by the clock, and of our own processor: on a machine that others use too the second
    says more.
    """

    wall: float
    work: float

    @classmethod
    def since(cls, wall: float, work: float) -> Spent:
        return cls(time.perf_counter() - wall, time.process_time() - work)


@dataclass
class Ticked:
    """What was spent at one size: on idle ticks, on ticks with much due, on the jobs of once a day."""

    tickets: int
    idle: list[Spent] = field(default_factory=list)
    due: list[Spent] = field(default_factory=list)
    daily: list[Spent] = field(default_factory=list)
    filling: float = 0.0


@dataclass
class Store:
    """One database with tickets, and those of them that are ready to be pushed."""

    database: Database
    ticked: Ticked
    levels: list[int]
    limits: list[int]
    duties: list[int]
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.ticker = Ticker(self.database, BUREAU, lambda: self.now)

    def tick(self) -> tuple[Spent, int]:
        """Run what runs every minute; return what it took, and how much was done."""
        began = time.perf_counter(), time.process_time()
        done = sum(
            self.ticker.run(name) for name, job in TIMETABLE.items() if job.trigger is EVERY_MINUTE
        )
        return Spent.since(*began), done

    def run_daily(self) -> Spent:
        """Run the other jobs that look at tickets, when they find nothing to do; return what it
        took.
        """
        began = time.perf_counter(), time.process_time()
        done = [self.ticker.run(name) for name in DAILY]
        assert not sum(done), done
        return Spent.since(*began)

    def make_due(self, place: int) -> None:
        """Let so much be due now; the ones of the `place`-th time."""
        parts = (
            (("ticket",), self.levels, RUNGS),
            (("take",), self.limits, LIMITS),
            (("assignment",), self.duties, DUTIES),
        )
        with self.database.write() as session:
            for abouts, subjects, count in parts:
                those = (
                    col(Reminder.about).in_(abouts),
                    col(Reminder.subject).in_(subjects[place * count :][:count]),
                )
                session.execute(
                    update(Reminder).where(*those).values(due_at=self.now - timedelta(minutes=1))
                )
            due = (Reminder.state == "planned", col(Reminder.due_at) <= self.now)
            assert session.exec(select(func.count()).select_from(Reminder).where(*due)).one() == DUE

    def check(self, messages: int) -> int:
        """Look that nothing due is left and that people were told; return how many messages there
        are now.
        """
        assert not any(run.error for run in self.ticker.runs.values()), self.ticker.runs
        with self.database.read() as session:
            due = (Reminder.state == "planned", col(Reminder.due_at) <= self.now)
            assert not session.exec(select(func.count()).select_from(Reminder).where(*due)).one()
            queued = session.exec(select(func.count()).select_from(OutboxRow)).one()
        assert queued > messages
        return queued


def measure(parent: Path, is_sqlite: bool, sizes: tuple[int, ...] = SIZES) -> list[Ticked]:
    """Fill a database for each size, then let the sizes take turns; return what each took."""
    with _databases(parent, is_sqlite) as url_for, ExitStack() as stack:
        stores = [_filled(url_for(size), size) for size in sizes]
        for store in stores:
            stack.enter_context(closing(store.database))
        messages = dict.fromkeys(sizes, 0)
        began = time.perf_counter()
        for place in range(ROUNDS + 1):
            if place > 1 and time.perf_counter() - began > PATIENCE:
                break
            for store in stores:
                ticked, idle = store.ticked, [store.tick() for _ in range(IDLE)]
                assert not any(done for _spent, done in idle), idle
                daily = store.run_daily()
                store.make_due(place)
                spent, done = store.tick()
                assert done >= DUE, done
                messages[ticked.tickets] = store.check(messages[ticked.tickets])
                store.now += timedelta(minutes=1)
                if place:
                    ticked.idle += [each for each, _done in idle]
                    ticked.due.append(spent)
                    ticked.daily.append(daily)
        return [store.ticked for store in stores]


def typical(taken: list[Spent]) -> Spent:
    """Return the medians."""
    return Spent(median(each.wall for each in taken), median(each.work for each in taken))


def _filled(url: str, tickets: int) -> Store:
    began = time.perf_counter()
    database = stock(url, tickets)
    ready = range(first_open(tickets), tickets)
    rounds = ROUNDS + 1
    levels = [place + 1 for place in ready if not is_fresh(place)][: rounds * RUNGS]
    limits = [place + 1 for place in ready if is_fresh(place)][: rounds * LIMITS]
    duties = owe(database, rounds * DUTIES)
    return Store(
        database, Ticked(tickets, filling=time.perf_counter() - began), levels, limits, duties
    )


@contextmanager
def _databases(parent: Path, is_sqlite: bool) -> Iterator[Databases]:
    if is_sqlite:
        with TemporaryDirectory(dir=parent) as folder:
            yield lambda size: f"sqlite:///{folder}/{size}.db"
    else:
        with postgresql() as url:
            yield lambda size: new_postgresql(url, f"tickets_{size}")
