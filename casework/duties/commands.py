"""The commands on duties; each is carried out by the function that COMMANDS names for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Content = tuple[dict[str, Any], ...]
"""What a filing carries, as it is kept: [{"title", "type", "text" | "number" | "evidence": [ids]}]."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A command on what is owed under this id."""

    assignment: int


@dataclass(frozen=True, slots=True)
class FileDuty(OnDuty):
    """A filing; `amount` is by how many a counter goes up."""

    content: Content = ()
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class ReportImmediately:
    """A report of something that has just happened; `ower` is an Owed's."""

    campaign: int
    duty: str
    assignee: str
    content: Content = ()


@dataclass(frozen=True, slots=True)
class ConfirmDuty(OnDuty):
    """收到: it was read, and is settled where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class HandDuty(OnDuty):
    """Hand it to a colleague, or with None take it back."""

    to: int | None


@dataclass(frozen=True, slots=True)
class AskDutyTime(OnDuty):
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class RuleOnDutyTime(OnDuty):
    granted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReturnFiling:
    """The office returns what was filed under this id."""

    filing: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecordPaper(OnDuty):
    """The office records what came on paper; the day it came says whether it was late."""

    came: date
    words: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class ExemptDuty(OnDuty):
    reason: str


@dataclass(frozen=True, slots=True)
class LiftExemption(OnDuty):
    """The office asks for it again, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class TellLate:
    """Tell all who are late with something of this campaign, once a day."""

    campaign: int
