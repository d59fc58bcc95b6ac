"""Supervision (挂牌督办): what is proposed and listed, listing a ticket with demands and a date, and
taking it off; reminders.
"""

from __future__ import annotations

from casework.desk import Desk
from casework.refusals import NoSuchTicket
from casework.reminders.warnings import slip
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket, is_about, may_see, parties_of
from handlers.kit.pages import asked_page, turn
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.reason import Reason
from handlers.kit.ticket_list import one_line
from locales import Button, Message, _
from rules import limits
from rules.lifecycle import State, steps_open
from storage.queries.warnings import supervision_of, supervisions, warning_by_number
from storage.tables import Supervision, Ticket
from talk import Talk, Words


def supervised(talk: Talk, desk: Desk) -> None:
    """Office and leaders see what is proposed for the list and what is on it."""
    if not desk.actor.may("see_every_ticket"):
        return talk.drop(_("The list of supervised tickets is kept by the office."))
    found = {
        state: _seen(desk, supervisions(desk.session, state)) for state in ("proposed", "listed")
    }
    both = [*found["proposed"], *found["listed"]]
    if not both:
        return talk.say(
            _("No ticket is under supervision, and none is proposed."), Button(_("Menu"), "menu")
        )
    page = turn(both, "supervised", *asked_page(talk.argument))
    lines: list[Message] = []
    for state, heading in (
        ("proposed", _("Proposed: {count}")),
        ("listed", _("Under supervision: {count}")),
    ):
        lines += [heading.given(count=len(found[state]))] if found[state] else []
        lines += [
            _listed_line(desk, each, ticket) for each, ticket in page.items if each.state == state
        ]
    links = [
        Button(_("{number}", number=ticket.number), "ticket", ticket.number)
        for _each, ticket in page.items
    ]
    return talk.say(_("{lines}", lines=[*lines, *page.lines]), *links, *page.more)


def supervise(talk: Talk, desk: Desk) -> c.Supervise | c.RefuseSupervision | None:
    """The office lists a ticket under supervision, or refuses what a red warning proposed."""
    try:
        ticket = get_visible_ticket(desk, talk.argument)
    except NoSuchTicket as refusal:
        return talk.drop(refusal.reason)
    number, standing = ticket.number, supervision_of(desk.session, ticket)
    if standing is not None and standing.state == "listed":
        return talk.drop(_("{number} is under supervision already.", number=number))
    if standing is not None:
        asked = _("A red warning proposes supervision.\n{line}", line=one_line(desk, ticket))
        may = steps_open(ticket.track, State(ticket.state), parties_of(desk, ticket))
        ways = [("list", _("Put under supervision")), ("refuse", _("Refuse"))]
        if (
            talk.choose("way", asked, *(ways if "refuse_supervision" in may else ways[:1]))
            == "refuse"
        ):
            return c.RefuseSupervision(
                number,
                talk.ask(
                    "reason",
                    Reason(),
                    _("Why is {number} not put under supervision?", number=number),
                ),
            )
    demands = talk.ask(
        "demands", Words(longest=500), _("{number}: what is demanded of the unit?", number=number)
    )
    usual = tuple(desk.calendar.add(desk.today, each) for each in limits.OFFERED_SUPERVISION_DAYS)
    until = ask_day(
        talk, "until", OneDay(desk.today, desk.today, usual), _("By which day is it to be settled?")
    )
    return c.Supervise(number, demands, until)


def lift(talk: Talk, desk: Desk) -> c.LiftSupervision:
    """The office takes a ticket off the list by a decision."""
    asked = _("{number}: on what decision is supervision ended?", number=talk.argument)
    return c.LiftSupervision(talk.argument, talk.ask("decision", Reason(), asked))


def reminder(talk: Talk, desk: Desk) -> None:
    """Somebody concerned reads a reminder (催办单) again."""
    found = warning_by_number(desk.session, talk.argument)
    ticket = desk.session.get(Ticket, found.ticket_id) if found is not None else None
    if found is None or ticket is None or not may_see(desk, ticket):
        return talk.drop(
            _("There is no reminder {number} for you.", number=talk.argument[:20] or "?")
        )
    return talk.say(
        slip(desk, ticket, found),
        Button(_("Open {number}", number=ticket.number), "ticket", ticket.number),
    )


def _seen(desk: Desk, found: list[tuple[Supervision, Ticket]]) -> list[tuple[Supervision, Ticket]]:
    return [
        each
        for each in found
        if may_see(desk, each[1]) and not is_about(desk.session, each[1], desk.actor)
    ]


def _listed_line(desk: Desk, each: Supervision, ticket: Ticket) -> Message:
    line = one_line(desk, ticket)
    if each.due_on is None:
        return line
    return _("{line}\n  by {until}: {demands}", line=line, until=each.due_on, demands=each.demands)
