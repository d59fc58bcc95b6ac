"""What a digest says: the facts as they are queued, drawn and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

from locales import Message, _

TITLES: Mapping[str, Message] = {
    "day": _("Daily digest"),
    "week": _("Weekly digest"),
    "month": _("Monthly digest"),
}
BEFORE: Mapping[str, tuple[Message, Message]] = {
    "day": (_("before {n}"), _("week ago {n}")),
    "week": (_("week before {n}"), _("4 weeks ago {n}")),
    "month": (_("month before {n}"), _("year ago {n}")),
}


class Rate(NamedTuple):
    """So many of so many, and how many were left out."""

    part: int
    whole: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One pair of a chart's bars: the day it ends on, what came in and what was resolved."""

    day: date
    came: int
    solved: int


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign today: its stages ("" between stages), and how much of what was due is filed."""

    title: str
    stage: str
    due: int
    filed: int


@dataclass(frozen=True, slots=True)
class Worst:
    """A ticket overdue by so many working days."""

    number: str
    unit: str
    days: int


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """A digest's facts; see casework.digests.figures.

    `came` and `solved` hold this span, the one before, and the same one earlier. `every` is day,
    week or month; `places` are units (or, with `by` field, fields) with their overdue tickets, most
    first.
    """

    every: str
    day: date
    since: datetime
    until: datetime
    bureau: str
    is_all: bool
    came: tuple[int, int, int]
    solved: tuple[int, int, int]
    open: int
    overdue: int
    warnings: dict[str, int]
    instructions: tuple[int, int]  # open, and late of them
    campaigns: tuple[CampaignFacts, ...]
    response: Rate
    solving: Rate
    satisfaction: Rate
    bars: tuple[Bar, ...]
    by: str
    places: tuple[tuple[str, int], ...]
    worst: tuple[Worst, ...]
    to_close: int = 0  # resolved, and not among the open ones

    @property
    def says_nothing(self) -> bool:
        """Tell whether there is nothing that anybody need be told."""
        counted = (self.came[0], self.solved[0], self.open, self.overdue, self.instructions[0])
        if any(counted) or any(self.warnings.values()):
            return False
        return all(campaign.filed == campaign.due for campaign in self.campaigns)

    @property
    def filing(self) -> tuple[int, int]:
        """How much of what was due so far is filed, over all campaigns."""
        filed = sum(campaign.filed for campaign in self.campaigns)
        return filed, sum(campaign.due for campaign in self.campaigns)

    def to_json(self) -> dict[str, Any]:
        """Return the facts as they are stored."""
        stored = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in ("campaigns", "worst"):
            stored[name] = [asdict(each) for each in stored[name]]
        for name in ("day", "since", "until"):
            stored[name] = stored[name].isoformat()
        for name in ("response", "solving", "satisfaction"):
            stored[name] = list(stored[name])  # no writer of JSON need know a Rate
        stored["bars"] = [[bar.day.isoformat(), bar.came, bar.solved] for bar in self.bars]
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> DigestFacts:
        """Return the facts that `to_json` wrote."""
        rates = {name: Rate(*stored[name]) for name in ("response", "solving", "satisfaction")}
        moments = {name: datetime.fromisoformat(stored[name]) for name in ("since", "until")}
        lists = {
            "bars": tuple(
                Bar(date.fromisoformat(day), came, solved) for day, came, solved in stored["bars"]
            ),
            "campaigns": tuple(CampaignFacts(**facts) for facts in stored["campaigns"]),
            "places": tuple((name, count) for name, count in stored["places"]),
            "worst": tuple(Worst(**ticket) for ticket in stored["worst"]),
        }
        triples = {name: tuple(stored[name]) for name in ("came", "solved", "instructions")}
        day = date.fromisoformat(stored["day"])
        return cls(**{**stored, **rates, **moments, **lists, **triples, "day": day})


def percent(rate: tuple[int, ...]) -> str:
    """Return part of whole in per cent, rounded, a dash for nothing of nothing.

    Only the whole reads 100, and only nothing reads 0.
    """
    part, whole = rate[0], rate[1]
    if not whole:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths // 10}%" if tenths % 10 == 0 or tenths == 1000 else f"{tenths / 10:.1f}%"
