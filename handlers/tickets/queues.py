"""Lists of tickets: what waits for the office, for closing, for the custodian and for a unit."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets.access import not_about
from casework.tickets.assign import deserted
from casework.tickets.queues import most_pressing, tickets_to_answer
from handlers.kit.ticket_list import say_list
from locales import Button, _
from rules.permissions import Role
from storage.queries.tickets import open_restricted, resolved, waiting_for_office
from talk import Talk

MENU = Button(_("Menu"), "menu")


def inbox(talk: Talk, desk: Desk) -> None:
    """The office sees everything that waits for it, oldest deadline first."""
    if not desk.actor.may("work_the_inbox"):
        return talk.drop(_("The list of what waits is the office's."))
    found = waiting_for_office(desk.session, deserted(desk))
    waiting = most_pressing(desk, not_about(desk.session, desk.actor, found))
    if not waiting:
        to_close = Button(_("To be closed"), "toclose")
        return talk.say(_("Nothing waits for the office."), to_close, MENU)
    heading = _("Waiting for the office: {count}", count=len(waiting))
    return say_list(talk, desk, "inbox", heading, waiting)


def to_close(talk: Talk, desk: Desk) -> None:
    """The office sees the resolved complaints that are to be closed."""
    if not desk.actor.may("work_the_inbox"):
        return talk.drop(_("The list of what waits is the office's."))
    waiting = not_about(desk.session, desk.actor, resolved(desk.session))
    if not waiting:
        return talk.say(_("Nothing waits to be closed."), MENU)
    heading = _("Resolved, to be closed: {count}", count=len(waiting))
    return say_list(talk, desk, "toclose", heading, waiting)


def restricted(talk: Talk, desk: Desk) -> None:
    """The custodian sees the open complaints about heads of units."""
    if not desk.actor.may("reveal"):
        return talk.drop(_("The list of restricted complaints is the custodian's."))
    found = not_about(desk.session, desk.actor, open_restricted(desk.session))
    waiting = most_pressing(desk, found)
    if not waiting:
        return talk.say(_("No restricted complaint is open."), MENU)
    heading = _("Open restricted complaints: {count}", count=len(waiting))
    return say_list(talk, desk, "restricted", heading, waiting)


def our_tickets(talk: Talk, desk: Desk) -> None:
    """Head and handlers see what their unit has to answer."""
    if not desk.actor.units_as(Role.HEAD, Role.HANDLER):
        return talk.drop(
            _("You are neither head nor handler of a unit. Ask the office if you should be.")
        )
    waiting = tickets_to_answer(desk)
    if not waiting:
        return talk.say(_("Your unit has no open ticket."), MENU)
    heading = _("Open tickets of your unit: {count}", count=len(waiting))
    return say_list(talk, desk, "unit", heading, waiting)
