"""The office's conversations: what waits, and every decision on a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.desk import Desk
from casework.refusals import NobodyActs, NoSuchTicket, WithThemAlready
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket, not_about
from casework.tickets.acting_unit import (
    acting_when_assigned,
    answering_unit,
    answering_when_assigned,
    nobody_acts,
)
from casework.tickets.assign import deserted, taken_on, who_acts
from casework.tickets.deadline import day_when_granted
from casework.tickets.queues import most_pressing
from handlers.kit.pickers.unit import UnitName, unit_title
from handlers.kit.reason import Reason
from handlers.kit.ticket_list import one_line, say_list
from locales import Button, Message, _
from rules import limits
from rules.lifecycle import State
from rules.time.deadline import working_days
from storage.queries.tickets import (
    open_alike,
    open_extension,
    open_restricted,
    resolved,
    waiting_for_office,
)
from storage.tables import Ticket
from talk import Choice, Given, Number, Pick, Reading, Said, Talk, Words, Wrong


def inbox(talk: Talk, desk: Desk) -> None:
    """The office sees everything that waits for it, oldest deadline first."""
    if not desk.actor.may("work_the_inbox"):
        return talk.drop(_("The list of what waits is the office's."))
    waiting = most_pressing(
        desk, not_about(desk.session, desk.actor, waiting_for_office(desk.session, deserted(desk)))
    )
    if not waiting:
        return talk.say(
            _("Nothing waits for the office."),
            Button(_("To be closed"), "toclose"),
            Button(_("Menu"), "menu"),
        )
    return say_list(
        talk, desk, "inbox", _("Waiting for the office: {count}", count=len(waiting)), waiting
    )


def to_close(talk: Talk, desk: Desk) -> None:
    """The office sees the resolved complaints that are to be closed."""
    if not desk.actor.may("work_the_inbox"):
        return talk.drop(_("The list of what waits is the office's."))
    waiting = not_about(desk.session, desk.actor, resolved(desk.session))
    if not waiting:
        return talk.say(_("Nothing waits to be closed."), Button(_("Menu"), "menu"))
    return say_list(
        talk, desk, "toclose", _("Resolved, to be closed: {count}", count=len(waiting)), waiting
    )


def restricted(talk: Talk, desk: Desk) -> None:
    """The custodian sees the open complaints about heads of units."""
    if not desk.actor.may("reveal"):
        return talk.drop(_("The list of restricted complaints is the custodian's."))
    waiting = most_pressing(
        desk, not_about(desk.session, desk.actor, open_restricted(desk.session))
    )
    if not waiting:
        return talk.say(_("No restricted complaint is open."), Button(_("Menu"), "menu"))
    return say_list(
        talk,
        desk,
        "restricted",
        _("Open restricted complaints: {count}", count=len(waiting)),
        waiting,
    )


def accept(talk: Talk, desk: Desk) -> c.Accept:
    """The office takes a complaint up."""
    return c.Accept(talk.argument)


def decline(talk: Talk, desk: Desk) -> c.Decline:
    """The office declines a complaint, with the reason and where to turn."""
    reason = talk.ask("reason", Reason(), _("Why is {number} not taken up?", number=talk.argument))
    elsewhere = talk.ask("elsewhere", Words(), _("Where should the reporter turn instead?"))
    return c.Decline(talk.argument, reason, elsewhere)


class ActingUnit(UnitName):
    """A unit's id; one for which nobody could act on the ticket is refused at once, and so is the
    one it is `with_` already.
    """

    def __init__(self, desk: Desk, ticket: Ticket, *, with_: int | None = None) -> None:
        super().__init__(desk)
        self.ticket, self.with_ = ticket, with_

    def read(self, said: Said, partial: Any) -> Reading:
        reading = super().read(said, partial)
        if not isinstance(reading, Given):
            return reading
        if reading.value == self.with_:
            return Wrong(WithThemAlready(self.ticket.number).reason)
        if not acting_when_assigned(self.desk.session, self.ticket, reading.value)[1]:
            return Wrong(
                NobodyActs(self.ticket.number, unit_title(self.desk, reading.value)).reason
            )
        return reading


def assign(talk: Talk, desk: Desk) -> c.Assign:
    """The office assigns a ticket to a unit with a time limit."""
    ticket = get_visible_ticket(desk, talk.argument)
    handles = answering_unit(desk.session, ticket)
    keep = ticket.state != State.HANDED_BACK and not nobody_acts(desk.session, ticket)
    sure = _("Assign {number} to {unit}?", number=ticket.number, unit=unit_title(desk, handles))
    sure = _("{lines}", lines=[*who_acts(desk, ticket, ticket.unit_id), sure])
    named = keep and talk.choose("named", sure, (True, _("Yes")), (False, _("Another unit")))
    asked = _("To which unit?")
    if not keep and ticket.state != State.HANDED_BACK and handles is not None:
        asked = _(
            "Nobody on the roster could act on {number} for {unit}. To which unit does it go?",
            number=ticket.number,
        )
        asked = asked.given(unit=unit_title(desk, handles))
    if named:
        return c.Assign(
            ticket.number, ticket.unit_id or 0, _limit(talk, desk, ticket, ticket.unit_id)
        )
    unit = talk.ask("unit", ActingUnit(desk, ticket), asked)
    return c.Assign(
        ticket.number, unit or 0, _limit(talk, desk, ticket, unit, who_acts(desk, ticket, unit))
    )


def reassign(talk: Talk, desk: Desk) -> c.Reassign:
    """The office gives to another unit what the first has not taken on, or what nobody is left to
    act on.
    """
    ticket = get_visible_ticket(desk, talk.argument)
    if (
        not talk.begun
        and ticket.state == State.IN_PROGRESS
        and not nobody_acts(desk.session, ticket)
    ):
        raise taken_on(desk, ticket)
    asked = _("{number} is with {unit}. To which unit does it go?", number=ticket.number)
    asked = asked.given(unit=unit_title(desk, answering_unit(desk.session, ticket)))
    unit = talk.ask("unit", ActingUnit(desk, ticket, with_=ticket.unit_id), asked)
    reason = talk.ask(
        "reason",
        Reason(),
        _(
            "Why does {number} go to another unit? Units and reporter can read the reason.",
            number=ticket.number,
        ),
    )
    return c.Reassign(
        ticket.number,
        unit or 0,
        reason,
        _limit(talk, desk, ticket, unit, who_acts(desk, ticket, unit)),
    )


def _limit(
    talk: Talk, desk: Desk, ticket: Ticket, unit: int | None, acting: Sequence[Message] = ()
) -> int:
    """Ask within how many working days the unit has to answer; `acting` says why another acts for
    the one that was named.
    """
    usual = ticket.limit_days
    days = sorted(sorted({usual, *limits.OFFERED_LIMIT_DAYS}), key=lambda each: each != usual)
    kind = Number(
        least=1,
        most=limits.LONGEST_LIMIT_WORKING_DAYS,
        usual={each: working_days(each) for each in days},
    )
    asked = _("{unit}: within how many working days? Usual for this kind: {days}.")
    if ticket.track == "complaint":
        asked = _(
            "{unit}: within how many working days? The reporter was told {days}, and is "
            "told if it takes longer."
        )
    asked = asked.given(
        unit=unit_title(desk, answering_when_assigned(desk.session, ticket, unit)), days=usual
    )
    return talk.ask("limit", kind, _("{lines}", lines=[*acting, asked])) or usual


def insist(talk: Talk, desk: Desk) -> c.Insist:
    """The office refuses a hand-back."""
    return c.Insist(
        talk.argument,
        talk.ask(
            "reason", Reason(), _("Why does {number} stay with the unit?", number=talk.argument)
        ),
    )


def time(talk: Talk, desk: Desk) -> c.RuleOnTime | None:
    """The office rules on a request for more time."""
    try:
        ticket = get_visible_ticket(desk, talk.argument)
        asked = open_extension(desk.session, ticket)
    except NoSuchTicket as refusal:
        return talk.drop(refusal.reason)
    if asked is None:
        return talk.drop(_("No request for more time is open on {number}.", number=talk.argument))
    question = _(
        "{number}: {days} more working days are asked for, until {day}: {reason}",
        number=talk.argument,
        days=asked.days,
    )
    question = question.given(reason=asked.reason, day=day_when_granted(desk, ticket, asked.days))
    if talk.choose("granted", question, (True, _("Grant")), (False, _("Refuse"))):
        return c.RuleOnTime(talk.argument, True)
    return c.RuleOnTime(talk.argument, False, talk.ask("reason", Reason(), _("Why is it refused?")))


def approve(talk: Talk, desk: Desk) -> c.Approve:
    """The office approves an answer."""
    return c.Approve(talk.argument)


def send_back(talk: Talk, desk: Desk) -> c.SendBack:
    """The office returns an answer."""
    return c.SendBack(
        talk.argument,
        talk.ask(
            "reason",
            Reason(),
            _("What is missing in the answer to {number}?", number=talk.argument),
        ),
    )


def reopen(talk: Talk, desk: Desk) -> c.Reopen:
    """The office grants reopening."""
    return c.Reopen(talk.argument)


def uphold(talk: Talk, desk: Desk) -> c.Uphold:
    """The office upholds the result."""
    asked = _("Why does the result of {number} stand?", number=talk.argument)
    return c.Uphold(talk.argument, talk.ask("reason", Reason(), asked))


def close(talk: Talk, desk: Desk) -> c.Close:
    """The office closes a ticket (销号)."""
    return c.Close(talk.argument)


def look_back(talk: Talk, desk: Desk) -> c.LookBack:
    """The office looks back at a closed ticket (回头看)."""
    result = talk.ask(
        "result",
        Words(),
        _("What did you find when you looked at {number} again?", number=talk.argument),
    )
    again = talk.choose(
        "relapse", _("Has it come back?"), (False, _("No")), (True, _("Yes, open a new ticket"))
    )
    return c.LookBack(talk.argument, result, again)


def merge(talk: Talk, desk: Desk) -> c.Merge | None:
    """The office merges a ticket into another."""
    try:
        ticket = get_visible_ticket(desk, talk.argument)
    except NoSuchTicket as refusal:
        return talk.drop(refusal.reason)
    others = [
        Choice(each.number, one_line(desk, each)) for each in open_alike(desk.session, ticket)
    ]
    if not others:
        return talk.drop(
            _(
                "There is no other open ticket of this sort to merge {number} into.",
                number=ticket.number,
            )
        )
    main = talk.ask(
        "main", Pick[str](others), _("Into which ticket does {number} go?", number=ticket.number)
    )
    line = next((each.label for each in others if each.value == main), _("{number}", number=main))
    sure = _(
        "Merge {number} into this one? It cannot be undone; {main} is dealt with for both.\n{line}",
        number=ticket.number,
    )
    if not talk.choose(
        "sure", sure.given(main=main, line=line), (True, _("Merge")), (False, _("Do not merge"))
    ):
        return talk.drop(
            _("{number} is not merged; it is dealt with by itself.", number=ticket.number)
        )
    return c.Merge(ticket.number, main)


def reveal(talk: Talk, desk: Desk) -> c.Reveal:
    """The custodian asks who reported in confidence."""
    asked = _(
        "Why must it be known who reported {number}? Your look and this reason go on the record.",
        number=talk.argument,
    )
    return c.Reveal(talk.argument, talk.ask("reason", Reason(), asked))
