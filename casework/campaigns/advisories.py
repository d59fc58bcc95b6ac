"""Advisories: what does not fit between a campaign's file and the roster, and holds nothing up."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from casework.desk import Desk
from casework.people.groups import roster_of
from casework.unit_tree import people_of
from locales import Message, _, message_to_json
from rules.campaign.groups import PersonFacts, UnitFacts, persons_of, units_of
from rules.campaign.model import Campaign, PersonGroup, UnitGroup
from rules.permissions import Role
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person
from storage.queries.units import holders_of, unit_names

MAX_LISTED_NAMES = 10
MAX_LISTED_ADVISORIES = 10


def find_advisories(desk: Desk, campaign: Campaign) -> list[Message]:
    """Return what the office should look into: groups, and units for which nobody answers."""
    _ids, persons, units = roster_of(desk.session)
    found: list[Message] = []
    if campaign.period.last < desk.today:
        found.append(
            _(
                "The campaign ended on {day}: whatever is open in it is late.",
                day=campaign.period.last,
            )
        )
    unit_words = {unit.name for unit in units}
    for name, of_units in campaign.groups.units.items():
        size = len(units_of(campaign, name, units))
        found += _check_group(name, of_units, size, unit_words)
    person_words = {word for person in persons for word in (person.key, person.name)}
    for name, of_persons in campaign.groups.persons.items():
        size = len(persons_of(campaign, name, persons, units))
        found += _check_group(name, of_persons, size, person_words)
    return found + _check_people(desk, _unmanned(campaign, units, persons))


def tell_administrators(desk: Desk, campaign: Campaign, found: list[Message]) -> None:
    """Tell the administrators of what was found, in one message and once."""
    if not found:
        return
    lines = [
        _(
            "{campaign} is loaded. Please look into the following; nothing is held up by it:",
            campaign=campaign.title,
        ),
        *found[:MAX_LISTED_ADVISORIES],
    ]
    if len(found) > MAX_LISTED_ADVISORIES:
        lines.append(_("… and {count} more", count=len(found) - MAX_LISTED_ADVISORIES))
    notice = Notice(_("{lines}", lines=lines))
    stored = repr([message_to_json(advisory) for advisory in found])
    digest = hashlib.sha256(stored.encode()).hexdigest()[:16]
    for person in holders_of(desk.session, Role.ADMIN.value):
        chat = chat_of_person(desk.session, person)
        if chat is not None:
            once = f"doubts:{campaign.key}:{digest}:{person}"
            queue(desk.session, chat, notice, desk.now, once=once)


def _check_group(
    name: str, group: UnitGroup | PersonGroup, size: int, known: Collection[str]
) -> list[Message]:
    found = []
    missing = [member for member in group.names if member not in known]
    if missing:
        found.append(
            _("Group {group}: not in the roster: {names}.", group=name, names=_listed(missing))
        )
    if not size:
        found.append(_("Group {group} holds nobody; nobody is reminded of its tasks.", group=name))
    elif group.expected is not None and size != group.expected:
        found.append(
            _(
                "Group {group}: the document has {expected}, the roster {size}.",
                group=name,
                expected=group.expected,
                size=size,
            )
        )
    return found


def _unmanned(campaign: Campaign, units: list[UnitFacts], persons: list[PersonFacts]) -> list[str]:
    """Return the names of the units with a duty that have neither head nor handler."""
    assigned: set[str] = set()
    for duty in campaign.duties:
        for group in duty.by:
            if group in campaign.groups.units:
                assigned |= {unit.name for unit in units_of(campaign, group, units)}
    manned = {
        unit
        for person in persons
        for role, unit in person.roles
        if role in (Role.HEAD, Role.HANDLER)
    }
    return [unit.name for unit in units if unit.name in assigned - manned]


def _check_people(desk: Desk, unmanned: list[str]) -> list[Message]:
    """Return for which of these the unit above is reminded, and for which the office."""
    if not unmanned:
        return []
    ids = {name: id_ for id_, name in unit_names(desk.session).items()}
    nobody = [name for name in unmanned if not people_of(desk.session, ids[name])]
    found = []
    if len(nobody) < len(unmanned):
        found.append(
            _(
                "Without head and handler, so that the unit above is reminded: {names}.",
                names=_listed(set(unmanned) - set(nobody)),
            )
        )
    if nobody:
        found.append(
            _(
                "Nobody answers for them, so that the office is reminded: {names}.",
                names=_listed(nobody),
            )
        )
    return found


def _listed(names: Iterable[str]) -> str:
    listed = sorted(names)
    shown = "、".join(listed[:MAX_LISTED_NAMES])
    return f"{shown}…" if len(listed) > MAX_LISTED_NAMES else shown
