"""Records: whoever writes a row that matters leaves a keyed hash of what it says, in the same
transaction; `check` finds what was written past the program.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import bindparam, event, select, update
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.base import NO_VALUE
from sqlmodel import Session, SQLModel

from storage import tables as t
from storage.id_chunks import pieces
from storage.recorded import RECORDED, Recorded, Values
from storage.write_buffer import WriteBuffer, beside, buffer_write

KEY = "records.key"  # in session.info: what the hashes are keyed with; it is in no database
_LAST = "records.last"  # in session.info: by row the last record written in this transaction
_RECORDS = t.Record.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_COLUMNS = ("kind", "row", "seq", "gone", "tainted", "mac", "anchored")
_OF_ROWS = (
    select(*(_RECORDS.c[name] for name in ("row", "seq", "mac", "gone", "tainted")))
    .where(_RECORDS.c.kind == bindparam("_kind"))
    .where(_RECORDS.c.row.in_(bindparam("_rows", expanding=True)))
    .order_by(_RECORDS.c.row, _RECORDS.c.seq)
)


@dataclass(slots=True)
class Last:
    """A row's last record, and the hash of the one before it."""

    seq: int = 0
    mac: str = ""
    previous: str = ""
    gone: bool = False
    tainted: bool = False  # it had been changed past the program before
    whole: bool = True  # none is missing before it


def key_of(session: Session) -> bytes:
    """Return what this session's hashes are keyed with."""
    key: bytes = session.info.get(KEY, b"")
    return key


def mac_of(key: bytes, kind: str, row: str, record: Last, said: Mapping[str, Any] | None) -> str:
    """Return the record's hash: HMAC-SHA256 over what the row says (None: it went) and the record
    before.
    """
    content = [kind, row, record.seq, record.previous, record.tainted, said]
    return hmac.digest(key, orjson.dumps(content, option=orjson.OPT_SORT_KEYS), "sha256").hex()


def record_new(session: Session, row: SQLModel) -> None:
    """Record a row that was just inserted past the unit of work."""
    recorded = RECORDED.get(type(row))
    if recorded is not None:
        _append(session, [Written(recorded, row.__dict__)], are_new=True)


def record_inserted(session: Session, table: type[SQLModel], ids: Iterable[int]) -> None:
    """Record rows that were inserted in bulk."""
    recorded = RECORDED[table]
    for some in pieces(ids):
        found = session.connection().execute(
            recorded.rows.select().where(recorded.rows.c.id.in_(some))
        )
        _append(session, [Written(recorded, dict(row)) for row in found.mappings()], are_new=True)


def record_changed(
    session: Session, table: type[SQLModel], changes: Iterable[tuple[Values, Values]]
) -> None:
    """Record rows that were changed in bulk: each as it was, and the columns that were set."""
    recorded = RECORDED[table]
    written = [Written(recorded, {**row, **new}, row) for row, new in changes]
    if written:
        _append(session, written)


def change_rows(session: Session, table: type[SQLModel], which: Any, **new: Any) -> None:
    """Set columns in all rows of which the condition is true, past the unit of work."""
    rows = RECORDED[table].rows
    session.flush()
    found = session.connection().execute(rows.select().where(*which).with_for_update())
    changes = [(dict(row), new) for row in found.mappings()]
    for some in pieces(row["id"] for row, _new in changes):
        session.execute(update(table).where(rows.c.id.in_(some)).values(**new))
    record_changed(session, table, changes)


def adopt_rows(
    session: Session, recorded: Recorded, rows: Iterable[Values], anchored: int
) -> list[dict[str, Any]]:
    """Record rows that were never recorded, as anchored already; returns the new records."""
    by_key = {recorded.key_of(row): row for row in rows}
    new: list[Written] = []
    for keys in pieces(by_key):
        known = last_records(session, recorded, keys)
        new += [Written(recorded, by_key[key]) for key in keys if key not in known]
    return _append(session, new, are_new=True, anchored=anchored)


def last_records(session: Session, recorded: Recorded, rows: Collection[str]) -> dict[str, Last]:
    """Return the last stored records of these rows."""
    found: dict[str, Last] = {}
    for row, seq, mac, gone, tainted in beside(session).execute(
        _OF_ROWS, {"_kind": recorded.kind, "_rows": list(rows)}
    ):
        before = found.get(row) or Last()
        whole = before.whole and seq == before.seq + 1
        found[row] = Last(seq, mac, before.mac, gone, tainted, whole)
    return found


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was written: as it is now, and as it was (None: not known, or it is new)."""

    recorded: Recorded
    values: Values
    before: Values | None = None
    gone: bool = False

    @property
    def place(self) -> tuple[str, str]:
        return self.recorded.kind, self.recorded.key_of(self.values)


def is_as_recorded(session: Session, row: SQLModel) -> bool:
    """Tell whether a stored row says what its last record says it does."""
    recorded = RECORDED[type(row)]
    written = _as_written(row)
    last = last_records(session, recorded, [written.place[1]]).get(written.place[1])
    return last is not None and says_the_same(key_of(session), recorded, written.values, last)


def says_the_same(key: bytes, recorded: Recorded, values: Values, last: Last) -> bool:
    """Tell whether a row says what this record of it says; one that went says nothing."""
    if last.gone or not last.whole:
        return False
    mac = mac_of(key, recorded.kind, recorded.key_of(values), last, recorded.said(values))
    return hmac.compare_digest(mac, last.mac)


def _append(
    session: Session, written: Iterable[Written], *, are_new: bool = False, anchored: int = 0
) -> list[dict[str, Any]]:
    key, last = key_of(session), _last_of(session, written, are_new=are_new)
    rows: list[dict[str, Any]] = []
    for each in written:
        place = each.place
        before = last.get(place) or Last()
        if before.seq or _is_recorded(each):
            tainted = before.tainted or not _was_as_recorded(key, each, before)
            row = Last(before.seq + 1, "", before.mac, each.gone, tainted)
            said = None if each.gone else each.recorded.said(each.values)
            row.mac = mac_of(key, *place, row, said)
            last[place] = row
            values = (*place, row.seq, row.gone, tainted, row.mac, anchored)
            rows.append(dict(zip(_COLUMNS, values, strict=True)))
    buffer_write(session, _insert(session.get_bind().dialect.name == "sqlite"), rows)
    return rows


@cache
def _insert(is_sqlite: bool) -> Any:
    """Return an insert that leaves what is there: where a row was removed past the program, SQLite
    gives its number out again, and nobody is to be refused for that; `check` says it.
    """
    from storage.upsert import insert_or_leave  # which records what it inserts

    return insert_or_leave(t.Record, is_sqlite=is_sqlite).inline()


def _is_recorded(written: Written) -> bool:
    since = written.recorded.since
    return not written.gone and (since is None or since(written.values))


def _was_as_recorded(key: bytes, written: Written, last: Last) -> bool:
    """Tell whether the row still said what is recorded when it was written: a change made past the
    program must not become right by the next one.
    """
    if written.before is None or not last.seq or last.gone:
        return True
    return says_the_same(key, written.recorded, written.before, last)


def _last_of(
    session: Session, written: Iterable[Written], *, are_new: bool
) -> dict[tuple[str, str], Last]:
    """Return the last records by table and key; the number of a new row may have been another's."""
    last: dict[tuple[str, str], Last] = session.info.setdefault(_LAST, {})
    unknown: dict[Recorded, list[str]] = {}
    for each in written:
        kind, key = each.place
        if (kind, key) not in last and not (are_new and not each.recorded.removed):
            unknown.setdefault(each.recorded, []).append(key)
    for recorded, keys in unknown.items():
        found = last_records(session, recorded, keys)
        last |= {(recorded.kind, row): each for row, each in found.items()}
    return last


@event.listens_for(WriteBuffer, "after_flush", propagate=True)
def _record_flushed(session: Session, _context: Any) -> None:
    """Record what the unit of work has written."""
    new = [_as_written(row) for row in session.new if type(row) in RECORDED]
    if new:
        _append(session, new, are_new=True)
    changed = [_as_written(row) for row in session.dirty if _is_changed(row)]
    gone = [_as_written(row, gone=True) for row in session.deleted if type(row) in RECORDED]
    if changed or gone:
        _append(session, [*changed, *gone])


def _is_changed(row: Any) -> bool:
    if type(row) not in RECORDED:
        return False
    columns, before = RECORDED[type(row)].columns, instance_state(row).committed_state
    return any(name in columns and getattr(row, name) != was for name, was in before.items())


def _as_written(row: Any, *, gone: bool = False) -> Written:
    """Return what the row says and said before; what was not read yet is read."""
    recorded, state = RECORDED[type(row)], instance_state(row)
    values = {name: getattr(row, name) for name in recorded.names}
    if state.key is None:
        return Written(recorded, values)
    before = values | {n: was for n, was in state.committed_state.items() if n in values}
    if any(was is NO_VALUE for was in before.values()):
        return Written(recorded, values, gone=gone)
    return Written(recorded, values, before, gone)


@event.listens_for(WriteBuffer, "after_soft_rollback", propagate=True)
def _forget(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_LAST, None)
