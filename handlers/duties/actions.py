"""What can be done with an assignment now, as buttons."""

from __future__ import annotations

from casework.desk import Desk
from casework.duties.access import Part
from casework.duties.assignments import duty_of, is_settled_by_a_tap
from casework.duties.responsible import colleagues_of
from casework.duties.telling import MY_TASKS
from locales import Button, _
from rules.actions import action_button
from rules.campaign.duties import Duty
from storage.queries.campaigns import has_ended
from storage.queries.duties import filings_of, open_request
from storage.tables import Assignment


def action_buttons(desk: Desk, assignment: Assignment, parts: set[Part]) -> list[Button]:
    """Return what somebody in these parts can do with it now."""
    names: list[str] = []
    if not has_ended(desk.session, assignment.campaign_id):
        duty = duty_of(desk.session, assignment)
        if Part.ASSIGNEE in parts and duty is not None:
            names += _assignees_actions(desk, assignment, duty)
        if Part.OFFICE in parts:
            names += _office_actions(desk, assignment)
    buttons = [_button(name, assignment) for name in names]
    if Part.ASSIGNEE in parts:
        buttons.append(MY_TASKS)
    return buttons


def _button(name: str, assignment: Assignment) -> Button:
    label = None
    if name == "dutyfile" and assignment.at_least is not None:
        label = _("Count up")
    return action_button(name, str(assignment.id), label)


def _assignees_actions(desk: Desk, assignment: Assignment, duty: Duty) -> list[str]:
    if assignment.state != "open":
        return ["dutyfile"] if _counts_on(desk, assignment) else []
    names: list[str] = []
    if _can_be_filed(desk, assignment, duty):
        names.append("dutyfile")
    if _can_be_confirmed(assignment, duty):
        names.append("dutyok")
    if assignment.handed_to:
        names.append("dutyback")
    elif colleagues_of(desk, assignment):
        names.append("dutyhand")
    if open_request(desk.session, assignment) is None:
        names.append("dutytime")
    return names


def _has_begun(desk: Desk, assignment: Assignment) -> bool:
    return not assignment.period or assignment.opens <= desk.today


def _counts_on(desk: Desk, assignment: Assignment) -> bool:
    """Tell whether a counter that has come to its number may go on."""
    is_counter = assignment.at_least is not None
    return is_counter and assignment.state == "filed" and _has_begun(desk, assignment)


def _can_be_filed(desk: Desk, assignment: Assignment, duty: Duty) -> bool:
    if not _has_begun(desk, assignment):
        return False
    return assignment.at_least is not None or not is_settled_by_a_tap(duty)


def _can_be_confirmed(assignment: Assignment, duty: Duty) -> bool:
    if assignment.at_least is not None or duty.type == "at-once":
        return False
    return assignment.confirmed_at is None


def _office_actions(desk: Desk, assignment: Assignment) -> list[str]:
    names: list[str] = []
    is_open = assignment.state == "open"
    is_counted = assignment.at_least is not None and assignment.state == "filed"
    if is_open and open_request(desk.session, assignment) is not None:
        names.append("dutyrule")
    submissions = filings_of(desk.session, assignment)
    if any(submission.state == "filed" for submission in submissions):
        names.append("dutyreturn")
    if is_open or is_counted:
        names.append("dutypaper")
    if is_open:
        names.append("dutyexempt")
    if assignment.state == "exempted":
        names.append("dutylift")
    return names
