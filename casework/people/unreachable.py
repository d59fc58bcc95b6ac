"""People who should be told and have no account: kept, and the office hears of each once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete
from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import tell_person
from locales import Button, _
from rules.permissions import Role
from storage.id_chunks import pieces
from storage.queries.units import holders_of
from storage.tables import Person, Unreachable
from storage.upsert import insert_or_leave

MAX_LISTED_NAMES = 20  # in one message

_UNREACHABLE = Unreachable.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_REACHED = delete(_UNREACHABLE).where(
    _UNREACHABLE.c.person_id.in_(bindparam("_people", expanding=True))
)
# Built once: each round of reminders asks.
_UNTOLD = (
    select(Unreachable, Person.name)
    .join(Person)
    .where(col(Unreachable.told_at).is_(None), col(Person.active))
    .order_by(col(Unreachable.person_id))
    .with_for_update(skip_locked=True, of=Unreachable)
)


def note_reached(desk: Desk, people: Collection[int]) -> None:
    """Forget that these were unreachable: should they lose their account again, the office is told
    again.
    """
    for some in pieces(people):
        desk.session.connection().execute(_REACHED, {"_people": some})


def note_unreachable(desk: Desk, people: Collection[int]) -> None:
    """Keep that these cannot be reached, and tell the office of those it has not been told of, in
    one message.
    """
    if people:
        insert = insert_or_leave(
            Unreachable, is_sqlite=desk.session.get_bind().dialect.name == "sqlite"
        )
        rows = [{"person_id": person, "since": desk.now} for person in sorted(people)]
        desk.session.connection().execute(insert, rows)
    found = desk.session.exec(_UNTOLD).all()
    if not found:
        return
    names = "、".join(name for _row, name in found[:MAX_LISTED_NAMES])
    text = _(
        "Reminders cannot reach these people, they have no account here yet ({count}): {names}",
        count=len(found),
        names=names,
    )
    if len(found) > MAX_LISTED_NAMES:
        text = _("{names} and {more} more", names=text, more=len(found) - MAX_LISTED_NAMES)
    invite = Button(_("Invite somebody"), "invite")
    told = [
        tell_person(desk, person, text, [invite])
        for person in holders_of(desk.session, Role.OFFICE.value)
    ]
    if any(told):
        for row, _name in found:
            row.told_at = desk.now
            desk.session.add(row)
