"""The loaded campaigns: each file is read once, whichever transaction asks, and their kinds are put
into the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from rules.campaign.file import read_campaign
from rules.campaign.model import Campaign
from rules.kinds.catalogue import Catalogue
from rules.kinds.of_campaigns import merge
from rules.kinds.usual import USUAL
from storage.tables import CampaignRow
from storage.write_buffer import beside

MAX_CACHED_ENTRIES = 64  # campaigns and catalogues in memory
# In session.info, read once in a transaction.
_STOOD, _ROWS, _BY_KIND = "campaigns", "campaign_rows", "campaigns_by_kind"

_C = CampaignRow.__table__.c  # type: ignore[attr-defined]  # SQLModel adds it
_STANDING = select(_C.id, _C.digest, _C.active, _C.first, _C.last).order_by(_C.loaded_at, _C.id)  # type: ignore[call-overload]  # typed up to four
_WITHOUT_SOURCE = defer(CampaignRow.source)  # type: ignore[arg-type]  # a column, on the class
_IN_ORDER = (
    select(CampaignRow)
    .order_by(col(CampaignRow.loaded_at), col(CampaignRow.id))
    .options(_WITHOUT_SOURCE)
)
_campaigns: dict[str, Campaign] = {}  # by digest
_catalogues: dict[tuple[tuple[str, bool], ...], Catalogue] = {}  # by digest and whether it runs


def digest_of(source: str) -> str:
    """Return the hash under which a file that was read is known."""
    return hashlib.sha256(source.encode()).hexdigest()


def find_campaign(session: Session, key: str, *, lock: bool = False) -> CampaignRow | None:
    """Return the campaign with this key."""
    found = select(CampaignRow).where(CampaignRow.key == key)
    return session.exec(
        found.with_for_update().execution_options(populate_existing=True) if lock else found
    ).first()


def store_campaign(session: Session, campaign: Campaign, source: str, now: datetime) -> CampaignRow:
    """Write down the campaign with its file's text, in place of what was loaded before."""
    row = CampaignRow(
        key=campaign.key,
        title=campaign.title,
        source=source,
        digest=digest_of(source),
        first=campaign.period.first,
        last=campaign.period.last,
        loaded_at=now,
    )
    if (there := find_campaign(session, campaign.key, lock=True)) is not None:
        row = there.sqlmodel_update(row.model_dump(exclude={"id"}))
    session.add(row)
    session.flush()
    forget_standing(session)
    return row


def forget_standing(session: Session) -> None:
    """Ask anew in this transaction which campaigns there are: one was loaded or has ended."""
    for read in (_STOOD, _ROWS, _BY_KIND):
        session.info.pop(read, None)


def campaigns_by_kind(session: Session, day: date) -> dict[str, Campaign | None]:
    """Return what was found out in this transaction of which campaign deals with a kind."""
    by_day: dict[date, dict[str, Campaign | None]]
    by_day = session.info.setdefault(_BY_KIND, {})
    return by_day.setdefault(day, {})


def has_ended(session: Session, campaign_id: int) -> bool:
    """Tell whether the campaign was ended: nothing of it is asked for any more."""
    return any(
        campaign.id == campaign_id and not campaign.active for campaign in _standing(session)
    )


def load_campaign(session: Session, campaign_id: int) -> Campaign | None:
    """Return the campaign with this id."""
    for standing in _standing(session):
        if standing.id == campaign_id and standing.digest in _campaigns:
            return _campaigns[standing.digest]
    row = session.get(CampaignRow, campaign_id, options=[_WITHOUT_SOURCE])
    return _read(row) if row is not None else None


def active_campaigns(session: Session) -> list[tuple[CampaignRow, Campaign]]:
    """Return the campaigns that were not ended, the one loaded last at the end."""
    return [(row, campaign) for row, campaign in loaded_campaigns(session) if row.active]


def loaded_campaigns(session: Session) -> list[tuple[CampaignRow, Campaign]]:
    """Return all campaigns, those that were ended too, the one loaded last at the end."""
    rows: list[CampaignRow] | None = session.info.get(_ROWS)
    if rows is None:
        rows = session.info[_ROWS] = list(session.exec(_IN_ORDER))
    return [(row, _read(row)) for row in rows]


def running_campaigns(session: Session, day: date) -> list[Campaign]:
    """Return the campaigns that run on this day, the one loaded last at the end; every ticket that
    moves asks.
    """
    rows = _standing(session)
    running = (row for row in rows if row.active and row.first <= day <= row.last)
    found = (_campaigns.get(row.digest) or load_campaign(session, row.id) for row in running)
    return [campaign for campaign in found if campaign is not None]


def catalogue_on(session: Session, day: date) -> Catalogue:
    """Return the kinds and fields that hold on this day."""
    rows = _standing(session)
    if not rows:
        return USUAL
    standing = tuple(
        (row.digest, bool(row.active and row.first <= day <= row.last)) for row in rows
    )
    if standing not in _catalogues:
        found = [
            (load_campaign(session, row.id), runs)
            for row, (_digest, runs) in zip(rows, standing, strict=True)
        ]
        _keep(
            _catalogues,
            standing,
            merge((campaign, runs) for campaign, runs in found if campaign is not None),
        )
    return _catalogues[standing]


def _standing(session: Session) -> Sequence[Any]:
    """Return which campaigns are loaded; asked once in a transaction, for every message and every
    ticket that moves wants it.
    """
    rows: Sequence[Any] | None = session.info.get(_STOOD)
    if rows is None:
        rows = session.info[_STOOD] = beside(session).execute(_STANDING).all()
    return rows


def _read(row: CampaignRow) -> Campaign:
    digest = row.digest
    if digest not in _campaigns:
        _keep(_campaigns, digest, read_campaign(row.source.encode()))
    return _campaigns[digest]


def _keep(kept: dict[Any, Any], key: object, value: object) -> None:
    """Keep what was worked out; everything is forgotten at once when it becomes too much, which is
    next to never.
    """
    if len(kept) >= MAX_CACHED_ENTRIES:
        kept.clear()
    kept[key] = value
