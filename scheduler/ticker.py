"""The ticker: APScheduler wakes the jobs, each runs in its own transactions; the truth is in the
tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Thread

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from casework.desk import Bureau, Desk
from scheduler.timetable import TIMETABLE, Job
from storage.database import Database, DatabaseAway
from storage.queries.jobs import last_runs, record_run
from storage.tables import JobRun

log = structlog.get_logger()

MAX_BATCHES = 1000  # of one job in one run
MAX_MISSED_RUNS = 3  # times that a job should have run and did not


@dataclass(frozen=True, slots=True)
class Troubles:
    """The jobs whose last run failed, and those that have not run for a while, by name."""

    failing: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


@dataclass
class Ticker:
    """Runs the timetable on a clock of one's own.

    `after_commit` is called when a job has changed something. `handed_in` is the work of jobs that
    need more than one transaction, by name. How jobs ran is written down for other replicas to see,
    unless nobody else will (`alone`).
    """

    database: Database
    bureau: Bureau
    clock: Callable[[], datetime]
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    timetable: Mapping[str, Job] = field(default_factory=lambda: TIMETABLE)
    handed_in: Mapping[str, Callable[[datetime], int]] = field(default_factory=dict)
    alone: bool = False
    runs: dict[str, JobRun] = field(default_factory=dict)  # the last of each here
    done: int = 0
    _began: datetime | None = None
    _scheduler: BackgroundScheduler | None = None
    _first: Thread | None = None

    def start(self) -> None:
        """Begin to wake the jobs; a late one runs as soon as it can, and once."""
        self._began = self.clock()
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(job_defaults=defaults, timezone=self.bureau.zone)
        for name, job in self.timetable.items():
            self._scheduler.add_job(self.run, job.trigger, args=[name], id=name)
        self._scheduler.start()
        self._first = Thread(
            target=self.run_all, name="first run of the jobs"
        )  # at once: what was due while nobody ticked
        self._first.start()

    def stop(self) -> None:
        """Let running jobs end and wake no more."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None
        if self._first is not None:
            self._first.join()

    def run_all(self) -> None:
        """Run every job once, in the timetable's order."""
        for name in self.timetable:
            self.run(name)

    def run(self, name: str) -> int:
        """Run one job until less than a batch was left; a failure is kept for health and does not
        stop the others.
        """
        run = JobRun(name=name, started_at=self.clock())
        try:
            for _batch in range(MAX_BATCHES):
                done = self._run_batch(name)
                run.done += done
                if done < self.timetable[name].batch:
                    break
        except Exception as error:
            run.error = repr(error)[:1000]
            log.exception("a job failed", job=name)
        run.ended_at = self.clock()
        self._record(run)
        return run.done

    def troubles(self) -> Troubles:
        """Return which jobs fail here or failed last anywhere, and which nobody has run for three
        of their intervals.
        """
        try:
            with self.database.read() as session:
                anywhere = last_runs(session)
        except DatabaseAway:
            anywhere = self.runs
        return Troubles(
            tuple(name for name in self.timetable if _failed(name, self.runs, anywhere)),
            tuple(name for name in self.timetable if self._is_late(name, anywhere.get(name))),
        )

    def _is_late(self, name: str, last: JobRun | None) -> bool:
        """Tell whether it should have run three times since it ran last; what was due before we
        began does not count.
        """
        known = [self._began, last.ended_at if last is not None else None]
        at = max(filter(None, known), default=None)
        if at is None:
            return False
        for _time in range(MAX_MISSED_RUNS):
            at = self.timetable[name].trigger.get_next_fire_time(at, at)
            if at is None:
                return False
        return at < self.clock()

    def _record(self, run: JobRun) -> None:
        self.runs[run.name] = run
        self.done += run.done
        if self.alone:
            return
        try:
            with self.database.write() as session:
                record_run(session, run)
        except DatabaseAway as error:  # kept in memory; the next run says how it went
            log.warning("a job's run could not be recorded", job=run.name, error=str(error))

    def _run_batch(self, name: str) -> int:
        now = self.clock()
        if name in self.handed_in:
            done = self.handed_in[name](now)
        else:
            with self.database.write() as session:
                done = self.timetable[name].work(Desk(session, now, self.bureau), now)
        if done:
            for wake in self.after_commit:
                wake()
        return done


def _failed(name: str, *runs: Mapping[str, JobRun]) -> bool:
    """Tell whether the job's last run failed, in any of these records."""
    return any(by_name[name].error for by_name in runs if name in by_name)
