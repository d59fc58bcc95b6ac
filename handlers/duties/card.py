"""One duty in words: what, by when, what it must carry, how it stands, what was filed; and what can
be done with it now.
"""

from __future__ import annotations

from datetime import date

from casework.desk import Desk
from casework.duties.access import Part
from casework.duties.assignments import (
    assignee_name,
    find_duty,
    is_settled_by_a_tap,
    person_name,
    title_of,
)
from casework.duties.responsible import colleagues_of
from locales import Button, Fact, Message, _
from rules.actions import action_button
from rules.campaign.duties import Content, Duty
from storage.queries.campaigns import has_ended, load_campaign
from storage.queries.duties import events_of, filings_of, open_request
from storage.tables import Assignment, DutyEvent, Submission

SHOWN = 8  # lines of what happened, the newest

KINDS: dict[str, Message] = {
    "text": _("text: {title}"),
    "number": _("number: {title}"),
    "photo": _("photos: {title}"),
    "file": _("files: {title}"),
}
EVENTS: dict[str, Message] = {
    "confirmed": _("confirmed"),
    "handed_over": _("handed to {whom}"),
    "taken_back": _("taken back from {whom}"),
    "time_granted": _("more time granted until {until}"),
    "time_refused": _("more time refused: {reason}"),
    "returned": _("returned: {reason}"),
    "recorded": _("the paper came on {came}"),
    "exempted": _("exempted: {reason}"),
    "exemption_lifted": _("no longer exempted: {reason}"),
}


def describe(desk: Desk, assignment: Assignment) -> Message:
    """Return the duty in words."""
    campaign = load_campaign(desk.session, assignment.campaign_id)
    duty = find_duty(campaign, assignment.duty)
    lines = [title_of(assignment)]
    lines += [_("Campaign: {title}", title=campaign.title)] if campaign is not None else []
    lines += [_("Owed by: {who}", who=assignee_name(desk, assignment))]
    lines += (
        [_("Handed to: {name}", name=person_name(desk.session, assignment.handed_to))]
        if assignment.handed_to
        else []
    )
    lines += (
        [_("The campaign has ended")] if has_ended(desk.session, assignment.campaign_id) else []
    )
    lines += _when(desk, assignment) if duty is None or duty.type != "at-once" else []
    if duty is not None:
        lines += [_("To be filed: {what}", what=_carried(each)) for each in duty.carries]
        lines += [_("On paper as well")] if duty.paper else []
        lines += [_("Goes to: {groups}", groups="、".join(duty.receiver))]
    lines += _state(desk, assignment)
    return _("{lines}", lines=[*lines, *_history(desk, assignment)])


def _history(desk: Desk, assignment: Assignment) -> list[Message]:
    """Return what was filed and what happened besides, the latest lines, in order."""
    told = [(each.at, _filing_line(desk, each)) for each in filings_of(desk.session, assignment)]
    told += [(each.at, _event_line(desk, each)) for each in events_of(desk.session, assignment)]
    return [line for _at, line in sorted(told, key=lambda each: each[0])][-SHOWN:]


def _when(desk: Desk, assignment: Assignment) -> list[Message]:
    lines = [_("Due: {at}", at=assignment.due_at)]
    if assignment.provisional:
        lines = [
            _(
                "Due: {at} (provisional, that year's holidays are not published yet)",
                at=assignment.due_at,
            )
        ]
    if assignment.state == "open" and not has_ended(desk.session, assignment.campaign_id):
        lines += [time_left(desk, assignment)]
        if assignment.period and desk.today < assignment.opens:
            lines += [_("It can be filed from {day} on.", day=assignment.opens)]
    return lines


def time_left(desk: Desk, assignment: Assignment) -> Message:
    """Return in working days how long there is, or how late it is."""
    if desk.now > assignment.due_at:
        days = desk.calendar.count(assignment.due_on, desk.today)
        return _("Overdue, working days: {days}", days=days) if days > 0 else _("Overdue")
    if assignment.due_on == desk.today:
        return _("Due today")
    return _("Working days left: {days}", days=desk.calendar.count(desk.today, assignment.due_on))


def _carried(content: Content) -> Message:
    what = KINDS[content.type].given(title=content.title)
    if content.unit:
        what = _("{what} ({unit})", what=what, unit=content.unit)
    return _("{what} (may be left out)", what=what) if content.optional else what


def _state(desk: Desk, assignment: Assignment) -> list[Message]:
    lines = []
    if assignment.at_least is not None:
        lines.append(
            _("Counted: {counted}/{least}", counted=assignment.counted, least=assignment.at_least)
        )
    if assignment.state == "filed":
        filed = _("Filed late: {at}, {name}") if assignment.late else _("Filed: {at}, {name}")
        lines.append(
            filed.given(
                at=assignment.settled_at or "",
                name=person_name(desk.session, assignment.settled_by),
            )
        )
    elif assignment.state == "exempted":
        lines.append(_("Exempted"))
    elif assignment.state == "dropped":
        lines.append(_("No longer asked for"))
    request = open_request(desk.session, assignment) if assignment.state == "open" else None
    if request is not None:
        lines.append(
            _(
                "More time is asked for until {until}: {reason}",
                until=request.until,
                reason=request.reason,
            )
        )
    return lines


def filing_words(filing: Submission) -> Message:
    """Return what a filing carries, in one line or more."""
    lines = [_item(each) for each in filing.content]
    if filing.amount is not None:
        lines = [_("counted {amount}", amount=filing.amount), *lines]
    return _("{lines}", lines=lines) if lines else _("nothing further")


def filing_label(filing: Submission) -> Message:
    """Return in one line which filing it is."""
    first = _("counted {amount}", amount=filing.amount) if filing.amount is not None else None
    if first is None and filing.content:
        first = _("{title}", title=str(filing.content[0]["title"]) or "-")
    return _("{at}: {what}", at=filing.at, what=first or _("nothing further"))


def _item(item: dict[str, object]) -> Message:
    said = f"{item.get('text', item.get('number'))}{item.get('unit', '')}"
    if "evidence" in item:
        ids = item["evidence"]
        return _(
            "{title}: files or photos: {count}",
            title=str(item["title"]),
            count=len(ids) if isinstance(ids, list) else 0,
        )
    if not item["title"]:
        return _("{words}", words=said)
    return _("{title}: {words}", title=str(item["title"]), words=said)


def _filing_line(desk: Desk, filing: Submission) -> Message:
    line = _("· {at} filed by {name}: {what}")
    if filing.state == "returned":
        line = _("· {at} filed by {name}, returned: {what}")
    elif filing.paper:
        line = _("· {at} recorded from paper by {name}: {what}")
    return line.given(
        at=filing.at, name=person_name(desk.session, filing.person_id), what=filing_words(filing)
    )


def _event_line(desk: Desk, event: DutyEvent) -> Message:
    facts = {name: _fact(name, value) for name, value in event.note.items()}
    said = EVENTS.get(event.name, _("{name}", name=event.name)).given(**facts)
    return _(
        "· {at} {said} ({name})",
        at=event.at,
        said=said,
        name=person_name(desk.session, event.person_id),
    )


def _fact(name: str, value: object) -> Fact:
    return date.fromisoformat(str(value)) if name in ("until", "came") else str(value)


def links(desk: Desk, assignment: Assignment, parts: set[Part]) -> list[Button]:
    """Return what can be done now."""
    about = str(assignment.id)
    duty = find_duty(load_campaign(desk.session, assignment.campaign_id), assignment.duty)
    names: list[str] = []
    if has_ended(desk.session, assignment.campaign_id):
        parts = parts - {Part.OFFICE}
        duty = None
    if Part.ASSIGNEE in parts and duty is not None:
        names += _assignees_actions(desk, assignment, duty)
    if Part.OFFICE in parts:
        names += _office_actions(desk, assignment)
    count_up = _("Count up") if assignment.at_least is not None else None
    found = [action_button(name, about, count_up if name == "dutyfile" else None) for name in names]
    return [*found, Button(_("My tasks"), "duties")] if Part.ASSIGNEE in parts else found


def _assignees_actions(desk: Desk, assignment: Assignment, duty: Duty) -> list[str]:
    begun = not assignment.period or assignment.opens <= desk.today
    counts = assignment.at_least is not None
    names: list[str] = []
    if counts and begun and assignment.state in ("open", "filed"):
        names.append("dutyfile")
    if assignment.state != "open":
        return names
    if not counts and begun and not is_settled_by_a_tap(duty):
        names.append("dutyfile")
    if not counts and assignment.confirmed_at is None and duty.type != "at-once":
        names.append("dutyok")
    if assignment.handed_to:
        names.append("dutyback")
    elif colleagues_of(desk, assignment):
        names.append("dutyhand")
    if open_request(desk.session, assignment) is None:
        names.append("dutytime")
    return names


def _office_actions(desk: Desk, assignment: Assignment) -> list[str]:
    names: list[str] = []
    if assignment.state == "open" and open_request(desk.session, assignment) is not None:
        names.append("dutyrule")
    if any(filing.state == "filed" for filing in filings_of(desk.session, assignment)):
        names.append("dutyreturn")
    counts_on = assignment.at_least is not None and assignment.state == "filed"
    if assignment.state == "open" or counts_on:
        names.append("dutypaper")
    if assignment.state == "open":
        names.append("dutyexempt")
    if assignment.state == "exempted":
        names.append("dutylift")
    return names
