"""TIMETABLE: every job that runs without anybody writing, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from casework.campaigns.load import keep_campaigns
from casework.desk import Desk
from casework.tickets.disclosure import close_receipt_talks
from scheduler.jobs.archive import archive_closed
from scheduler.jobs.cleanup import cleanup
from scheduler.jobs.escalate import escalate
from scheduler.jobs.missing_calendar import tell_of_missing_year
from scheduler.jobs.remind import remind
from scheduler.jobs.resume_paused import resume_waiting
from scheduler.jobs.return_incomplete import return_incomplete_submissions
from scheduler.jobs.send_digests import send_digests

Work = Callable[[Desk, datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable: the work, done batch by batch until it returns 0, and what wakes
    it, never on :00 or :30.
    """

    work: Work
    trigger: BaseTrigger


def _done_elsewhere(_desk: Desk, _now: datetime) -> int:
    """Do nothing here: the work is handed to the ticker, for it needs more than the database."""
    return 0


EVERY_MINUTE = CronTrigger(minute="1-29,31-59", second=7, timezone="UTC")

TIMETABLE: Mapping[str, Job] = {
    "resume_waiting": Job(resume_waiting, EVERY_MINUTE),
    "close_receipt_talks": Job(
        close_receipt_talks, CronTrigger(minute="4,21,38,55", timezone="UTC")
    ),
    "return_hollow_filings": Job(return_incomplete_submissions, EVERY_MINUTE),
    "escalate": Job(escalate, EVERY_MINUTE),
    "remind": Job(remind, EVERY_MINUTE),
    "digest": Job(send_digests, EVERY_MINUTE),
    "tell_of_missing_year": Job(
        tell_of_missing_year, CronTrigger(hour=9, minute=7, timezone="Asia/Shanghai")
    ),
    "keep_campaigns": Job(keep_campaigns, CronTrigger(hour=5, minute=43, timezone="Asia/Shanghai")),
    "archive_closed": Job(archive_closed, CronTrigger(hour=3, minute=17, timezone="Asia/Shanghai")),
    "sweep_files": Job(_done_elsewhere, CronTrigger(minute=13, timezone="UTC")),
    "tidy": Job(cleanup, CronTrigger(hour=3, minute=41, timezone="Asia/Shanghai")),
}
