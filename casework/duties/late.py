"""One message to each who is late with something of a campaign, at the office's word."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from casework.desk import Desk
from casework.duties.access import NoSuchAssignment
from casework.duties.assignments import title_of
from casework.duties.commands import TellLate
from casework.duties.responsible import responsible_for
from casework.duties.telling import MY_TASKS, NOT_FILED
from casework.notices import Receipt
from casework.refusals import NotAllowed
from locales import Button, Message, _
from storage.outbox.notice import Notice
from storage.outbox.queue import queue_once
from storage.outbox.recipients import chat_of_person
from storage.queries.duties import late
from storage.tables import Assignment, CampaignRow

MAX_NAMED_TASKS = 5  # WeCom's cards carry six buttons


class Outcome(StrEnum):
    """What became of telling a person."""

    TOLD = "told"
    TOLD_TODAY = "told today already"
    NO_ACCOUNT = "no account"


def tell_late(desk: Desk, command: TellLate) -> Receipt:
    """Send one grouped message to each who is late, in working hours, once a day."""
    if not desk.actor.may("work_the_inbox"):
        raise NotAllowed
    row = desk.session.get(CampaignRow, command.campaign)
    if row is None or not row.active:
        raise NoSuchAssignment
    tasks_by_person: dict[int, list[Assignment]] = {}
    without_anybody = 0
    for assignment in late(desk.session, command.campaign, desk.now):
        people = responsible_for(desk, assignment)
        if not people:
            without_anybody += 1
        for person in people:
            tasks_by_person.setdefault(person, []).append(assignment)
    outcomes = [_tell_person(desk, row, person, tasks) for person, tasks in tasks_by_person.items()]
    text = _(
        "Told: {told}. Told today already: {before}. Without an account here: {away}.",
        told=outcomes.count(Outcome.TOLD),
        before=outcomes.count(Outcome.TOLD_TODAY),
        away=outcomes.count(Outcome.NO_ACCOUNT),
    )
    if without_anybody:
        text = _(
            "{told} Tasks for which nobody answers: {count}.", told=text, count=without_anybody
        )
    return Receipt(text, (NOT_FILED,))


def _tell_person(desk: Desk, row: CampaignRow, person: int, tasks: Sequence[Assignment]) -> Outcome:
    chat = chat_of_person(desk.session, person)
    if chat is None:
        return Outcome.NO_ACCOUNT
    once, at = f"late:{row.id}:{person}:{desk.today}", desk.next_working_minute()
    queued = queue_once(desk.session, chat, _notice(desk, row, tasks), desk.now, once, at)
    return Outcome.TOLD if queued else Outcome.TOLD_TODAY


def _notice(desk: Desk, row: CampaignRow, tasks: Sequence[Assignment]) -> Notice:
    """Return the tasks in lines, the first ones with a button."""
    named = tasks[:MAX_NAMED_TASKS]
    lines = [
        _("Not yet filed and overdue ({campaign}): {count}", campaign=row.title, count=len(tasks))
    ]
    lines += [_line(desk, task) for task in named]
    if len(tasks) > len(named):
        lines.append(_("… and {count} more", count=len(tasks) - len(named)))
    lines.append(_("Please file soon; late filings are still accepted."))
    buttons = [Button(_("{title}", title=title_of(task)), "duty", str(task.id)) for task in named]
    return Notice(_("{lines}", lines=lines), (*buttons, MY_TASKS))


def _line(desk: Desk, task: Assignment) -> Message:
    days = desk.calendar.count(task.due_on, desk.today)
    line = _("· {title}, due {day}")
    if days > 0:
        line = _("· {title}, due {day}, working days late: {days}", days=days)
    return line.given(title=title_of(task), day=task.due_on)
