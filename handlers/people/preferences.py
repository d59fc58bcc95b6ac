"""What people wish of reminders: later, or not at certain hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.desk import Desk
from casework.reminders import commands as c
from locales import Button, _
from rules.time.date_parsing import read_time
from talk import Answer, Choice, Given, Reading, Said, Talk, Wrong, clean
from talk import input as sent
from talk.answers import Chosen


def snooze(talk: Talk, desk: Desk) -> c.Snooze | Button:
    """Somebody wants to be reminded later."""
    until = talk.choose(
        "until",
        _("When shall we remind you again? What is late is said at its time all the same."),
        ("hour", _("In an hour")),
        ("tomorrow", _("Tomorrow")),
        ("monday", _("On Monday")),
        ("quiet", _("Set quiet hours")),
    )
    return Button(_("Quiet hours"), "quiet") if until == "quiet" else c.Snooze(until)


def quiet(talk: Talk, desk: Desk) -> c.KeepQuiet:
    """Somebody wants no reminders at certain hours."""
    asked = _(
        "At which hours shall reminders wait? What is late is said all the same when no "
        "working time is left."
    )
    if talk.choose("wanted", asked, (True, _("Set quiet hours")), (False, _("No quiet hours"))):
        first = talk.ask(
            "first", ClockTime("12:00", "17:00", "18:00"), _("Quiet from when? For example 12:00.")
        )
        return c.KeepQuiet(
            first,
            talk.ask(
                "last", ClockTime("09:00", "14:30", "15:00"), _("Until when? For example 15:00.")
            ),
        )
    return c.KeepQuiet("", "")


class ClockTime(Answer[str]):
    """A time of the day as HH:MM, however it is written: 9, 9:30, 9点30分; some are offered."""

    def __init__(self, *offered: str) -> None:
        self.offered = offered

    def choices(self, partial: Any) -> Sequence[Choice]:
        return [Choice(each, _("{time}", time=each)) for each in self.offered]

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        minutes = read_time(clean(said.text)) if isinstance(said, sent.Words) else None
        if minutes is None:
            return Wrong(_("Please write a time of the day, for example 12:30."))
        return Given(f"{minutes // 60 % 24:02}:{minutes % 60:02}")
