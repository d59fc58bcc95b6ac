"""What a filing carries: checked against the campaign's duty, its pictures and documents taken
over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.commands import Content
from casework.refusals import Refused
from locales import _
from rules import limits
from rules.campaign.duties import Content as Wanted
from storage.tables import Evidence, Submission

ASKED_BY_EVIDENCE = ("file", "photo")


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
    """Return what was given, in the duty's order and with usable evidence only; raises
    ContentMissing.
    """
    left, found = list(given), []
    for each in wanted:
        item = next(
            (one for one in left if (one["title"], one["type"]) == (each.title, each.type)), None
        )
        if item is not None:
            left.remove(item)
        kept = _check_item(desk, each, item) if item is not None else None
        if kept is not None:
            found.append(kept)
        elif not each.optional:
            raise ContentMissing(each.title)
    notes = [one for one in left if one["type"] == "text" and not one["title"] and one["text"]]
    return (*found, *notes)


def _check_item(desk: Desk, wanted: Wanted, item: dict[str, Any]) -> dict[str, Any] | None:
    if wanted.type in ASKED_BY_EVIDENCE:
        kept = _usable(desk, item.get("evidence", ()), documents=wanted.type == "file")
        return {**item, "evidence": kept} if kept else None
    if wanted.type == "number":
        number = item.get("number")
        if number is None:
            return None
        least, most = wanted.at_least or 0, wanted.at_most
        if number < least or (most is not None and number > most):
            raise ContentMissing(wanted.title, "bounds")
        return item
    return item if item.get("text") else None


def _usable(desk: Desk, ids: Sequence[int], *, documents: bool) -> list[int]:
    """Return those of this chat that belong to nothing yet and were not refused, in the order
    given.
    """
    free = (
        col(Evidence.ticket_id).is_(None),
        col(Evidence.submission_id).is_(None),
        col(Evidence.state).in_(("pending", "kept")),
    )
    mine = (col(Evidence.id).in_(ids), Evidence.chat_id == desk.actor.chat_id, *free)
    usable = {
        each.id
        for each in desk.session.exec(select(Evidence).where(*mine))
        if documents or not each.name
    }
    return [each for each in ids if each in usable][: limits.MAX_FILES_IN_ITEM]


def take_over(desk: Desk, filing: Submission) -> None:
    """Put the pictures and documents that a filing names to it."""
    ids = [one for item in filing.content for one in item.get("evidence", ())]
    for each in desk.session.exec(select(Evidence).where(col(Evidence.id).in_(ids))):
        each.submission_id, each.role = filing.id, "filing"
        desk.session.add(each)
