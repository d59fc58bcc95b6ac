"""Assignees confirm, file piece by piece, and report at once what has just happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.desk import Desk
from casework.duties.access import Part
from casework.duties.assignments import find_duty, open_duty, title_of
from casework.duties.commands import ConfirmAssignment, Content, FileSubmission, ReportImmediately
from casework.duties.immediate import immediate_duties_for
from casework.duties.submissions import MAX_COUNTED_AT_ONCE
from casework.people import commands as c
from handlers.duties.content import HERE, ask_content, choose_way, go_way, review
from handlers.duties.mine import find
from locales import Message, _
from storage.queries.campaigns import load_campaign
from storage.queries.duties import filings_of
from storage.tables import Assignment
from talk import Choice, Number, Pick, Talk


def confirm(talk: Talk, desk: Desk) -> ConfirmAssignment:
    """收到, with one tap."""
    return ConfirmAssignment(find(talk, desk, Part.ASSIGNEE).id or 0)


def file(talk: Talk, desk: Desk) -> FileSubmission | c.Invite | None:
    """An assignee files what the duty must carry, piece by piece; a counter goes up."""
    assignment = find(talk, desk, Part.ASSIGNEE)
    duty = open_duty(desk, assignment)
    way = choose_way(talk, desk, duty)
    if way != HERE:
        return go_way(talk, desk, way)
    is_counter = assignment.at_least is not None
    amount = _ask_amount(talk, assignment) if is_counter else None
    before = _returned_content(desk, assignment) if not is_counter else ()
    content = ask_content(talk, desk, duty, note=is_counter, before=before)
    lines = [_("{title}", title=title_of(assignment))]
    if amount is not None:
        lines.append(_("counted {amount}", amount=amount))
    lines += review(content)
    if desk.now > assignment.due_at and assignment.state == "open":
        lines.append(_("It is late; it will be marked so."))
    if not _is_sure(talk, lines):
        return talk.drop(_("Dropped. Nothing was sent."))
    return FileSubmission(assignment.id or 0, content, amount)


def _ask_amount(talk: Talk, assignment: Assignment) -> int:
    asked = _(
        "{title}: {counted}/{least}. How many more?",
        title=title_of(assignment),
        counted=assignment.counted,
        least=assignment.at_least or 0,
    )
    kind = Number(least=1, most=MAX_COUNTED_AT_ONCE, usual=(1, 2, 3))
    return talk.ask("amount", kind, asked) or 1


def _returned_content(desk: Desk, assignment: Assignment) -> Sequence[dict[str, Any]]:
    """Return what was filed and returned last."""
    content: Sequence[dict[str, Any]] = ()
    for submission in filings_of(desk.session, assignment):
        if submission.state == "returned":
            content = submission.content
    return content


def _is_sure(talk: Talk, lines: Sequence[Message]) -> bool:
    return bool(talk.confirm(_("{lines}\n\nSend it?", lines=list(lines))))


def report_immediately(talk: Talk, desk: Desk) -> ReportImmediately | c.Invite | None:
    """Somebody reports what has just happened, to be told at once."""
    reportables = immediate_duties_for(desk)
    if not reportables:
        return talk.drop(_("There is nothing that you have to report at once."))
    options = [Choice([row.campaign, row.duty, row.assignee], row.label) for row in reportables]
    asked = _("What do you report?")
    campaign_id, key, assignee = talk.ask("which", Pick[list[str | int]](options), asked)
    duty = find_duty(load_campaign(desk.session, int(campaign_id)), str(key))
    if duty is None:
        return talk.drop(_("That is no longer asked for."))
    way = choose_way(talk, desk, duty)
    if way != HERE:
        return go_way(talk, desk, way)
    content: Content = ask_content(talk, desk, duty)
    lines = [_("{title}", title=duty.title), *review(content)]
    lines.append(_("Those who receive it are told at once."))
    if not _is_sure(talk, lines):
        return talk.drop(_("Dropped. Nothing was sent."))
    return ReportImmediately(int(campaign_id), str(key), str(assignee), content)
