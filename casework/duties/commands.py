"""The commands on assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Content = tuple[dict[str, Any], ...]
"""What a submission carries, an item for each thing asked for, as it is stored.

An item has title, type, and one of text, number or evidence (a list of ids).
"""


@dataclass(frozen=True, slots=True)
class OnAssignment:
    """A command on the assignment with this id."""

    assignment: int


@dataclass(frozen=True, slots=True)
class FileSubmission(OnAssignment):
    """An assignee files; `amount` is by how many a counter goes up."""

    content: Content = ()
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class ReportImmediately:
    """Somebody reports what has just happened; `assignee` is an Assignment's."""

    campaign: int
    duty: str
    assignee: str
    content: Content = ()


@dataclass(frozen=True, slots=True)
class ConfirmAssignment(OnAssignment):
    """收到: it was read, and is settled where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class HandOver(OnAssignment):
    """Hand it to a colleague, or with None take it back."""

    to: int | None


@dataclass(frozen=True, slots=True)
class AskMoreTime(OnAssignment):
    """An assignee asks for time until this day."""

    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class RuleOnMoreTime(OnAssignment):
    """The office grants more time, or refuses it with a reason."""

    granted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReturnSubmission:
    """The office returns what was filed under this id."""

    submission: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecordPaper(OnAssignment):
    """The office records what came on paper; the day it came says whether it was late."""

    came: date
    words: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class ExemptAssignment(OnAssignment):
    """The office asks for it no more, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class LiftExemption(OnAssignment):
    """The office asks for it again, with a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class TellLate:
    """Tell all who are late with something of this campaign, once a day."""

    campaign: int
