"""Send each leader's digest at its time; after a rest the newest of each, and in working time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework.desk import Actor, Desk
from casework.digests.figures import facts_for
from casework.digests.notice import digest_notice
from casework.digests.schedule import Due, digests_due
from casework.people.accounts import look_up
from pictures.digest_facts import DigestFacts
from rules.time.deadline import next_working_minute
from scheduler.per_item import attempt_all
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.queries.jobs import only_here, resting
from storage.tables import OutboxRow

JOB = "digest"
BATCH = 5  # digests in one transaction: on SQLite nobody else writes meanwhile
MAX_PUNCTUAL_DELAY = timedelta(minutes=20)  # after this it counts as made up for

Key = tuple[int, Due, datetime]  # whose, which, and when it was due

# Built once: it is asked every minute.
_QUEUED = select(OutboxRow.once).where(col(OutboxRow.once).in_(bindparam("_keys", expanding=True)))


def send_digests(desk: Desk, now: datetime) -> int:
    """Queue the digests that are due and were not queued yet; returns how many."""
    if not only_here(desk.session, JOB):
        return 0
    due = {_once(*key): key for key in _find_due(desk, now)[:BATCH]}
    sent = attempt_all(desk, JOB, due, partial(_send_all, desk))
    return sum(1 for result in sent.values() if result is True)


def _find_due(desk: Desk, now: datetime) -> list[Key]:
    """Return what is due and neither queued nor resting after a failure, the newest of each."""
    found: dict[str, Key] = {}
    for person, digests in digests_due(desk).items():
        for due in digests:
            at = due.last_before(now, desk.calendar, desk.bureau.zone)
            if at is not None:
                found[_once(person, due, at)] = person, due, at
    queued = desk.session.connection().execute(_QUEUED, {"_keys": list(found)}).scalars()
    settled = {*queued, *resting(desk.session, JOB, now)}
    left = [key for once, key in found.items() if once not in settled]
    chats = chats_of_people(desk.session, {person for person, _due, _at in left})
    return [key for key in left if key[0] in chats and _is_wanted(desk, chats[key[0]], key[2])]


def _is_wanted(desk: Desk, chat: int, at: datetime) -> bool:
    """Tell whether it is to be sent: what was due before somebody came here is not made up for."""
    if desk.now - at <= MAX_PUNCTUAL_DELAY:
        return True
    first = (
        select(OutboxRow.created_at)
        .where(OutboxRow.chat_id == chat)
        .order_by(col(OutboxRow.id))
        .limit(1)
    )
    known_since = desk.session.exec(first).first()
    return known_since is not None and known_since < at


def _once(person: int, due: Due, at: datetime) -> str:
    """Return the key under which it is queued once: a person's digest of a day, whatever time they
    have chosen since.
    """
    return f"digest:{due.every}:{at:%Y-%m-%d}:{person}"


def _send_all(desk: Desk, due: Mapping[str, Key]) -> Mapping[str, bool]:
    """Queue these digests; returns of each whether there is still somebody to send it to."""
    people = {person for person, _due, _at in due.values()}
    chats, known = chats_of_people(desk.session, people), look_up(desk.session, people)
    readers = {
        person: Actor(person_id=person, name=who[0], held=who[1])
        for person, who in known.items()
        if who is not None and person in chats
    }
    left = {once: key for once, key in due.items() if key[0] in readers}
    facts = _count_together(desk, left.values(), readers)
    for once, key in left.items():
        person, _due, at = key
        notice = digest_notice(desk, readers[person], facts[key])
        not_before = _not_before(desk, at)
        queue(desk.session, chats[person], notice, desk.now, once=once, not_before=not_before)
    return {once: once in left for once in due}


def _count_together(
    desk: Desk, keys: Iterable[Key], readers: Mapping[int, Actor]
) -> dict[Key, DigestFacts]:
    """Return what each digest says; those of one time are counted together."""
    together: dict[tuple[str, datetime, bool], list[Key]] = {}
    for key in keys:
        _person, due, at = key
        together.setdefault((due.every, at, due.free_days), []).append(key)
    found: dict[Key, DigestFacts] = {}
    for (every, at, free_days), those in together.items():
        theirs = [readers[person] for person, _due, _at in those]
        found |= zip(those, facts_for(desk, theirs, every, at, free_days=free_days), strict=True)
    return found


def _not_before(desk: Desk, at: datetime) -> datetime:
    """Return when it may go out: what is made up for waits for working time."""
    if desk.now - at <= MAX_PUNCTUAL_DELAY:
        return desk.now
    return next_working_minute(desk.now, desk.calendar, desk.bureau.hours, desk.bureau.zone)
