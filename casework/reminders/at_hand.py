"""What is known of the tickets at hand, read for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Actor, Desk
from casework.people.accounts import Known, look_up
from casework.reminders.ticket_plan import LIMITED
from casework.tickets.access import may_see
from casework.tickets.audience import unit_people
from rules.permissions import Role
from storage.queries.accused import accused_of
from storage.queries.unit_tree import read_unit_tree
from storage.queries.warnings import entered_moments, standing_supervisions, warnings_issued
from storage.tables import IssuedWarning, Supervision, Ticket

TOLD = (Role.OFFICE, Role.HEAD, Role.HANDLER, Role.LEADER, Role.CUSTODIAN)


@dataclass(frozen=True, slots=True)
class AtHand:
    """By ticket: the warnings issued for its deadline, since when it is in its state, and its
    supervision that is proposed or listed.

    `people` are the names and roles of those who may have to be told.
    """

    issued: Mapping[int, Mapping[str, IssuedWarning]]
    entered: Mapping[int, datetime]
    supervisions: Mapping[int, Supervision]
    people: dict[int, Known | None]

    def may_be_told(self, desk: Desk, ticket: Ticket, persons: Iterable[int]) -> dict[int, bool]:
        """Return who of the active persons may hear of the ticket, and whether they may open it."""
        wanted = list(dict.fromkeys(persons))
        unknown = [person for person in wanted if person not in self.people]
        if unknown:
            self.people.update(look_up(desk.session, unknown))
        accused = accused_of(desk.session, ticket)
        own = unit_people(desk, ticket)  # they act for its unit and open it
        told: dict[int, bool] = {}
        for person in wanted:
            known = self.people[person]
            if known is None or person in accused:
                continue
            actor = Actor(person_id=person, held=known[1])
            seen = person in own or may_see(_as_actor(desk, actor), ticket)
            if seen or not ticket.restricted:
                told[person] = seen
        return told


def read_at_hand(desk: Desk, tickets: Collection[Ticket]) -> AtHand:
    """Read what the due reminders of these tickets ask for, with one statement for each sort."""
    tree = read_unit_tree(desk.session)
    told: set[int] = set()
    for role in TOLD:
        told.update(tree.holders_of(role))
    limited = [ticket for ticket in tickets if ticket.state in LIMITED]
    return AtHand(
        warnings_issued(desk.session, tickets),
        entered_moments(desk.session, limited),
        standing_supervisions(desk.session, tickets),
        look_up(desk.session, sorted(told)),
    )


def _as_actor(desk: Desk, actor: Actor) -> Desk:
    return Desk(desk.session, desk.now, desk.bureau, actor)
