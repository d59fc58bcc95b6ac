"""Assigning a ticket to a unit, or to another one, with its time limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.desk import Desk
from casework.refusals import NobodyActs, WithThemAlready
from casework.tickets.access import get_visible_ticket
from casework.tickets.acting_unit import (
    acting_when_assigned,
    answering_unit,
    answering_when_assigned,
    nobody_acts,
)
from casework.tickets.assign import taken_on
from casework.tickets.audience import who_acts
from casework.tickets.commands import Assign, Reassign
from handlers.kit.pickers.unit import UnitName, unit_title
from handlers.kit.reason import Reason
from locales import Message, _
from rules import limits
from rules.lifecycle import State
from rules.time.deadline import working_days
from storage.tables import Ticket
from talk import Given, Number, Reading, Said, Talk, Wrong


class ActingUnit(UnitName):
    """A unit that can act on the ticket, other than the one it is `with_` already."""

    def __init__(self, desk: Desk, ticket: Ticket, *, with_: int | None = None) -> None:
        super().__init__(desk)
        self.ticket, self.with_ = ticket, with_

    def read(self, said: Said, partial: Any) -> Reading:
        reading = super().read(said, partial)
        if not isinstance(reading, Given):
            return reading
        unit_id = reading.value
        if unit_id == self.with_:
            return Wrong(WithThemAlready(self.ticket.number).reason)
        _acting, people = acting_when_assigned(self.desk.session, self.ticket, unit_id)
        if not people:
            return Wrong(NobodyActs(self.ticket.number, unit_title(self.desk, unit_id)).reason)
        return reading


def assign(talk: Talk, desk: Desk) -> Assign:
    """The office assigns a ticket to a unit with a time limit."""
    ticket = get_visible_ticket(desk, talk.argument)
    asked = _("To which unit?")
    if ticket.state != State.HANDED_BACK:
        named = answering_unit(desk.session, ticket)
        if nobody_acts(desk.session, ticket):
            asked = _ask_instead_of(desk, ticket, named)
        elif _goes_to_named(talk, desk, ticket, named):
            limit = _ask_limit(talk, desk, ticket, ticket.unit_id)
            return Assign(ticket.number, ticket.unit_id or 0, limit)
    unit = talk.ask("unit", ActingUnit(desk, ticket), asked)
    limit = _ask_limit(talk, desk, ticket, unit, who_acts(desk, ticket, unit))
    return Assign(ticket.number, unit or 0, limit)


def _goes_to_named(talk: Talk, desk: Desk, ticket: Ticket, named: int | None) -> bool:
    """Ask whether it goes to the unit that was named when it was reported."""
    sure = _("Assign {number} to {unit}?", number=ticket.number, unit=unit_title(desk, named))
    asked = _("{lines}", lines=[*who_acts(desk, ticket, ticket.unit_id), sure])
    return bool(talk.choose("named", asked, (True, _("Yes")), (False, _("Another unit"))))


def _ask_instead_of(desk: Desk, ticket: Ticket, named: int | None) -> Message:
    """Return the question for a unit where nobody could act for the one that was named."""
    if named is None:
        return _("To which unit?")
    asked = _(
        "Nobody on the roster could act on {number} for {unit}. To which unit does it go?",
        number=ticket.number,
    )
    return asked.given(unit=unit_title(desk, named))


def reassign(talk: Talk, desk: Desk) -> Reassign:
    """The office gives to another unit what is not taken on, or what nobody acts on any more."""
    ticket = get_visible_ticket(desk, talk.argument)
    is_taken_on = ticket.state == State.IN_PROGRESS
    if not talk.begun and is_taken_on and not nobody_acts(desk.session, ticket):
        raise taken_on(desk, ticket)
    asked = _("{number} is with {unit}. To which unit does it go?", number=ticket.number)
    asked = asked.given(unit=unit_title(desk, answering_unit(desk.session, ticket)))
    unit = talk.ask("unit", ActingUnit(desk, ticket, with_=ticket.unit_id), asked)
    why = _("Why does {number} go to another unit? Units and reporter can read the reason.")
    reason = talk.ask("reason", Reason(), why.given(number=ticket.number))
    limit = _ask_limit(talk, desk, ticket, unit, who_acts(desk, ticket, unit))
    return Reassign(ticket.number, unit or 0, reason, limit)


def _ask_limit(
    talk: Talk, desk: Desk, ticket: Ticket, unit: int | None, acting: Sequence[Message] = ()
) -> int:
    """Ask in how many working days to answer; `acting` says why another unit acts than named."""
    usual = ticket.limit_days
    others = sorted(set(limits.OFFERED_LIMIT_DAYS) - {usual})
    offered = {days: working_days(days) for days in (usual, *others)}
    asked = _("{unit}: within how many working days? Usual for this kind: {days}.")
    if ticket.track == "complaint":
        asked = _(
            "{unit}: within how many working days? The reporter was told {days}, and is "
            "told if it takes longer."
        )
    answers = answering_when_assigned(desk.session, ticket, unit)
    asked = asked.given(unit=unit_title(desk, answers), days=usual)
    kind = Number(least=1, most=limits.LONGEST_LIMIT_WORKING_DAYS, usual=offered)
    return talk.ask("limit", kind, _("{lines}", lines=[*acting, asked])) or usual
