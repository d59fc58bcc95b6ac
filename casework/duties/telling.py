"""Who is told what of an assignment: for each event the audiences with text and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from casework.desk import Desk
from casework.duties.assignments import assignee_name, person_name, title_of
from casework.duties.receivers import receivers_of
from casework.duties.responsible import responsible_for
from casework.notices import (
    Buttons,
    Facts,
    Occasion,
    Receipt,
    Tell,
    Wording,
    fill_in,
    receipt_of,
    tell_rows,
)
from locales import Button, Message, _
from rules.actions import action_button
from rules.permissions import Role
from storage.queries.units import holders_of
from storage.tables import Assignment, Submission

MY_TASKS = Button(_("My tasks"), "duties")
NOT_FILED = Button(_("Not yet filed"), "owing")

Told: TypeAlias = Occasion[Assignment]


def tell(desk: Desk, assignment: Assignment, event: str, **given: object) -> Receipt:
    """Tell everybody concerned of the event; returns what the actor is answered."""
    occasion = Occasion(desk, assignment, given)
    tell_rows(occasion, TELLS.get(event, ()), FACTS)
    return receipt_of(occasion, RECEIPTS[event], FACTS)


def assignment_button(assignment: Assignment) -> Button:
    """Return the button that opens it."""
    return Button(_("Open the task"), "duty", str(assignment.id))


def confirm_button(assignment: Assignment) -> Button:
    """Return the button that confirms it (收到)."""
    return action_button("dutyok", str(assignment.id))


# the audiences, all but the actor


def _but_actor(occasion: Told, people: list[int]) -> list[int]:
    return [person for person in dict.fromkeys(people) if person != occasion.desk.actor.person_id]


def _assignees(occasion: Told) -> list[int]:
    """Those responsible, and whom else the command names: a colleague, who asked, or who filed."""
    people = responsible_for(occasion.desk, occasion.subject)
    also: int | None = occasion.given.get("also")
    if also is not None:
        people = [*people, also]
    return _but_actor(occasion, people)


def _office(occasion: Told) -> list[int]:
    return _but_actor(occasion, holders_of(occasion.desk.session, Role.OFFICE.value))


def _receivers(occasion: Told) -> list[int]:
    return _but_actor(occasion, receivers_of(occasion.desk, occasion.subject))


# the cases


def _is_overdue(occasion: Told) -> bool:
    return occasion.desk.now > occasion.subject.due_at


def _is_in_time(occasion: Told) -> bool:
    return not _is_overdue(occasion)


def _is_open(occasion: Told) -> bool:
    return occasion.subject.state == "open"


def _is_counter(occasion: Told) -> bool:
    return occasion.subject.at_least is not None


def _is_filed_late(occasion: Told) -> bool:
    submission: Submission = occasion.given["submission"]
    return submission.late


def _is_unreached(occasion: Told) -> bool:
    return not occasion.reached


# the buttons


def _open(occasion: Told) -> Button:
    return assignment_button(occasion.subject)


def _rule(occasion: Told) -> Button:
    return action_button("dutyrule", str(occasion.subject.id), _("Rule on it"))


# the texts that are put together


def _reported(occasion: Told) -> Message:
    """Return what is said of a report at once, with the words that it carries."""
    content: tuple[dict[str, Any], ...] = occasion.given["content"]
    heading = fill_in(_("Reported at once by {who}: {title}"), occasion, FACTS)
    words = [
        _("{title}: {words}", title=item["title"], words=item["text"])
        for item in content
        if item.get("text")
    ]
    return _("{lines}", lines=[heading, *words])


def _handed_over(occasion: Told) -> Message:
    return _("“{title}” is now with {name}, who has been told.", name=_colleague(occasion))


def _taken_back(occasion: Told) -> Message:
    return _("“{title}” is no longer with {name}.", name=_colleague(occasion))


def _colleague(occasion: Told) -> str:
    return person_name(occasion.desk.session, occasion.given["also"])


_CONFIRMED = _("Confirmed: {title}.")
_TIME_GRANTED = _("More time for “{title}” is granted: it is now due by {at}.")
_TIME_REFUSED = _("More time for “{title}” is refused: {reason}")

FACTS: Facts[Assignment] = {
    "at": lambda occasion: occasion.subject.due_at,
    "counted": lambda occasion: occasion.subject.counted,
    "day": lambda occasion: occasion.subject.due_on,
    "least": lambda occasion: occasion.subject.at_least or 0,
    "name": lambda occasion: occasion.desk.actor.name,
    "title": lambda occasion: title_of(occasion.subject),
    "who": lambda occasion: assignee_name(occasion.desk, occasion.subject),
}

TELLS: Mapping[str, tuple[Tell[Assignment], ...]] = {
    "handed_over": (
        Tell(_assignees, _("{name} hands you a task: {title}, due by {at}."), (_open,)),
    ),
    "taken_back": (Tell(_assignees, _("{name} has taken “{title}” back."), (_open,)),),
    "time_asked": (
        Tell(
            _office,
            _("{who} asks for more time for “{title}” until {until}: {reason}"),
            (_rule, _open),
        ),
    ),
    "time_granted": (Tell(_assignees, _TIME_GRANTED, (_open,)),),
    "time_refused": (Tell(_assignees, _TIME_REFUSED, (_open,)),),
    "returned": (
        Tell(
            _assignees,
            _("Your filing is returned: {title}. Reason: {reason}\nPlease file it again by {at}."),
            (_open,),
            when=_is_in_time,
        ),
        Tell(
            _assignees,
            _(
                "Your filing is returned: {title}. Reason: {reason}\n"
                "It was due by {at}; please file it again soon."
            ),
            (_open,),
            when=_is_overdue,
        ),
    ),
    "recorded": (
        Tell(_assignees, _("The office has recorded your filing on paper: {title}."), (_open,)),
    ),
    "exempted": (Tell(_assignees, _("You are exempted from “{title}”: {reason}"), (_open,)),),
    "exemption_lifted": (
        Tell(
            _assignees,
            _("“{title}” is to be filed after all: {reason}\nIt is due by {at}."),
            (_open,),
            when=_is_in_time,
        ),
        Tell(
            _assignees,
            _(
                "“{title}” is to be filed after all: {reason}\n"
                "It was due by {at}; please file it soon."
            ),
            (_open,),
            when=_is_overdue,
        ),
    ),
    "reported": (
        Tell(_receivers, _reported, (_open,)),
        Tell(_office, _reported, (_open,), when=_is_unreached),
    ),
}

_TO_ASSIGNEE: Buttons[Assignment] = (_open, MY_TASKS)
_TO_OFFICE: Buttons[Assignment] = (_open, NOT_FILED)


def _filed(buttons: Buttons[Assignment]) -> tuple[Wording[Assignment], ...]:
    """Return what is answered to a submission."""
    return (
        Wording(_("Counted. {title}: {counted}/{least}."), buttons, when=_is_counter),
        Wording(_("Filed late: {title}. It was due on {day}."), buttons, when=_is_filed_late),
        Wording(_("Filed: {title}."), buttons),
    )


RECEIPTS: Mapping[str, tuple[Wording[Assignment], ...]] = {
    "filed": _filed(_TO_ASSIGNEE),
    "recorded": _filed(_TO_OFFICE),
    "reported": (
        Wording(_("Reported: {title}. Those who receive it have been told."), _TO_ASSIGNEE),
    ),
    "confirmed": (
        Wording(
            _("{confirmed} It is due by {at}.", confirmed=_CONFIRMED), _TO_ASSIGNEE, when=_is_open
        ),
        Wording(_CONFIRMED, _TO_ASSIGNEE),
    ),
    "handed_over": (Wording(_handed_over, _TO_ASSIGNEE),),
    "taken_back": (Wording(_taken_back, _TO_ASSIGNEE),),
    "time_asked": (
        Wording(_("Your request for more time for “{title}” is with the office."), _TO_ASSIGNEE),
    ),
    "time_granted": (Wording(_TIME_GRANTED, _TO_OFFICE),),
    "time_refused": (Wording(_TIME_REFUSED, _TO_OFFICE),),
    "returned": (Wording(_("Returned: {title}. Those responsible have been told."), _TO_OFFICE),),
    "exempted": (Wording(_("Exempted: {title}."), _TO_OFFICE),),
    "exemption_lifted": (
        Wording(_("No longer exempted: {title}. Those responsible have been told."), _TO_OFFICE),
    ),
}
