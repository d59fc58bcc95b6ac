"""What people prefer of reminders: to be reminded later, and quiet hours; not for what is late."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import NotAllowed
from casework.reminders import commands as c
from casework.reminders.content import MINE
from locales import Button, _
from rules.time.escalation import Hours
from rules.time.reminders import Quiet
from storage.queries.reminders import FOR_ONE, Planned, plan
from storage.tables import Preferences, Reminder

SNOOZED_PERIOD = timedelta(days=1)  # what was said since then is said again after a snooze


def snooze(desk: Desk, command: c.Snooze) -> Receipt:
    """Remind the actor again later of what was said lately, and say nothing else before that."""
    wishes = preferences_of(desk)
    until = snoozed_until(desk, command.until)
    wishes.snoozed_until = until
    desk.session.add(wishes)
    for about, find in MINE.items():
        early = {subject: due_at for subject, due_at in find(desk).items() if due_at >= desk.now}
        said = (
            Reminder.about == about,
            col(Reminder.subject).in_(early),
            Reminder.state == "sent",
            col(Reminder.settled_at) >= desk.now - SNOOZED_PERIOD,
        )
        level = f"snooze-{until:%m%d%H%M}{FOR_ONE}{wishes.person_id}"
        subjects = (
            sorted(set(desk.session.exec(select(Reminder.subject).where(*said)))) if early else []
        )
        plan(
            desk.session,
            [Planned(about, subject, level, early[subject], until) for subject in subjects],
        )
    text = _(
        "You will be reminded again on {day} at {time}. What is late is still said at its time."
    )
    local = until.astimezone(desk.bureau.zone)
    return Receipt(
        text.given(day=local.date(), time=f"{local:%H:%M}"), (Button(_("My tasks"), "duties"),)
    )


def keep_quiet(desk: Desk, command: c.KeepQuiet) -> Receipt:
    """Set the actor's quiet hours, or none when they begin as they end."""
    wishes = preferences_of(desk)
    first, last = (command.first, command.last) if command.first != command.last else ("", "")
    wishes.quiet_from, wishes.quiet_to = first, last
    desk.session.add(wishes)
    if not first:
        return Receipt(_("No quiet hours: reminders come in working hours as they fall due."))
    if not Quiet(time.fromisoformat(first), time.fromisoformat(last)).leaves_room(
        desk.bureau.hours
    ):
        text = _(
            "Quiet from {first} to {last}: that is all of the working day, so only what "
            "is late or urgent will reach you."
        )
        return Receipt(text.given(first=first, last=last))
    text = _("Quiet from {first} to {last}: reminders wait for the next working minute after that.")
    return Receipt(text.given(first=first, last=last))


def preferences_of(desk: Desk) -> Preferences:
    """Return the actor's wishes, new ones when they never had any; raises NotAllowed for somebody
    not of the roster.
    """
    person = desk.actor.person_id
    if person is None:
        raise NotAllowed
    return desk.session.get(Preferences, person) or Preferences(person_id=person)


def snoozed_until(desk: Desk, until: str) -> datetime:
    """Return the working minute an hour from now, or that of tomorrow or Monday in which the
    morning's reminders go out.
    """
    hours = Hours(desk.calendar, desk.bureau.hours, desk.bureau.zone)
    if until == "hour":
        return hours.allowed(desk.now + timedelta(hours=1))
    days = 7 - desk.today.weekday() if until == "monday" else 1
    return hours.allowed(hours.morning(desk.today + timedelta(days=days)))
