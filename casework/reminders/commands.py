"""The commands by which people say when they wish to be reminded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody wants to be reminded later; `until` is hour, tomorrow or monday."""

    until: str


@dataclass(frozen=True, slots=True)
class KeepQuiet:
    """Somebody wants no reminders from `first` to `last`, HH:MM; both "" for no quiet hours."""

    first: str
    last: str
