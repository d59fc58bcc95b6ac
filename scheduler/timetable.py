"""TIMETABLE: every job that runs without anybody writing, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from casework.campaigns import keep_campaigns
from casework.custody import close_receipt_talks
from casework.desk import Desk
from scheduler.archiving import archive_closed
from scheduler.digesting import send_digests
from scheduler.escalating import escalate
from scheduler.hollow import return_hollow_filings
from scheduler.reminding import remind
from scheduler.tidying import tidy
from scheduler.unpublished import tell_of_missing_year
from scheduler.waiting import resume_waiting

Work = Callable[[Desk, datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable: the work, done batch by batch until it returns 0, and what wakes
    it, never on :00 or :30.
    """

    work: Work
    trigger: BaseTrigger


EVERY_MINUTE = CronTrigger(minute="1-29,31-59", second=7, timezone="UTC")

TIMETABLE: Mapping[str, Job] = {
    "resume_waiting": Job(resume_waiting, EVERY_MINUTE),
    "close_receipt_talks": Job(
        close_receipt_talks, CronTrigger(minute="4,21,38,55", timezone="UTC")
    ),
    "return_hollow_filings": Job(return_hollow_filings, EVERY_MINUTE),
    "escalate": Job(escalate, EVERY_MINUTE),
    "remind": Job(remind, EVERY_MINUTE),
    "digest": Job(send_digests, EVERY_MINUTE),
    "tell_of_missing_year": Job(
        tell_of_missing_year, CronTrigger(hour=9, minute=7, timezone="Asia/Shanghai")
    ),
    "keep_campaigns": Job(keep_campaigns, CronTrigger(hour=5, minute=43, timezone="Asia/Shanghai")),
    "archive_closed": Job(archive_closed, CronTrigger(hour=3, minute=17, timezone="Asia/Shanghai")),
    "tidy": Job(tidy, CronTrigger(hour=3, minute=41, timezone="Asia/Shanghai")),
}
