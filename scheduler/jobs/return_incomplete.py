"""Return incomplete submissions, of which a file could not be had, to be made whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, cast
from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.incomplete import return_incomplete
from scheduler.per_item import attempt_each
from storage.queries.jobs import resting
from storage.tables import Evidence
from storage.tables.evidence import IS_INCOMPLETE

JOB = "return_hollow_filings"
BATCH = 50


def return_incomplete_submissions(desk: Desk, now: datetime) -> int:
    """Return filings of which a whole item was refused or lost when it was fetched; returns how
    many pieces were looked at.
    """
    tired = cast(col(Evidence.id), String).not_in(resting(desk.session, JOB, now))
    found = select(Evidence).where(IS_INCOMPLETE, tired).order_by(col(Evidence.id)).limit(BATCH)
    found = found.with_hint(Evidence, "INDEXED BY evidence_incomplete", "sqlite")
    pieces = desk.session.exec(found.with_for_update(skip_locked=True)).all()
    return attempt_each(desk, JOB, {str(piece.id): piece for piece in pieces}, return_incomplete)
