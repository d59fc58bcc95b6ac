"""People set when they are reminded: later, or not at certain hours."""

from __future__ import annotations

from casework.desk import Desk
from casework.reminders.commands import KeepQuiet, Snooze
from handlers.kit.pickers.clock_time import ClockTime
from locales import Button, _
from talk import Talk


def snooze(talk: Talk, desk: Desk) -> Snooze | Button:
    """Somebody wants to be reminded later."""
    until = talk.choose(
        "until",
        _("When shall we remind you again? What is late is said at its time all the same."),
        ("hour", _("In an hour")),
        ("tomorrow", _("Tomorrow")),
        ("monday", _("On Monday")),
        ("quiet", _("Set quiet hours")),
    )
    if until == "quiet":
        return Button(_("Quiet hours"), "quiet")
    return Snooze(until)


def quiet(talk: Talk, desk: Desk) -> KeepQuiet:
    """Somebody wants no reminders at certain hours."""
    asked = _(
        "At which hours shall reminders wait? What is late is said all the same when no "
        "working time is left."
    )
    wanted = talk.choose(
        "wanted", asked, (True, _("Set quiet hours")), (False, _("No quiet hours"))
    )
    if not wanted:
        return KeepQuiet("", "")
    begins, ends = ClockTime("12:00", "17:00", "18:00"), ClockTime("09:00", "14:30", "15:00")
    first = talk.ask("first", begins, _("Quiet from when? For example 12:00."))
    last = talk.ask("last", ends, _("Until when? For example 15:00."))
    return KeepQuiet(first, last)
