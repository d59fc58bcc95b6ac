"""Anchors: every minute what is new is added to the day's sum, and the days are chained by a key
that is in no database; a head that somebody keeps elsewhere holds all before it fast.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import orjson
from sqlalchemy import bindparam, select, tuple_, update
from sqlmodel import Session, col

from storage import tables as t
from storage.recorded import RECORDED, Recorded
from storage.records import adopt_rows, key_of
from storage.tables import Anchor
from storage.tables.records import IS_WAITING

BATCH = (
    500  # events, and as many records, in one transaction: on SQLite nobody else writes meanwhile
)
BEFORE = 1  # the day that stands for all from before there were anchors
CLOSES = timedelta(hours=16, minutes=30)  # of a day, so that the evening's digest has its head
HEAD_DIGITS = 16  # of a head that people keep

_EVENTS, _RECORDS = t.Event.__table__, t.Record.__table__  # type: ignore[attr-defined]  # SQLModel adds them
EVENT = (_EVENTS.c.ticket_id, _EVENTS.c.seq, _EVENTS.c.hash)
RECORD = (_RECORDS.c.kind, _RECORDS.c.row, _RECORDS.c.seq, _RECORDS.c.mac)
_KEYS = ("kind", "row", "seq")
_NEW_EVENTS = select(_EVENTS.c.id, *EVENT).where(IS_WAITING).order_by(_EVENTS.c.id).limit(BATCH)
_NEW_RECORDS = select(*RECORD).where(IS_WAITING).limit(BATCH)
_OLD_EVENTS = (
    select(_EVENTS.c.id, *EVENT)
    .where(_EVENTS.c.id > bindparam("_after"), _EVENTS.c.anchored.is_(None))
    .order_by(_EVENTS.c.id)
    .limit(BATCH)
)
_MARK_EVENTS = (
    update(_EVENTS).where(_EVENTS.c.id == bindparam("_id")).values(anchored=bindparam("_day"))
)
_MARK_RECORDS = (
    update(_RECORDS)
    .where(*(_RECORDS.c[name] == bindparam(f"_{name}") for name in _KEYS))
    .values(anchored=bindparam("_day"))
)


class AnchorsChanged(Exception):
    """The newest anchor was written by somebody else, or with another key: nothing is added."""


@dataclass(slots=True)
class Sum:
    """A sum over events and records that is the same in whatever order they come."""

    count: int = 0
    value: int = 0

    def add(self, key: bytes, *parts: object) -> None:
        """Add an event or a record, by what makes it out."""
        content = "\x1f".join(map(str, parts)).encode()
        self.value += int.from_bytes(hmac.digest(key, content, "sha256"))
        self.count += 1

    @property
    def written(self) -> str:
        return f"{self.value % (1 << 256):064x}"


def head_of(key: bytes, anchor: Anchor, previous: str) -> str:
    """Return the head of the chain of days with this one."""
    content = [previous, anchor.day, anchor.count, anchor.sum, anchor.adopted]
    return hmac.digest(key, orjson.dumps(content, option=orjson.OPT_SORT_KEYS), "sha256").hex()


def head_in_words(anchor: Anchor) -> str:
    """Return a day's head as people keep it: 20261130-9f3a2b1c4d5e6f70."""
    return f"{day_of(anchor):%Y%m%d}-{anchor.head[:HEAD_DIGITS]}"


def day_of(anchor: Anchor) -> date:
    """Return the day that an anchor is of."""
    return date.fromordinal(anchor.day)


def anchor_new(session: Session, now: datetime, zone: tzinfo) -> int:
    """Anchor what is new, a batch of it; returns how many events and records.

    First comes what was there before. Raises AnchorsChanged.
    """
    anchors = _newest(session)
    if not anchors or not is_adopted(anchors[0]):
        return _adopt(session, anchors[0] if anchors else None)
    events = session.connection().execute(_NEW_EVENTS).all()
    records = session.connection().execute(_NEW_RECORDS).all()
    if events or records:
        day = max(day_at(now, zone), anchors[0].day)
        if anchors[0].day != day:
            anchors.insert(0, Anchor(day=day, count=0, sum="0" * 64, adopted=None, head=""))
        previous = anchors[1].head if anchors[1:] else ""
        _add(session, anchors[0], previous, [row[1:] for row in events], records)
        _mark(session, day, events, records)
    return len(events) + len(records)


def _mark(session: Session, day: int, events: Sequence[Any], records: Sequence[Any]) -> None:
    """Write down to which day these were added."""
    marked = [{"_id": row.id, "_day": day} for row in events]
    if marked:
        session.connection().execute(_MARK_EVENTS, marked)
    marked = [{f"_{name}": getattr(row, name) for name in _KEYS} | {"_day": day} for row in records]
    if marked:
        session.connection().execute(_MARK_RECORDS, marked)


def is_adopted(anchor: Anchor) -> bool:
    """Tell whether all from before was taken in."""
    return anchor.day != BEFORE or bool((anchor.adopted or {}).get("done"))


def last_closed(session: Session, now: datetime, zone: tzinfo) -> Anchor | None:
    """Return the anchor of the last day that is closed, None before there is one."""
    closed = (col(Anchor.day) > BEFORE, col(Anchor.day) < day_at(now, zone))
    found = select(Anchor).where(*closed).order_by(col(Anchor.day).desc()).limit(1)
    return session.scalars(found).first()


def day_at(now: datetime, zone: tzinfo) -> int:
    """Return the day, as its ordinal, to which what is new is added: it closes in the afternoon."""
    return (now.astimezone(zone) + timedelta(days=1) - CLOSES).toordinal()


def _newest(session: Session) -> list[Anchor]:
    """Return the newest anchor and the one before it; raises AnchorsChanged."""
    newest = select(Anchor).order_by(col(Anchor.day).desc()).limit(3).with_for_update()
    anchors = list(session.scalars(newest))
    key = key_of(session)
    for place, anchor in enumerate(anchors[:2]):
        previous = anchors[place + 1].head if anchors[place + 1 :] else ""
        if anchor.head != head_of(key, anchor, previous):
            raise AnchorsChanged(f"the anchor of {day_of(anchor)}")
    return anchors[:2]


def _add(
    session: Session, anchor: Anchor, previous: str, events: Iterable[Any], records: Iterable[Any]
) -> None:
    key, added = key_of(session), Sum(anchor.count, int(anchor.sum, 16))
    for parts in (*events, *records):
        added.add(key, *parts)
    anchor.count, anchor.sum = added.count, added.written
    anchor.head = head_of(key, anchor, previous)
    session.add(anchor)


def _adopt(session: Session, anchor: Anchor | None) -> int:
    """Take in a batch of what was there before: events as they are, rows with a first record."""
    if anchor is None:
        anchor = Anchor(day=BEFORE, count=0, sum="0" * 64, adopted={}, head="")
    reached = dict(anchor.adopted or {})
    events: list[Any] = []
    if "table" not in reached:
        asked = {"_after": reached.get("event", 0)}
        events = list(session.connection().execute(_OLD_EVENTS, asked))
        reached = {"event": events[-1].id} if events else {"table": 0}
    records: list[Any] = []
    while "table" in reached and "done" not in reached and len(records) < BATCH:
        records += _adopt_rows(session, reached)
    anchor.adopted = reached
    _add(session, anchor, "", [row[1:] for row in events], records)
    return BATCH  # what is new comes next


def _adopt_rows(session: Session, reached: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Record a batch of the table that was reached, and say how far that came."""
    tables = list(RECORDED.values())
    recorded = tables[reached["table"]]
    rows = _rows_after(session, recorded, reached.pop("after", None))
    if len(rows) == BATCH:
        reached["after"] = [rows[-1][name] for name in recorded.keys]
    else:
        reached["table"] += 1
        if reached["table"] == len(tables):
            reached["done"] = True
    made = adopt_rows(session, recorded, rows, BEFORE)
    return [tuple(row[name] for name in (*_KEYS, "mac")) for row in made]


def _rows_after(session: Session, recorded: Recorded, after: list[Any] | None) -> list[Any]:
    keys = [recorded.rows.c[name] for name in recorded.keys]
    found = recorded.rows.select().order_by(*keys).limit(BATCH)
    if after is not None:
        found = found.where(tuple_(*keys) > tuple_(*after))
    return [dict(row) for row in session.connection().execute(found).mappings()]
