"""The commands on instructions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Instruct:
    """A leader writes on something; `unit` None addresses it to the office.

    `about` is a ticket's or an instruction's number, or digest:2026-03-02.
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
