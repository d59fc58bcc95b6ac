"""The office's decisions on an assignment."""

from __future__ import annotations

from datetime import date

from casework.desk import Desk
from casework.duties.access import Part, get_others_assignment
from casework.duties.assignments import assignee_name, title_of
from casework.duties.commands import (
    ExemptAssignment,
    LiftExemption,
    RecordPaper,
    ReturnSubmission,
    RuleOnMoreTime,
)
from casework.duties.office import check_exempted, check_open, check_paper
from casework.duties.submissions import MAX_COUNTED_AT_ONCE
from handlers.duties.history import submission_label
from handlers.duties.mine import find
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.reason import Reason
from locales import _
from storage.queries.duties import filings_of, open_request
from storage.tables import Assignment
from talk import Choice, Number, Pick, Talk, Words

FIRST_DAY = date(2000, 1, 1)  # on which a paper may have come


def _find_others(talk: Talk, desk: Desk) -> Assignment:
    """Return the assignment, which is somebody else's."""
    return get_others_assignment(desk, find(talk, desk, Part.OFFICE).id or 0)


def rule_on_time(talk: Talk, desk: Desk) -> RuleOnMoreTime | None:
    """The office rules on a request for more time."""
    assignment = _find_others(talk, desk)
    request = open_request(desk.session, assignment)
    if request is None:
        return talk.drop(
            _("No request for more time is open for “{title}”.", title=title_of(assignment))
        )
    asked = _(
        "{who} asks for more time for “{title}” until {until}: {reason}",
        who=assignee_name(desk, assignment),
        title=title_of(assignment),
        until=request.until,
        reason=request.reason,
    )
    if talk.choose("granted", asked, (True, _("Grant")), (False, _("Refuse"))):
        return RuleOnMoreTime(assignment.id or 0, True)
    reason = talk.ask("reason", Reason(), _("Why is it refused?"))
    return RuleOnMoreTime(assignment.id or 0, False, reason)


def return_it(talk: Talk, desk: Desk) -> ReturnSubmission | None:
    """The office returns what was filed, with a reason."""
    assignment = _find_others(talk, desk)
    filed = [
        submission
        for submission in filings_of(desk.session, assignment)
        if submission.state == "filed"
    ]
    if not filed:
        return talk.drop(_("Nothing is filed for “{title}”.", title=title_of(assignment)))
    which = filed[-1].id or 0
    if len(filed) > 1:
        options = [
            Choice(submission.id, submission_label(submission)) for submission in reversed(filed)
        ]
        which = talk.ask("which", Pick[int](options), _("Which filing is returned?"))
    asked = _(
        "What is wrong with the filing of “{title}”? It is open again then.",
        title=title_of(assignment),
    )
    return ReturnSubmission(which, talk.ask("reason", Reason(), asked))


def record_paper(talk: Talk, desk: Desk) -> RecordPaper:
    """The office records what came on paper."""
    assignment = find(talk, desk, Part.OFFICE)
    check_paper(assignment)
    asked = _("On which day did the paper for “{title}” come?", title=title_of(assignment))
    came = ask_day(talk, "came", OneDay(desk.today, FIRST_DAY, (desk.today,)), asked)
    amount = None
    if assignment.at_least is not None:
        kind = Number(least=1, most=MAX_COUNTED_AT_ONCE, usual=(1, 2, 3))
        amount = talk.ask("amount", kind, _("How many does it count for?"))
    words = talk.ask("words", Words(optional=True), _("Anything to note about it?"))
    return RecordPaper(assignment.id or 0, came, words, amount)


def exempt(talk: Talk, desk: Desk) -> ExemptAssignment:
    """The office exempts an assignee."""
    assignment = _find_others(talk, desk)
    check_open(assignment)
    asked = _(
        "Why is {who} exempted from “{title}”?",
        who=assignee_name(desk, assignment),
        title=title_of(assignment),
    )
    return ExemptAssignment(assignment.id or 0, talk.ask("reason", Words(), asked))


def lift_exemption(talk: Talk, desk: Desk) -> LiftExemption:
    """The office asks again for what was exempted."""
    assignment = _find_others(talk, desk)
    check_exempted(desk, assignment)
    asked = _(
        "Why is “{title}” to be filed by {who} after all? It is open again then.",
        who=assignee_name(desk, assignment),
        title=title_of(assignment),
    )
    return LiftExemption(assignment.id or 0, talk.ask("reason", Words(), asked))
