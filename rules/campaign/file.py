"""Read a campaign file: the campaign, or every fault with its line and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from locales import Message, _
from rules.campaign.check import check_campaign
from rules.campaign.check_names import check_names, find_doubled
from rules.campaign.errors import holds, path_of, say
from rules.campaign.model import Campaign
from rules.campaign.sound_parts import SoundParts, find_sound_parts, validate
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
_SHOWN_BY = ("key", "code", "rung", "title")


class CampaignRefused(Exception):
    """The campaign file has faults and nothing of it was taken; `faults` holds all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(dict.fromkeys(faults), key=lambda fault: fault.line)
        super().__init__(f"{len(self.faults)} faults in the campaign file")


def read_campaign(raw: bytes) -> Campaign:
    """Return the campaign that these bytes describe; raises CampaignRefused with every fault."""
    written = read_yaml(raw)
    if written.value is None:
        raise CampaignRefused(written.faults)
    campaign, errors = validate(written.value)
    found = [(path_of(error, written.value), say(error)) for error in errors]
    for section, key in _NAMED_BY.items():
        found += find_doubled(_named(written.value, section, key))
    if campaign is not None:
        found += check_campaign(campaign, *_names(written.value))
    else:
        found += _check_sound_parts(written.value, find_sound_parts(written.value, errors))
    faults = list(written.faults)
    for path, what in found:
        faults.append(Fault(what, written.line_of(path), _show_path(path, written.value)))
    if faults or campaign is None:
        raise CampaignRefused(faults)
    return campaign


def _check_sound_parts(value: dict[str, Any], sound: SoundParts) -> list[tuple[Path, Message]]:
    """Return what does not fit among the sound parts, and the unknown names of faulty duties."""
    found: list[tuple[Path, Message]] = []
    names = _names(value)
    if sound.campaign is not None:
        for path, what in check_campaign(sound.campaign, *names):
            place = sound.place_of(path)
            if place is not None:
                found.append((place, what))
    duties = value.get("duties")
    for at, duty in enumerate(duties if isinstance(duties, list) else ()):
        if isinstance(duty, dict) and at not in sound.places["duties"]:
            for path, what in check_names(duty, *names):
                found.append((("duties", at, *path), what))
    return found


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


def _names(value: dict[str, Any]) -> tuple[set[str], set[str], set[str]]:
    """Return the names of groups, stages and fields as they are written, right or wrong."""
    stages = {name for _path, name in _named(value, "stages", "key")}
    fields = {name for _path, name in _named(value, "fields", "key")}
    return _group_names(value.get("groups")), stages, fields


def _group_names(groups: object) -> set[str]:
    names = set[str]()
    for of in groups.values() if isinstance(groups, dict) else ():
        if isinstance(of, dict | list):
            names |= {name for name in of if isinstance(name, str)}
    return names


def _named(value: dict[str, Any], section: str, key: str) -> list[tuple[Path, str]]:
    """Return the names of a list's items with their places."""
    listed = value.get(section)
    found: list[tuple[Path, str]] = []
    for place, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict) and isinstance(item.get(key), str):
            found.append(((section, place, key), item[key]))
    return found


def _show_path(path: Path, value: Any) -> str:
    """Return a path for a reader: duties[monthly-report].due; items without a key are counted."""
    shown = ""
    for step in path:
        value = value[step] if holds(value, step) else None
        if isinstance(step, int):
            shown += f"[{_show_item(value) or step + 1}]"
        else:
            shown += f".{step}" if shown else step
    return shown


def _show_item(item: Any) -> str | None:
    """Return what an item is known by, None when that is no text."""
    if not isinstance(item, dict):
        return None
    key = next((key for key in _SHOWN_BY if key in item), None)
    return item[key] if key is not None and isinstance(item[key], str) else None
