"""The digest in chat: read at once and looked into, its schedule, and leaders' portfolios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from casework.desk import Desk
from casework.digests.commands import ScheduleDigest, SetDigestOption, SetPortfolio
from casework.digests.figures import digest_facts
from casework.digests.notice import digest_notice
from casework.digests.portfolio import fields_led, leaders
from casework.digests.schedule import Due, digests_due
from casework.digests.scope import scope_of
from casework.refusals import NotAllowed
from casework.tickets.queues import most_pressing
from handlers.kit.pages import asked_page
from handlers.kit.pickers.clock_time import ClockTime
from handlers.kit.ticket_list import say_list
from locales import Button, Message, _
from pictures.digest_facts import TITLES
from storage.queries.figures import open_places, open_tickets, overdue_tickets
from storage.queries.units import unit_names
from storage.tables import Person, Preferences, Ticket
from talk import Choice, Pick, Talk

MAX_LISTED_TICKETS = 500
NO_UNIT = 0


def digest(talk: Talk, desk: Desk) -> None:
    """A leader, or the office, reads the digest at once; its buttons lead closer."""
    if not desk.actor.may("read_digest"):
        return talk.drop(_("The digest is for leaders and the office."))
    way, _sign, chosen = asked_page(talk.argument)[0].partition(":")
    if way == "unit":
        return _by_unit(talk, desk, chosen)
    if way == "field":
        return _by_field(talk, desk, chosen)
    if way == "late":
        return _late(talk, desk)
    every = talk.argument if talk.argument in TITLES else "day"
    notice = digest_notice(desk, desk.actor, digest_facts(desk, desk.actor, every))
    links = [button for button in notice.buttons if isinstance(button, Button)]
    if every == "day":
        links.append(Button(_("The week"), "digest", "week"))
        links.append(Button(_("The month before"), "digest", "month"))
    return talk.say(notice.text, *links, drawing=notice.drawing)


def _by_unit(talk: Talk, desk: Desk, chosen: str) -> None:
    scope = scope_of(desk, desk.actor)
    held, overdue = Counter[int](), Counter[int]()
    for place in open_places(desk.session, desk.now, scope):
        held[place.unit or NO_UNIT] += place.open
        overdue[place.unit or NO_UNIT] += place.overdue
    if not held:
        return talk.say(_("No ticket is open."), Button(_("Digest"), "digest"))
    names = unit_names(desk.session)
    named = {unit: names.get(unit) or _("a unit still to be found") for unit in held}
    if chosen.isdecimal():
        unit = int(chosen)
    else:
        asked = _("Open tickets, those with the most overdue first. Which unit?")
        unit = talk.ask("unit", Pick[int](_options(named, held, overdue)), asked)
    found = open_tickets(desk.session, scope, MAX_LISTED_TICKETS, unit=unit or None)
    heading = _("{unit}: open {count}", unit=named.get(unit, "-"), count=held[unit])
    return _say_tickets(talk, desk, f"unit:{unit}", heading, most_pressing(desk, found))


def _by_field(talk: Talk, desk: Desk, chosen: str) -> None:
    scope, catalogue = scope_of(desk, desk.actor), desk.catalogue
    held, overdue = Counter[str](), Counter[str]()
    for place in open_places(desk.session, desk.now, scope):
        field = catalogue.field_of(place.kind)
        held[field] += place.open
        overdue[field] += place.overdue
    if not held:
        return talk.say(_("No ticket is open."), Button(_("Digest"), "digest"))
    named = {field: catalogue.fields.get(field, _("other fields")) for field in held}
    field = chosen
    if not chosen:
        asked = _("Open tickets, those with the most overdue first. Which field?")
        field = talk.ask("field", Pick[str](_options(named, held, overdue)), asked)
    kinds = [code for code, kind in catalogue.kinds.items() if kind.field == field]
    found = open_tickets(desk.session, scope, MAX_LISTED_TICKETS, kinds=kinds or [""])
    heading = _("{unit}: open {count}", unit=named.get(field, "-"), count=held[field])
    return _say_tickets(talk, desk, f"field:{field}", heading, most_pressing(desk, found))


Place = TypeVar("Place", int, str)


def _options(
    named: Mapping[Place, Message | str], held: Counter[Place], overdue: Counter[Place]
) -> list[Choice]:
    """Return the places with what they hold, those with the most overdue first."""
    worst = sorted(held, key=lambda place: (-overdue[place], -held[place], place))
    return [Choice(place, _counted(named[place], held[place], overdue[place])) for place in worst]


def _counted(name: Message | str, held: int, overdue: int) -> Message:
    if overdue:
        return _("{name}: open {open}, overdue {overdue}", name=name, open=held, overdue=overdue)
    return _("{name}: open {open}", name=name, open=held)


def _late(talk: Talk, desk: Desk) -> None:
    scope = scope_of(desk, desk.actor)
    found = overdue_tickets(desk.session, desk.now, scope, MAX_LISTED_TICKETS)
    heading = _("Overdue, the longest first: {count}", count=len(found))
    _say_tickets(talk, desk, "late", heading, found)


def _say_tickets(talk: Talk, desk: Desk, way: str, heading: Message, found: list[Ticket]) -> None:
    """Say the list; what the reader may not see is counted and not named."""
    may_see = desk.actor.may("see_restricted")
    shown = [ticket for ticket in found if may_see or not ticket.restricted]
    hidden = len(found) - len(shown)
    if hidden:
        heading = _(
            "{heading}\nRestricted complaints among them, not shown: {count}",
            heading=heading,
            count=hidden,
        )
    if not shown:
        return talk.say(heading, Button(_("Digest"), "digest"))
    return say_list(talk, desk, "digest", heading, shown, about=way)


def settings(talk: Talk, desk: Desk) -> ScheduleDigest | SetDigestOption | None:
    """Somebody chooses which digests come, and when."""
    if not desk.actor.may("read_digest"):
        return talk.drop(_("The digest is for leaders and the office."))
    person_id = desk.actor.person_id or 0
    preferences = desk.session.get(Preferences, person_id) or Preferences(person_id=person_id)
    is_dark, on_free_days = preferences.dark, preferences.daily_on_free_days
    options = [Choice(every, title) for every, title in TITLES.items()]
    free_days = _("On working days only") if on_free_days else _("On free days too")
    screen = _("For a light screen") if is_dark else _("For a dark screen")
    options += [Choice("free_days", free_days), Choice("dark", screen)]
    asked = _("{lines}\nWhat shall be changed?", lines=_schedule(desk, person_id))
    what = talk.ask("what", Pick[str](options), asked)
    if what == "dark":
        return SetDigestOption(what, not is_dark)
    if what == "free_days":
        return SetDigestOption(what, not on_free_days)
    return _scheduled(talk, what)


def _scheduled(talk: Talk, every: str) -> ScheduleDigest:
    way = talk.choose(
        "way",
        _("{digest}: when?", digest=TITLES[every]),
        ("at", _("At a time of my own")),
        ("bureau", _("As the bureau sets")),
        ("never", _("Never")),
    )
    if way == "bureau":
        return ScheduleDigest(every, None)
    if way == "never":
        return ScheduleDigest(every, "")
    asked = _("At what time? For example 17:05; the full and the half hour are left free.")
    at = talk.ask("at", ClockTime("07:50", "12:05", "17:05", "18:20"), asked)
    return ScheduleDigest(every, at)


def _schedule(desk: Desk, person_id: int) -> list[Message]:
    """Return which digests come now, and what their reader is in charge of."""
    due = {digest.every: digest for digest in digests_due(desk).get(person_id, ())}
    led = fields_led(desk, person_id)
    lines = [_when(every, due.get(every)) for every in TITLES]
    for field, title in desk.catalogue.fields.items():
        if field in led:
            lines.append(_("In charge of: {field}", field=title))
    return lines


def _when(every: str, due: Due | None) -> Message:
    if due is None:
        return _("{digest}: none", digest=TITLES[every])
    line = _("{digest}: {time}")
    if every == "day" and due.free_days:
        line = _("{digest}: {time}, every day")
    return line.given(digest=TITLES[every], time=f"{due.at:%H:%M}")


def _ask_leader(talk: Talk, people: Mapping[int, Person]) -> Person | None:
    chosen = int(talk.argument) if talk.argument.isdecimal() else 0
    if chosen in people:
        return people[chosen]
    options = [
        Choice(id_, _("{name}", name=f"{person.name} {person.title}".strip()))
        for id_, person in people.items()
    ]
    return people.get(talk.ask("person", Pick[int](options), _("Which leader?")))


def portfolio(talk: Talk, desk: Desk) -> SetPortfolio | None:
    """The office says which fields a leader is in charge of; the units are those of the roster."""
    if not desk.actor.may("keep_portfolios"):
        return talk.drop(_("What leaders are in charge of is kept by the office."))
    people = {leader.id or 0: leader for leader in leaders(desk)}
    if not people:
        return talk.drop(_("The roster has no leader."))
    leader = _ask_leader(talk, people)
    if leader is None:  # no leader any more since the answer was given
        raise NotAllowed
    led = fields_led(desk, leader.id or 0)
    fields = [
        Choice(field, _("{field}: take out", field=title) if field in led else title)
        for field, title in desk.catalogue.fields.items()
    ]
    asked = _(
        "{name} is in charge of fields: {count}. Which one is put in or taken out?",
        name=leader.name,
        count=len(led),
    )
    field = talk.ask("field", Pick[str](fields), asked)
    return SetPortfolio(leader.id or 0, field, field not in led)
