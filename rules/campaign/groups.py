"""Who belongs to a campaign's groups, given the roster's units and persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.campaign.duties import Duty
from rules.campaign.model import Campaign, PersonGroup, UnitGroup
from rules.permissions import Role


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as far as groups ask for it; `parent` is the name of the unit above."""

    name: str
    kind: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as far as groups ask for it; `roles` are (role, name of the unit or None for the
    whole bureau).
    """

    key: str
    name: str
    roles: frozenset[tuple[Role, str | None]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who owes one filing: a unit by name, a person by staff number, or, with neither, the duty's
    groups together.
    """

    unit: str | None = None
    person: str | None = None


def assignees(
    campaign: Campaign, duty: Duty, units: Iterable[UnitFacts], persons: Iterable[PersonFacts]
) -> list[Assignee]:
    """Return who owes each occurrence of a duty, nobody twice; [] when its groups hold nobody in
    this roster.
    """
    listed, people = list(units), list(persons)
    found: list[Assignee] = []
    for group in duty.by:
        of_units = group in campaign.groups.units
        if duty.each == "unit" or (duty.each is None and of_units):
            found += [Assignee(unit=unit.name) for unit in units_of(campaign, group, listed)]
        elif duty.each == "group" and of_units:
            found += [Assignee()] * bool(units_of(campaign, group, listed))
        else:
            inside = persons_of(campaign, group, people, listed)
            found += (
                [Assignee()] * bool(inside)
                if duty.each == "group"
                else [Assignee(person=person.key) for person in inside]
            )
    return list(dict.fromkeys(found))


def units_of(campaign: Campaign, group: str, units: Iterable[UnitFacts]) -> list[UnitFacts]:
    """Return the units of a group, in the given order; KeyError for a group that is none of units."""
    listed = list(units)
    above = {unit.name: unit.parent for unit in listed}
    return [unit for unit in listed if _holds_unit(campaign, group, unit, above)]


def persons_of(
    campaign: Campaign, group: str, persons: Iterable[PersonFacts], units: Iterable[UnitFacts]
) -> list[PersonFacts]:
    """Return the persons of a group, in the given order; of a group of units, all who hold a role
    in one of them.
    """
    listed = {unit.name: unit for unit in units}
    above = {unit.name: unit.parent for unit in listed.values()}
    if group in campaign.groups.units:
        inside = {
            name for name, unit in listed.items() if _holds_unit(campaign, group, unit, above)
        }
        return [person for person in persons if any(unit in inside for _role, unit in person.roles)]
    return [person for person in persons if _holds_person(campaign, group, person, listed, above)]


def nested(name: str, groups: Mapping[str, UnitGroup] | Mapping[str, PersonGroup]) -> set[str]:
    """Return the names of all groups inside this one, at any depth; its own only when it holds
    itself.
    """
    found, todo = set[str](), list(groups[name].groups)
    while todo:
        inner = todo.pop()
        if inner not in found and inner in groups:
            found.add(inner)
            todo += groups[inner].groups
    return found


def _holds_unit(
    campaign: Campaign, group: str, unit: UnitFacts, above: Mapping[str, str | None]
) -> bool:
    groups = campaign.groups.units
    return any(_is_meant(groups[name], unit, above) for name in {group, *nested(group, groups)})


def _is_meant(wanted: UnitGroup, unit: UnitFacts, above: Mapping[str, str | None]) -> bool:
    if unit.name in wanted.names:
        return True
    below = not wanted.parents or _is_below(unit.name, wanted.parents, above)
    return (
        bool(wanted.kinds or wanted.parents)
        and below
        and (not wanted.kinds or unit.kind in wanted.kinds)
    )


def _is_below(name: str, parents: Iterable[str], above: Mapping[str, str | None]) -> bool:
    """Tell whether one of the parents stands above the unit, at any height; a roster that goes
    round in circles ends too.
    """
    wanted, seen = set(parents), {name}
    parent = above.get(name)
    while parent is not None and parent not in seen:
        if parent in wanted:
            return True
        seen.add(parent)
        parent = above.get(parent)
    return False


def _holds_person(
    campaign: Campaign,
    group: str,
    person: PersonFacts,
    units: Mapping[str, UnitFacts],
    above: Mapping[str, str | None],
) -> bool:
    groups = campaign.groups.persons
    return any(
        _is_person_meant(campaign, groups[name], person, units, above)
        for name in {group, *nested(group, groups)}
    )


def _is_person_meant(
    campaign: Campaign,
    wanted: PersonGroup,
    person: PersonFacts,
    units: Mapping[str, UnitFacts],
    above: Mapping[str, str | None],
) -> bool:
    if {person.key, person.name} & set(wanted.names):
        return True
    if not (wanted.roles or wanted.kinds or wanted.units or wanted.titles):
        return False
    if wanted.titles and person.title not in wanted.titles:
        return False
    # The role must be held in the very unit that is asked for: a head here who is staff there is no
    # head there.
    for role, name in person.roles:
        unit = units.get(name) if name is not None else None
        right_role = not wanted.roles or role in wanted.roles
        right_kind = not wanted.kinds or (unit is not None and unit.kind in wanted.kinds)
        right_unit = not wanted.units or (
            unit is not None
            and any(_holds_unit(campaign, each, unit, above) for each in wanted.units)
        )
        if right_role and right_kind and right_unit:
            return True
    return False
