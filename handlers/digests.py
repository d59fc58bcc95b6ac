"""The digest in chat: at once, then closer by unit, by field and ticket by ticket; when it comes;
who is in charge of what.
"""

from __future__ import annotations

from collections import Counter

from casework.desk import Desk
from casework.digests.commands import SetPortfolio, WishDigest, WishOfDigests
from casework.digests.figures import digest_facts, scope_of
from casework.digests.notice import digest_notice
from casework.digests.preferences import Due, digests_due, fields_led, leaders
from casework.tickets.queues import most_pressing
from handlers.kit.pages import asked_page
from handlers.kit.ticket_list import say_list
from handlers.people.preferences import ClockTime
from locales import Button, Message, _
from pictures.digest_facts import TITLES
from storage.queries.figures import open_places, open_tickets, overdue_tickets
from storage.queries.units import unit_names
from storage.tables import Preferences, Ticket
from talk import Choice, Pick, Talk

LISTED = 500  # tickets looked at for one list
NO_UNIT = 0


def digest(talk: Talk, desk: Desk) -> None:
    """A leader, or the office, reads the digest at once; its buttons lead closer."""
    if not desk.actor.may("read_digest"):
        return talk.drop(_("The digest is for leaders and the office."))
    way, _sign, chosen = asked_page(talk.argument)[0].partition(":")
    if way in ("unit", "field", "late"):
        return {"unit": _by_unit, "field": _by_field, "late": _late}[way](talk, desk, chosen)
    every = talk.argument if talk.argument in TITLES else "day"
    notice = digest_notice(desk, desk.actor, digest_facts(desk, desk.actor, every))
    links = [each for each in notice.buttons if isinstance(each, Button)]
    if every == "day":
        links += [
            Button(_("The week"), "digest", "week"),
            Button(_("The month before"), "digest", "month"),
        ]
    return talk.say(notice.text, *links, drawing=notice.drawing)


def _by_unit(talk: Talk, desk: Desk, chosen: str) -> None:
    scope = scope_of(desk, desk.actor)
    held, overdue = Counter[int](), Counter[int]()
    for each in open_places(desk.session, desk.now, scope):
        held[each.unit or NO_UNIT] += each.open
        overdue[each.unit or NO_UNIT] += each.overdue
    names = unit_names(desk.session)
    if not held:
        return talk.say(_("No ticket is open."), Button(_("Digest"), "digest"))
    worst = sorted(held, key=lambda unit: (-overdue[unit], -held[unit], unit))
    named = {unit: names.get(unit) or _("a unit still to be found") for unit in worst}
    options = [Choice(unit, _counted(named[unit], held[unit], overdue[unit])) for unit in worst]
    unit = int(chosen) if chosen.isdecimal() else None
    if unit is None:
        unit = talk.ask(
            "unit",
            Pick[int](options),
            _("Open tickets, those with the most overdue first. Which unit?"),
        )
    found = open_tickets(desk.session, scope, LISTED, unit=unit or None)
    heading = _("{unit}: open {count}", unit=named.get(unit, "-"), count=held[unit])
    return _say_tickets(talk, desk, f"unit:{unit}", heading, most_pressing(desk, found))


def _by_field(talk: Talk, desk: Desk, chosen: str) -> None:
    scope, catalogue = scope_of(desk, desk.actor), desk.catalogue
    held, overdue = Counter[str](), Counter[str]()
    for each in open_places(desk.session, desk.now, scope):
        held[catalogue.field_of(each.kind)] += each.open
        overdue[catalogue.field_of(each.kind)] += each.overdue
    if not held:
        return talk.say(_("No ticket is open."), Button(_("Digest"), "digest"))
    worst = sorted(held, key=lambda field: (-overdue[field], -held[field], field))
    named = {field: catalogue.fields.get(field, _("other fields")) for field in worst}
    options = [
        Choice(field, _counted(named[field], held[field], overdue[field])) for field in worst
    ]
    field = chosen
    if not chosen:
        field = talk.ask(
            "field",
            Pick[str](options),
            _("Open tickets, those with the most overdue first. Which field?"),
        )
    kinds = [code for code, kind in catalogue.kinds.items() if kind.field == field] or [""]
    found = open_tickets(desk.session, scope, LISTED, kinds=kinds)
    heading = _("{unit}: open {count}", unit=named.get(field, "-"), count=held[field])
    return _say_tickets(talk, desk, f"field:{field}", heading, most_pressing(desk, found))


def _counted(name: Message | str, held: int, overdue: int) -> Message:
    if overdue:
        return _("{name}: open {open}, overdue {overdue}", name=name, open=held, overdue=overdue)
    return _("{name}: open {open}", name=name, open=held)


def _late(talk: Talk, desk: Desk, _chosen: str) -> None:
    found = overdue_tickets(desk.session, desk.now, scope_of(desk, desk.actor), LISTED)
    _say_tickets(
        talk, desk, "late", _("Overdue, the longest first: {count}", count=len(found)), found
    )


def _say_tickets(talk: Talk, desk: Desk, way: str, heading: Message, found: list[Ticket]) -> None:
    """Say the list; what the reader may not see is counted and not named."""
    may_see = desk.actor.may("see_restricted")
    shown = [each for each in found if may_see or not each.restricted]
    if hidden := len(found) - len(shown):
        heading = _(
            "{heading}\nRestricted complaints among them, not shown: {count}",
            heading=heading,
            count=hidden,
        )
    if not shown:
        return talk.say(heading, Button(_("Digest"), "digest"))
    return say_list(talk, desk, "digest", heading, shown, about=way)


def settings(talk: Talk, desk: Desk) -> WishDigest | WishOfDigests | None:
    """Somebody chooses which digests come, and when."""
    if not desk.actor.may("read_digest"):
        return talk.drop(_("The digest is for leaders and the office."))
    wishes = desk.session.get(Preferences, desk.actor.person_id) or Preferences(
        person_id=desk.actor.person_id or 0
    )
    dark, free = wishes.dark, wishes.daily_on_free_days
    options = [Choice(every, title) for every, title in TITLES.items()]
    options += [
        Choice("free_days", _("On working days only") if free else _("On free days too")),
        Choice("dark", _("For a light screen") if dark else _("For a dark screen")),
    ]
    what = talk.ask(
        "what",
        Pick[str](options),
        _("{lines}\nWhat shall be changed?", lines=_standing(desk, wishes)),
    )
    if what in ("dark", "free_days"):
        return WishOfDigests(what, not (dark if what == "dark" else free))
    title = TITLES[what]
    usual = _("{digest}: when?", digest=title)
    way = talk.choose(
        "way",
        usual,
        ("at", _("At a time of my own")),
        ("bureau", _("As the bureau sets")),
        ("never", _("Never")),
    )
    if way != "at":
        return WishDigest(what, None if way == "bureau" else "")
    asked = _("At what time? For example 17:05; the full and the half hour are left free.")
    return WishDigest(what, talk.ask("at", ClockTime("07:50", "12:05", "17:05", "18:20"), asked))


def _standing(desk: Desk, wishes: Preferences) -> list[Message]:
    """Return which digests come now, and what their reader is in charge of."""
    due = {each.every: each for each in digests_due(desk).get(wishes.person_id, ())}
    lines = [_when(every, due.get(every)) for every in TITLES]
    titles, held = desk.catalogue.fields, fields_led(desk, wishes.person_id)
    return [
        *lines,
        *(_("In charge of: {field}", field=titles[each]) for each in titles if each in held),
    ]


def _when(every: str, due: Due | None) -> Message:
    if due is None:
        return _("{digest}: none", digest=TITLES[every])
    if every == "day" and due.free_days:
        return _("{digest}: {time}, every day", digest=TITLES[every], time=f"{due.at:%H:%M}")
    return _("{digest}: {time}", digest=TITLES[every], time=f"{due.at:%H:%M}")


def portfolio(talk: Talk, desk: Desk) -> SetPortfolio | None:
    """The office says which fields a leader is in charge of; the units are those of the roster."""
    if not desk.actor.may("keep_portfolios"):
        return talk.drop(_("What leaders are in charge of is kept by the office."))
    found = leaders(desk)
    if not found:
        return talk.drop(_("The roster has no leader."))
    chosen = int(talk.argument) if talk.argument.isdecimal() else None
    if chosen not in {each.id for each in found}:
        names = [
            Choice(each.id, _("{name}", name=f"{each.name} {each.title}".strip())) for each in found
        ]
        chosen = talk.ask("person", Pick[int](names), _("Which leader?"))
    held, titles = fields_led(desk, chosen or 0), desk.catalogue.fields
    fields = [
        Choice(key, _("{field}: take out", field=name) if key in held else name)
        for key, name in titles.items()
    ]
    name = next((each.name for each in found if each.id == chosen), "-")
    asked = _(
        "{name} is in charge of fields: {count}. Which one is put in or taken out?",
        name=name,
        count=len(held),
    )
    field = talk.ask("field", Pick[str](fields), asked)
    return SetPortfolio(chosen or 0, field, field not in held)
