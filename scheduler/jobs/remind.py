"""Remind of assignments and instructions: one message a person, and only while there is need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from casework.grouping import lay_out_tasks
from casework.reminders.content import CONTENT, READ_AHEAD, WEEKLY, Content
from casework.reminders.said import Found, Line, Subject
from rules.time.escalation import Hours
from scheduler.push import Due, Pushed, push
from storage.outbox.notice import Notice
from storage.queries.jobs import only_here
from storage.queries.reminders import FOR_ONE, also_due, by_subject, drop, due
from storage.tables import Reminder

JOB = "remind"
BATCH = 500  # reminders in one transaction


def remind(desk: Desk, now: datetime) -> int:
    """Send the reminders that are due; returns how many were settled or put off."""
    # Two that share out what is due would tell people twice a minute.
    if not only_here(desk.session, JOB):
        return 0
    claimed = due(desk.session, CONTENT, now, BATCH)
    if len(claimed) == BATCH:
        claimed += also_due(desk.session, CONTENT, claimed, now)
    if claimed:
        push(desk, REMINDERS, by_subject(claimed), _name)
    return len(claimed)


def _name(subject: Subject) -> str:
    return f"{subject[0]} {subject[1]}"


def _find(desk: Desk, due: Due) -> Mapping[Subject, Found]:
    at_hand: list[Sequence[object]] = []
    for sort, read in READ_AHEAD.items():
        at_hand.append(read(desk, [subject for about, subject in due if about == sort]))
    found: dict[Subject, Found] = {}
    for subject, rows in due.items():
        content = CONTENT[subject[0]](desk, subject[1])
        if content is None:
            drop(desk.session, *subject)
            found[subject] = Found(states={row.id or 0: "dropped" for row in rows})
        else:
            found[subject] = _found(desk, content, rows)
    return found


def _found(desk: Desk, content: Content, rows: Sequence[Reminder]) -> Found:
    """Say the newest reminder that still holds; what was planned for another day is dropped."""
    found = Found()
    holding: list[Reminder] = []
    for row in rows:
        holds = row.planned_for == content.due_at
        found.states[row.id or 0] = "superseded" if holds else "dropped"
        if holds:
            holding.append(row)
    for row in _newest(holding):
        hours = replace(content.hours, urgent=row.urgent)
        if hours.allowed(desk.now) > desk.now:
            found.states.pop(row.id or 0)
            found.moved[row.id or 0] = _same_time(row.due_at, hours, desk.now)
            continue
        lines = _lines(desk, content, row, hours)
        found.states[row.id or 0] = "sent" if lines else "dropped"
        found.lines += lines
    return found


def _newest(rows: list[Reminder]) -> Sequence[Reminder]:
    """Return the newest that is for all, or where each is for one person, the newest of each."""
    rows.sort(key=lambda row: (row.due_at, row.id))
    for_all = [row for row in rows if FOR_ONE not in row.level]
    if for_all:
        return for_all[-1:]
    return list({row.level.partition(FOR_ONE)[2]: row for row in rows}.values())


def _lines(desk: Desk, content: Content, row: Reminder, hours: Hours) -> list[Line]:
    only = row.level.partition(FOR_ONE)[2]
    is_late = desk.now > content.due_at
    return [
        Line(person, row, content.item, hours, content.due_at, is_late)
        for person in content.people
        if only in ("", str(person))
    ]


def _same_time(due_at: datetime, hours: Hours, now: datetime) -> datetime:
    """Return the next moment fit for a push, at its time of the day where that is still to come: so
    it meets that day's own.
    """
    allowed = hours.allowed(now)
    time = due_at.astimezone(hours.zone).time()
    planned = datetime.combine(hours.day_of(allowed), time, hours.zone)
    return hours.allowed(max(allowed, planned))


def _plan_weekly(desk: Desk, found: Mapping[Subject, Found]) -> None:
    """Plan the next weekly reminder of the subjects of which one was said."""
    weekly: dict[str, set[int]] = {}
    for (about, subject), result in found.items():
        if any(line.reminder.level.startswith("week-") for line in result.lines):
            weekly.setdefault(about, set()).add(subject)
    for about, subjects in weekly.items():
        if about in WEEKLY:
            WEEKLY[about](desk, subjects)


def _lay_out(desk: Desk, lines: Sequence[Line]) -> Notice:
    """Return one message of these lines, worst first: what has been due longest."""
    ordered = sorted(lines, key=lambda line: (line.due_at, line.reminder.subject))
    can_wait = not all(line.is_late for line in lines)
    return lay_out_tasks([line.item for line in ordered], can_wait=can_wait)


REMINDERS = Pushed(
    JOB,
    _find,
    _plan_weekly,
    _lay_out,
    given_up="dropped",
    once="reminders",
    in_roster_order=True,
)
