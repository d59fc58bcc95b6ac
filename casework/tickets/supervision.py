"""Supervision (挂牌督办): proposed by a red warning, listed by the office with demands and a date,
taken off by a decision.
"""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import AlreadyDone, Refused
from casework.tickets.access import get_visible_ticket
from casework.tickets.audience import open_button, tell_unit
from casework.tickets.commands import LiftSupervision, RefuseSupervision, Supervise
from casework.tickets.transition import apply_transition
from locales import Button, _
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
    standing = _standing(desk, command.number)
    if standing is not None and standing.state == "listed":
        raise AlreadyDone(_("{number} is under supervision already.", number=command.number))
    if command.until < desk.today:
        raise DayIsOver(_("{day} is over. Please set a day to come.", day=command.until))
    given = {"demands": command.demands, "until": command.until.isoformat()}
    ticket = apply_transition(desk, "supervise", command.number, given)
    listed = standing or Supervision(ticket_id=ticket.id or 0, proposed_at=desk.now)
    listed.state, listed.demands, listed.due_on = "listed", command.demands, command.until
    listed.listed_at, listed.listed_by = desk.now, desk.actor.person_id
    ticket.supervised = True
    desk.session.add_all([listed, ticket])
    desk.moved[ticket.id or 0] = ticket
    text = _(
        "{number} is under supervision until {until}: {demands}",
        number=ticket.number,
        until=command.until,
    )
    text = text.given(demands=command.demands)
    tell_unit(desk, ticket, text, [open_button(ticket.number)])
    return Receipt(text, (open_button(ticket.number),))


def refuse_supervision(desk: Desk, command: RefuseSupervision) -> Receipt:
    """Refuse a proposal; the reason stands in the ticket's history."""
    standing = _standing(desk, command.number)
    if standing is None or standing.state != "proposed":
        raise NotSupervised(_("Supervision of {number} is not proposed.", number=command.number))
    apply_transition(desk, "refuse_supervision", command.number, {"reason": command.reason})
    standing.state, standing.decision = "refused", command.reason
    standing.lifted_at, standing.lifted_by = desk.now, desk.actor.person_id
    desk.session.add(standing)
    return Receipt(
        _("{number} is not put under supervision.", number=command.number),
        (open_button(command.number),),
    )


def lift_supervision(desk: Desk, command: LiftSupervision) -> Receipt:
    """Take the ticket off the list by a decision; its unit is told."""
    standing = _standing(desk, command.number)
    if standing is None or standing.state != "listed":
        raise NotSupervised(_("{number} is not under supervision.", number=command.number))
    ticket = apply_transition(
        desk, "lift_supervision", command.number, {"decision": command.decision}
    )
    standing.state, standing.decision = "lifted", command.decision
    standing.lifted_at, standing.lifted_by = desk.now, desk.actor.person_id
    ticket.supervised = False
    desk.session.add_all([standing, ticket])
    desk.moved[ticket.id or 0] = ticket
    text = _(
        "{number} is no longer under supervision: {decision}",
        number=ticket.number,
        decision=command.decision,
    )
    tell_unit(desk, ticket, text, [open_button(ticket.number)])
    return Receipt(text, (Button(_("Supervised tickets"), "supervised"),))


def _standing(desk: Desk, number: str) -> Supervision | None:
    return supervision_of(desk.session, get_visible_ticket(desk, number, lock=True))
