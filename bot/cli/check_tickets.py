"""Check-up of tickets: their chains hold, and what the events say is what stands in the columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.cli.check_rows import Course, chunks
from casework.tickets.events import broken_chain
from casework.tickets.explained import explained
from locales import Message, _
from storage import tables as t

_TICKETS, _EVENTS = t.Ticket.__table__, t.Event.__table__  # type: ignore[attr-defined]  # SQLModel adds them
_EVIDENCE, _REPORTERS = t.Evidence.__table__, t.Reporter.__table__  # type: ignore[attr-defined]  # as above
_SUBMISSIONS = t.Submission.__table__  # type: ignore[attr-defined]  # as above
_COMPARED: Mapping[str, Message] = {
    "words": _("the words"),
    "kind": _("the kind"),
    "level": _("how the reporter is known"),
    "limit_days": _("the time limit"),
    "assigned_at": _("when it was assigned"),
    "taken_at": _("when it was taken on"),
    "answer": _("the answer"),
    "answered_at": _("when it was answered"),
    "responded_at": _("when it was decided on"),
    "resolved_at": _("when it was resolved"),
    "closed_at": _("when it was closed"),
    "rating": _("the rating"),
    "upheld": _("whether it was upheld"),
    "supervised": _("whether it is supervised"),
    "handed_back": _("whether it was handed back"),
}


def check_tickets(course: Course) -> Iterator[Message]:
    """Yield what is wrong with the tickets' chains and what they explain."""
    where, done = None, 0
    if course.since is not None:
        new = select(_EVENTS.c.ticket_id).where(course.is_new(_EVENTS.c.anchored))
        where = _TICKETS.c.id.in_(new)
    for rows in chunks(course.session, _TICKETS, where=where):
        ids = [row["id"] for row in rows]
        events = _by_ticket(course, select(_EVENTS).order_by(_EVENTS.c.seq), ids)
        levels = _by_ticket(course, select(_REPORTERS.c.ticket_id, _REPORTERS.c.level), ids)
        photos = _by_ticket(course, select(_EVIDENCE.c.ticket_id, _EVIDENCE.c.id), ids)
        for row in rows:
            ticket, id_ = _Ticket(row), row["id"]
            yield from broken_chain(course.key, ticket, events[id_])
            said, kept = explained(events[id_]), {each.id for each in photos[id_]}
            if levels[id_]:
                row["level"] = levels[id_][0].level
            yield from _unexplained(ticket, said, kept)
        done += len(rows)
        course.progress(_("tickets with their events"), done)


class _Ticket:
    """A ticket's columns as attributes."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__ = row

    number: str


def _by_ticket(course: Course, asked: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
    theirs = asked.where(asked.selected_columns.ticket_id.in_(ids))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in course.session.connection().execute(theirs):
        found[row.ticket_id].append(row)
    return found


def _unexplained(ticket: _Ticket, said: dict[str, Any], photos: set[int]) -> Iterator[Message]:
    """Yield which columns say something else than the events."""
    for name, what in _COMPARED.items():
        stands = ticket.__dict__.get(name, said.get(name))
        if name in said and said[name] != stands:
            yield _("{number}: {what} is not what its records say", number=ticket.number, what=what)
    yield from _other_photos(ticket.number, said["photos"], photos)


def _other_photos(name: Message | str, said: set[int], photos: set[int]) -> Iterator[Message]:
    for photo in sorted(said - photos):
        yield _("{name}: evidence {id} belongs to it and lies elsewhere", name=name, id=photo)
    for photo in sorted(photos - said):
        yield _("{name}: evidence {id} lies there and does not belong to it", name=name, id=photo)


def check_filings(course: Course) -> Iterator[Message]:
    """Yield which filings have lost or got evidence past the program."""
    asked = (_SUBMISSIONS.c.id, _SUBMISSIONS.c.content)
    for rows in chunks(course.session, _SUBMISSIONS, *asked):
        ids = [row["id"] for row in rows]
        there = select(_EVIDENCE.c.submission_id, _EVIDENCE.c.id)
        found: dict[int, set[int]] = defaultdict(set)
        for submission, evidence in course.session.connection().execute(
            there.where(_EVIDENCE.c.submission_id.in_(ids))
        ):
            found[submission].add(evidence)
        for row in rows:
            name = _("filing {id}", id=row["id"])
            yield from _other_photos(name, set(_named(row["content"])), found[row["id"]])


def _named(content: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    for item in content:
        yield from item.get("evidence", ())
