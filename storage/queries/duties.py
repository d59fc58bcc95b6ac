"""Assignments as they are looked for, by assignee, stage and unit, with their submissions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, col, select

from storage.tables import Assignment, CampaignRow, DutyEvent, DutyRequest, Evidence, Submission

SETTLED = ("filed", "exempted")


def assignments_of(
    session: Session, person_id: int, units: Collection[int], states: Collection[str]
) -> list[Assignment]:
    """Return what the person may have to do in active campaigns: own, units' and groups' tasks."""
    theirs = or_(
        col(Assignment.person_id) == person_id,
        col(Assignment.handed_to) == person_id,
        col(Assignment.unit_id).in_(units),
        and_(col(Assignment.person_id).is_(None), col(Assignment.unit_id).is_(None)),
    )
    found = (
        select(Assignment)
        .join(CampaignRow)
        .where(col(CampaignRow.active), col(Assignment.state).in_(states), theirs)
    )
    return list(
        session.exec(
            found.order_by(col(Assignment.campaign_id), col(Assignment.due_at), col(Assignment.id))
        )
    )


def unfiled(session: Session, campaign_id: int, today: date) -> list[Assignment]:
    """Return what is open and has begun, longest due first."""
    opened = (
        Assignment.campaign_id == campaign_id,
        Assignment.state == "open",
        col(Assignment.opens) <= today,
    )
    return list(
        session.exec(
            select(Assignment).where(*opened).order_by(col(Assignment.due_at), col(Assignment.id))
        )
    )


def exempted(session: Session, campaign_id: int) -> list[Assignment]:
    """Return what is exempted, the last exempted first."""
    those = (Assignment.campaign_id == campaign_id, Assignment.state == "exempted")
    return list(
        session.exec(
            select(Assignment)
            .where(*those)
            .order_by(col(Assignment.settled_at).desc(), col(Assignment.id).desc())
        )
    )


def late(session: Session, campaign_id: int, now: datetime) -> list[Assignment]:
    """Return what is open and past its time, longest due first."""
    missing = (
        Assignment.campaign_id == campaign_id,
        Assignment.state == "open",
        col(Assignment.due_at) < now,
    )
    return list(
        session.exec(
            select(Assignment).where(*missing).order_by(col(Assignment.due_at), col(Assignment.id))
        )
    )


def tally_by_stage(
    session: Session, campaign_id: int, today: date, now: datetime
) -> dict[str | None, tuple[int, int, int]]:
    """Return by stage how much was to be done so far, is open, and is late."""
    is_open = case((col(Assignment.state) == "open", 1), else_=0)
    is_late = case(
        (and_(col(Assignment.state) == "open", col(Assignment.due_at) < now), 1), else_=0
    )
    begun = (
        col(Assignment.campaign_id) == campaign_id,
        col(Assignment.state).in_(("open", "filed")),
        col(Assignment.opens) <= today,
    )
    counted = (
        select(Assignment.stage, func.count(), func.sum(is_open), func.sum(is_late))
        .where(*begun)
        .group_by(col(Assignment.stage))
    )
    return {
        stage: (int(total), int(open_), int(late_))
        for stage, total, open_, late_ in session.exec(counted)
    }


def filings_of(session: Session, assignment: Assignment) -> list[Submission]:
    """Return what was filed for it, returned ones too, oldest first."""
    return list(
        session.exec(
            select(Submission)
            .where(Submission.assignment_id == assignment.id)
            .order_by(col(Submission.id))
        )
    )


def events_of(session: Session, assignment: Assignment) -> list[DutyEvent]:
    """Return what happened to it besides filings, oldest first."""
    return list(
        session.exec(
            select(DutyEvent)
            .where(DutyEvent.assignment_id == assignment.id)
            .order_by(col(DutyEvent.id))
        )
    )


def evidence_filed(session: Session, filings: Collection[Submission]) -> list[Evidence]:
    """Return the pictures and documents of these filings that are kept, in the order sent."""
    kept = (
        col(Evidence.submission_id).in_([submission.id for submission in filings]),
        Evidence.state == "kept",
    )
    return list(
        session.exec(
            select(Evidence).where(*kept).order_by(col(Evidence.received_at), col(Evidence.id))
        )
    )


def open_request(session: Session, assignment: Assignment) -> DutyRequest | None:
    """Return the request for more time that waits for a ruling."""
    return session.exec(
        select(DutyRequest).where(
            DutyRequest.assignment_id == assignment.id, col(DutyRequest.granted).is_(None)
        )
    ).first()


def open_requests(session: Session, campaign_id: int) -> list[Assignment]:
    """Return what more time is asked for, longest due first."""
    asked = select(DutyRequest.assignment_id).where(col(DutyRequest.granted).is_(None))
    waiting = (
        Assignment.campaign_id == campaign_id,
        Assignment.state == "open",
        col(Assignment.id).in_(asked),
    )
    return list(
        session.exec(
            select(Assignment).where(*waiting).order_by(col(Assignment.due_at), col(Assignment.id))
        )
    )
