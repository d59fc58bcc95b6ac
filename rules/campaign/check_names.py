"""Whether the names that a campaign file uses are defined, and defined once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from locales import Message, _
from rules.campaign.model import Campaign
from rules.campaign.yaml import Path
from rules.kinds.usual import FIELDS

_LIKENESS = 0.5  # from which on a name may be a slip for another

Found: TypeAlias = Iterator[tuple[Path, Message]]  # what is wrong, with its place


def find_doubled(names: Iterable[tuple[Path, str]]) -> Found:
    """Return a fault for each name that was there before."""
    seen = set[str]()
    for path, name in names:
        if name in seen:
            yield path, _("{name} is there twice. Each needs a name of its own.", name=name)
        seen.add(name)


def find_unknown_groups(path: Path, names: Sequence[str], known: Iterable[str]) -> Found:
    """Return a fault for each name that is none of the known groups'."""
    listed = list(known)
    for place, name in enumerate(names):
        if name not in listed:
            yield (*path, place), _no_such_group(name, listed)


def _no_such_group(name: str, known: Sequence[str]) -> Message:
    near = get_close_matches(name, known, 1, _LIKENESS)
    if near:
        return _("There is no group {name}. Did you mean {near}?", name=name, near=near[0])
    return _("There is no group {name}. Define it under {key}.", name=name, key="groups")


def find_unknown_field(path: Path, field: str | None, fields: Iterable[str]) -> Found:
    """Return a fault when the field is given and none of these."""
    if field is None or field in fields:
        return
    known = "、".join(sorted(fields))
    yield path, _("There is no field {name}. One of: {known}.", name=field, known=known)


def check_names(
    duty: Mapping[str, Any], groups: Iterable[str], stages: Iterable[str], fields: Iterable[str]
) -> Found:
    """Return the names that a duty uses and nobody defines, whatever else is wrong with it."""
    yield from _unknown_stage(duty.get("stage"), list(stages))
    for key in ("by", "receiver"):
        names = duty.get(key)
        if isinstance(names, list | tuple) and all(isinstance(name, str) for name in names):
            yield from find_unknown_groups((key,), names, groups)
    field = duty.get("field")
    if isinstance(field, str):
        yield from find_unknown_field(("field",), field, {*fields, *FIELDS})


def _unknown_stage(stage: object, stages: Sequence[str]) -> Found:
    if not isinstance(stage, str) or stage in stages:
        return
    near = get_close_matches(stage, stages, 1, _LIKENESS)
    if near:
        ask = _("There is no stage {name}. Did you mean {near}?", near=near[0])
    else:
        ask = _("There is no stage {name}.")
    yield ("stage",), ask.given(name=stage)


def is_outside(name: str, campaign: Campaign) -> bool:
    """Tell whether a name is of those without an account alone."""
    groups = campaign.groups
    return name in groups.outside and name not in {*groups.units, *groups.persons}


def check_told(path: Path, names: Sequence[str], campaign: Campaign) -> Found:
    """Return a fault when nobody is told, or somebody who cannot be."""
    if not names:
        yield path, _("Nobody receives this. Name a group.")
    for place, name in enumerate(names):
        if is_outside(name, campaign):
            yield (
                (*path, place),
                _("{name} has no account and cannot be told. Name a group of persons.", name=name),
            )
