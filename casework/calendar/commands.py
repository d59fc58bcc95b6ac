"""The commands on the bureau's own days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SetDays:
    """The office sets free or working days of the bureau's own."""

    first: date
    last: date
    free: bool
    name: str


@dataclass(frozen=True, slots=True)
class TakeBackDays:
    """The office takes days of the bureau's own back."""

    first: date
    last: date
