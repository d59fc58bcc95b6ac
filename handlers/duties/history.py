"""What was filed for an assignment and what happened to it, in lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.desk import Desk
from casework.duties.assignments import person_name
from locales import Fact, Message, _
from storage.queries.duties import events_of, filings_of
from storage.tables import Assignment, DutyEvent, Submission

MAX_HISTORY_LINES = 8  # the newest

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
DAYS = ("until", "came")  # facts of events that are kept as a day's text


def history_lines(desk: Desk, assignment: Assignment) -> list[Message]:
    """Return what was filed and what happened besides, in order."""
    lines = [
        (submission.at, _submission_line(desk, submission))
        for submission in filings_of(desk.session, assignment)
    ]
    lines += [(event.at, _event_line(desk, event)) for event in events_of(desk.session, assignment)]
    lines.sort(key=lambda line: line[0])
    return [line for _at, line in lines[-MAX_HISTORY_LINES:]]


def _submission_line(desk: Desk, submission: Submission) -> Message:
    line = _("· {at} filed by {name}: {what}")
    if submission.state == "returned":
        line = _("· {at} filed by {name}, returned: {what}")
    elif submission.paper:
        line = _("· {at} recorded from paper by {name}: {what}")
    return line.given(
        at=submission.at,
        name=person_name(desk.session, submission.person_id),
        what=_content_words(submission),
    )


def _content_words(submission: Submission) -> Message:
    lines = []
    if submission.amount is not None:
        lines.append(_("counted {amount}", amount=submission.amount))
    lines += [item_words(item) for item in submission.content]
    return _("{lines}", lines=lines) if lines else _("nothing further")


def submission_label(submission: Submission) -> Message:
    """Return in one line which submission it is."""
    what = _("nothing further")
    if submission.amount is not None:
        what = _("counted {amount}", amount=submission.amount)
    elif submission.content:
        what = _("{title}", title=str(submission.content[0]["title"]) or "-")
    return _("{at}: {what}", at=submission.at, what=what)


def item_words(item: dict[str, Any], longest: int | None = None) -> Message:
    """Return one thing that is filed in words, cut to `longest` characters."""
    title = item["title"]
    if "evidence" in item:
        count = len(item["evidence"])
        return _("{title}: files or photos: {count}", title=title, count=count)
    words = f"{item.get('text', item.get('number'))}{item.get('unit', '')}"
    if longest is not None and len(words) > longest:
        words = f"{words[:longest]}…"
    if not title:
        return _("{words}", words=words)
    return _("{title}: {words}", title=title, words=words)


def _event_line(desk: Desk, event: DutyEvent) -> Message:
    facts = {name: _fact(name, value) for name, value in event.note.items()}
    said = EVENTS.get(event.name, _("{name}", name=event.name)).given(**facts)
    who = person_name(desk.session, event.person_id)
    return _("· {at} {said} ({name})", at=event.at, said=said, name=who)


def _fact(name: str, value: object) -> Fact:
    return date.fromisoformat(str(value)) if name in DAYS else str(value)
