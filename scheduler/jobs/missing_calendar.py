"""Tell the administrator once a week, from November on, that a year's days are missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.desk import Desk
from locales import Button, _
from rules.permissions import Role
from storage.outbox.notice import Notice
from storage.outbox.queue import queue_once
from storage.outbox.recipients import chat_of_person
from storage.queries.calendar import published_years
from storage.queries.units import holders_of

# From the first of November this reaches into the next year; the notice comes in that month.
NOTICE_TIME = timedelta(days=61)


def tell_of_missing_year(desk: Desk, now: datetime) -> int:
    """Tell the administrators, or else the office, that a year is missing; returns how many."""
    year = (desk.today + NOTICE_TIME).year
    if year in published_years(desk.session):
        return 0
    of_year, week, _day = desk.today.isocalendar()
    at = desk.next_working_minute()
    text = _(
        "{year}'s free days are not loaded yet; deadlines in it are provisional. Bring "
        "the program up to date, or load them "
        "from a file: {command}",
        year=str(year),
        command=f"python -m bot calendar import 文件 --publishes {year}",
    )
    notice, told = Notice(text, (Button(_("Working days"), "calendar"),)), 0
    people = holders_of(desk.session, Role.ADMIN.value) or holders_of(
        desk.session, Role.OFFICE.value
    )
    for person in people:
        chat = chat_of_person(desk.session, person)
        if chat is not None:
            once = f"unpublished:{year}:{of_year}-{week}:{person}"
            told += queue_once(desk.session, chat, notice, now, once, at)
    return told
