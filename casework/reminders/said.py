"""What due reminders say: the lines for each person, and what becomes of the reminders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.grouping import Item
from rules.time.escalation import Hours
from storage.tables import Reminder

Subject = tuple[str, int]  # of what, and its id


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be said to somebody, and the reminder because of which it is said.

    `cannot_wait` is for what is said at once whatever the person prefers.
    """

    person: int
    reminder: Reminder
    item: Item
    hours: Hours
    due_at: datetime
    is_late: bool
    cannot_wait: bool = False


@dataclass(slots=True)
class Found:
    """What was found of one subject: the lines, and by reminder its new state or time."""

    lines: list[Line] = field(default_factory=list)
    states: dict[int, str] = field(default_factory=dict)
    moved: dict[int, datetime] = field(default_factory=dict)
