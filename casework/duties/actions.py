"""What those who owe a duty do with it: confirm, file, count, hand to a colleague, ask for more
time.
"""

from __future__ import annotations

from casework.desk import Desk
from casework.duties.assignments import (
    DutyOver,
    DutyPart,
    assignee_name,
    colleagues_of,
    duty_button,
    duty_of,
    get_visible_assignment,
    note_event,
    person_name,
    replan,
    settle,
    tell_assignees,
    tell_the_office,
    title_of,
)
from casework.duties.commands import AskDutyTime, ConfirmDuty, Content, FileDuty, HandDuty
from casework.duties.submissions import check_content, take_over
from casework.notices import Receipt
from casework.refusals import AlreadyDone, Refused, TooEarly
from locales import Button, Message, _
from rules.actions import action_button
from rules.campaign.duties import Counter, Duty
from rules.lifecycle import SomethingMissing
from storage.queries.campaigns import load_campaign
from storage.queries.duties import open_request
from storage.tables import Assignment, DutyRequest, Submission

MOST_COUNTED = 999  # at once
MY_TASKS = Button(_("My tasks"), "duties")


class NoSuchColleague(Refused):
    """The person is nobody of the unit."""

    field = "to"


def file_duty(desk: Desk, command: FileDuty) -> Receipt:
    """File what a duty must carry; late is marked and accepted. A counter goes up and may go on
    above what is asked.
    """
    assignment = get_visible_assignment(desk, command.assignment, DutyPart.ASSIGNEE, lock=True)
    duty = open_duty(desk, assignment)
    content = check_content(desk, duty.carries, command.content)
    filing = add_submission(desk, assignment, content, command.amount)
    return Receipt(filed_words(assignment, filing), (duty_button(assignment), MY_TASKS))


def add_submission(
    desk: Desk,
    assignment: Assignment,
    content: Content,
    amount: int | None,
    *,
    paper: bool = False,
    late: bool | None = None,
) -> Submission:
    """Put a filing to what is owed and settle it, once a counter has come to its number; raises
    SomethingMissing.
    """
    late = desk.now > assignment.due_at if late is None else late
    counted = (1 if amount is None else amount) if assignment.at_least is not None else None
    if counted is not None and not 1 <= counted <= MOST_COUNTED:
        raise SomethingMissing(
            _("Between 1 and {most} can be counted at a time.", most=MOST_COUNTED), "amount"
        )
    filing = Submission(
        assignment_id=assignment.id or 0,
        at=desk.now,
        person_id=desk.actor.person_id,
        content=list(content),
        amount=counted,
        paper=paper,
        late=late,
    )
    desk.session.add(filing)
    desk.session.flush()
    take_over(desk, filing)
    assignment.counted += counted or 0
    desk.session.add(assignment)
    if assignment.state == "open" and assignment.counted >= (assignment.at_least or 0):
        settle(desk, assignment, "filed", late=late)
    return filing


def filed_words(assignment: Assignment, filing: Submission) -> Message:
    """Return what is answered to a filing."""
    if assignment.at_least is not None:
        return _(
            "Counted. {title}: {counted}/{least}.",
            title=title_of(assignment),
            counted=assignment.counted,
            least=assignment.at_least,
        )
    if filing.late:
        return _(
            "Filed late: {title}. It was due on {day}.",
            title=title_of(assignment),
            day=assignment.due_on,
        )
    return _("Filed: {title}.", title=title_of(assignment))


def open_duty(desk: Desk, assignment: Assignment) -> Duty:
    """Return the duty whose filing is due; raises what says why nothing can be filed."""
    duty = duty_of(load_campaign(desk.session, assignment.campaign_id), assignment.duty)
    if assignment.state == "dropped" or duty is None:
        raise DutyOver(_("“{title}” is no longer asked for.", title=assignment.title))
    if assignment.state == "exempted":
        raise DutyOver(
            _("“{title}” is exempted; nothing needs to be filed.", title=assignment.title)
        )
    if assignment.state == "filed" and not isinstance(duty, Counter):
        who = person_name(desk.session, assignment.settled_by)
        raise AlreadyDone(
            _(
                "“{title}” was filed already by {name}, {at}.",
                title=assignment.title,
                name=who,
                at=assignment.settled_at or "",
            )
        )
    if assignment.period and desk.today < assignment.opens:
        raise TooEarly(
            _("“{title}” can be filed from {day} on.", title=assignment.title, day=assignment.opens)
        )
    return duty


def confirm_duty(desk: Desk, command: ConfirmDuty) -> Receipt:
    """收到: note that it was read; a confirmation that carries nothing more is settled by it. A
    second tap changes nothing.
    """
    assignment = get_visible_assignment(desk, command.assignment, DutyPart.ASSIGNEE, lock=True)
    duty = duty_of(load_campaign(desk.session, assignment.campaign_id), assignment.duty)
    if assignment.confirmed_at is None and assignment.state == "open":
        assignment.confirmed_at = desk.now
        note_event(desk, assignment, "confirmed")
        if duty is not None and is_settled_by_a_tap(duty):
            add_submission(desk, assignment, (), None)
    elif assignment.state in ("dropped", "exempted"):
        open_duty(desk, assignment)
    text = _("Confirmed: {title}.", title=title_of(assignment))
    if assignment.state == "open":
        text = _("{confirmed} It is due by {at}.", confirmed=text, at=assignment.due_at)
    return Receipt(text, (duty_button(assignment), MY_TASKS))


def is_settled_by_a_tap(duty: Duty) -> bool:
    """Tell whether a duty is a confirmation that need not carry anything."""
    return duty.type == "confirmation" and all(each.optional for each in duty.carries)


def hand_duty(desk: Desk, command: HandDuty) -> Receipt:
    """Hand it to a colleague of the same unit, who is told; or take it back, or give it back."""
    assignment = get_visible_assignment(desk, command.assignment, DutyPart.ASSIGNEE, lock=True)
    if assignment.state != "open":
        open_duty(desk, assignment)
    before = assignment.handed_to
    if command.to is not None and command.to not in {
        each.id for each in colleagues_of(desk, assignment)
    }:
        raise NoSuchColleague(_("That person is not in the unit. Please choose one from the list."))
    if command.to is None and before is None:
        raise AlreadyDone(_("“{title}” is not handed to anybody.", title=assignment.title))
    if command.to == before:
        raise AlreadyDone(_("“{title}” lies there already.", title=assignment.title))
    assignment.handed_to = command.to if command.to != assignment.person_id else None
    note_event(
        desk,
        assignment,
        "handed_over" if command.to else "taken_back",
        whom=person_name(desk.session, command.to or before),
    )
    replan(desk, assignment)
    if command.to is None:
        told = _(
            "{name} has taken “{title}” back.", name=desk.actor.name, title=title_of(assignment)
        )
        tell_assignees(
            desk, assignment, told, duty_button(assignment), also=[before] if before else []
        )
        done = _(
            "“{title}” is no longer with {name}.",
            title=title_of(assignment),
            name=person_name(desk.session, before),
        )
        return Receipt(done, (duty_button(assignment), MY_TASKS))
    told = _(
        "{name} hands you a task: {title}, due by {at}.",
        name=desk.actor.name,
        title=title_of(assignment),
        at=assignment.due_at,
    )
    tell_assignees(desk, assignment, told, duty_button(assignment), also=[command.to])
    done = _(
        "“{title}” is now with {name}, who has been told.",
        title=title_of(assignment),
        name=person_name(desk.session, command.to),
    )
    return Receipt(done, (duty_button(assignment), MY_TASKS))


def ask_duty_time(desk: Desk, command: AskDutyTime) -> Receipt:
    """Ask for more time, until a day; the office rules on it."""
    assignment = get_visible_assignment(desk, command.assignment, DutyPart.ASSIGNEE, lock=True)
    if assignment.state != "open":
        open_duty(desk, assignment)
    if open_request(desk.session, assignment) is not None:
        raise AlreadyDone(
            _(
                "A request for more time is already with the office for “{title}”.",
                title=assignment.title,
            )
        )
    if command.until <= max(assignment.due_on, desk.today):
        raise SomethingMissing(
            _("The day must lie after {day}.", day=max(assignment.due_on, desk.today)), "until"
        )
    request = DutyRequest(
        assignment_id=assignment.id or 0,
        until=command.until,
        reason=command.reason,
        asked_by=desk.actor.person_id or 0,
        asked_at=desk.now,
    )
    desk.session.add(request)
    text = _(
        "{who} asks for more time for “{title}” until {until}: {reason}",
        who=assignee_name(desk, assignment),
        title=title_of(assignment),
    )
    text = text.given(until=command.until, reason=command.reason)
    tell_the_office(
        desk,
        text,
        action_button("dutyrule", str(assignment.id), _("Rule on it")),
        duty_button(assignment),
    )
    done = _(
        "Your request for more time for “{title}” is with the office.", title=title_of(assignment)
    )
    return Receipt(done, (duty_button(assignment), MY_TASKS))
