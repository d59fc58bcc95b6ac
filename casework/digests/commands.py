"""The commands on digests: when they come, and who is in charge of what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleDigest:
    """Somebody sets when a digest comes.

    `every` is day, week or month, `at` HH:MM, "" for never, None as the bureau sets.
    """

    every: str
    at: str | None


@dataclass(frozen=True, slots=True)
class SetDigestOption:
    """Somebody turns something about their digests on or off: dark or free_days."""

    option: str
    on: bool


@dataclass(frozen=True, slots=True)
class SetPortfolio:
    """The office puts a field into a leader's portfolio, or takes it out."""

    person: int
    field: str
    on: bool
