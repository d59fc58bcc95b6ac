"""In which chat somebody is told: the one used last."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, select

from storage.id_chunks import pieces
from storage.tables import Chat, Person
from storage.write_buffer import beside

_CHATS, _PERSONS = Chat.__table__, Person.__table__  # type: ignore[attr-defined]  # SQLModel adds them
_USED = (
    select(_CHATS.c.person_id, _CHATS.c.id)
    .join(_PERSONS, _PERSONS.c.id == _CHATS.c.person_id)
    .where(
        _PERSONS.c.id.in_(bindparam("_people", expanding=True)), _PERSONS.c.active, ~_CHATS.c.gone
    )
    .order_by(_CHATS.c.seen_at)
)


def chats_of_people(session: Session, people: Collection[int]) -> dict[int, int]:
    """Return by person the id of the chat used last, for those who can be reached."""
    session.flush()
    found: dict[int, int] = {}
    for some in pieces(people):
        found.update(
            (person, chat) for person, chat in beside(session).execute(_USED, {"_people": some})
        )
    return found


def chat_of_person(session: Session, person_id: int) -> int | None:
    """Return the id of the chat the person used last, None when none can be reached."""
    return chats_of_people(session, [person_id]).get(person_id)
