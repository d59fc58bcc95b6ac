"""Supervision (挂牌督办): the list of it, putting a ticket on it and taking it off; reminders."""

from __future__ import annotations

from casework.desk import Desk
from casework.reminders.warnings import slip
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket, is_about, may_see, parties_of
from handlers.kit.pages import asked_page, cut_page
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.reason import Reason
from handlers.kit.ticket_list import number_button, one_line
from locales import Button, Message, _
from rules import limits
from rules.lifecycle import State, steps_open
from storage.queries.warnings import supervision_of, supervisions, warning_by_number
from storage.tables import Supervision, Ticket
from talk import Talk, Words

HEADINGS = {"proposed": _("Proposed: {count}"), "listed": _("Under supervision: {count}")}
MAX_DEMAND_CHARACTERS = 500


def supervised(talk: Talk, desk: Desk) -> None:
    """Office and leaders see what is proposed for the list and what is on it."""
    if not desk.actor.may("see_every_ticket"):
        return talk.drop(_("The list of supervised tickets is kept by the office."))
    found = {state: _visible(desk, supervisions(desk.session, state)) for state in HEADINGS}
    both = [*found["proposed"], *found["listed"]]
    if not both:
        nothing = _("No ticket is under supervision, and none is proposed.")
        return talk.say(nothing, Button(_("Menu"), "menu"))
    page = cut_page(both, "supervised", *asked_page(talk.argument))
    lines: list[Message] = []
    for state, heading in HEADINGS.items():
        if found[state]:
            lines.append(heading.given(count=len(found[state])))
        for supervision, ticket in page.items:
            if supervision.state == state:
                lines.append(_listed_line(desk, supervision, ticket))
    buttons = [number_button(ticket) for _supervision, ticket in page.items]
    return talk.say(_("{lines}", lines=[*lines, *page.lines]), *buttons, *page.more)


def _visible(
    desk: Desk, found: list[tuple[Supervision, Ticket]]
) -> list[tuple[Supervision, Ticket]]:
    visible = []
    for supervision, ticket in found:
        if may_see(desk, ticket) and not is_about(desk.session, ticket, desk.actor):
            visible.append((supervision, ticket))
    return visible


def _listed_line(desk: Desk, supervision: Supervision, ticket: Ticket) -> Message:
    line = one_line(desk, ticket)
    if supervision.due_on is None:
        return line
    by_day = _("{line}\n  by {until}: {demands}", line=line, until=supervision.due_on)
    return by_day.given(demands=supervision.demands)


def supervise(talk: Talk, desk: Desk) -> c.Supervise | c.RefuseSupervision | None:
    """The office lists a ticket under supervision, or refuses what a red warning proposed."""
    ticket = get_visible_ticket(desk, talk.argument)
    number, supervision = ticket.number, supervision_of(desk.session, ticket)
    if supervision is not None and supervision.state == "listed":
        return talk.drop(_("{number} is under supervision already.", number=number))
    if supervision is not None and not _is_listed_as_proposed(talk, desk, ticket):
        asked = _("Why is {number} not put under supervision?", number=number)
        return c.RefuseSupervision(number, talk.ask("reason", Reason(), asked))
    asked = _("{number}: what is demanded of the unit?", number=number)
    demands = talk.ask("demands", Words(longest=MAX_DEMAND_CHARACTERS), asked)
    usual = tuple(desk.calendar.add(desk.today, days) for days in limits.OFFERED_SUPERVISION_DAYS)
    by_day = OneDay(desk.today, desk.today, usual)
    until = ask_day(talk, "until", by_day, _("By which day is it to be settled?"))
    return c.Supervise(number, demands, until)


def _is_listed_as_proposed(talk: Talk, desk: Desk, ticket: Ticket) -> bool:
    """Ask whether what a red warning proposed is done; not everybody may refuse it."""
    asked = _("A red warning proposes supervision.\n{line}", line=one_line(desk, ticket))
    ways = [("list", _("Put under supervision"))]
    steps = steps_open(ticket.track, State(ticket.state), parties_of(desk, ticket))
    if "refuse_supervision" in steps:
        ways.append(("refuse", _("Refuse")))
    return bool(talk.choose("way", asked, *ways) == "list")


def lift(talk: Talk, desk: Desk) -> c.LiftSupervision:
    """The office takes a ticket off the list by a decision."""
    asked = _("{number}: on what decision is supervision ended?", number=talk.argument)
    return c.LiftSupervision(talk.argument, talk.ask("decision", Reason(), asked))


def reminder(talk: Talk, desk: Desk) -> None:
    """Somebody concerned reads a reminder (催办单) again."""
    warning = warning_by_number(desk.session, talk.argument)
    ticket = desk.session.get(Ticket, warning.ticket_id) if warning is not None else None
    if warning is None or ticket is None or not may_see(desk, ticket):
        number = talk.argument[:20] or "?"
        return talk.drop(_("There is no reminder {number} for you.", number=number))
    opened = Button(_("Open {number}", number=ticket.number), "ticket", ticket.number)
    return talk.say(slip(desk, ticket, warning), opened)
