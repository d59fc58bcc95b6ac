"""Photos and documents that a ticket takes over from the chat they were sent in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import select

from casework.desk import Desk
from storage.tables import Evidence, Ticket
from storage.write_buffer import buffer_write

_PICTURES = Evidence.__table__  # type: ignore[attr-defined]  # SQLModel adds it
# Built once, and run past the session's unit of work: every finding comes this way.
_USABLE = select(_PICTURES.c.id, _PICTURES.c.received_at).where(
    _PICTURES.c.id.in_(bindparam("_photos", expanding=True)),
    _PICTURES.c.ticket_id.is_(None),
    _PICTURES.c.state.in_(("pending", "kept")),
    _PICTURES.c.chat_id == bindparam("_chat"),
)
_ATTACH = (
    update(_PICTURES)
    .where(_PICTURES.c.id == bindparam("_id"))
    .values(ticket_id=bindparam("_ticket"), role=bindparam("_role"), stamp=bindparam("_stamp"))
)


def usable_photos(desk: Desk, photos: tuple[int, ...]) -> tuple[int, ...]:
    """Return, in their order, the pictures of this chat that it may still give to a ticket."""
    usable = _usable(desk, photos)
    return tuple(photo for photo in photos if photo in usable)


def photographed_at(desk: Desk, photos: tuple[int, ...]) -> datetime | None:
    """Return when the first of these pictures was sent, None without any."""
    return min(_usable(desk, photos).values(), default=None)


def attach(
    desk: Desk,
    ticket: Ticket,
    photos: tuple[int, ...],
    role: str,
    *,
    stamp_place: str | None = None,
) -> None:
    """Put usable pictures to the ticket; those of inspectors will be stamped.

    A sender who is to stay unknown is forgotten once the picture is fetched: the worker of
    bot.media sees to it.
    """
    changes = []
    usable = _usable(desk, photos) if photos else {}
    for evidence_id, received_at in usable.items():
        stamp = None
        if stamp_place is not None:
            stamp = _stamp(desk, ticket, received_at, stamp_place)
        changes.append({"_id": evidence_id, "_ticket": ticket.id, "_role": role, "_stamp": stamp})
        desk.pictures[evidence_id] = None
    buffer_write(desk.session, _ATTACH, changes)


def _stamp(desk: Desk, ticket: Ticket, received_at: datetime, place: str) -> dict[str, str]:
    """Return what a picture is stamped with; its time is the bureau's."""
    local = received_at.astimezone(desk.bureau.zone)
    return {
        "time": f"{local:%Y-%m-%d %H:%M}",
        "place": place,
        "number": ticket.number,
        "bureau": desk.bureau.name,
    }


def _usable(desk: Desk, photos: tuple[int, ...]) -> dict[int, datetime]:
    """Return by id when those pictures came that this chat may still give to a ticket."""
    unknown = [photo for photo in photos if photo not in desk.pictures]
    if unknown:
        asked = {"_photos": unknown, "_chat": desk.actor.chat_id}
        desk.pictures |= dict.fromkeys(unknown)
        for row in desk.session.connection().execute(_USABLE, asked):
            desk.pictures[row.id] = row.received_at
    usable = {}
    for photo in photos:
        received_at = desk.pictures[photo]
        if received_at is not None:
            usable[photo] = received_at
    return usable
