"""Assignees hand an assignment to a colleague, take it back, or ask for more time."""

from __future__ import annotations

from datetime import timedelta

from casework.desk import Desk
from casework.duties.access import Part
from casework.duties.actions import already_asked
from casework.duties.assignments import open_duty, title_of
from casework.duties.commands import AskMoreTime, HandOver
from casework.duties.responsible import colleagues_of
from handlers.duties.mine import find
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.reason import Reason
from locales import _
from storage.queries.duties import open_request
from storage.tables import Assignment
from talk import Choice, Pick, Talk

OFFERED_WORKING_DAYS = (1, 3, 5, 10)  # more


def _find_open(talk: Talk, desk: Desk) -> Assignment:
    """Return the assignment while it is open; raises what says why it is not."""
    assignment = find(talk, desk, Part.ASSIGNEE)
    if assignment.state != "open":
        open_duty(desk, assignment)
    return assignment


def hand_over(talk: Talk, desk: Desk) -> HandOver | None:
    """An assignee hands it to a colleague of the same unit."""
    assignment = _find_open(talk, desk)
    people = colleagues_of(desk, assignment)
    if not people:
        return talk.drop(_("Nobody else of the unit is in the roster."))
    label = _("{name}, {title}")
    options = [
        Choice(person.id, label.given(name=person.name, title=person.title or person.key))
        for person in people
    ]
    asked = _(
        "To whom do you hand “{title}”? You stay able to take it back.", title=title_of(assignment)
    )
    return HandOver(assignment.id or 0, talk.ask("to", Pick[int](options), asked))


def take_back(talk: Talk, desk: Desk) -> HandOver:
    """An assignee takes it back from a colleague, or the colleague gives it back."""
    return HandOver(find(talk, desk, Part.ASSIGNEE).id or 0, None)


def more_time(talk: Talk, desk: Desk) -> AskMoreTime | None:
    """An assignee asks for more time."""
    assignment = _find_open(talk, desk)
    if not talk.begun and open_request(desk.session, assignment) is not None:
        return talk.drop(already_asked(assignment).reason)
    after = max(assignment.due_on, desk.today)
    usual = tuple(desk.calendar.add(after, days) for days in OFFERED_WORKING_DAYS)
    asked = _(
        "Until which day do you need more time for “{title}”? It is due on {day}.",
        title=title_of(assignment),
        day=assignment.due_on,
    )
    until = ask_day(talk, "until", OneDay(desk.today, after + timedelta(days=1), usual), asked)
    reason = talk.ask("reason", Reason(), _("Why is more time needed?"))
    return AskMoreTime(assignment.id or 0, until, reason)
