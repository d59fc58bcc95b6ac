"""Check-up of anchors: nothing that was anchored has been taken away, exchanged or set back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlmodel import col

from bot.cli.check_rows import NAMES, Course, chunks
from locales import Message, _
from storage import tables as t
from storage.anchors import (
    BEFORE,
    EVENT,
    HEAD_DIGITS,
    RECORD,
    Sum,
    day_of,
    head_in_words,
    head_of,
    is_adopted,
)
from storage.recorded import RECORDED, Recorded
from storage.records import last_records
from storage.tables import Anchor

_EVENTS, _RECORDS = t.Event.__table__, t.Record.__table__  # type: ignore[attr-defined]  # SQLModel adds them
_BY_KIND = {recorded.kind: recorded for recorded in RECORDED.values()}
_HEAD = re.compile(rf"(\d{{8}})-([0-9a-f]{{{HEAD_DIGITS}}})")


def load_anchors(course: Course) -> Sequence[Anchor]:
    """Return all anchors, and note whether all from before was taken in."""
    anchors = course.session.scalars(select(Anchor).order_by(col(Anchor.day))).all()
    if anchors:
        course.adopted, course.newest = is_adopted(anchors[0]), anchors[-1].day
        course.before = anchors[0].count
    return anchors


def check_anchors(course: Course, anchors: Sequence[Anchor]) -> Iterator[Message]:
    """Yield what is wrong with the days' sums and with their chain."""
    sums = dict(_sums(course))
    previous = ""
    for anchor in anchors:
        if anchor.head != head_of(course.key, anchor, previous):
            yield _(
                "Anchor of {day}: it was changed, or made with another SECRET_KEY",
                day=_day_in_words(anchor),
            )
        previous = anchor.head
        found = sums.pop(anchor.day, Sum())
        if course.since is not None and anchor.day < course.since:
            continue
        if (found.count, found.written) != (anchor.count, anchor.sum):
            yield _(
                "Anchor of {day}: {count} events and records were anchored, {found} are there "
                "or they are not the same; something was removed, exchanged or set back",
                day=_day_in_words(anchor),
                count=anchor.count,
                found=found.count,
            )
    for day, found in sorted(sums.items()):
        if day > BEFORE or course.adopted:
            yield _(
                "{count} events and records say that they were anchored on {day}; there is no "
                "such anchor",
                count=found.count,
                day=date.fromordinal(day),
            )


def _sums(course: Course) -> Iterable[tuple[int, Sum]]:
    """Return by day the sum of all that says it was anchored then."""
    sums: dict[int, Sum] = defaultdict(Sum)
    reached = _reached(course)
    where = None if course.since is None else _EVENTS.c.anchored >= course.since
    done = 0
    for rows in chunks(
        course.session, _EVENTS, _EVENTS.c.id, _EVENTS.c.anchored, *EVENT, where=where
    ):
        for row in rows:
            day = row["anchored"]
            if day is None:
                day = BEFORE if row["id"] <= reached else 0
            if day:
                sums[day].add(course.key, row["ticket_id"], row["seq"], row["hash"])
        done += len(rows)
        course.progress(_("anchored events"), done)
    done = 0
    where = None if course.since is None else _RECORDS.c.anchored >= course.since
    for rows in chunks(course.session, _RECORDS, _RECORDS.c.anchored, *RECORD, where=where):
        for row in rows:
            if row["anchored"]:
                parts = (row["kind"], row["row"], row["seq"], row["mac"])
                sums[row["anchored"]].add(course.key, *parts)
        done += len(rows)
        course.progress(_("records"), done)
    return sums.items()


def _reached(course: Course) -> float:
    """Return up to which event what was there before has been taken in."""
    first = course.session.get(Anchor, BEFORE)
    adopted: Mapping[str, Any] = (first.adopted if first is not None else None) or {}
    return float("inf") if "table" in adopted else adopted.get("event", 0)


def check_removed(course: Course) -> Iterator[Message]:
    """Yield which recorded rows are not there any more; to be asked after the rows."""
    last: dict[str, Any] | None = None
    for rows in chunks(course.session, _RECORDS, *RECORD, _RECORDS.c.gone):
        for row in rows:
            if last is not None and (row["kind"], row["row"]) != (last["kind"], last["row"]):
                course.live[last["kind"]] -= not last["gone"]
            last = dict(row)
    if last is not None:
        course.live[last["kind"]] -= not last["gone"]
    for kind, missing in course.live.items():
        if missing < 0 and not _BY_KIND[kind].may_go:
            yield from _removed_of(course, kind)


def _removed_of(course: Course, kind: str) -> Iterator[Message]:
    recorded, seen = _BY_KIND[kind], ""
    theirs = _RECORDS.c.kind == kind
    for rows in chunks(course.session, _RECORDS, *RECORD, where=theirs):
        keys = sorted({row["row"] for row in rows} - {seen})
        seen = rows[-1]["row"]
        there = set(_keys_there(course, recorded, keys))
        for key, last in last_records(course.session, recorded, keys).items():
            if not last.gone and key not in there:
                text = _("{what} {name}: it was removed past the program", name=key)
                yield text.given(what=NAMES[recorded.table])


def _keys_there(course: Course, recorded: Recorded, keys: Iterable[str]) -> Iterator[str]:
    """Yield of which of these keys there is a row."""
    columns = [recorded.rows.c[name] for name in recorded.keys]
    asked = []
    for key in keys:
        parts = key.split("/", len(columns) - 1)
        asked.append(
            [column.type.python_type(part) for column, part in zip(columns, parts, strict=True)]
        )
    found = select(*columns).where(tuple_(*columns).in_(asked))
    for row in course.session.connection().execute(found).mappings():
        yield recorded.key_of(dict(row))


def check_heads(anchors: Sequence[Anchor], heads: Iterable[str]) -> Iterator[Message]:
    """Yield which heads, as people and files keep them, are not those of the anchors."""
    by_day = {f"{day_of(anchor):%Y%m%d}": anchor for anchor in anchors}
    for said in heads:
        found = _HEAD.fullmatch(said.strip())
        if found is None:
            yield _(
                "“{head}” is no head of a day; it looks like 20261130-0123456789abcdef", head=said
            )
            continue
        anchor = by_day.get(found[1])
        if anchor is None or head_in_words(anchor) != said.strip():
            yield _(
                "The head {head} was given out, and the database has another one for that day or "
                "none: it was set back, cut or exchanged",
                head=said,
            )


def _day_in_words(anchor: Anchor) -> date | Message:
    if anchor.day == BEFORE:
        return _("all that was there before")
    return day_of(anchor)
