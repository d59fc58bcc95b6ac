"""What the office does with duties: rule on more time, return a filing, record one on paper,
exempt, tell all who are late.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.actions import add_submission, filed_words
from casework.duties.assignments import (
    DutyOver,
    DutyPart,
    NoSuchDuty,
    duty_button,
    duty_of,
    get_visible_assignment,
    note_event,
    open_again,
    parts_in,
    replan,
    settle,
    tell_assignees,
    title_of,
)
from casework.duties.commands import (
    ExemptDuty,
    LiftExemption,
    RecordPaper,
    ReturnFiling,
    RuleOnDutyTime,
    TellLate,
)
from casework.duties.responsible import responsible_for
from casework.notices import Receipt
from casework.refusals import AlreadyDone, NotAllowed, Refused
from locales import Button, Message, _, translate
from rules.lifecycle import SomethingMissing
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person
from storage.queries.campaigns import has_ended, load_campaign
from storage.queries.duties import late, open_request
from storage.tables import Assignment, CampaignRow, Evidence, Submission

NAMED = 5  # late tasks named in one message; WeCom's cards carry six buttons
NOT_FILED = Button(_("Not yet filed"), "owing")


class OneSOwn(Refused):
    """Who owes a duty does not rule on it."""


def rule_on_duty_time(desk: Desk, command: RuleOnDutyTime) -> Receipt:
    """Grant more time, which moves the day, or refuse it with a reason."""
    assignment = see_others(desk, command.assignment)
    request = open_request(desk.session, assignment)
    if request is None:
        raise AlreadyDone(
            _("No request for more time is open for “{title}”.", title=title_of(assignment))
        )
    if not command.granted and not command.reason:
        raise SomethingMissing(_("A refusal needs a reason."), "reason")
    request.granted, request.ruling, request.ruled_at = command.granted, command.reason, desk.now
    desk.session.add(request)
    if command.granted:
        _put_off(desk, assignment, request.until)
    name = "time_granted" if command.granted else "time_refused"
    note_event(desk, assignment, name, until=request.until.isoformat(), reason=command.reason)
    if command.granted:
        told = _(
            "More time for “{title}” is granted: it is now due by {at}.",
            title=title_of(assignment),
            at=assignment.due_at,
        )
    else:
        told = _(
            "More time for “{title}” is refused: {reason}",
            title=title_of(assignment),
            reason=command.reason,
        )
    tell_assignees(desk, assignment, told, duty_button(assignment), also=[request.asked_by])
    return Receipt(told, (duty_button(assignment), NOT_FILED))


def _put_off(desk: Desk, assignment: Assignment, until: date) -> None:
    """Move the due day, the time of day staying."""
    campaign = load_campaign(desk.session, assignment.campaign_id)
    zone = campaign.zone if campaign is not None else desk.bureau.zone
    assignment.due_at = datetime.combine(
        until, assignment.due_at.astimezone(zone).time(), zone
    ).astimezone(UTC)
    assignment.due_on, assignment.extended_at = until, desk.now
    desk.session.add(assignment)
    replan(desk, assignment)


def return_filing(desk: Desk, command: ReturnFiling) -> Receipt:
    """Return a filing with a reason: the task is open again, its day unchanged, and whoever filed
    it is told.
    """
    filing = desk.session.get(Submission, command.filing)
    if filing is None:
        raise NoSuchDuty
    assignment = see_others(desk, filing.assignment_id)
    desk.session.refresh(filing)
    if filing.state != "filed" or assignment.state == "dropped":
        raise AlreadyDone(
            _("This filing is returned already: {reason}", reason=filing.reason or "-")
        )
    take_back(desk, assignment, filing, command.reason)
    done = _("Returned: {title}. Those responsible have been told.", title=title_of(assignment))
    return Receipt(done, (duty_button(assignment), NOT_FILED))


def take_back(desk: Desk, assignment: Assignment, filing: Submission, reason: str) -> None:
    """Take a filing back with a reason and tell whoever filed it; a counter goes down by it."""
    filing.state, filing.reason = "returned", reason
    assignment.counted -= filing.amount or 0
    note_event(desk, assignment, "returned", reason=reason)
    desk.session.add(filing)
    if assignment.state == "filed" and (
        assignment.at_least is None or assignment.counted < assignment.at_least
    ):
        open_again(desk, assignment)
    text = _("Your filing is returned: {title}. Reason: {reason}\nPlease file it again by {at}.")
    if desk.now > assignment.due_at:
        text = _(
            "Your filing is returned: {title}. Reason: {reason}\nIt was due by {at}; "
            "please file it again soon."
        )
    told = text.given(title=title_of(assignment), reason=reason, at=assignment.due_at)
    tell_assignees(
        desk,
        assignment,
        told,
        duty_button(assignment),
        also=[filing.person_id] if filing.person_id and not filing.paper else [],
    )


def return_incomplete(desk: Desk, piece: Evidence) -> None:
    """Return the filing of a picture or document that could not be taken, when nothing else is left
    of that item.
    """
    piece.role = "lost"
    desk.session.add(piece)
    filing = desk.session.get(Submission, piece.submission_id, with_for_update=True)
    item = (
        next((each for each in filing.content if piece.id in each.get("evidence", ())), None)
        if filing is not None
        else None
    )
    if filing is None or item is None or filing.state != "filed":
        return
    left = (col(Evidence.id).in_(item["evidence"]), col(Evidence.state).in_(("pending", "kept")))
    assignment = desk.session.get(Assignment, filing.assignment_id, with_for_update=True)
    if assignment is None or has_ended(desk.session, assignment.campaign_id):
        return
    if (
        assignment.state != "dropped"
        and desk.session.exec(select(Evidence.id).where(*left)).first() is None
    ):
        reason = translate(
            _("What was sent for “{title}” could not be taken.", title=item["title"]), "zh_CN"
        )
        take_back(desk, assignment, filing, reason)


def record_paper(desk: Desk, command: RecordPaper) -> Receipt:
    """Record on behalf what came on paper; the day it came says whether it was late."""
    assignment = get_visible_assignment(desk, command.assignment, DutyPart.OFFICE, lock=True)
    if command.came > desk.today:
        raise SomethingMissing(_("That day is still to come."), "came")
    check_paper(assignment)
    content = ({"title": "", "type": "text", "text": command.words},) if command.words else ()
    filing = add_submission(
        desk, assignment, content, command.amount, paper=True, late=command.came > assignment.due_on
    )
    note_event(desk, assignment, "recorded", came=command.came.isoformat())
    told = _("The office has recorded your filing on paper: {title}.", title=title_of(assignment))
    tell_assignees(desk, assignment, told, duty_button(assignment))
    return Receipt(filed_words(assignment, filing), (duty_button(assignment), NOT_FILED))


def check_paper(assignment: Assignment) -> None:
    """Raise what says why no paper can be recorded for it."""
    if assignment.state in ("dropped", "exempted"):
        raise DutyOver(_("“{title}” is no longer asked for.", title=assignment.title))
    if assignment.state == "filed" and assignment.at_least is None:
        raise AlreadyDone(_("“{title}” is filed already.", title=assignment.title))


def exempt_duty(desk: Desk, command: ExemptDuty) -> Receipt:
    """Exempt from a duty with a reason; those responsible are told and reminded no more."""
    assignment = see_others(desk, command.assignment)
    check_open(assignment)
    assignment.reason = command.reason
    settle(desk, assignment, "exempted")
    note_event(desk, assignment, "exempted", reason=command.reason)
    told = _(
        "You are exempted from “{title}”: {reason}",
        title=title_of(assignment),
        reason=command.reason,
    )
    tell_assignees(desk, assignment, told, duty_button(assignment))
    return Receipt(
        _("Exempted: {title}.", title=title_of(assignment)), (duty_button(assignment), NOT_FILED)
    )


def lift_exemption(desk: Desk, command: LiftExemption) -> Receipt:
    """Ask again for what was exempted, its day unchanged; those responsible are told, and reminded
    from now on.
    """
    assignment = see_others(desk, command.assignment)
    check_exempted(desk, assignment)
    assignment.reason = ""
    open_again(desk, assignment)
    note_event(desk, assignment, "exemption_lifted", reason=command.reason)
    text = _("“{title}” is to be filed after all: {reason}\nIt is due by {at}.")
    if desk.now > assignment.due_at:
        text = _(
            "“{title}” is to be filed after all: {reason}\nIt was due by {at}; please file it soon."
        )
    tell_assignees(
        desk,
        assignment,
        text.given(title=title_of(assignment), reason=command.reason, at=assignment.due_at),
        duty_button(assignment),
    )
    return Receipt(
        _(
            "No longer exempted: {title}. Those responsible have been told.",
            title=title_of(assignment),
        ),
        (duty_button(assignment), NOT_FILED),
    )


def check_exempted(desk: Desk, assignment: Assignment) -> None:
    """Raise what says why there is no exemption to lift."""
    if assignment.state != "exempted":
        raise AlreadyDone(_("“{title}” is not exempted.", title=title_of(assignment)))
    if duty_of(load_campaign(desk.session, assignment.campaign_id), assignment.duty) is None:
        raise DutyOver(_("“{title}” is no longer asked for.", title=assignment.title))


def check_open(assignment: Assignment) -> None:
    """Raise that it is settled, so that there is nothing to exempt from."""
    if assignment.state != "open":
        raise AlreadyDone(_("“{title}” is not open any more.", title=title_of(assignment)))


def tell_late(desk: Desk, command: TellLate) -> Receipt:
    """Send one grouped message to each who is late, in working hours, once a day."""
    if not desk.actor.may("work_the_inbox"):
        raise NotAllowed
    row = desk.session.get(CampaignRow, command.campaign)
    if row is None or not row.active:
        raise NoSuchDuty
    theirs: dict[int, list[Assignment]] = {}
    nobody = 0
    for assignment in late(desk.session, command.campaign, desk.now):
        people = responsible_for(desk, assignment)
        nobody += not people
        for person in people:
            theirs.setdefault(person, []).append(assignment)
    told = [_tell_late_person(desk, row, person, tasks) for person, tasks in theirs.items()]
    text = _("Told: {told}. Told today already: {before}. Without an account here: {away}.")
    text = text.given(told=told.count("told"), before=told.count("before"), away=told.count("away"))
    if nobody:
        text = _("{told} Tasks for which nobody answers: {count}.", told=text, count=nobody)
    return Receipt(text, (NOT_FILED,))


def _tell_late_person(desk: Desk, row: CampaignRow, person: int, tasks: list[Assignment]) -> str:
    chat = chat_of_person(desk.session, person)
    if chat is None:
        return "away"
    lines: list[Message] = [
        _("Not yet filed and overdue ({campaign}): {count}", campaign=row.title, count=len(tasks))
    ]
    for each in tasks[:NAMED]:
        days = desk.calendar.count(each.due_on, desk.today)
        line = (
            _("· {title}, due {day}, working days late: {days}", days=days)
            if days > 0
            else _("· {title}, due {day}")
        )
        lines.append(line.given(title=title_of(each), day=each.due_on))
    if len(tasks) > NAMED:
        lines.append(_("… and {count} more", count=len(tasks) - NAMED))
    lines.append(_("Please file soon; late filings are still accepted."))
    buttons = [
        Button(_("{title}", title=title_of(each)), "duty", str(each.id)) for each in tasks[:NAMED]
    ]
    notice = Notice(_("{lines}", lines=lines), (*buttons, Button(_("My tasks"), "duties")))
    at = desk.next_working_minute()
    key = f"late:{row.id}:{person}:{desk.today}"
    return (
        "told" if queue(desk.session, chat, notice, desk.now, once=key, not_before=at) else "before"
    )


def see_others(desk: Desk, assignment_id: int) -> Assignment:
    """Return what somebody else owes, locked; what a whole group owes the office may rule on even
    when it is in that group.
    """
    assignment = get_visible_assignment(desk, assignment_id, DutyPart.OFFICE, lock=True)
    if assignment.assignee != "g" and DutyPart.ASSIGNEE in parts_in(desk, assignment):
        raise OneSOwn(_("This task is your own; somebody else in the office decides on it."))
    return assignment
