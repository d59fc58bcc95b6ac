"""The plan of reminders: written in bulk, claimed when due, settled, put off or dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, update
from sqlmodel import Session, col, select

from storage.id_chunks import pieces
from storage.tables import Preferences, Reminder
from storage.upsert import insert_or_replace
from storage.write_buffer import buffer_write

# A level with a person's id after this sign is for that person alone: put off, or tried again.
FOR_ONE = "@"

_TABLE = Reminder.__table__  # type: ignore[attr-defined]  # SQLModel adds it
# For what is asked of a subject. Said in a way for which no index can be taken: SQLite would read
# all that is planned otherwise.
IS_PLANNED = (_TABLE.c.state + "") == "planned"
IS_FOR_ONE = _TABLE.c.level.contains(FOR_ONE)
_DROP = (
    update(_TABLE)
    .where(
        _TABLE.c.about == bindparam("_about"), _TABLE.c.subject == bindparam("_subject"), IS_PLANNED
    )
    .values(state="dropped")
)
_SETTLE_ALL = _DROP.values(settled_at=bindparam("_now"))
# Built once, as what is asked of ids or subjects: a round of reminders takes each of them.
_OF_THESE = _TABLE.c.id.in_(bindparam("_ids", expanding=True))
_SETTLE = (
    update(_TABLE)
    .where(_OF_THESE)
    .values(state=bindparam("_state"), settled_at=bindparam("_settled"))
)
_PUT_OFF = (
    update(_TABLE)
    .where(_OF_THESE)
    .values(due_at=bindparam("_until"), state="planned", settled_at=None)
)
_OF_SUBJECTS = (
    _TABLE.c.about == bindparam("_about"),
    _TABLE.c.subject.in_(bindparam("_subjects", expanding=True)),
    IS_PLANNED,
)
_PLANNED = select(
    _TABLE.c.id, _TABLE.c.subject, _TABLE.c.level, _TABLE.c.planned_for, _TABLE.c.due_at
).where(*_OF_SUBJECTS)  # type: ignore[call-overload]  # typed up to four
_THEIRS_ALONE = select(_TABLE.c.id, _TABLE.c.subject, _TABLE.c.level).where(
    *_OF_SUBJECTS, IS_FOR_ONE
)
_PREFERENCES = select(Preferences).where(
    col(Preferences.person_id).in_(bindparam("_people", expanding=True))
)
_DUE = (
    select(Reminder)
    .where(Reminder.state == "planned", col(Reminder.due_at) <= bindparam("_now"))
    .where(col(Reminder.about).in_(bindparam("_abouts", expanding=True)))
    .order_by(col(Reminder.due_at), col(Reminder.id))
    .limit(bindparam("_most"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder to be planned; the fields are Reminder's."""

    about: str
    subject: int
    level: str
    planned_for: datetime
    due_at: datetime
    urgent: bool = False
    home: int | None = None


def plan(session: Session, rows: Iterable[Planned]) -> None:
    """Plan these reminders: planning twice makes none twice, what was sent stays sent, what was
    dropped or moved is planned anew.
    """
    written = [
        {
            "about": row.about,
            "subject": row.subject,
            "level": row.level,
            "planned_for": row.planned_for,
            "due_at": row.due_at,
            "home": row.home,
            "urgent": row.urgent,
            "state": "planned",
        }
        for row in rows
    ]
    buffer_write(session, _insert(session.get_bind().dialect.name == "sqlite"), written)


def replan(
    session: Session, about: str, subjects: Collection[int], whole: Iterable[Planned], now: datetime
) -> None:
    """Make the plan of these subjects what `whole` says, from now on; what is due already and still
    holds is left to be sent.
    """
    wanted = {(row.subject, row.level, row.planned_for): row for row in whole}
    if not wanted:
        gone = [{"_about": about, "_subject": subject, "_now": now} for subject in subjects]
        if gone:
            session.connection().execute(_SETTLE_ALL, gone)
        return
    deadlines = {(row.subject, row.planned_for) for row in wanted.values()}
    dropped, kept = [], set()
    for id_, subject, level, planned_for, due_at in _planned(session, about, subjects):
        key = (subject, level, planned_for)
        row = wanted.get(key)
        if row is None:
            is_for_one = FOR_ONE in level and (subject, planned_for) in deadlines
            if not is_for_one:
                dropped.append(id_)
        elif due_at in (row.due_at, min(due_at, now)):
            kept.add(key)
    settle(session, dropped, "dropped", now)
    to_come = [key for key, row in wanted.items() if row.due_at >= now]
    plan(session, [wanted[key] for key in to_come if key not in kept])


def drop(session: Session, about: str, subject: int) -> None:
    """Plan nothing more for this subject; its rows come back when they are planned again."""
    session.connection().execute(_DROP, {"_about": about, "_subject": subject})


def due(session: Session, abouts: Collection[str], now: datetime, most: int) -> list[Reminder]:
    """Claim what is due, the longest due first; on PostgreSQL what somebody else has claimed is
    passed over.
    """
    given = {"_abouts": list(abouts), "_now": now, "_most": most}
    return list(session.exec(_DUE, params=given))


def also_due(
    session: Session, abouts: Collection[str], claimed: Collection[Reminder], now: datetime
) -> list[Reminder]:
    """Claim what else is due of the same subjects and homes, so that nothing of one of them is left
    for later.
    """
    ids = {reminder.id for reminder in claimed}
    homes = {reminder.home for reminder in claimed if reminder.home is not None}
    same: list[ColumnElement[bool]] = [col(Reminder.home).in_(homes)]
    subjects_of: dict[str, set[int]] = {}
    for reminder in claimed:
        subjects_of.setdefault(reminder.about, set()).add(reminder.subject)
    for about, subjects in subjects_of.items():
        same.append(and_(col(Reminder.about) == about, col(Reminder.subject).in_(subjects)))
    those = (
        Reminder.state == "planned",
        col(Reminder.due_at) <= now,
        col(Reminder.about).in_(abouts),
        or_(*same),
    )
    rows = session.exec(
        select(Reminder).where(*those).order_by(col(Reminder.id)).with_for_update(skip_locked=True)
    )
    return [reminder for reminder in rows if reminder.id not in ids]


def by_subject(rows: Iterable[Reminder]) -> dict[tuple[str, int], list[Reminder]]:
    """Return the reminders by what they are about."""
    found: dict[tuple[str, int], list[Reminder]] = {}
    for row in rows:
        found.setdefault((row.about, row.subject), []).append(row)
    return found


def theirs_alone(
    session: Session, about: str, subjects: Collection[int]
) -> list[tuple[int, int, int]]:
    """Return what is planned for one person alone of these, as (id, subject, person)."""
    found: list[Any] = []
    for some in pieces(subjects):
        given = {"_about": about, "_subjects": some}
        found += session.connection().execute(_THEIRS_ALONE, given).all()
    return [(id_, subject, int(level.partition(FOR_ONE)[2])) for id_, subject, level in found]


def preferences_of(session: Session, people: Collection[int]) -> list[Preferences]:
    """Return what these persons wish of reminders; most wish nothing."""
    return [
        preferences
        for some in pieces(people)
        for preferences in session.exec(_PREFERENCES, params={"_people": some})
    ]


def settle(session: Session, ids: Sequence[int], state: str, now: datetime) -> None:
    """Write down what became of these rows: sent, superseded or dropped."""
    for some in pieces(ids):
        given = {"_ids": some, "_state": state, "_settled": now}
        session.connection().execute(_SETTLE, given)


def put_off(session: Session, ids: Sequence[int], until: datetime) -> None:
    """Let these rows be due later."""
    for some in pieces(ids):
        session.connection().execute(_PUT_OFF, {"_ids": some, "_until": until})


def _planned(
    session: Session, about: str, subjects: Collection[int]
) -> Iterable[tuple[int, int, str, datetime, datetime]]:
    for some in pieces(subjects):
        given = {"_about": about, "_subjects": some}
        yield from session.connection().execute(_PLANNED, given).all()


@cache
def _insert(is_sqlite: bool) -> Any:
    key, take = ("about", "subject", "level", "planned_for"), ("state", "due_at", "home", "urgent")
    waits = or_(
        _TABLE.c.state == "planned", _TABLE.c.state == "dropped"
    )  # an IN cannot be run for many rows at once
    return insert_or_replace(Reminder, key, take, waits, is_sqlite=is_sqlite)
