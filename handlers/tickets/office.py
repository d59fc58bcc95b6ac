"""The office's decisions on a ticket, and the custodian's look at who reported it."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket
from casework.tickets.deadline import day_when_granted
from handlers.kit.reason import Reason
from locales import _
from storage.queries.tickets import open_extension
from talk import Talk, Words


def accept(talk: Talk, desk: Desk) -> c.Accept:
    """The office takes a complaint up."""
    return c.Accept(talk.argument)


def decline(talk: Talk, desk: Desk) -> c.Decline:
    """The office declines a complaint, with the reason and where to turn."""
    reason = talk.ask("reason", Reason(), _("Why is {number} not taken up?", number=talk.argument))
    elsewhere = talk.ask("elsewhere", Words(), _("Where should the reporter turn instead?"))
    return c.Decline(talk.argument, reason, elsewhere)


def insist(talk: Talk, desk: Desk) -> c.Insist:
    """The office refuses a hand-back."""
    asked = _("Why does {number} stay with the unit?", number=talk.argument)
    return c.Insist(talk.argument, talk.ask("reason", Reason(), asked))


def time(talk: Talk, desk: Desk) -> c.RuleOnTime | None:
    """The office rules on a request for more time."""
    ticket = get_visible_ticket(desk, talk.argument)
    request = open_extension(desk.session, ticket)
    if request is None:
        return talk.drop(_("No request for more time is open on {number}.", number=talk.argument))
    asked = _(
        "{number}: {days} more working days are asked for, until {day}: {reason}",
        number=talk.argument,
        days=request.days,
    )
    day = day_when_granted(desk, ticket, request.days)
    asked = asked.given(reason=request.reason, day=day)
    if talk.choose("granted", asked, (True, _("Grant")), (False, _("Refuse"))):
        return c.RuleOnTime(talk.argument, True)
    return c.RuleOnTime(talk.argument, False, talk.ask("reason", Reason(), _("Why is it refused?")))


def approve(talk: Talk, desk: Desk) -> c.Approve:
    """The office approves an answer."""
    return c.Approve(talk.argument)


def send_back(talk: Talk, desk: Desk) -> c.SendBack:
    """The office returns an answer."""
    asked = _("What is missing in the answer to {number}?", number=talk.argument)
    return c.SendBack(talk.argument, talk.ask("reason", Reason(), asked))


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
    asked = _("What did you find when you looked at {number} again?", number=talk.argument)
    result = talk.ask("result", Words(), asked)
    has_relapsed = talk.choose(
        "relapse", _("Has it come back?"), (False, _("No")), (True, _("Yes, open a new ticket"))
    )
    return c.LookBack(talk.argument, result, has_relapsed)


def reveal(talk: Talk, desk: Desk) -> c.Reveal:
    """The custodian asks who reported in confidence."""
    asked = _(
        "Why must it be known who reported {number}? Your look and this reason go on the record.",
        number=talk.argument,
    )
    return c.Reveal(talk.argument, talk.ask("reason", Reason(), asked))
