"""What does not fit between a campaign's file and the roster: said when it is loaded, and no reason
not to load it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

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

SHOWN = 10  # names in one line


def find_advisories(desk: Desk, campaign: Campaign) -> list[Message]:
    """Return what the office should look into, group by group, and the units for which nobody
    answers.
    """
    _ids, persons, units = roster_of(desk.session)
    found: list[Message] = []
    if campaign.period.last < desk.today:
        found.append(
            _(
                "The campaign ended on {day}: whatever is open in it is late.",
                day=campaign.period.last,
            )
        )
    for name, of_units in campaign.groups.units.items():
        found += _group_doubts(
            name, of_units, len(units_of(campaign, name, units)), {unit.name for unit in units}
        )
    for name, of_persons in campaign.groups.persons.items():
        known = {word for person in persons for word in (person.key, person.name)}
        found += _group_doubts(
            name, of_persons, len(persons_of(campaign, name, persons, units)), known
        )
    return found + _unmanned(desk, campaign, units, persons)


def tell_administrators(desk: Desk, campaign: Campaign, found: list[Message]) -> None:
    """Tell the administrators of what was found, in one message; loading again tells nothing that
    was told before.
    """
    if not found:
        return
    shown = [
        *found[:SHOWN],
        *([_("… and {count} more", count=len(found) - SHOWN)] if len(found) > SHOWN else []),
    ]
    head = _(
        "{campaign} is loaded. Please look into the following; nothing is held up by it:",
        campaign=campaign.title,
    )
    told = hashlib.sha256(repr([message_to_json(each) for each in found]).encode()).hexdigest()[:16]
    for person in holders_of(desk.session, Role.ADMIN.value):
        if (chat := chat_of_person(desk.session, person)) is not None:
            once = f"doubts:{campaign.key}:{told}:{person}"
            queue(
                desk.session, chat, Notice(_("{lines}", lines=[head, *shown])), desk.now, once=once
            )


def _group_doubts(
    name: str, group: UnitGroup | PersonGroup, size: int, known: set[str]
) -> list[Message]:
    found = []
    if missing := [each for each in group.names if each not in known]:
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


def _unmanned(
    desk: Desk, campaign: Campaign, units: list[UnitFacts], persons: list[PersonFacts]
) -> list[Message]:
    """Return the units that owe something and have neither head nor handler: the unit above is
    reminded, or else the office.
    """
    owing = {
        unit.name
        for duty in campaign.duties
        for name in duty.by
        if name in campaign.groups.units
        for unit in units_of(campaign, name, units)
    }
    manned = {
        unit
        for person in persons
        for role, unit in person.roles
        if role in (Role.HEAD, Role.HANDLER)
    }
    without = [unit.name for unit in units if unit.name in owing - manned]
    if not without:
        return []
    ids = {name: id_ for id_, name in unit_names(desk.session).items()}
    nobody = [each for each in without if not people_of(desk.session, ids[each])]
    found = [
        _(
            "Without head and handler, so that the unit above is reminded: {names}.",
            names=_listed(set(without) - set(nobody)),
        )
    ]
    found = found if len(nobody) < len(without) else []
    return found + (
        [
            _(
                "Nobody answers for them, so that the office is reminded: {names}.",
                names=_listed(nobody),
            )
        ]
        if nobody
        else []
    )


def _listed(names: Iterable[str]) -> str:
    listed = sorted(names)
    return "、".join(listed[:SHOWN]) + ("…" if len(listed) > SHOWN else "")
