"""What is sound in a campaign file with faults, so that the rest is checked all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.campaign.errors import path_of
from rules.campaign.model import Campaign
from rules.campaign.yaml import Path

# Stands in for what is missing or wrong at the top.
_HARMLESS: dict[str, Any] = {
    "key": "x",
    "title": "x",
    "issuer": "x",
    "period": {"from": "1900-01-01", "to": "2999-12-31"},
    "groups": {},
    "duties": [{"type": "at-once", "key": "x", "title": "x", "by": ["x"], "receiver": ["x"]}],
}


@dataclass(frozen=True, slots=True)
class SoundParts:
    """A campaign of the sound parts, None when there is none, and where they stand in the file.

    `places` has for each list which of its items are left; `misspelt` holds the paths around
    unknown keys.
    """

    campaign: Campaign | None
    places: dict[str, list[int]]
    misspelt: frozenset[Path]

    def place_of(self, path: Path) -> Path | None:
        """Return where this stands in the file; None when it does not, or is misspelt there."""
        left = self.places.get(str(path[0]))
        if path[0] == "duties" and not left:
            return None  # the harmless one
        if left is not None and len(path) > 1:
            path = (path[0], left[int(path[1])], *path[2:])
        return None if path in self.misspelt else path


def validate(value: Any) -> tuple[Campaign | None, list[ErrorDetails]]:
    """Return the campaign, or None and what pydantic says is wrong."""
    try:
        return Campaign.model_validate(value), []
    except ValidationError as wrong:
        return None, wrong.errors(include_url=False)


def find_sound_parts(value: dict[str, Any], errors: Iterable[ErrorDetails]) -> SoundParts:
    """Return the sound parts of a file with these errors."""
    unknown = [path_of(error, value) for error in errors if error["type"] == "extra_forbidden"]
    known = _known_keys_only(value, unknown)
    faulty = [path_of(error, known) for error in validate(known)[1]]
    sound, places = _leave_out(known, faulty)
    return SoundParts(validate(sound)[0], places, frozenset(path[:-1] for path in unknown))


def _known_keys_only(value: dict[str, Any], unknown: Iterable[Path]) -> dict[str, Any]:
    """Return the file without these keys."""
    value = deepcopy(value)
    for *around, key in unknown:
        here: Any = value
        for step in around:
            here = here[step]
        del here[key]
    return value


def _leave_out(
    value: dict[str, Any], paths: Iterable[Path]
) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return the file without these parts, and which items of each list are left."""
    sound = {**value, "groups": _copy_groups(value.get("groups"))}
    places = {name: list(range(len(of))) for name, of in value.items() if isinstance(of, list)}
    for path in paths:
        _leave_out_one(path, sound, places)
    for name in places.keys() & sound.keys():
        sound[name] = [value[name][place] for place in places[name]]
    if not sound.get("duties"):
        sound.pop("duties", None)
    return {**_HARMLESS, **sound}, places


def _leave_out_one(path: Path, sound: dict[str, Any], places: dict[str, list[int]]) -> None:
    name, *inside = path or ("",)
    name = str(name)
    if name == "groups" and inside:
        _leave_out_group(sound["groups"], inside)
    elif name in places and inside:
        places[name] = [place for place in places[name] if place != inside[0]]
    else:
        sound.pop(name, None)


def _copy_groups(groups: Any) -> dict[str, Any]:
    if not isinstance(groups, dict):
        return {}
    return {sort: dict(of) if isinstance(of, dict) else of for sort, of in groups.items()}


def _leave_out_group(groups: dict[str, Any], path: Sequence[str | int]) -> None:
    """Take out one group, or its whole sort when that is what is wrong."""
    sort = str(path[0])
    of_sort = groups.get(sort)
    if len(path) > 1 and isinstance(of_sort, dict):
        of_sort.pop(path[1], None)
    else:
        groups.pop(sort, None)
