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
    _PICTURES.c.id.in_(bindparam("_photos", expanding=True)), _PICTURES.c.ticket_id.is_(None),
    _PICTURES.c.state.in_(("pending", "kept")), _PICTURES.c.chat_id == bindparam("_chat"),
)  # fmt: skip
_ATTACH = (
    update(_PICTURES)
    .where(_PICTURES.c.id == bindparam("_id"))
    .values(ticket_id=bindparam("_ticket"), role=bindparam("_role"), stamp=bindparam("_stamp"))
)


def usable_photos(desk: Desk, photos: tuple[int, ...]) -> tuple[int, ...]:
    """Return those pictures of this chat that belong to no ticket yet and were not refused, in the
    order given.
    """
    usable = _usable(desk, photos)
    return tuple(each for each in photos if each in usable)


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

    A sender who is to stay unknown is forgotten once the picture is fetched: intake sees to it.
    """
    changes = []
    for evidence_id, received_at in _usable(desk, photos).items() if photos else ():
        local = received_at.astimezone(desk.bureau.zone)
        stamp = {
            "time": f"{local:%Y-%m-%d %H:%M}", "place": stamp_place, "number": ticket.number, "bureau": desk.bureau.name,
        }  # fmt: skip
        changes.append(
            {
                "_id": evidence_id,
                "_ticket": ticket.id,
                "_role": role,
                "_stamp": stamp if stamp_place is not None else None,
            }
        )
        desk.pictures[evidence_id] = None
    buffer_write(desk.session, _ATTACH, changes)


def _usable(desk: Desk, photos: tuple[int, ...]) -> dict[int, datetime]:
    """Return when those pictures came that this chat may still give to a ticket, by id."""
    if unknown := [each for each in photos if each not in desk.pictures]:
        rows = desk.session.connection().execute(
            _USABLE, {"_photos": unknown, "_chat": desk.actor.chat_id}
        )
        desk.pictures |= dict.fromkeys(unknown) | {each.id: each.received_at for each in rows}
    return {each: came for each in photos if (came := desk.pictures[each]) is not None}
