"""Check-up of rows: what stands in them is what was recorded when the program wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_, select, tuple_
from sqlmodel import Session, SQLModel

from locales import Message, _
from storage import tables as t
from storage.recorded import RECORDED, Recorded
from storage.records import Last, key_of, last_records, says_the_same

AT_ONCE = 500
_RECORDS = t.Record.__table__  # type: ignore[attr-defined]  # SQLModel adds it

NAMES: Mapping[type[SQLModel], Message] = {
    t.Ticket: _("ticket"),
    t.Reporter: _("reporter of ticket"),
    t.Accused: _("person complained of (ticket/person)"),
    t.Extension: _("request for more time"),
    t.Pause: _("pause"),
    t.Supervision: _("supervision"),
    t.Evidence: _("evidence"),
    t.Assignment: _("assignment"),
    t.Submission: _("filing"),
    t.DutyRequest: _("request for more time on an assignment"),
    t.DutyEvent: _("event of an assignment"),
    t.Instruction: _("instruction"),
    t.Unit: _("unit"),
    t.Person: _("person"),
    t.PersonEvent: _("event of a person"),
    t.RoleProposal: _("role proposed"),
    t.IdentityKey: _("the custodian's key"),
    t.Account: _("account (person/channel)"),
    t.RoleHeld: _("role"),
    t.PortfolioField: _("field of a leader (person/field)"),
    t.CampaignRow: _("campaign"),
    t.Chat: _("chat"),
}


@dataclass
class Course:
    """How a check-up goes: since when (a day's ordinal; None: from the beginning), what is said
    beside faults, and who hears how far it is.
    """

    session: Session
    since: int | None = None
    newest: int = 0  # the last day that has an anchor
    before: int = 0  # events and records that were there before there were anchors
    adopted: bool = False  # all from before was taken in: what has no record was added since
    unrecorded: Counter[str] = field(default_factory=Counter)
    live: Counter[str] = field(default_factory=Counter)  # recorded rows by table
    progress: Callable[[Message, int], None] = lambda _what, _done: None

    @property
    def key(self) -> bytes:
        return key_of(self.session)

    def is_new(self, anchored: Any) -> ColumnElement[bool]:
        """Return the condition that an event or record came since then."""
        return or_(anchored == 0, anchored >= self.since)


def chunks(
    session: Session, table: Any, *columns: Any, where: Any = None
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table in the order of its key, some at a time."""
    keys = list(table.primary_key.columns)
    asked = select(*(columns or (table,))).order_by(*keys).limit(AT_ONCE)
    if where is not None:
        asked = asked.where(where)
    following = asked
    while rows := list(session.connection().execute(following).mappings()):
        yield [dict(row) for row in rows]
        if len(rows) < AT_ONCE:
            return
        last = [rows[-1][key.name] for key in keys]
        after = keys[0] > last[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*last)
        following = asked.where(after)


def check_rows(course: Course) -> Iterator[Message]:
    """Yield what was changed, added or tampered with in recorded tables."""
    for table, recorded in RECORDED.items():
        done = 0
        for rows in chunks(course.session, recorded.rows, where=_wanted(course, recorded)):
            yield from _check_some(course, table, recorded, rows)
            done += len(rows)
            course.progress(NAMES[table], done)


def _wanted(course: Course, recorded: Recorded) -> Any:
    """Return which rows are looked at: all, or those that were recorded anew or never."""
    if course.since is None or len(recorded.keys) > 1:
        return None
    key = cast(recorded.rows.c[recorded.keys[0]], String)
    theirs = _RECORDS.c.kind == recorded.kind
    new = select(_RECORDS.c.row).where(theirs, course.is_new(_RECORDS.c.anchored))
    ever = select(_RECORDS.c.row).where(theirs, _RECORDS.c.row == key).exists()
    return or_(key.in_(new), ~ever)


def _check_some(
    course: Course, table: type[SQLModel], recorded: Recorded, rows: list[dict[str, Any]]
) -> Iterator[Message]:
    keys = [recorded.key_of(row) for row in rows]
    last = last_records(course.session, recorded, keys)
    for key, row in zip(keys, rows, strict=True):
        fault = _fault_of(course, recorded, row, last.get(key))
        if fault is not None:
            yield fault.given(what=NAMES[table], name=_name(row, key))


def _fault_of(
    course: Course, recorded: Recorded, row: Mapping[str, Any], last: Last | None
) -> Message | None:
    if last is None:
        if recorded.since is not None and not recorded.since(row):
            return None
        if course.adopted:
            return _("{what} {name}: it was added past the program")
        course.unrecorded[recorded.kind] += 1
        return None
    course.live[recorded.kind] += not last.gone
    if not says_the_same(course.key, recorded, row, last):
        return _("{what} {name}: it does not say what the program wrote last")
    if last.tainted:
        return _("{what} {name}: it had been changed past the program before it was written again")
    return None


def _name(row: Mapping[str, Any], key: str) -> str:
    """Return what people call it."""
    for name in ("number", "name", "title"):
        if row.get(name):
            return f"{key} ({row[name]})"
    return key
