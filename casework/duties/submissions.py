"""Submissions: checked against the duty, kept with their pictures, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import select

from casework.desk import Desk
from casework.duties.assignments import settle
from casework.duties.commands import Content
from casework.refusals import Refused
from locales import _
from rules import limits
from rules.campaign.duties import Content as Wanted
from rules.lifecycle import SomethingMissing
from storage.tables import Assignment, Evidence, Submission
from storage.upsert import insert_one
from storage.write_buffer import buffer_write

ASKED_BY_EVIDENCE = ("file", "photo")
MAX_COUNTED_AT_ONCE = 999

_EVIDENCE = Evidence.__table__  # type: ignore[attr-defined]  # SQLModel adds it
# Built once, and run past the session's unit of work, as for tickets.
_USABLE = select(_EVIDENCE.c.id, _EVIDENCE.c.name).where(
    _EVIDENCE.c.id.in_(bindparam("_ids", expanding=True)),
    _EVIDENCE.c.chat_id == bindparam("_chat"),
    _EVIDENCE.c.ticket_id.is_(None),
    _EVIDENCE.c.submission_id.is_(None),
    _EVIDENCE.c.state.in_(("pending", "kept")),
)
_ATTACH = (
    update(_EVIDENCE)
    .where(_EVIDENCE.c.id == bindparam("_id"))
    .values(submission_id=bindparam("_submission"), role="filing")
)


class ContentMissing(Refused):
    """Something that the duty must carry is missing, or a number is out of bounds."""

    def __init__(self, title: str, reason: str = "missing") -> None:
        self.field = f"carries:{title}"
        said = {
            "missing": _(
                "“{title}” is missing, or what was sent for it could not be taken. Please "
                "send it again.",
                title=title,
            ),
            "bounds": _(
                "The number for “{title}” is not within its bounds. Please check it.", title=title
            ),
        }
        super().__init__(said[reason])


def check_content(desk: Desk, wanted: Iterable[Wanted], given: Content) -> Content:
    """Return what was given, in the duty's order and with usable evidence only.

    Raises ContentMissing.
    """
    found: list[dict[str, Any]] = []
    for asked in wanted:
        item = _find_item(given, asked)
        kept = _check_item(desk, asked, item) if item is not None else None
        if kept is not None:
            found.append(kept)
        elif not asked.optional:
            raise ContentMissing(asked.title)
    return (*found, *filter(_is_note, given))


def _find_item(given: Iterable[dict[str, Any]], asked: Wanted) -> dict[str, Any] | None:
    for item in given:
        if item["title"] == asked.title and item["type"] == asked.type:
            return item
    return None


def _is_note(item: dict[str, Any]) -> bool:
    """Tell whether these are words that nothing asked for."""
    return item["type"] == "text" and not item["title"] and bool(item["text"])


def _check_item(desk: Desk, asked: Wanted, item: dict[str, Any]) -> dict[str, Any] | None:
    if asked.type in ASKED_BY_EVIDENCE:
        kept = _usable(desk, item.get("evidence", ()), documents=asked.type == "file")
        return {**item, "evidence": kept} if kept else None
    if asked.type == "number":
        number = item.get("number")
        if number is None:
            return None
        if number < (asked.at_least or 0):
            raise ContentMissing(asked.title, "bounds")
        if asked.at_most is not None and number > asked.at_most:
            raise ContentMissing(asked.title, "bounds")
        return item
    return item if item.get("text") else None


def _usable(desk: Desk, ids: Sequence[int], *, documents: bool) -> list[int]:
    """Return those of this chat that belong to nothing yet and were not refused, in their order."""
    asked = {"_ids": list(ids), "_chat": desk.actor.chat_id}
    found = desk.session.connection().execute(_USABLE, asked)
    usable = {id_ for id_, name in found if documents or not name}
    return [id_ for id_ in ids if id_ in usable][: limits.MAX_FILES_IN_ITEM]


def add_submission(
    desk: Desk,
    assignment: Assignment,
    content: Content,
    amount: int | None,
    *,
    paper: bool = False,
    late: bool | None = None,
) -> Submission:
    """Put a submission to the assignment and settle it, a counter once it has come to its number.

    Raises SomethingMissing. `late` None goes by the clock.
    """
    if late is None:
        late = desk.now > assignment.due_at
    counted = _counted(assignment, amount)
    submission = insert_one(
        desk.session,
        Submission,
        assignment_id=assignment.id or 0,
        at=desk.now,
        person_id=desk.actor.person_id,
        content=list(content),
        amount=counted,
        paper=paper,
        late=late,
    )
    _attach_evidence(desk, submission)
    assignment.counted += counted or 0
    desk.session.add(assignment)
    if assignment.state == "open" and assignment.counted >= (assignment.at_least or 0):
        settle(desk, assignment, "filed", late=late)
    return submission


def _counted(assignment: Assignment, amount: int | None) -> int | None:
    """Return by how many a counter goes up, None for what is no counter."""
    if assignment.at_least is None:
        return None
    counted = 1 if amount is None else amount
    if not 1 <= counted <= MAX_COUNTED_AT_ONCE:
        raise SomethingMissing(
            _("Between 1 and {most} can be counted at a time.", most=MAX_COUNTED_AT_ONCE), "amount"
        )
    return counted


def _attach_evidence(desk: Desk, submission: Submission) -> None:
    """Put the pictures and documents that a submission names to it."""
    ids = [id_ for item in submission.content for id_ in item.get("evidence", ())]
    rows = [{"_id": id_, "_submission": submission.id} for id_ in ids]
    buffer_write(desk.session, _ATTACH, rows)
