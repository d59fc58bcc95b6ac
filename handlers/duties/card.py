"""One assignment in words: what, by when, what it must carry, how it stands, what happened."""

from __future__ import annotations

from casework.desk import Desk
from casework.duties.assignments import assignee_name, find_duty, person_name, title_of
from handlers.duties.history import history_lines
from locales import Message, _
from rules.campaign.duties import Content, Duty
from storage.queries.campaigns import has_ended, load_campaign
from storage.queries.duties import open_request
from storage.tables import Assignment

KINDS: dict[str, Message] = {
    "text": _("text: {title}"),
    "number": _("number: {title}"),
    "photo": _("photos: {title}"),
    "file": _("files: {title}"),
}


def describe(desk: Desk, assignment: Assignment) -> Message:
    """Return the assignment in words."""
    campaign = load_campaign(desk.session, assignment.campaign_id)
    duty = find_duty(campaign, assignment.duty)
    lines = [title_of(assignment)]
    if campaign is not None:
        lines.append(_("Campaign: {title}", title=campaign.title))
    lines.append(_("Owed by: {who}", who=assignee_name(desk, assignment)))
    if assignment.handed_to:
        colleague = person_name(desk.session, assignment.handed_to)
        lines.append(_("Handed to: {name}", name=colleague))
    if has_ended(desk.session, assignment.campaign_id):
        lines.append(_("The campaign has ended"))
    if duty is None or duty.type != "at-once":
        lines += _due_lines(desk, assignment)
    if duty is not None:
        lines += _duty_lines(duty)
    lines += _state_lines(desk, assignment)
    return _("{lines}", lines=[*lines, *history_lines(desk, assignment)])


def _due_lines(desk: Desk, assignment: Assignment) -> list[Message]:
    due = _("Due: {at}")
    if assignment.provisional:
        due = _("Due: {at} (provisional, that year's holidays are not published yet)")
    lines = [due.given(at=assignment.due_at)]
    if assignment.state == "open" and not has_ended(desk.session, assignment.campaign_id):
        lines.append(time_left(desk, assignment))
        if assignment.period and desk.today < assignment.opens:
            lines.append(_("It can be filed from {day} on.", day=assignment.opens))
    return lines


def time_left(desk: Desk, assignment: Assignment) -> Message:
    """Return in working days how long there is, or how late it is."""
    if desk.now > assignment.due_at:
        days = desk.calendar.count(assignment.due_on, desk.today)
        return _("Overdue, working days: {days}", days=days) if days > 0 else _("Overdue")
    if assignment.due_on == desk.today:
        return _("Due today")
    return _("Working days left: {days}", days=desk.calendar.count(desk.today, assignment.due_on))


def _duty_lines(duty: Duty) -> list[Message]:
    lines = [_("To be filed: {what}", what=_item_asked(item)) for item in duty.carries]
    if duty.paper:
        lines.append(_("On paper as well"))
    lines.append(_("Goes to: {groups}", groups="、".join(duty.receiver)))
    return lines


def _item_asked(item: Content) -> Message:
    what = KINDS[item.type].given(title=item.title)
    if item.unit:
        what = _("{what} ({unit})", what=what, unit=item.unit)
    return _("{what} (may be left out)", what=what) if item.optional else what


def _state_lines(desk: Desk, assignment: Assignment) -> list[Message]:
    lines = []
    if assignment.at_least is not None:
        lines.append(
            _("Counted: {counted}/{least}", counted=assignment.counted, least=assignment.at_least)
        )
    if assignment.state == "filed":
        filed = _("Filed late: {at}, {name}") if assignment.late else _("Filed: {at}, {name}")
        who = person_name(desk.session, assignment.settled_by)
        lines.append(filed.given(at=assignment.settled_at or "", name=who))
    elif assignment.state == "exempted":
        lines.append(_("Exempted"))
    elif assignment.state == "dropped":
        lines.append(_("No longer asked for"))
    else:
        lines += _request_lines(desk, assignment)
    return lines


def _request_lines(desk: Desk, assignment: Assignment) -> list[Message]:
    request = open_request(desk.session, assignment)
    if request is None:
        return []
    text = _("More time is asked for until {until}: {reason}")
    return [text.given(until=request.until, reason=request.reason)]
