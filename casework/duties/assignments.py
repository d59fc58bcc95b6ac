"""Assignments: which duty they are of, how they are settled or opened, and what they are called."""

from __future__ import annotations

from sqlmodel import Session

from casework.desk import Desk
from casework.duties.reminder_plan import plan_reminders
from casework.refusals import AlreadyDone, Refused, TooEarly
from locales import Message, _, message_from_json
from rules.campaign.duties import Counter, Duty
from rules.campaign.model import Campaign
from storage.queries.campaigns import load_campaign
from storage.tables import Assignment, DutyEvent, Person, Unit


class AssignmentOver(Refused):
    """It is settled, or no longer asked for."""


def find_duty(campaign: Campaign | None, key: str) -> Duty | None:
    """Return the duty with this key, None when the campaign's file no longer has it."""
    if campaign is None:
        return None
    return next((duty for duty in campaign.duties if duty.key == key), None)


def duty_of(session: Session, assignment: Assignment) -> Duty | None:
    """Return the duty that an assignment is of, None when it is no longer asked for."""
    return find_duty(load_campaign(session, assignment.campaign_id), assignment.duty)


def open_duty(desk: Desk, assignment: Assignment) -> Duty:
    """Return the duty for which something can be filed now; raises what says why nothing can."""
    duty = duty_of(desk.session, assignment)
    if assignment.state == "dropped" or duty is None:
        raise AssignmentOver(_("“{title}” is no longer asked for.", title=assignment.title))
    if assignment.state == "exempted":
        raise AssignmentOver(
            _("“{title}” is exempted; nothing needs to be filed.", title=assignment.title)
        )
    if assignment.state == "filed" and not isinstance(duty, Counter):
        raise AlreadyDone(
            _(
                "“{title}” was filed already by {name}, {at}.",
                title=assignment.title,
                name=person_name(desk.session, assignment.settled_by),
                at=assignment.settled_at or "",
            )
        )
    if assignment.period and desk.today < assignment.opens:
        raise TooEarly(
            _("“{title}” can be filed from {day} on.", title=assignment.title, day=assignment.opens)
        )
    return duty


def is_settled_by_a_tap(duty: Duty) -> bool:
    """Tell whether a duty is a confirmation that need not carry anything."""
    return duty.type == "confirmation" and all(item.optional for item in duty.carries)


def note_event(desk: Desk, assignment: Assignment, name: str, **note: str | int) -> None:
    """Keep what happened to it, and who did it."""
    event = DutyEvent(
        assignment_id=assignment.id or 0,
        at=desk.now,
        person_id=desk.actor.person_id,
        name=name,
        note=note,
    )
    desk.session.add_all([assignment, event])
    desk.session.flush()


def settle(desk: Desk, assignment: Assignment, state: str, *, late: bool = False) -> None:
    """Take it off everybody's list."""
    assignment.state = state
    assignment.late = late
    assignment.settled_at = desk.now
    assignment.settled_by = desk.actor.person_id
    desk.session.add(assignment)
    replan(desk, assignment)


def open_again(desk: Desk, assignment: Assignment) -> None:
    """Put it on the list again."""
    assignment.state = "open"
    assignment.late = False
    assignment.settled_at = None
    assignment.settled_by = None
    desk.session.add(assignment)
    replan(desk, assignment)


def replan(desk: Desk, assignment: Assignment) -> None:
    """Let the plan of reminders follow the assignment's state and day."""
    campaign = load_campaign(desk.session, assignment.campaign_id)
    if campaign is not None:
        plan_reminders(desk, [assignment], campaign)


def title_of(assignment: Assignment) -> Message:
    """Return what is to be filed, and for which period."""
    title, period = assignment.title, assignment.label
    if assignment.period and period and period.get("t"):
        return _("{title} ({period})", title=title, period=message_from_json(period))
    return _("{title}", title=title)


def assignee_name(desk: Desk, assignment: Assignment) -> Message | str:
    """Return the name of the unit, person or groups whose assignment it is."""
    if assignment.unit_id is not None:
        unit = desk.session.get(Unit, assignment.unit_id)
        return unit.name if unit is not None else "-"
    if assignment.person_id is not None:
        return person_name(desk.session, assignment.person_id)
    duty = duty_of(desk.session, assignment)
    return "、".join(duty.by) if duty is not None else "-"


def person_name(session: Session, person_id: int | None) -> str:
    """Return a person's name, a dash for nobody."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else "-"
