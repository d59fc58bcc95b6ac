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
from scheduler.jobs import (
    anchor,
    archive,
    escalate,
    remind,
    resume_paused,
    return_incomplete,
    send_digests,
    tell_heads,
)
from scheduler.jobs.blur import blur_moments
from scheduler.jobs.cleanup import cleanup
from scheduler.jobs.missing_calendar import tell_of_missing_year

Work = Callable[[Desk, datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable: the work, and what wakes it, never on :00 or :30.

    It is done batch by batch, until less than a whole `batch` was there to do.
    """

    work: Work
    trigger: BaseTrigger
    batch: int = 1


def _done_elsewhere(_desk: Desk, _now: datetime) -> int:
    """Do nothing here: the work is handed to the ticker, for it needs more than the database."""
    return 0


EVERY_MINUTE = CronTrigger(minute="1-29,31-59", second=7, timezone="UTC")

TIMETABLE: Mapping[str, Job] = {
    "resume_waiting": Job(resume_paused.resume_waiting, EVERY_MINUTE, resume_paused.BATCH),
    "close_receipt_talks": Job(
        close_receipt_talks, CronTrigger(minute="4,21,38,55", timezone="UTC")
    ),
    "return_hollow_filings": Job(
        return_incomplete.return_incomplete_submissions, EVERY_MINUTE, return_incomplete.BATCH
    ),
    "escalate": Job(escalate.escalate, EVERY_MINUTE, escalate.BATCH),
    "remind": Job(remind.remind, EVERY_MINUTE, remind.BATCH),
    "anchor": Job(anchor.anchor, EVERY_MINUTE, anchor.BATCH),
    "digest": Job(send_digests.send_digests, EVERY_MINUTE, send_digests.BATCH),
    "tell_heads": Job(
        tell_heads.tell_heads, CronTrigger(hour=17, minute=8, timezone="Asia/Shanghai")
    ),
    "keep_heads": Job(_done_elsewhere, CronTrigger(minute=37, timezone="UTC")),
    "tell_of_missing_year": Job(
        tell_of_missing_year, CronTrigger(hour=9, minute=7, timezone="Asia/Shanghai")
    ),
    "keep_campaigns": Job(keep_campaigns, CronTrigger(hour=5, minute=43, timezone="Asia/Shanghai")),
    "archive_closed": Job(
        archive.archive_closed,
        CronTrigger(hour=3, minute=17, timezone="Asia/Shanghai"),
        archive.BATCH,
    ),
    "blur": Job(blur_moments, EVERY_MINUTE),
    "empty_log": Job(_done_elsewhere, EVERY_MINUTE),
    "sweep_files": Job(_done_elsewhere, CronTrigger(minute=13, timezone="UTC")),
    "tidy": Job(cleanup, CronTrigger(hour=3, minute=41, timezone="Asia/Shanghai")),
}
