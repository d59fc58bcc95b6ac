"""Incomplete submissions: what could not be taken is missing from them, so they are returned."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.office import take_back
from locales import _, translate
from storage.queries.campaigns import has_ended
from storage.tables import Assignment, Evidence, Submission


def return_incomplete(desk: Desk, piece: Evidence) -> None:
    """Return the submission of evidence that was lost, when nothing else is left of its item."""
    piece.role = "lost"
    desk.session.add(piece)
    submission = desk.session.get(Submission, piece.submission_id, with_for_update=True)
    if submission is None or submission.state != "filed":
        return
    item = _item_of(submission, piece)
    if item is None:
        return
    assignment = desk.session.get(Assignment, submission.assignment_id, with_for_update=True)
    if assignment is None or has_ended(desk.session, assignment.campaign_id):
        return
    if assignment.state == "dropped" or _anything_left(desk, item):
        return
    lost = _("What was sent for “{title}” could not be taken.", title=item["title"])
    take_back(desk, assignment, submission, translate(lost, "zh_CN"))


def _item_of(submission: Submission, piece: Evidence) -> dict[str, Any] | None:
    for item in submission.content:
        if piece.id in item.get("evidence", ()):
            return item
    return None


def _anything_left(desk: Desk, item: dict[str, Any]) -> bool:
    left = select(Evidence.id).where(
        col(Evidence.id).in_(item["evidence"]), col(Evidence.state).in_(("pending", "kept"))
    )
    return desk.session.exec(left).first() is not None
