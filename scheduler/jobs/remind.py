"""Reminding: what is due is said to each person in one message, worst first, and only while it is
still to be done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from casework.desk import Desk
from casework.people.unreachable import note_reached, note_unreachable
from casework.reminders.content import ITEMS, READ_AHEAD, WEEKLY, Item
from locales import Button, _
from rules.time.escalation import Hours
from rules.time.reminders import told_at
from scheduler.per_item import Stumbled, attempt_all
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.queries.jobs import only_here
from storage.queries.reminders import (
    FOR_ONE,
    Planned,
    also_due,
    drop,
    due,
    plan,
    preferences_of,
    put_off,
    settle,
    theirs_alone,
)
from storage.tables import Reminder

JOB = "remind"
BATCH = 500  # nudges in one transaction
LINES = 10  # of one message
BUTTONS = 4  # that open a line: with two more they fit on a card of WeCom


def remind(desk: Desk, now: datetime) -> int:
    """Send the reminders that are due; returns how many nudges were settled or put off."""
    if not only_here(
        desk.session, JOB
    ):  # two that share out what is due would tell people twice a minute
        return 0
    claimed = due(desk.session, ITEMS, now, BATCH)
    claimed += also_due(desk.session, ITEMS, claimed, now) if len(claimed) == BATCH else []
    tick = Tick(desk, now)
    tick.take(claimed)
    tick.send()
    tick.settle()
    return len(claimed)


def _same_time(due_at: datetime, hours: Hours, now: datetime) -> datetime:
    """Return the next moment fit for a push, at its time of the day where that is still to come: so
    it meets that day's own.
    """
    allowed = hours.allowed(now)
    planned = datetime.combine(
        hours.day_of(allowed), due_at.astimezone(hours.zone).time(), hours.zone
    )
    return hours.allowed(max(allowed, planned))


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be said to somebody, and the nudge because of which it is said."""

    reminder: Reminder
    item: Item


@dataclass
class Tick:
    """One round: nudges are taken in subject by subject, said person by person, and settled."""

    desk: Desk
    now: datetime
    heard: list[tuple[int, Line]] = field(
        default_factory=list
    )  # what there is to say to which person
    letters: dict[int, list[Line]] = field(default_factory=dict)  # what of it is said now
    outcomes: dict[int, str] = field(default_factory=dict)  # by nudge: sent, superseded or dropped
    moved: dict[int, datetime] = field(default_factory=dict)  # by nudge
    later: list[Planned] = field(default_factory=list)
    weekly: dict[str, set[int]] = field(default_factory=dict)

    def take(self, claimed: Iterable[Reminder]) -> None:
        """Find out what there is to say of each subject, and to whom."""
        subjects: dict[tuple[str, int], list[Reminder]] = {}
        for each in claimed:
            subjects.setdefault((each.about, each.subject), []).append(each)
        at_hand = [
            read(self.desk, [subject for about, subject in subjects if about == sort])
            for sort, read in READ_AHEAD.items()
        ]
        works = {
            f"{about} {subject}": partial(ITEMS[about], self.desk, subject)
            for about, subject in subjects
        }
        found = attempt_all(self.desk, JOB, works)
        del at_hand
        for (about, subject), rows in subjects.items():
            self._take(rows, found[f"{about} {subject}"])

    def _take(self, rows: list[Reminder], found: Item | Stumbled | None) -> None:
        if isinstance(found, Stumbled):
            for row in rows:
                self._put_off(row, found.again) if found.again is not None else self._settle(
                    row, "dropped"
                )
            return
        if found is None:
            drop(self.desk.session, rows[0].about, rows[0].subject)
        for row in rows:
            self._settle(
                row, "dropped" if found is None or row.planned_for != found.due_at else "superseded"
            )
        holding = [row for row in rows if found is not None and row.planned_for == found.due_at]
        if found is not None and holding:
            self._share(found, holding)

    def _share(self, item: Item, rows: list[Reminder]) -> None:
        """Of several nudges of one subject only the newest is said: to everybody, or where all are
        for one person, to each.
        """
        rows.sort(key=lambda row: (row.due_at, row.id))
        to_all = [row for row in rows if FOR_ONE not in row.level]
        newest = to_all[-1:] or {row.level.partition(FOR_ONE)[2]: row for row in rows}.values()
        for row in newest:
            hours = replace(item.hours, urgent=row.urgent)
            if hours.allowed(self.now) > self.now:
                self._put_off(row, _same_time(row.due_at, hours, self.now))
                continue
            only = row.level.partition(FOR_ONE)[2]
            people = [each for each in item.people if only in ("", str(each))]
            self._settle(row, "sent" if people else "dropped")
            if row.level.startswith("week-"):
                self.weekly.setdefault(row.about, set()).add(row.subject)
            self.heard += [(person, Line(row, item)) for person in people]

    def send(self) -> None:
        """Put one message a person on its way; the office hears of those who cannot be reached."""
        self._heed_wishes()
        chats = chats_of_people(self.desk.session, self.letters)
        works = {
            f"person {person}": partial(self._queue, chats[person], person, lines)
            for person, lines in sorted(self.letters.items())
            if person in chats
        }
        sent = attempt_all(self.desk, JOB, works)
        for person in chats:
            stumbled = sent[f"person {person}"]
            if isinstance(stumbled, Stumbled) and stumbled.again is not None:
                for line in self.letters[person]:
                    self._again(
                        person,
                        line.reminder,
                        replace(line.item.hours, urgent=line.reminder.urgent).allowed(
                            stumbled.again
                        ),
                    )
        note_reached(self.desk, chats)
        note_unreachable(self.desk, self.letters.keys() - chats.keys())

    def _heed_wishes(self) -> None:
        """Say it now, or when the person wishes to hear it."""
        wishes = {
            each.person_id: each
            for each in preferences_of(self.desk.session, {person for person, _line in self.heard})
        }
        for person, line in self.heard:
            hours = replace(line.item.hours, urgent=line.reminder.urgent)
            at = told_at(self.now, wishes.get(person), hours, late=self.now > line.item.due_at)
            if at == self.now:
                self.letters.setdefault(person, []).append(line)
            elif at is not None:
                self._again(person, line.reminder, at)
        for lines in self.letters.values():
            lines.sort(key=lambda line: (line.item.due_at, line.reminder.subject))

    def _queue(self, chat: int, person: int, lines: list[Line]) -> None:
        ids = ",".join(map(str, sorted(line.reminder.id or 0 for line in lines)))
        once = f"reminders:{person}:{hashlib.sha256(ids.encode()).hexdigest()[:24]}"
        any_early = any(self.now <= line.item.due_at for line in lines)
        queue(
            self.desk.session,
            chat,
            grouped([line.item for line in lines], snooze=any_early),
            self.now,
            once=once,
        )

    def settle(self) -> None:
        """Write down what became of the nudges, and plan what follows from it."""
        session = self.desk.session
        self._forget_put_off()
        for state in ("sent", "superseded", "dropped"):
            settle(
                session,
                [each for each, became in self.outcomes.items() if became == state],
                state,
                self.now,
            )
        for at in set(self.moved.values()):
            put_off(session, [each for each, until in self.moved.items() if until == at], at)
        plan(session, self.later)
        for about, subjects in self.weekly.items():
            if about in WEEKLY:
                WEEKLY[about](self.desk, subjects)

    def _forget_put_off(self) -> None:
        """What somebody has heard now need not be said again because it was put off before."""
        heard = {
            (line.reminder.about, line.reminder.subject, person)
            for person, lines in self.letters.items()
            for line in lines
        }
        for about in {each[0] for each in heard}:
            for id_, subject, person in theirs_alone(
                self.desk.session, about, {each[1] for each in heard if each[0] == about}
            ):
                if (about, subject, person) in heard and id_ not in self.moved:
                    self.outcomes.setdefault(id_, "superseded")

    def _settle(self, row: Reminder, state: str) -> None:
        self.outcomes[row.id or 0] = state

    def _put_off(self, row: Reminder, until: datetime) -> None:
        self.moved[row.id or 0] = until
        self.outcomes.pop(row.id or 0, None)

    def _again(self, person: int, row: Reminder, at: datetime) -> None:
        """Say it to this person later; a nudge that is theirs alone is put off, another gets a
        sister for them.
        """
        if FOR_ONE in row.level:
            self._put_off(row, at)
        else:
            level = f"{row.level}{FOR_ONE}{person}"
            self.later.append(
                Planned(row.about, row.subject, level, row.planned_for, at, row.urgent, row.home)
            )


def grouped(items: Sequence[Item], *, snooze: bool) -> Notice:
    """Return one message of these items, worst first, with buttons for the first few."""
    lines = [
        _("{place}. {line}", place=place, line=item.line)
        for place, item in enumerate(items[:LINES], 1)
    ]
    if len(items) == 1:
        text, buttons = items[0].line, [*items[0].at_once, items[0].button]
    else:
        head = _("You have {count} tasks to do:", count=len(items))
        more = [_("… and {count} more", count=len(items) - LINES)] if len(items) > LINES else []
        text = _("{lines}", lines=[head, *lines, *more])
        buttons = [
            replace(item.button, label=_("Do no. {place}", place=at))
            for at, item in enumerate(items[:BUTTONS], 1)
        ]
    links = [*buttons, Button(_("My tasks"), "duties")]
    return Notice(
        text, (*links, Button(_("Remind me later"), "snooze")) if snooze else tuple(links)
    )
