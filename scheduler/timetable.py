"""TIMETABLE: every job that runs without anybody writing, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from casework.custody import close_receipt_talks
from casework.desk import Desk
from scheduler.archiving import archive_closed
from scheduler.escalating import escalate
from scheduler.tidying import tidy
from scheduler.unpublished import tell_of_missing_year
from scheduler.waiting import resume_waiting

Work = Callable[[Desk, datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable: the work, done batch by batch until it returns 0, and what wakes it."""

    work: Work
    trigger: BaseTrigger


TIMETABLE: Mapping[str, Job] = {
    "resume_waiting": Job(resume_waiting, IntervalTrigger(minutes=1, timezone="UTC")),
    "close_receipt_talks": Job(close_receipt_talks, IntervalTrigger(minutes=17, timezone="UTC")),
    "escalate": Job(escalate, IntervalTrigger(minutes=1, timezone="UTC")),
    "tell_of_missing_year": Job(tell_of_missing_year, CronTrigger(hour=9, minute=7, timezone="Asia/Shanghai")),
    "archive_closed": Job(archive_closed, CronTrigger(hour=3, minute=17, timezone="Asia/Shanghai")),
    "tidy": Job(tidy, CronTrigger(hour=3, minute=41, timezone="Asia/Shanghai")),
}
