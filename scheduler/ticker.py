"""The ticker: APScheduler wakes the jobs, each runs in its own transactions; the truth is in the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from casework.desk import Bureau, Desk
from scheduler.timetable import TIMETABLE, Job
from storage.database import Database

log = structlog.get_logger()

BATCHES = 1000  # of one job in one run


@dataclass
class Run:
    """How a job's last run went."""

    at: datetime
    done: int = 0
    error: str = ""


@dataclass
class Ticker:
    """Runs the timetable on a clock of one's own; `after_commit` is called when a job has changed something."""

    database: Database
    bureau: Bureau
    clock: Callable[[], datetime]
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    timetable: Mapping[str, Job] = field(default_factory=lambda: TIMETABLE)
    runs: dict[str, Run] = field(default_factory=dict)
    _scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Begin to wake the jobs; a late one runs as soon as it can, and once."""
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(job_defaults=defaults, timezone=self.bureau.zone)
        for name, job in self.timetable.items():
            self._scheduler.add_job(self.run, job.trigger, args=[name], id=name, next_run_time=None)
            self._scheduler.modify_job(name, next_run_time=self.clock())
        self._scheduler.start()

    def stop(self) -> None:
        """Let running jobs end and wake no more."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None

    def run(self, name: str) -> int:
        """Run one job until nothing is left to do; a failure is kept for health and does not stop the others."""
        outcome = self.runs[name] = Run(self.clock())
        try:
            for _batch in range(BATCHES):
                done = self._run_batch(name)
                outcome.done += done
                if not done:
                    break
        except Exception as error:
            outcome.error = repr(error)
            log.exception("a job failed", job=name)
        return outcome.done

    def _run_batch(self, name: str) -> int:
        now = self.clock()
        with self.database.write() as session:
            done = self.timetable[name].work(Desk(session, now, self.bureau), now)
        if done:
            for each in self.after_commit:
                each()
        return done
