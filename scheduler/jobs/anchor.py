"""Anchor what is new: whatever happened in the last minute can be undone no more unseen."""

from __future__ import annotations

from datetime import datetime

from casework.desk import Desk
from storage import anchors
from storage.queries.jobs import only_here

JOB = "anchor"
BATCH = anchors.BATCH


def anchor(desk: Desk, now: datetime) -> int:
    """Anchor a batch of what is new; returns how much it was."""
    if not only_here(desk.session, JOB):
        return 0
    return anchors.anchor_new(desk.session, now, desk.bureau.zone)
