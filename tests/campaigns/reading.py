"""Read the ready campaigns and lay their duties out, as the tests ask for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rules.campaign.duties import Counter, Duty
from rules.campaign.file import read_campaign
from rules.campaign.model import Campaign
from rules.campaign.plan import occurrences
from tests.rules.strategies import library_calendar

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "campaigns"
KEYS = ["accountability-year", "gansu-2014", "guiping-2021", "rectification-2025", "xinxiang-2017"]


@cache
def ready(key: str) -> Campaign:
    """Return a ready campaign."""
    return read_campaign((FOLDER / f"{key}.yaml").read_bytes())


def duty(campaign: Campaign, key: str) -> Duty:
    """Return the duty of this key."""
    return next(each for each in campaign.duties if each.key == key)


def due_days(campaign: Campaign, key: str) -> list[str]:
    """Return the days on which a duty is due, as 2021-08-18."""
    return [
        each.day.isoformat()
        for each in occurrences(duty(campaign, key), campaign, library_calendar())
    ]


def calendar_of(campaign: Campaign) -> dict[str, list[str]]:
    """Return the days of every duty that has a deadline."""
    return {each.key: days for each in campaign.duties if (days := due_days(campaign, each.key))}


def counted(campaign: Campaign, field: str | None) -> list[str]:
    """Return what the counters of a field ask for, as 4次/year."""
    counters = (
        each for each in campaign.duties if isinstance(each, Counter) and each.field == field
    )
    return [f"{each.at_least}{each.unit}/{each.per}" for each in counters]
