"""The commands of leaders: which digests they wish for, what they are in charge of, and their
instructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Instruct:
    """A leader writes on a ticket (its number), a digest (digest:2026-03-02) or an instruction;
    `unit` None is the office.
    """

    about: str
    words: str
    to_be_done: bool = False
    unit: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ReportInstruction:
    """The addressee reports what was done."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class SettleInstruction:
    """The leader takes it as done."""

    number: str
