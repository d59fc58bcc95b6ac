"""What is owed, as it is looked for: by who answers for it, by stage and unit, with its filings and
requests.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, col, select

from storage.campaign_tables import CampaignRow, DutyEvent, DutyRequest, Filing, Owed
from storage.tables import Evidence

SETTLED = ("filed", "exempted")


def owed_by(
    session: Session, person_id: int, units: Collection[int], states: Collection[str]
) -> list[Owed]:
    """Return what the person may have to do in active campaigns: their own, their units', and what
    is owed by groups together.
    """
    theirs = or_(
        col(Owed.person_id) == person_id,
        col(Owed.handed_to) == person_id,
        col(Owed.unit_id).in_(units),
        and_(col(Owed.person_id).is_(None), col(Owed.unit_id).is_(None)),
    )
    found = (
        select(Owed)
        .join(CampaignRow)
        .where(col(CampaignRow.active), col(Owed.state).in_(states), theirs)
    )
    return list(session.exec(found.order_by(col(Owed.campaign_id), col(Owed.due_at), col(Owed.id))))


def unfiled(session: Session, campaign_id: int, today: date) -> list[Owed]:
    """Return what is open and has begun, longest due first."""
    opened = (Owed.campaign_id == campaign_id, Owed.state == "open", col(Owed.opens) <= today)
    return list(session.exec(select(Owed).where(*opened).order_by(col(Owed.due_at), col(Owed.id))))


def exempted(session: Session, campaign_id: int) -> list[Owed]:
    """Return what is exempted, the last exempted first."""
    those = (Owed.campaign_id == campaign_id, Owed.state == "exempted")
    return list(
        session.exec(
            select(Owed).where(*those).order_by(col(Owed.settled_at).desc(), col(Owed.id).desc())
        )
    )


def late(session: Session, campaign_id: int, now: datetime) -> list[Owed]:
    """Return what is open and past its time, longest due first."""
    missing = (Owed.campaign_id == campaign_id, Owed.state == "open", col(Owed.due_at) < now)
    return list(session.exec(select(Owed).where(*missing).order_by(col(Owed.due_at), col(Owed.id))))


def tally_by_stage(
    session: Session, campaign_id: int, today: date, now: datetime
) -> dict[str | None, tuple[int, int, int]]:
    """Return for each stage how much was to be done so far, how much of it is open, and how much of
    that is late.
    """
    is_open = case((col(Owed.state) == "open", 1), else_=0)
    is_late = case((and_(col(Owed.state) == "open", col(Owed.due_at) < now), 1), else_=0)
    begun = (
        col(Owed.campaign_id) == campaign_id,
        col(Owed.state).in_(("open", "filed")),
        col(Owed.opens) <= today,
    )
    counted = (
        select(Owed.stage, func.count(), func.sum(is_open), func.sum(is_late))
        .where(*begun)
        .group_by(col(Owed.stage))
    )
    return {
        stage: (int(total), int(open_), int(late_))
        for stage, total, open_, late_ in session.exec(counted)
    }


def filings_of(session: Session, owed: Owed) -> list[Filing]:
    """Return what was filed for it, returned ones too, oldest first."""
    return list(
        session.exec(select(Filing).where(Filing.owed_id == owed.id).order_by(col(Filing.id)))
    )


def events_of(session: Session, owed: Owed) -> list[DutyEvent]:
    """Return what happened to it besides filings, oldest first."""
    return list(
        session.exec(
            select(DutyEvent).where(DutyEvent.owed_id == owed.id).order_by(col(DutyEvent.id))
        )
    )


def evidence_filed(session: Session, filings: Collection[Filing]) -> list[Evidence]:
    """Return the pictures and documents of these filings that are kept, in the order sent."""
    kept = (col(Evidence.filing_id).in_([each.id for each in filings]), Evidence.state == "kept")
    return list(session.exec(select(Evidence).where(*kept).order_by(col(Evidence.id))))


def open_request(session: Session, owed: Owed) -> DutyRequest | None:
    """Return the request for more time that waits for a ruling."""
    return session.exec(
        select(DutyRequest).where(
            DutyRequest.owed_id == owed.id, col(DutyRequest.granted).is_(None)
        )
    ).first()


def open_requests(session: Session, campaign_id: int) -> list[Owed]:
    """Return what more time is asked for, longest due first."""
    asked = select(DutyRequest.owed_id).where(col(DutyRequest.granted).is_(None))
    waiting = (Owed.campaign_id == campaign_id, Owed.state == "open", col(Owed.id).in_(asked))
    return list(session.exec(select(Owed).where(*waiting).order_by(col(Owed.due_at), col(Owed.id))))
