"""A campaign of the tests, and assignments in it, as loading a campaign would make them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import select

from locales import Message, message_to_json
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from storage.queries.campaigns import digest_of
from storage.tables import Assignment, CampaignRow, Person, Submission, Unit
from tests.town import Town

CAMPAIGN = """
key: conduct-2026
title: 2026年作风建设
issuer: 示范区教育局
period: {from: 2026-02-01, to: 2026-12-31}
groups:
  units:
    各学校: {kinds: [school]}
  persons:
    领导小组办公室: {roles: [办公室]}
    校长: {roles: [单位负责人]}
    全体教职工: {roles: [教职工]}
    局领导: {roles: [局领导]}
stages:
  - {key: search, title: 查找问题, period: {from: 2026-02-01, to: 2026-03-31}}
  - {key: mend, title: 整改, period: {from: 2026-04-01, to: 2026-06-30}}
duties:
  - key: self-check
    type: once
    title: 自查报告
    stage: search
    by: [各学校]
    receiver: [领导小组办公室]
    due: 2026-03-06
    carries:
      - {type: text, title: 自查情况}
      - {type: number, title: 问题数, unit: 个, at_most: 200}
      - {type: photo, title: 会议照片, optional: true}
  - key: lists
    type: once
    title: 问题清单
    stage: mend
    by: [各学校]
    receiver: [领导小组办公室]
    due: 2026-04-10
    carries: [{type: file, title: 问题清单}]
  - key: letter
    type: confirmation
    title: 责任书
    stage: search
    by: [全体教职工]
    each: person
    receiver: [校长]
    due: 2026-03-06
  - key: signed
    type: confirmation
    title: 签字承诺书
    stage: search
    by: [全体教职工]
    each: person
    receiver: [校长]
    due: 2026-03-06
    carries: [{type: photo, title: 签字页}]
  - key: visits
    type: counter
    title: 走访督导
    by: [领导小组办公室]
    each: group
    receiver: [局领导]
    at_least: 4
    unit: 次
    per: month
  - key: incident
    type: at-once
    title: 重大事项报告
    by: [各学校]
    receiver: [领导小组办公室, 局领导]
    carries: [{type: text, title: 情况}]
  - key: monthly
    type: recurring
    title: 月报
    by: [各学校]
    receiver: [领导小组办公室]
    every: month
    day: 25
    carries: [{type: text, title: 本月情况}]
"""


def open_campaign(town: Town, source: str = CAMPAIGN) -> int:
    """Load the campaign without its rows and return its id."""
    campaign = read_campaign(source.encode())
    with town.database.write() as session:
        row = CampaignRow(
            key=campaign.key,
            title=campaign.title,
            source=source,
            first=campaign.period.first,
            last=campaign.period.last,
            loaded_at=town.clock(),
            digest=digest_of(source),
        )
        session.add(row)
        session.flush()
        return row.id or 0


def add_assignment(
    town: Town, duty: str, *, unit: str = "", person: str = "", due: str, **more: Any
) -> int:
    """Add an assignment of the campaign opened last, of a unit, a person, or else a group."""
    day = date.fromisoformat(due)
    with town.database.write() as session:
        row = session.exec(select(CampaignRow)).all()[-1]
        asked = next(each for each in read_campaign(row.source.encode()).duties if each.key == duty)
        unit_id = session.exec(select(Unit.id).where(Unit.name == unit)).one() if unit else None
        person_id = (
            session.exec(select(Person.id).where(Person.name == person)).one() if person else None
        )
        assignee = f"u:{unit_id}" if unit_id else f"p:{person_id}" if person_id else "g"
        period = more.pop("period", "")
        assignment = Assignment(
            campaign_id=row.id or 0,
            duty=duty,
            period=period,
            assignee=assignee,
            unit_id=unit_id,
            person_id=person_id,
            title=asked.title,
            stage=asked.stage,
            label=message_to_json(Message(period)) if period else None,
            opens=more.pop("opens", row.first),
            due_on=day,
            due_at=datetime.combine(day, time(18), BEIJING).astimezone(UTC),
            at_least=getattr(asked, "at_least", None),
            **more,
        )
        session.add(assignment)
        session.flush()
        return assignment.id or 0


def assignment_row(town: Town, assignment_id: int) -> Assignment:
    """Return a row as it stands."""
    with town.database.read() as session:
        return session.exec(select(Assignment).where(Assignment.id == assignment_id)).one()


def submissions_of(town: Town, assignment_id: int) -> list[Submission]:
    """Return what was filed for it."""
    with town.database.read() as session:
        return list(
            session.exec(
                select(Submission)
                .where(Submission.assignment_id == assignment_id)
                .order_by(Submission.id)  # type: ignore[arg-type]
            )
        )
