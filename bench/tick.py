"""One tick of the jobs, with few tickets and with many: it is to cost what is due, not stored."""

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

LAST_BEGIN_SECONDS = 100.0  # after which no further round is begun
LEVELS, LIMITS, DUTIES = 200, 100, 200  # that are due at once
DAILY = [
    name
    for name, job in TIMETABLE.items()
    if job.trigger is not EVERY_MINUTE and name != "keep_campaigns"
]
DUE = LEVELS + LIMITS + DUTIES
IDLE_TICKS = 5  # in a round
MAX_SETTLING_TICKS = 20  # each works off whatever there is, batch by batch
Databases = Callable[[int], str]


class Spent(NamedTuple):
    """Seconds by the clock and of our processor, which on a shared machine says more."""

    wall: float
    work: float

    def in_ms(self) -> Spent:
        return Spent(self.wall * 1e3, self.work * 1e3)

    @classmethod
    def since(cls, wall: float, work: float) -> Spent:
        return cls(time.perf_counter() - wall, time.process_time() - work)


@dataclass
class Ticked:
    """What was spent at one size: on idle ticks, on ticks with much due, on the daily jobs."""

    tickets: int
    filling: float
    idle: list[Spent] = field(default_factory=list)
    due: list[Spent] = field(default_factory=list)
    daily: list[Spent] = field(default_factory=list)

    def typical(self) -> Typical:
        """Return the medians."""
        medians = (_median(self.idle), _median(self.due), _median(self.daily))
        return Typical(self.tickets, self.filling, *medians)


class Typical(NamedTuple):
    """The medians at one size."""

    tickets: int
    filling: float
    idle: Spent
    due: Spent
    daily: Spent


def _median(spent: list[Spent]) -> Spent:
    return Spent(median(one.wall for one in spent), median(one.work for one in spent))


@dataclass
class Store:
    """One database with tickets, and those of them that are ready to be pushed."""

    database: Database
    ticked: Ticked
    overdue: list[int]
    fresh: list[int]
    duties: list[int]
    messages: int = 0  # queued so far
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

    def settle(self) -> None:
        """Tick until nothing is left to do: what filled the database is to be anchored first."""
        for _turn in range(MAX_SETTLING_TICKS):
            if not self.tick()[1]:
                return
        raise AssertionError("it does not come to rest")

    def run_daily(self) -> Spent:
        """Run the jobs of once a day, which find nothing to do; return what it took."""
        began = time.perf_counter(), time.process_time()
        done = {name: self.ticker.run(name) for name in DAILY}
        assert not any(done.values()), done
        return Spent.since(*began)

    def run_round(self, place: int) -> None:
        """Tick idly, run the daily jobs, then tick with much due; round 0 does not count."""
        idle = [self.tick() for _ in range(IDLE_TICKS)]
        assert not any(done for _spent, done in idle), idle
        daily = self.run_daily()
        self.make_due(place)
        spent, done = self.tick()
        assert done >= DUE, done
        self.check()
        self.now += timedelta(minutes=1)
        if place:
            self.ticked.idle += [spent for spent, _done in idle]
            self.ticked.due.append(spent)
            self.ticked.daily.append(daily)

    def make_due(self, place: int) -> None:
        """Let so much be due now; the ones of the `place`-th time."""
        parts = (
            ("ticket", self.overdue, LEVELS),
            ("take", self.fresh, LIMITS),
            ("assignment", self.duties, DUTIES),
        )
        with self.database.write() as session:
            for about, subjects, count in parts:
                those = (
                    col(Reminder.about) == about,
                    col(Reminder.subject).in_(subjects[place * count :][:count]),
                )
                session.execute(
                    update(Reminder).where(*those).values(due_at=self.now - timedelta(minutes=1))
                )
            due = (Reminder.state == "planned", col(Reminder.due_at) <= self.now)
            assert session.exec(select(func.count()).select_from(Reminder).where(*due)).one() == DUE

    def check(self) -> None:
        """Look that nothing due is left and that people were told."""
        assert not any(run.error for run in self.ticker.runs.values()), self.ticker.runs
        with self.database.read() as session:
            due = (Reminder.state == "planned", col(Reminder.due_at) <= self.now)
            assert not session.exec(select(func.count()).select_from(Reminder).where(*due)).one()
            queued = session.exec(select(func.count()).select_from(OutboxRow)).one()
        assert queued > self.messages
        self.messages = queued


def measure(parent: Path, is_sqlite: bool, sizes: tuple[int, ...], rounds: int) -> list[Typical]:
    """Fill a database for each size, then let the sizes take turns; return what each took."""
    with _databases(parent, is_sqlite) as url_for, ExitStack() as stack:
        stores = [_fill(url_for(size), size, rounds + 1) for size in sizes]
        for store in stores:
            stack.enter_context(closing(store.database))
        began = time.perf_counter()
        for place in range(rounds + 1):  # the first warms up
            if place > 1 and time.perf_counter() - began > LAST_BEGIN_SECONDS:
                break
            for store in stores:
                store.run_round(place)
        return [store.ticked.typical() for store in stores]


def _fill(url: str, tickets: int, rounds: int) -> Store:
    began = time.perf_counter()
    database = stock(url, tickets)
    ready = range(first_open(tickets), tickets)
    overdue = [place + 1 for place in ready if not is_fresh(place)]
    fresh = [place + 1 for place in ready if is_fresh(place)]
    duties = owe(database, rounds * DUTIES)
    ticked = Ticked(tickets, filling=time.perf_counter() - began)
    store = Store(database, ticked, overdue, fresh, duties)
    store.settle()
    return store


@contextmanager
def _databases(parent: Path, is_sqlite: bool) -> Iterator[Databases]:
    if is_sqlite:
        with TemporaryDirectory(dir=parent) as folder:
            yield lambda size: f"sqlite:///{folder}/{size}.db"
    else:
        with postgresql() as url:
            yield lambda size: new_postgresql(url, f"tickets_{size}")
