"""Who belongs to a campaign's groups, given the roster's units and persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """A person as far as groups ask for it.

    `roles` are (role, name of the unit or None for the whole bureau).
    """

    key: str
    name: str
    roles: frozenset[tuple[Role, str | None]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who must submit: a unit, a person by staff number, or with neither the groups together."""

    unit: str | None = None
    person: str | None = None


def assignees(
    campaign: Campaign, duty: Duty, units: Iterable[UnitFacts], persons: Iterable[PersonFacts]
) -> list[Assignee]:
    """Return who is to do a duty, nobody twice; [] when its groups hold nobody in this roster."""
    listed, people = list(units), list(persons)
    found: list[Assignee] = []
    for group in duty.by:
        of_units = group in campaign.groups.units
        if duty.each == "group":
            inside: Sequence[object] = (
                units_of(campaign, group, listed)
                if of_units
                else persons_of(campaign, group, people, listed)
            )
            if inside:
                found.append(Assignee())
        elif duty.each == "unit" or (duty.each is None and of_units):
            found += [Assignee(unit=unit.name) for unit in units_of(campaign, group, listed)]
        else:
            found += [
                Assignee(person=person.key)
                for person in persons_of(campaign, group, people, listed)
            ]
    return list(dict.fromkeys(found))


def units_of(campaign: Campaign, group: str, units: Iterable[UnitFacts]) -> list[UnitFacts]:
    """Return the units of a group, in the given order; KeyError for a group of others."""
    listed = list(units)
    above = {unit.name: unit.parent for unit in listed}
    groups = campaign.groups.units
    meant = [groups[name] for name in {group, *nested(group, groups)}]
    return [unit for unit in listed if any(_is_meant(each, unit, above) for each in meant)]


def persons_of(
    campaign: Campaign, group: str, persons: Iterable[PersonFacts], units: Iterable[UnitFacts]
) -> list[PersonFacts]:
    """Return the persons of a group, in the given order.

    Those of a group of units are all who hold a role in one of them.
    """
    listed = list(units)
    if group in campaign.groups.units:
        inside = {unit.name for unit in units_of(campaign, group, listed)}
        return [person for person in persons if inside & {unit for _role, unit in person.roles}]
    above = {unit.name: unit.parent for unit in listed}
    roster = _Roster(campaign, {unit.name: unit for unit in listed}, above)
    groups = campaign.groups.persons
    meant = [groups[name] for name in {group, *nested(group, groups)}]
    return [person for person in persons if any(roster.is_meant(each, person) for each in meant)]


def nested(name: str, groups: Mapping[str, UnitGroup] | Mapping[str, PersonGroup]) -> set[str]:
    """Return the groups inside this one, at any depth; its own only when it holds itself."""
    found, todo = set[str](), list(groups[name].groups)
    while todo:
        inner = todo.pop()
        if inner not in found and inner in groups:
            found.add(inner)
            todo += groups[inner].groups
    return found


def _is_meant(wanted: UnitGroup, unit: UnitFacts, above: Mapping[str, str | None]) -> bool:
    if unit.name in wanted.names:
        return True
    if not wanted.kinds and not wanted.parents:
        return False
    if wanted.kinds and unit.kind not in wanted.kinds:
        return False
    return not wanted.parents or _is_below(unit.name, wanted.parents, above)


def _is_below(name: str, parents: Iterable[str], above: Mapping[str, str | None]) -> bool:
    """Tell whether one of the parents stands above; ends for a roster that goes in circles too."""
    wanted, seen = set(parents), {name}
    parent = above.get(name)
    while parent is not None and parent not in seen:
        if parent in wanted:
            return True
        seen.add(parent)
        parent = above.get(parent)
    return False


@dataclass(frozen=True, slots=True)
class _Roster:
    """The units by name, and the unit above each, for the groups of a campaign."""

    campaign: Campaign
    units: Mapping[str, UnitFacts]
    above: Mapping[str, str | None]

    def is_meant(self, wanted: PersonGroup, person: PersonFacts) -> bool:
        if person.key in wanted.names or person.name in wanted.names:
            return True
        if not (wanted.roles or wanted.kinds or wanted.units or wanted.titles):
            return False
        if wanted.titles and person.title not in wanted.titles:
            return False
        return any(self._is_role_meant(wanted, role, unit) for role, unit in person.roles)

    def _is_role_meant(self, wanted: PersonGroup, role: Role, unit_name: str | None) -> bool:
        """Tell whether a role is meant, held in the very unit that is asked for.

        A head here who is staff there is no head there.
        """
        if wanted.roles and role not in wanted.roles:
            return False
        if not wanted.kinds and not wanted.units:
            return True
        unit = self.units.get(unit_name) if unit_name is not None else None
        return unit is not None and self._is_unit_meant(wanted, unit)

    def _is_unit_meant(self, wanted: PersonGroup, unit: UnitFacts) -> bool:
        if wanted.kinds and unit.kind not in wanted.kinds:
            return False
        if not wanted.units:
            return True
        groups = self.campaign.groups.units
        return any(
            _is_meant(groups[name], unit, self.above)
            for group in wanted.units
            for name in {group, *nested(group, groups)}
        )
