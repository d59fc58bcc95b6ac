"""What assignees do: file, confirm, hand to a colleague, ask for more time."""

from __future__ import annotations

from casework.desk import Desk
from casework.duties.access import Part, get_visible_assignment
from casework.duties.assignments import (
    duty_of,
    is_settled_by_a_tap,
    note_event,
    open_duty,
    person_name,
    replan,
    title_of,
)
from casework.duties.commands import AskMoreTime, ConfirmAssignment, FileSubmission, HandOver
from casework.duties.responsible import colleagues_of
from casework.duties.submissions import add_submission, check_content
from casework.duties.telling import tell
from casework.notices import Receipt
from casework.refusals import AlreadyDone, Refused
from locales import _
from rules.lifecycle import SomethingMissing
from storage.queries.duties import open_request
from storage.tables import Assignment, DutyRequest


class NoSuchColleague(Refused):
    """The person is nobody of the unit."""

    field = "to"

    def __init__(self) -> None:
        super().__init__(_("That person is not in the unit. Please choose one from the list."))


def file_submission(desk: Desk, command: FileSubmission) -> Receipt:
    """File what a duty must carry; late is marked and accepted.

    A counter goes up, and may go on above what is asked.
    """
    assignment = get_visible_assignment(desk, command.assignment, Part.ASSIGNEE, lock=True)
    duty = open_duty(desk, assignment)
    content = check_content(desk, duty.carries, command.content)
    submission = add_submission(desk, assignment, content, command.amount)
    return tell(desk, assignment, "filed", submission=submission)


def confirm(desk: Desk, command: ConfirmAssignment) -> Receipt:
    """Note that it was read (收到), which settles what carries nothing more.

    A second tap changes nothing.
    """
    assignment = get_visible_assignment(desk, command.assignment, Part.ASSIGNEE, lock=True)
    if assignment.state in ("dropped", "exempted"):
        open_duty(desk, assignment)
    if assignment.confirmed_at is None and assignment.state == "open":
        assignment.confirmed_at = desk.now
        note_event(desk, assignment, "confirmed")
        duty = duty_of(desk.session, assignment)
        if duty is not None and is_settled_by_a_tap(duty):
            add_submission(desk, assignment, (), None)
    return tell(desk, assignment, "confirmed")


def hand_over(desk: Desk, command: HandOver) -> Receipt:
    """Hand it to a colleague of the same unit, or take it back, or give it back."""
    assignment = get_visible_assignment(desk, command.assignment, Part.ASSIGNEE, lock=True)
    if assignment.state != "open":
        open_duty(desk, assignment)
    _check_colleague(desk, assignment, command.to)
    colleague = command.to or assignment.handed_to
    event = "handed_over" if command.to else "taken_back"
    assignment.handed_to = command.to
    if command.to == assignment.person_id:
        assignment.handed_to = None
    note_event(desk, assignment, event, whom=person_name(desk.session, colleague))
    replan(desk, assignment)
    return tell(desk, assignment, event, also=colleague)


def _check_colleague(desk: Desk, assignment: Assignment, to: int | None) -> None:
    if to is not None:
        colleagues = {person.id for person in colleagues_of(desk, assignment)}
        if to not in colleagues:
            raise NoSuchColleague
    elif assignment.handed_to is None:
        raise AlreadyDone(_("“{title}” is not handed to anybody.", title=assignment.title))
    if to == assignment.handed_to:
        raise AlreadyDone(_("“{title}” lies there already.", title=assignment.title))


def ask_more_time(desk: Desk, command: AskMoreTime) -> Receipt:
    """Ask for more time, until a day; the office rules on it."""
    assignment = get_visible_assignment(desk, command.assignment, Part.ASSIGNEE, lock=True)
    if assignment.state != "open":
        open_duty(desk, assignment)
    if open_request(desk.session, assignment) is not None:
        raise already_asked(assignment)
    earliest = max(assignment.due_on, desk.today)
    if command.until <= earliest:
        raise SomethingMissing(_("The day must lie after {day}.", day=earliest), "until")
    request = DutyRequest(
        assignment_id=assignment.id or 0,
        until=command.until,
        reason=command.reason,
        asked_by=desk.actor.person_id or 0,
        asked_at=desk.now,
    )
    desk.session.add(request)
    return tell(desk, assignment, "time_asked", until=command.until, reason=command.reason)


def already_asked(assignment: Assignment) -> AlreadyDone:
    """Return the refusal of a second request for more time."""
    return AlreadyDone(
        _(
            "A request for more time is already with the office for “{title}”.",
            title=title_of(assignment),
        )
    )
