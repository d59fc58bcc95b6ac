"""Ticket: how one stands, what happened so far, and what you can do now."""

from __future__ import annotations

from casework.desk import Desk
from casework.refusals import NoSuchTicket
from casework.tickets.access import get_visible_ticket, may_see, parties_of
from casework.tickets.acting_unit import acting_unit, answering_unit, nobody_acts
from casework.tickets.audience import UNKNOWN_UNIT, handling_name, unit_name
from casework.tickets.deadline import paused_until
from casework.tickets.look_back import came_back_as
from casework.tickets.merge import words_reported
from handlers.kit.pickers.ticket import TicketNumber
from handlers.tickets.actions import open_actions
from handlers.tickets.history import history_lines, is_cut
from handlers.tickets.photos import merged, newest, pictures_of
from locales import Button, Message, _, message_from_json
from rules.lifecycle import ENDED, FROM_DISPATCH, OPEN, STATE_NAMES, Party, State
from storage.queries.warnings import supervision_of
from storage.tables import Origin, Person, Reporter, Ticket
from talk import Talk


def ticket(talk: Talk, desk: Desk) -> None:
    """Anyone concerned looks at one ticket and finds what can be done with it."""
    try:
        found = get_visible_ticket(desk, talk.argument)
    except NoSuchTicket as refusal:
        return talk.drop(refusal.reason)
    parties = parties_of(desk, found)
    ids, left_out = newest(pictures_of(desk, found, parties))
    earlier = [
        Button(_("Open {number}", number=each.number), "ticket", each.number)
        for each in relatives(desk, found, parties)
    ]
    earlier += [Button(_("All photos"), "photos", found.number)] if left_out else []
    earlier += (
        [Button(_("Whole history"), "history", found.number)]
        if is_cut(desk, found, parties)
        else []
    )
    actions = [
        Button(label, name, found.number)
        for name, label in open_actions(desk, found, parties).items()
    ]
    return talk.say(
        describe(desk, found, parties, *left_out),
        *actions,
        *earlier,
        photos=ids,
    )


def find(talk: Talk, desk: Desk) -> Button:
    """Somebody who oversees tickets opens one by its number."""
    number = talk.ask(
        "number",
        TicketNumber(desk),
        _("Which number? The last digits, the unit or words of it will do."),
    )
    return Button(_("Ticket"), "ticket", number)


def describe(desk: Desk, found: Ticket, parties: frozenset[Party], *photos: Message) -> Message:
    """Return the ticket in words, with no more than these parties may read; `photos` says which are
    shown.
    """
    lines = [
        _("{number} {kind}", number=found.number, kind=desk.catalogue.name_of(found.kind)),
        *_unit_lines(desk, found),
        _("State: {state}", state=STATE_NAMES[State(found.state)]),
    ]
    if found.promised and State(found.state) not in ENDED:
        late = found.due_at is not None and desk.now > found.due_at and found.state != State.WAITING
        if (until := paused_until(desk, found)) is not None:
            lines.append(
                _(
                    "The clock stands still, until {until} at the latest; what was left "
                    "then goes on",
                    until=until,
                )
            )
        else:
            lines.append(_("Deadline: {promised}", promised=message_from_json(found.promised)))
        lines += (
            [_("Overdue!")]
            if late and State(found.state) in (State.ASSIGNED, State.IN_PROGRESS)
            else []
        )
    lines += _acting_lines(desk, found, parties) + _supervision_lines(desk, found)
    first, again = _("Opened anew because this came back: {number}"), _("Came back as: {number}")
    lines += [
        (first if each.id == found.relapse_of else again).given(number=each.number)
        for each in relatives(desk, found, parties)
    ]
    lines += [_("Words: {words}", words=found.words)] if found.words else []
    lines += [_("Place: {place}", place=found.place)] if found.place else []
    lines += (
        [_("Time: {time}", time=found.happened_at)]
        if found.happened_at not in (None, found.filed_at)
        else []
    )
    lines += [
        _(
            "From {number}, merged into this: {words}",
            number=each.number,
            words=words_reported(desk, each) or "-",
        )
        for each in merged(desk, found, parties)
    ]
    lines += [*_reporter_lines(desk, found, parties), *photos, *_origin_lines(desk, found, parties)]
    return _("{lines}", lines=[*lines, *history_lines(desk, found, parties)])


def _unit_lines(desk: Desk, found: Ticket) -> list[Message]:
    """Return the unit; of what is about a unit's head, whose head it is and, once it is sent, who
    handles it.
    """
    if found.about_id is None:
        return [
            _(
                "Unit: {unit}",
                unit=UNKNOWN_UNIT if found.unit_id is None else unit_name(desk, found.unit_id),
            )
        ]
    about = _("About the head of: {unit}", unit=unit_name(desk, found.about_id))
    if State(found.state) not in FROM_DISPATCH:
        return [about, _("It goes to the unit above, not to that head")]
    return [about, _("Handled by: {unit}", unit=handling_name(desk, found))]


def relatives(desk: Desk, found: Ticket, parties: frozenset[Party]) -> list[Ticket]:
    """Return the ticket that came back as this one, and those as which this one came back, as far
    as they may be read.
    """
    before = desk.session.get(Ticket, found.relapse_of) if found.relapse_of is not None else None
    all_ = [*([before] if before is not None else []), *came_back_as(desk, found)]
    return [
        each for each in all_ if Party.COMPLAINANT in parties or may_see(desk, each)
    ]  # whose the one is, the others are


def _acting_lines(desk: Desk, found: Ticket, parties: frozenset[Party]) -> list[Message]:
    """Tell those inside who acts where the unit that is to answer has nobody."""
    if State(found.state) not in FROM_DISPATCH & OPEN or not parties - {
        Party.COMPLAINANT,
        Party.INSPECTOR,
    }:
        return []
    if nobody_acts(desk.session, found):
        return [_("Nobody on the roster can act on it")]
    acting = acting_unit(desk.session, found)
    if acting == answering_unit(desk.session, found):
        return []
    return [_("Nobody is there to act: {unit} acts for it", unit=unit_name(desk, acting))]


def _supervision_lines(desk: Desk, found: Ticket) -> list[Message]:
    listed = supervision_of(desk.session, found) if found.supervised else None
    if listed is None or listed.due_on is None:
        return []
    return [
        _("Under supervision until {until}: {demands}", until=listed.due_on, demands=listed.demands)
    ]


def _reporter_lines(desk: Desk, found: Ticket, parties: frozenset[Party]) -> list[Message]:
    """A name given openly is shown to the office and to the unit, the telephone number beside it to
    the office alone.

    So is an inspector's name, and how somebody complained who did not give it openly.
    """
    overseen = bool(parties & {Party.OFFICE, Party.CUSTODIAN})
    inspector = (
        desk.session.get(Person, found.inspector_id)
        if found.inspector_id is not None and overseen
        else None
    )
    if inspector is not None:
        return [_("Inspector: {name}", name=inspector.name)]
    reporter = desk.session.get(Reporter, found.id)
    if reporter is not None and reporter.level != "named" and overseen:
        return [
            _("Reported in confidence")
            if reporter.level == "confidential"
            else _("Reported anonymously")
        ]
    if (
        reporter is None
        or reporter.level != "named"
        or not parties & {Party.OFFICE, Party.UNIT, Party.CUSTODIAN}
    ):
        return []
    named = f"{reporter.name or '-'} {reporter.contact if overseen else ''}".strip()
    return [_("Reported by: {name}", name=named)]


def _origin_lines(desk: Desk, found: Ticket, parties: frozenset[Party]) -> list[Message]:
    """Time and place that the photos carry, for the office and the custodian; of whoever stays
    unnamed, for the custodian.
    """
    reporter = desk.session.get(Reporter, found.id)
    named = reporter is None or reporter.level == "named"
    if not desk.actor.may("see_origin" if named else "reveal"):
        return []
    lines = []
    for place, each in enumerate(pictures_of(desk, found, parties), 1):
        origin = desk.session.get(Origin, each.id) if each.ticket_id == found.id else None
        if origin is None or (origin.taken_at is None and origin.latitude is None):
            continue
        where = (
            f"{origin.latitude:.5f}, {origin.longitude:.5f}" if origin.latitude is not None else ""
        )
        if origin.taken_at is None:
            lines.append(_("Photo {place} taken at {where}", place=place, where=where))
        elif where:
            lines.append(
                _(
                    "Photo {place} taken {at}, at {where}",
                    place=place,
                    at=origin.taken_at,
                    where=where,
                )
            )
        else:
            lines.append(_("Photo {place} taken {at}", place=place, at=origin.taken_at))
    return lines
