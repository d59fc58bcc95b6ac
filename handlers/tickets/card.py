"""Ticket: how one stands, what happened so far, and what can be done with it now."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, may_see, parties_of
from casework.tickets.acting_unit import acting_unit, answering_unit, nobody_acts
from casework.tickets.audience import UNKNOWN_UNIT, handling_name, unit_name
from casework.tickets.contents import words_reported
from casework.tickets.deadline import paused_until
from casework.tickets.look_back import came_back_as
from handlers.kit.photo_pages import newest
from handlers.kit.pickers.ticket import TicketNumber
from handlers.tickets.actions import open_actions
from handlers.tickets.disclosure import origin_lines, reporter_lines
from handlers.tickets.history import history_lines, is_cut
from handlers.tickets.photos import merged, pictures_of
from locales import Button, Message, _, message_from_json
from rules.lifecycle import ENDED, FROM_DISPATCH, OPEN, STATE_NAMES, Party, State
from storage.queries.warnings import supervision_of
from storage.tables import Ticket
from talk import Talk

OUTSIDERS = frozenset({Party.COMPLAINANT, Party.INSPECTOR})


def show_ticket(talk: Talk, desk: Desk) -> None:
    """Anyone concerned looks at one ticket and finds what can be done with it."""
    ticket = get_visible_ticket(desk, talk.argument)
    parties = parties_of(desk, ticket)
    photo_ids, left_out = newest(pictures_of(desk, ticket, parties))
    buttons = [
        Button(label, name, ticket.number)
        for name, label in open_actions(desk, ticket, parties).items()
    ]
    for relative in relatives(desk, ticket, parties):
        label = _("Open {number}", number=relative.number)
        buttons.append(Button(label, "ticket", relative.number))
    if left_out:
        buttons.append(Button(_("All photos"), "photos", ticket.number))
    if is_cut(desk, ticket, parties):
        buttons.append(Button(_("Whole history"), "history", ticket.number))
    talk.say(describe(desk, ticket, parties, *left_out), *buttons, photos=photo_ids)


def find_ticket(talk: Talk, desk: Desk) -> Button:
    """Somebody who oversees tickets opens one by its number."""
    asked = _("Which number? The last digits, the unit or words of it will do.")
    number = talk.ask("number", TicketNumber(desk), asked)
    return Button(_("Ticket"), "ticket", number)


def describe(desk: Desk, ticket: Ticket, parties: frozenset[Party], *photos: Message) -> Message:
    """Return the ticket in words that these parties may read; `photos` says which are shown."""
    lines = [
        _("{number} {kind}", number=ticket.number, kind=desk.catalogue.name_of(ticket.kind)),
        *_unit_lines(desk, ticket),
        _("State: {state}", state=STATE_NAMES[State(ticket.state)]),
        *_deadline_lines(desk, ticket),
        *_acting_lines(desk, ticket, parties),
        *_supervision_lines(desk, ticket),
        *_relative_lines(desk, ticket, parties),
        *_reported_lines(ticket),
        *_merged_lines(desk, ticket, parties),
        *reporter_lines(desk, ticket, parties),
        *photos,
        *origin_lines(desk, ticket, parties),
        *history_lines(desk, ticket, parties),
    ]
    return _("{lines}", lines=lines)


def _unit_lines(desk: Desk, ticket: Ticket) -> list[Message]:
    """Return the unit; of what is about a head whose head, and who handles it once it is sent."""
    if ticket.about_id is None:
        known = ticket.unit_id is not None
        return [_("Unit: {unit}", unit=unit_name(desk, ticket.unit_id) if known else UNKNOWN_UNIT)]
    about = _("About the head of: {unit}", unit=unit_name(desk, ticket.about_id))
    if State(ticket.state) not in FROM_DISPATCH:
        return [about, _("It goes to the unit above, not to that head")]
    return [about, _("Handled by: {unit}", unit=handling_name(desk, ticket))]


def _deadline_lines(desk: Desk, ticket: Ticket) -> list[Message]:
    """Return what was promised, or until when the clock stands still; nothing once it has ended."""
    state = State(ticket.state)
    if not ticket.promised or state in ENDED:
        return []
    until = paused_until(desk, ticket)
    if until is None:
        line = _("Deadline: {promised}", promised=message_from_json(ticket.promised))
    else:
        line = _(
            "The clock stands still, until {until} at the latest; what was left then goes on",
            until=until,
        )
    is_late = ticket.due_at is not None and desk.now > ticket.due_at
    if is_late and state in (State.ASSIGNED, State.IN_PROGRESS):
        return [line, _("Overdue!")]
    return [line]


def _acting_lines(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Message]:
    """Tell those inside who acts where the unit that is to answer has nobody."""
    if State(ticket.state) not in FROM_DISPATCH & OPEN or not parties - OUTSIDERS:
        return []
    if nobody_acts(desk.session, ticket):
        return [_("Nobody on the roster can act on it")]
    acting = acting_unit(desk.session, ticket)
    if acting == answering_unit(desk.session, ticket):
        return []
    return [_("Nobody is there to act: {unit} acts for it", unit=unit_name(desk, acting))]


def _supervision_lines(desk: Desk, ticket: Ticket) -> list[Message]:
    supervision = supervision_of(desk.session, ticket) if ticket.supervised else None
    if supervision is None or supervision.due_on is None:
        return []
    line = _("Under supervision until {until}: {demands}", until=supervision.due_on)
    return [line.given(demands=supervision.demands)]


def relatives(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Ticket]:
    """Return what came back as this ticket, and as which it came back, as far as to be read."""
    found = came_back_as(desk, ticket)
    before = desk.session.get(Ticket, ticket.relapse_of) if ticket.relapse_of is not None else None
    if before is not None:
        found = [before, *found]
    if Party.COMPLAINANT in parties:  # whose the one is, the others are
        return found
    return [relative for relative in found if may_see(desk, relative)]


def _relative_lines(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Message]:
    lines = []
    for relative in relatives(desk, ticket, parties):
        line = _("Came back as: {number}", number=relative.number)
        if relative.id == ticket.relapse_of:
            line = _("Opened anew because this came back: {number}", number=relative.number)
        lines.append(line)
    return lines


def _reported_lines(ticket: Ticket) -> list[Message]:
    """Return what was reported: words, place, and the time where it is not that of the report."""
    lines = []
    if ticket.words:
        lines.append(_("Words: {words}", words=ticket.words))
    if ticket.place:
        lines.append(_("Place: {place}", place=ticket.place))
    if ticket.happened_at not in (None, ticket.filed_at):
        lines.append(_("Time: {time}", time=ticket.happened_at))
    return lines


def _merged_lines(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Message]:
    lines = []
    for other in merged(desk, ticket, parties):
        line = _("From {number}, merged into this: {words}", number=other.number)
        lines.append(line.given(words=words_reported(desk, other) or "-"))
    return lines
