"""Read a campaign file: either the campaign, or every fault at once with its line, its key and what
would be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from locales import Message, _
from rules.campaign.check import check_campaign, check_names, twice
from rules.campaign.errors import holds, path_of, say
from rules.campaign.model import Campaign
from rules.campaign.yaml import Fault, Path, read_yaml

# What an item of each list is known by; no two may bear the same.
_NAMED_BY = {
    "stages": "key",
    "duties": "key",
    "fields": "key",
    "kinds": "code",
    "semesters": "title",
    "ladder": "rung",
}
# Stands in for what is missing or wrong at the top, so that the rest can still be looked through.
_HARMLESS: dict[str, Any] = {
    "key": "x",
    "title": "x",
    "issuer": "x",
    "period": {"from": "1900-01-01", "to": "2999-12-31"},
    "groups": {},
    "duties": [{"type": "at-once", "key": "x", "title": "x", "by": ["x"], "receiver": ["x"]}],
}


class CampaignRefused(Exception):
    """The campaign file has faults and nothing of it was taken; `faults` holds all of them, mend
    them and read it again.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(dict.fromkeys(faults), key=lambda fault: fault.line)
        super().__init__(f"{len(self.faults)} faults in the campaign file")


def read_campaign(raw: bytes) -> Campaign:
    """Return the campaign that these bytes describe; raises CampaignRefused with every fault."""
    written = read_yaml(raw)
    if written.value is None:
        raise CampaignRefused(written.faults)
    campaign, errors = _validate(written.value)
    found = [(path_of(error, written.value), say(error)) for error in errors]
    found += [
        each
        for section, key in _NAMED_BY.items()
        for each in twice(_named(written.value, section, key))
    ]
    places: dict[str, list[int]] = {}
    unknown: list[Path] = []
    checked = campaign
    if checked is None:
        unknown = [
            path_of(each, written.value) for each in errors if each["type"] == "extra_forbidden"
        ]
        known = _known_keys_only(written.value, unknown)
        sound, places = _without(known, [path_of(each, known) for each in _validate(known)[1]])
        checked = _validate(sound)[0]
    if checked is not None:
        around = {path[:-1] for path in unknown}  # what seems to be missing there is misspelt
        for path, what in check_campaign(checked, *_names(written.value)):
            made_up = path[0] == "duties" and places.get("duties", [0]) == []
            if not made_up and (place := _as_written(path, places)) not in around:
                found.append((place, what))
    duties = written.value.get("duties")
    left = places.get("duties", range(len(duties))) if isinstance(duties, list) else []
    for i, duty in enumerate(duties if isinstance(duties, list) else ()):
        if (
            isinstance(duty, dict) and i not in left
        ):  # left out for a fault of its own: its names are looked at all the same
            found += [
                (("duties", i, *path), what)
                for path, what in check_names(duty, *_names(written.value))
            ]
    faults = [
        *written.faults,
        *(Fault(what, written.line_of(path), _shown(path, written.value)) for path, what in found),
    ]
    if faults or campaign is None:
        raise CampaignRefused(faults)
    return campaign


def describe(campaign: Campaign) -> Message:
    """Return in one sentence what a campaign holds."""
    return _(
        "{title}, {first} to {last}: stages {stages}, groups {groups}, duties {duties}, "
        "kinds {kinds}. No faults.",
        title=campaign.title,
        first=campaign.period.first,
        last=campaign.period.last,
        stages=len(campaign.stages),
        groups=len(campaign.groups.units) + len(campaign.groups.persons),
        duties=len(campaign.duties),
        kinds=len(campaign.kinds),
    )


def _validate(value: Any) -> tuple[Campaign | None, list[ErrorDetails]]:
    try:
        return Campaign.model_validate(value), []
    except ValidationError as wrong:
        return None, wrong.errors(include_url=False)


def _known_keys_only(value: dict[str, Any], unknown: Iterable[Path]) -> dict[str, Any]:
    """Return the file without these keys."""
    value = deepcopy(value)
    for *around, key in unknown:
        here: Any = value
        for step in around:
            here = here[step]
        del here[key]
    return value


def _without(
    value: dict[str, Any], paths: Iterable[Path]
) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return the file without the parts that have faults of their own, and for each list the places
    that are left.
    """
    groups = value.get("groups")
    sound = {
        **value,
        "groups": {name: _copy(of) for name, of in groups.items()}
        if isinstance(groups, dict)
        else {},
    }
    places = {name: list(range(len(of))) for name, of in value.items() if isinstance(of, list)}
    for path in paths:
        name, *rest = path or ("",)
        if (
            name == "groups"
            and rest
            and isinstance(sound["groups"].get(rest[0]), dict)
            and len(rest) > 1
        ):
            sound["groups"][rest[0]].pop(rest[1], None)
        elif name == "groups" and rest:
            sound["groups"].pop(rest[0], None)
        elif name in places and rest:
            places[str(name)] = [at for at in places[str(name)] if at != rest[0]]
        else:
            sound.pop(str(name), None)
    for name, left in places.items():
        if name in sound:
            sound[name] = [value[name][at] for at in left]
    places.setdefault("duties", [])
    if not sound.get("duties"):
        sound.pop("duties", None)
    return {**_HARMLESS, **sound}, places


def _copy(of: Any) -> Any:
    return dict(of) if isinstance(of, dict) else of


def _as_written(path: Path, places: dict[str, list[int]]) -> Path:
    """Return the path as it is in the file; parts may have been left out before it was checked."""
    left = places.get(str(path[0]))
    if left is None or len(path) < 2:
        return path
    return path[0], left[int(path[1])], *path[2:]


def _names(value: dict[str, Any]) -> tuple[set[str], set[str], set[str]]:
    """Return the names of groups, stages and fields as they are written, whether or not they are
    right.
    """
    groups = value.get("groups")
    listed = (
        [each for of in groups.values() if isinstance(of, dict | list) for each in of]
        if isinstance(groups, dict)
        else []
    )
    stages, fields = (
        {name for _path, name in _named(value, section, "key")} for section in ("stages", "fields")
    )
    return {each for each in listed if isinstance(each, str)}, stages, fields


def _named(value: dict[str, Any], section: str, key: str) -> list[tuple[Path, str]]:
    """Return the names of a list's items with their places."""
    listed = value.get(section)
    items = enumerate(listed) if isinstance(listed, list) else ()
    return [
        ((section, i, key), each[key])
        for i, each in items
        if isinstance(each, dict) and isinstance(each.get(key), str)
    ]


def _shown(path: Path, value: Any) -> str:
    """Return a path for a reader: duties[monthly-report].due; an item without a key is counted from
    1.
    """
    shown = ""
    for step in path:
        within = value
        value = value[step] if holds(within, step) else None
        if isinstance(step, int):
            name = next(
                (
                    value[name]
                    for name in ("key", "code", "rung", "title")
                    if isinstance(value, dict) and name in value
                ),
                None,
            )
            shown += f"[{name if isinstance(name, str) else step + 1}]"
        else:
            shown += f".{step}" if shown else step
    return shown
