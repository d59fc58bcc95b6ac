"""The ledger: the one place that changes a ticket's state, with the event that says so, chained to
the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from casework.desk import Actor, Desk
from casework.refusals import NoSuchTicket
from casework.responsible import acting_for
from locales import Message, _
from rules.lifecycle import FROM_DISPATCH, Party, State, Step, find_step
from rules.permissions import PARTY_OF_ROLE, Role
from storage.accused import accused_of, named_in
from storage.gathering import gather
from storage.tables import Chat, Event, Reporter, Ticket, Unit

FIRST = "0" * 64
_HASHED = ("actor_id", "actor", "name", "from_state", "to_state", "note")
# Built once, and run past the session's unit of work: every change of every ticket comes this way.
_APPEND = insert(Event.__table__).inline()  # type: ignore[attr-defined]  # SQLModel adds it
_MOVE = (
    update(Ticket.__table__)  # type: ignore[attr-defined]  # as above
    .where(col(Ticket.id) == bindparam("_id"))
    .values({name: bindparam(f"_{name}") for name in ("state", "events", "head")})
)


def parties_of(desk: Desk, ticket: Ticket, *, by_receipt: bool = False) -> frozenset[Party]:
    """Return the parts this actor has in the ticket."""
    actor = desk.actor
    if actor.chat_id is None and actor.person_id is None:
        return frozenset({Party.CLOCK})
    mine = {Party.COMPLAINANT} if by_receipt or _is_reporter(desk, ticket) else set()
    if is_about(desk.session, ticket, actor):
        return frozenset(mine)
    parties = {
        PARTY_OF_ROLE[role] for role, unit in actor.held if unit is None and role in PARTY_OF_ROLE
    }
    parties -= {Party.UNIT, Party.INSPECTOR}
    # Before dispatch the unit knows of nothing; who sits in the office, too, does, and decides
    # nothing in the unit's favour.
    if (State(ticket.state) in FROM_DISPATCH or Party.OFFICE in parties) and acts_for_unit(
        desk, ticket
    ):
        parties.add(Party.UNIT)
    if ticket.inspector_id is not None and ticket.inspector_id == actor.person_id:
        parties.add(Party.INSPECTOR)
    if actor.may("instruct") and not ticket.restricted:
        parties.add(Party.LEADER)
    return frozenset(parties | mine)


def is_about(session: Session, ticket: Ticket, actor: Actor) -> bool:
    """Tell whether the complaint is about this very person as a unit's head: whatever they are
    since, it is not theirs to see.
    """
    return not not_about(session, actor, [ticket])


def not_about(session: Session, actor: Actor, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return the tickets without those that are about this person: named at filing, or as head
    where nobody was named.
    """
    named, headed = named_in(session, tickets), actor.units_as(Role.HEAD)

    def is_theirs(ticket: Ticket) -> bool:
        persons = named.get(ticket.id or 0)
        return ticket.about_id in headed if persons is None else actor.person_id in persons

    return [each for each in tickets if not is_theirs(each)]


def answering_unit(session: Session, ticket: Ticket) -> int | None:
    """Return the unit that answers: what is about the head of the unit it was assigned to goes to
    the unit above.
    """
    return answering_when_assigned(session, ticket, ticket.unit_id)


def answering_when_assigned(session: Session, ticket: Ticket, unit_id: int | None) -> int | None:
    """Return the unit that would answer if the ticket were assigned to this one."""
    if ticket.about_id is None or unit_id != ticket.about_id:
        return unit_id
    unit = session.get(Unit, unit_id)
    return unit.parent_id if unit else None


def acting_unit(session: Session, ticket: Ticket) -> int | None:
    """Return the unit whose heads and handlers act: the one that answers, or where nobody is there,
    the nearest above.
    """
    return acting_when_assigned(session, ticket, ticket.unit_id)[0]


def acting_when_assigned(
    session: Session, ticket: Ticket, unit_id: int | None
) -> tuple[int | None, list[int]]:
    """Return for which unit, and who, would act if the ticket were assigned to this one: nobody,
    where the list is empty.
    """
    answers = answering_when_assigned(session, ticket, unit_id)
    if answers is None:
        return None, []
    return acting_for(session, answers, about=ticket.about_id, but=accused_of(session, ticket))


def nobody_acts(session: Session, ticket: Ticket) -> bool:
    """Tell whether nobody on the roster can act on the ticket for the unit it is with."""
    return not acting_when_assigned(session, ticket, ticket.unit_id)[1]


def acts_for_unit(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether the actor is one of those who act for the unit."""
    mine = desk.actor.units_as(Role.HEAD, Role.HANDLER)
    if not mine or is_about(desk.session, ticket, desk.actor):
        return False
    return answering_unit(desk.session, ticket) in mine or acting_unit(desk.session, ticket) in mine


def _is_reporter(desk: Desk, ticket: Ticket) -> bool:
    reporter = desk.session.get(Reporter, ticket.id) if ticket.track == "complaint" else None
    if reporter is None or reporter.chat_id is None:
        return False
    if reporter.chat_id == desk.actor.chat_id:
        return True
    chat = desk.session.get(Chat, reporter.chat_id)
    return (
        chat is not None and chat.person_id is not None and chat.person_id == desk.actor.person_id
    )


def see_ticket(desk: Desk, number: str, *, by_receipt: bool = False, lock: bool = False) -> Ticket:
    """Return the ticket if this actor may see it; NoSuchTicket otherwise, whether it exists or not."""
    found = select(Ticket).where(Ticket.number == number.strip().upper())
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    ticket = desk.session.exec(found).first()
    if ticket is None or not may_see(desk, ticket, by_receipt=by_receipt):
        raise NoSuchTicket(number)
    return ticket


def may_see(desk: Desk, ticket: Ticket, *, by_receipt: bool = False) -> bool:
    """Tell whether this actor may see the ticket."""
    overseen = desk.actor.may("see_restricted" if ticket.restricted else "see_every_ticket")
    if overseen and not is_about(desk.session, ticket, desk.actor):
        return True
    return bool(parties_of(desk, ticket, by_receipt=by_receipt))


def take_step(
    desk: Desk,
    name: str,
    number: str,
    given: Mapping[str, Any] | None = None,
    *,
    by_receipt: bool = False,
) -> Ticket:
    """Lock the ticket, check party, state and what is given against the table, write the event,
    move the ticket.
    """
    ticket = see_ticket(desk, number, by_receipt=by_receipt, lock=True)
    parties = parties_of(desk, ticket, by_receipt=by_receipt)
    given = given or {}
    step = find_step(
        name, track=ticket.track, state=State(ticket.state), parties=parties, given=given
    )
    record(desk, ticket, step.event, step.to, given, acting_party(step, parties))
    return ticket


def acting_party(step: Step, parties: frozenset[Party]) -> Party:
    """Return in which part the actor takes this step."""
    return next(party for party in Party if party in step.by & parties)


def record(
    desk: Desk, ticket: Ticket, event: str, to: State | None, note: Mapping[str, Any], party: Party
) -> None:
    """Append the event and move the ticket to `to` (None: it stays where it is)."""
    before = ticket.state if ticket.events else None
    after = to.value if to is not None else ticket.state
    kept = {name: value for name, value in note.items() if value not in (None, "", (), [])}
    row: dict[str, Any] = {
        "ticket_id": ticket.id,
        "seq": ticket.events + 1,
        "at": desk.now,
        "actor": party.value,
        "name": event,
        "actor_id": None if party is Party.COMPLAINANT else desk.actor.person_id,
        "from_state": before,
        "to_state": after,
        "note": json.loads(json.dumps(kept)),
        "previous": ticket.head or FIRST,
    }
    row["hash"] = _hash_of(row)
    moved = {"state": after, "events": row["seq"], "head": row["hash"]}
    gather(desk.session, _APPEND, [row])
    gather(
        desk.session,
        _MOVE,
        [{"_id": ticket.id, **{f"_{name}": value for name, value in moved.items()}}],
    )
    for name, value in moved.items():
        set_committed_value(ticket, name, value)
    if before != after:
        desk.moved[ticket.id or 0] = ticket


def hash_of(event: Event) -> str:
    """Return the event's hash: SHA-256 over what it says and the hash before it, as canonical JSON."""
    return _hash_of(event.__dict__)


def _hash_of(row: Mapping[str, Any]) -> str:
    said = [
        row["previous"],
        row["ticket_id"],
        row["seq"],
        row["at"].astimezone(UTC).isoformat(),
        *(row[name] for name in _HASHED),
    ]
    return hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def history(session: Session, ticket: Ticket) -> list[Event]:
    """Return the ticket's events, oldest first."""
    return list(
        session.exec(select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.seq)))
    )


def broken_links(session: Session, ticket: Ticket) -> list[Message]:
    """Return what is wrong with the ticket's chain; [] when it holds."""
    faults: list[Message] = []
    events, head = history(session, ticket), FIRST
    for place, event in enumerate(events, 1):
        if event.seq != place or event.previous != head or event.hash != hash_of(event):
            faults.append(
                _(
                    "{number}: record {seq} was changed, or does not fit the one before it",
                    seq=event.seq,
                )
            )
        head = event.hash
    if len(events) != ticket.events or (events and head != ticket.head):
        faults.append(
            _(
                "{number}: the last record is not the one the ticket knows; one is "
                "missing or was added"
            )
        )
    if events and events[-1].to_state != ticket.state:
        faults.append(_("{number}: the state is not the one the last record led to"))
    return [each.given(number=ticket.number) for each in faults]
