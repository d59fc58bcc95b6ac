"""Assignments as they are looked for: what is late, exempted, and counted by stage."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from storage.database import Database
from storage.queries.duties import (
    assignments_of,
    exempted,
    filings_of,
    late,
    tally_by_stage,
    unfiled,
)
from storage.tables import Assignment, CampaignRow, Submission
from tests.casework.stage import FIRST, Stage
from tests.town import MONDAY

TODAY = MONDAY.date()
DAY = timedelta(days=1)


def _assign(session: Session, key: str, unit: int, **more: Any) -> Assignment:
    values = {"stage": "a", "due_at": MONDAY + DAY, "opens": TODAY, **more}
    row = Assignment(
        campaign_id=1, duty=key, period="", assignee=f"u:{unit}", unit_id=unit, title=key,
        due_on=TODAY, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_what_is_open_late_and_exempted(database: Database) -> None:
    stage = Stage(database)
    unit = stage.unit(FIRST)
    with database.write() as session:
        campaign = CampaignRow(
            key="k", title="t", source="", digest="", first=TODAY, last=TODAY, loaded_at=MONDAY
        )
        session.add(campaign)
        session.flush()
        _assign(session, "open", unit)
        missed = _assign(session, "late", unit, due_at=MONDAY - DAY)
        _assign(session, "later", unit, opens=TODAY + DAY)
        _assign(session, "spared", unit, state="exempted", settled_at=MONDAY)
        session.add(Submission(assignment_id=missed.id or 0, at=MONDAY))
        session.flush()

        def names(rows: list[Assignment]) -> list[str]:
            return [row.duty for row in rows]

        assert names(unfiled(session, 1, TODAY)) == ["late", "open"]
        assert names(late(session, 1, MONDAY)) == ["late"]
        assert names(exempted(session, 1)) == ["spared"]
        assert names(assignments_of(session, 0, [unit], ["exempted"])) == ["spared"]
        assert tally_by_stage(session, 1, TODAY, MONDAY) == {"a": (2, 2, 1)}
        assert len(filings_of(session, missed)) == 1
        campaign.active = False
        session.add(campaign)
        assert assignments_of(session, 0, [unit], ["open"]) == []
