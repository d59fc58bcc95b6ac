"""Supervision (挂牌督办): proposed by a red warning, listed and taken off by the office."""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import AlreadyDone, Refused
from casework.tickets.commands import LiftSupervision, RefuseSupervision, Supervise
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import _
from storage.queries.warnings import supervision_of
from storage.tables import Supervision, Ticket


class DayIsOver(Refused):
    """The date set lies in the past."""

    field = "until"


class NotSupervised(Refused):
    """There is nothing to refuse or to take off."""


def propose(desk: Desk, ticket: Ticket) -> None:
    """Propose a ticket for the list that is neither proposed nor listed."""
    desk.session.add(Supervision(ticket_id=ticket.id or 0, proposed_at=desk.now))


def supervise(desk: Desk, command: Supervise) -> Receipt:
    """List the ticket with demands and a date; its unit is told."""
    ticket = lock_ticket(desk, command)
    standing = supervision_of(desk.session, ticket)
    if standing is not None and standing.state == "listed":
        raise AlreadyDone(_("{number} is under supervision already.", number=ticket.number))
    if command.until < desk.today:
        raise DayIsOver(_("{day} is over. Please set a day to come.", day=command.until))
    note = {"demands": command.demands, "until": command.until.isoformat()}
    apply_transition(desk, ticket, "supervise", note)
    listed = standing or Supervision(ticket_id=ticket.id or 0, proposed_at=desk.now)
    listed.state, listed.demands, listed.due_on = "listed", command.demands, command.until
    listed.listed_at, listed.listed_by = desk.now, desk.actor.person_id
    desk.session.add(listed)
    _set_supervised(desk, ticket, supervised=True)
    return tell(desk, ticket, "supervised", demands=command.demands, until=command.until)


def refuse_supervision(desk: Desk, command: RefuseSupervision) -> Receipt:
    """Refuse a proposal; the reason stands in the ticket's history."""
    ticket = lock_ticket(desk, command)
    standing = supervision_of(desk.session, ticket)
    if standing is None or standing.state != "proposed":
        raise NotSupervised(_("Supervision of {number} is not proposed.", number=ticket.number))
    apply_transition(desk, ticket, "refuse_supervision", {"reason": command.reason})
    _end(desk, standing, "refused", command.reason)
    return tell(desk, ticket, "supervision_refused")


def lift_supervision(desk: Desk, command: LiftSupervision) -> Receipt:
    """Take the ticket off the list by a decision; its unit is told."""
    ticket = lock_ticket(desk, command)
    standing = supervision_of(desk.session, ticket)
    if standing is None or standing.state != "listed":
        raise NotSupervised(_("{number} is not under supervision.", number=ticket.number))
    apply_transition(desk, ticket, "lift_supervision", {"decision": command.decision})
    _end(desk, standing, "lifted", command.decision)
    _set_supervised(desk, ticket, supervised=False)
    return tell(desk, ticket, "released", decision=command.decision)


def _end(desk: Desk, standing: Supervision, state: str, decision: str) -> None:
    standing.state, standing.decision = state, decision
    standing.lifted_at, standing.lifted_by = desk.now, desk.actor.person_id
    desk.session.add(standing)


def _set_supervised(desk: Desk, ticket: Ticket, *, supervised: bool) -> None:
    """Mark the ticket, whose reminders are planned anew."""
    ticket.supervised = supervised
    desk.session.add(ticket)
    desk.moved[ticket.id or 0] = ticket
