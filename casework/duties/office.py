"""What the office does: rule on more time, return a submission, record a paper one, exempt."""

from __future__ import annotations

from datetime import UTC, date, datetime

from casework.desk import Desk
from casework.duties.access import (
    NoSuchAssignment,
    Part,
    get_others_assignment,
    get_visible_assignment,
)
from casework.duties.assignments import (
    AssignmentOver,
    duty_of,
    note_event,
    open_again,
    replan,
    settle,
    title_of,
)
from casework.duties.commands import (
    Content,
    ExemptAssignment,
    LiftExemption,
    RecordPaper,
    ReturnSubmission,
    RuleOnMoreTime,
)
from casework.duties.submissions import add_submission
from casework.duties.telling import tell
from casework.notices import Receipt
from casework.refusals import AlreadyDone
from locales import _
from rules.lifecycle import SomethingMissing
from storage.queries.campaigns import load_campaign
from storage.queries.duties import open_request
from storage.tables import Assignment, Submission


def rule_on_more_time(desk: Desk, command: RuleOnMoreTime) -> Receipt:
    """Grant more time, which moves the day, or refuse it with a reason."""
    assignment = get_others_assignment(desk, command.assignment)
    request = open_request(desk.session, assignment)
    if request is None:
        raise AlreadyDone(
            _("No request for more time is open for “{title}”.", title=title_of(assignment))
        )
    if not command.granted and not command.reason:
        raise SomethingMissing(_("A refusal needs a reason."), "reason")
    request.granted = command.granted
    request.ruling = command.reason
    request.ruled_at = desk.now
    desk.session.add(request)
    event = "time_refused"
    if command.granted:
        event = "time_granted"
        _put_off(desk, assignment, request.until)
    note_event(desk, assignment, event, until=request.until.isoformat(), reason=command.reason)
    return tell(desk, assignment, event, reason=command.reason, also=request.asked_by)


def _put_off(desk: Desk, assignment: Assignment, until: date) -> None:
    """Move the due day, the time of day staying."""
    campaign = load_campaign(desk.session, assignment.campaign_id)
    zone = campaign.zone if campaign is not None else desk.bureau.zone
    time_of_day = assignment.due_at.astimezone(zone).time()
    assignment.due_at = datetime.combine(until, time_of_day, zone).astimezone(UTC)
    assignment.due_on = until
    assignment.extended_at = desk.now
    desk.session.add(assignment)
    replan(desk, assignment)


def return_submission(desk: Desk, command: ReturnSubmission) -> Receipt:
    """Return a submission with a reason: the assignment is open again, its day unchanged."""
    submission = desk.session.get(Submission, command.submission)
    if submission is None:
        raise NoSuchAssignment
    assignment = get_others_assignment(desk, submission.assignment_id)
    desk.session.refresh(submission)
    if submission.state != "filed" or assignment.state == "dropped":
        raise AlreadyDone(
            _("This filing is returned already: {reason}", reason=submission.reason or "-")
        )
    return take_back(desk, assignment, submission, command.reason)


def take_back(desk: Desk, assignment: Assignment, submission: Submission, reason: str) -> Receipt:
    """Take a submission back with a reason; a counter goes down by it."""
    submission.state = "returned"
    submission.reason = reason
    assignment.counted -= submission.amount or 0
    note_event(desk, assignment, "returned", reason=reason)
    desk.session.add(submission)
    if assignment.state == "filed" and not _has_come_to_its_number(assignment):
        open_again(desk, assignment)
    # whoever typed a paper in has filed nothing of their own
    submitter = None if submission.paper else submission.person_id
    return tell(desk, assignment, "returned", reason=reason, also=submitter)


def _has_come_to_its_number(assignment: Assignment) -> bool:
    return assignment.at_least is not None and assignment.counted >= assignment.at_least


def record_paper(desk: Desk, command: RecordPaper) -> Receipt:
    """Record on behalf what came on paper; the day it came says whether it was late."""
    assignment = get_visible_assignment(desk, command.assignment, Part.OFFICE, lock=True)
    if command.came > desk.today:
        raise SomethingMissing(_("That day is still to come."), "came")
    check_paper(assignment)
    content: Content = ()
    if command.words:
        content = ({"title": "", "type": "text", "text": command.words},)
    late = command.came > assignment.due_on
    submission = add_submission(desk, assignment, content, command.amount, paper=True, late=late)
    note_event(desk, assignment, "recorded", came=command.came.isoformat())
    return tell(desk, assignment, "recorded", submission=submission)


def check_paper(assignment: Assignment) -> None:
    """Raise what says why no paper can be recorded for it."""
    if assignment.state in ("dropped", "exempted"):
        raise AssignmentOver(_("“{title}” is no longer asked for.", title=assignment.title))
    if assignment.state == "filed" and assignment.at_least is None:
        raise AlreadyDone(_("“{title}” is filed already.", title=assignment.title))


def exempt(desk: Desk, command: ExemptAssignment) -> Receipt:
    """Exempt from a duty with a reason; nobody is reminded of it any more."""
    assignment = get_others_assignment(desk, command.assignment)
    check_open(assignment)
    assignment.reason = command.reason
    settle(desk, assignment, "exempted")
    note_event(desk, assignment, "exempted", reason=command.reason)
    return tell(desk, assignment, "exempted", reason=command.reason)


def lift_exemption(desk: Desk, command: LiftExemption) -> Receipt:
    """Ask again for what was exempted, its day unchanged."""
    assignment = get_others_assignment(desk, command.assignment)
    check_exempted(desk, assignment)
    assignment.reason = ""
    open_again(desk, assignment)
    note_event(desk, assignment, "exemption_lifted", reason=command.reason)
    return tell(desk, assignment, "exemption_lifted", reason=command.reason)


def check_exempted(desk: Desk, assignment: Assignment) -> None:
    """Raise what says why there is no exemption to lift."""
    if assignment.state != "exempted":
        raise AlreadyDone(_("“{title}” is not exempted.", title=title_of(assignment)))
    if duty_of(desk.session, assignment) is None:
        raise AssignmentOver(_("“{title}” is no longer asked for.", title=assignment.title))


def check_open(assignment: Assignment) -> None:
    """Raise that it is settled, so that there is nothing to exempt from."""
    if assignment.state != "open":
        raise AlreadyDone(_("“{title}” is not open any more.", title=title_of(assignment)))
