"""One duty in words: what, by when, what it must carry, how it stands, what was filed; and what can
be done with it now.
"""

from __future__ import annotations

from datetime import date

from casework.desk import Desk
from casework.duties.actions import is_settled_by_a_tap
from casework.duties.assignments import (
    DutyPart,
    assignee_name,
    colleagues_of,
    duty_of,
    person_name,
    title_of,
)
from locales import Button, Fact, Message, _
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
    duty = duty_of(campaign, assignment.duty)
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


def links(desk: Desk, assignment: Assignment, parts: set[DutyPart]) -> list[Button]:
    """Return what can be done now."""
    about = str(assignment.id)
    duty = duty_of(load_campaign(desk.session, assignment.campaign_id), assignment.duty)
    found: list[Button] = []
    if has_ended(desk.session, assignment.campaign_id):
        parts = parts - {DutyPart.OFFICE}
        duty = None
    if DutyPart.ASSIGNEE in parts and duty is not None:
        found += [
            Button(label, name, about) for name, label in _owers_steps(desk, assignment, duty)
        ]
    if DutyPart.OFFICE in parts:
        found += [Button(label, name, about) for name, label in _office_steps(desk, assignment)]
    return [*found, Button(_("My tasks"), "duties")] if DutyPart.ASSIGNEE in parts else found


def _owers_steps(desk: Desk, assignment: Assignment, duty: Duty) -> list[tuple[str, Message]]:
    begun = not assignment.period or assignment.opens <= desk.today
    steps: list[tuple[str, Message]] = []
    if assignment.at_least is not None:
        steps = [("dutyfile", _("Count up"))] * (begun and assignment.state in ("open", "filed"))
        return steps + (_shared(desk, assignment) if assignment.state == "open" else [])
    if assignment.state != "open":
        return []
    if begun and not is_settled_by_a_tap(duty):
        steps.append(("dutyfile", _("File it")))
    if assignment.confirmed_at is None and duty.type != "at-once":
        steps.append(("dutyok", _("Confirm receipt")))
    return steps + _shared(desk, assignment)


def _shared(desk: Desk, assignment: Assignment) -> list[tuple[str, Message]]:
    steps = [("dutyhand", _("Hand to a colleague"))] * bool(colleagues_of(desk, assignment))
    if assignment.handed_to:
        steps = [("dutyback", _("Take it back"))]
    return steps + [("dutytime", _("Ask for more time"))] * (
        open_request(desk.session, assignment) is None
    )


def _office_steps(desk: Desk, assignment: Assignment) -> list[tuple[str, Message]]:
    steps = []
    if assignment.state == "open" and open_request(desk.session, assignment) is not None:
        steps.append(("dutyrule", _("Rule on more time")))
    if any(each.state == "filed" for each in filings_of(desk.session, assignment)):
        steps.append(("dutyreturn", _("Return it")))
    if assignment.state == "open" or (
        assignment.at_least is not None and assignment.state == "filed"
    ):
        steps.append(("dutypaper", _("Record a paper filing")))
    steps += [("dutyexempt", _("Exempt"))] * (assignment.state == "open")
    return steps + [("dutylift", _("Lift the exemption"))] * (assignment.state == "exempted")
