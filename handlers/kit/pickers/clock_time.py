"""Choosing a time of the day, by button or as people write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from locales import _
from rules.time.date_parsing import read_time
from talk import Answer, Choice, Chosen, Given, Reading, Said, Wrong, clean
from talk import input as sent

MINUTES_PER_HOUR, HOURS_PER_DAY = 60, 24


class ClockTime(Answer[str]):
    """A time of the day as HH:MM, however it is written: 9, 9:30, 9点30分; some are offered."""

    def __init__(self, *offered: str) -> None:
        self.offered = offered

    def choices(self, partial: Any) -> Sequence[Choice]:
        return [Choice(time, _("{time}", time=time)) for time in self.offered]

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        read = read_time(clean(said.text)) if isinstance(said, sent.Words) else None
        if read is None:
            return Wrong(_("Please write a time of the day, for example 12:30."))
        hours, minutes = divmod(read, MINUTES_PER_HOUR)
        return Given(f"{hours % HOURS_PER_DAY:02}:{minutes:02}")
