"""The push pipeline: find the people, heed their preferences, group by person, settle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casework.desk import Desk
from casework.people.unreachable import note_reached, note_unreachable
from casework.reminders.said import Found, Line, Subject
from rules.time.reminders import told_at
from scheduler.per_item import ItemFailed, attempt_all
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.queries.reminders import (
    FOR_ONE,
    Planned,
    plan,
    preferences_of,
    put_off,
    settle,
    theirs_alone,
)
from storage.tables import Reminder

Due = Mapping[Subject, Sequence[Reminder]]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one job pushes: what is found to say of subjects, and how a person's lines are set.

    `follow_up` plans what comes next of them. `given_up` is the state of reminders that failed
    too often, `once` the beginning of the key under which a message is queued once; "" for none.
    People are told in the order in which they were found, or `in_roster_order`.
    """

    job: str
    find: Callable[[Desk, Due], Mapping[Subject, Found]]
    follow_up: Callable[[Desk, Mapping[Subject, Found]], None]
    lay_out: Callable[[Desk, Sequence[Line]], Notice]
    given_up: str
    once: str = ""
    in_roster_order: bool = False


def push(desk: Desk, pushed: Pushed, due: Due, name: Callable[[Subject], str]) -> None:
    """Say what is due to everybody concerned, in one message a person, and settle it.

    `name` says how a subject that fails is kept.
    """
    round_ = Round(desk, pushed, name)
    round_.find(due)
    round_.heed_preferences()
    round_.send()
    round_.settle()


@dataclass
class Round:
    """One round: found subject by subject, said person by person, and settled."""

    desk: Desk
    pushed: Pushed
    name: Callable[[Subject], str]
    lines: list[Line] = field(default_factory=list)
    by_person: dict[int, list[Line]] = field(default_factory=dict)  # what is said now
    moved: dict[int, datetime] = field(default_factory=dict)  # reminders that are put off
    given_up: list[int] = field(default_factory=list)
    later: list[Planned] = field(default_factory=list)

    def find(self, due: Due) -> None:
        """Find out what there is to say of each subject, and to whom."""
        found = attempt_all(self.desk, self.pushed.job, due, self._find, self.name)
        for subject, result in found.items():
            if isinstance(result, Found):
                self.lines += result.lines
                self.moved |= result.moved
                continue
            for reminder in due[subject]:
                if result.again is None:
                    self.given_up.append(reminder.id or 0)
                else:
                    self.moved[reminder.id or 0] = result.again

    def _find(self, due: Due) -> Mapping[Subject, Found]:
        found = self.pushed.find(self.desk, due)
        by_state: dict[str, list[int]] = {}
        for result in found.values():
            for reminder, state in result.states.items():
                by_state.setdefault(state, []).append(reminder)
        for state, ids in by_state.items():
            settle(self.desk.session, ids, state, self.desk.now)
        self.pushed.follow_up(self.desk, found)
        return found

    def heed_preferences(self) -> None:
        """Say each line now, or when the person wishes to hear it."""
        people = {line.person for line in self.lines}
        wishes = {row.person_id: row for row in preferences_of(self.desk.session, people)}
        for line in self.lines:
            at: datetime | None = self.desk.now
            if not line.cannot_wait:
                preferences = wishes.get(line.person)
                at = told_at(self.desk.now, preferences, line.hours, late=line.is_late)
            if at == self.desk.now:
                self.by_person.setdefault(line.person, []).append(line)
            elif at is not None:
                self._say_later(line, at)

    def send(self) -> None:
        """Put one message a person on its way; the office hears of those who cannot be reached."""
        chats = chats_of_people(self.desk.session, self.by_person)
        people = sorted(self.by_person) if self.pushed.in_roster_order else list(self.by_person)
        reached = {person: chats[person] for person in people if person in chats}
        sent = attempt_all(
            self.desk, self.pushed.job, reached, self._queue, lambda person: f"person {person}"
        )
        for person, result in sent.items():
            if isinstance(result, ItemFailed) and result.again is not None:
                for line in self.by_person[person]:
                    self._say_later(line, line.hours.allowed(result.again))
        note_reached(self.desk, reached)
        note_unreachable(self.desk, self.by_person.keys() - reached.keys())

    def _queue(self, chats: Mapping[int, int]) -> Mapping[int, None]:
        return {person: self.queue_one(person, chat) for person, chat in chats.items()}

    def queue_one(self, person: int, chat: int) -> None:
        """Queue a person's message, unless it was queued before."""
        lines = self.by_person[person]
        notice = self.pushed.lay_out(self.desk, lines)
        once = None
        if self.pushed.once:
            ids = ",".join(map(str, sorted(line.reminder.id or 0 for line in lines)))
            digest = hashlib.sha256(ids.encode()).hexdigest()[:24]
            once = f"{self.pushed.once}:{person}:{digest}"
        queue(self.desk.session, chat, notice, self.desk.now, once=once)

    def settle(self) -> None:
        """Write down what became of the reminders that were not said."""
        session = self.desk.session
        settle(session, self.given_up, self.pushed.given_up, self.desk.now)
        settle(session, self._heard_already(), "superseded", self.desk.now)
        for at in set(self.moved.values()):
            put_off(session, [id_ for id_, until in self.moved.items() if until == at], at)
        plan(session, self.later)

    def _heard_already(self) -> list[int]:
        """Return what was put off for somebody who has heard of the subject now."""
        heard: dict[str, set[tuple[int, int]]] = {}
        for person, lines in self.by_person.items():
            for line in lines:
                of_sort = heard.setdefault(line.reminder.about, set())
                of_sort.add((line.reminder.subject, person))
        found: list[int] = []
        for about, pairs in heard.items():
            subjects = {subject for subject, _person in pairs}
            for id_, subject, person in theirs_alone(self.desk.session, about, subjects):
                if (subject, person) in pairs and id_ not in self.moved:
                    found.append(id_)
        return found

    def _say_later(self, line: Line, at: datetime) -> None:
        """Say it to this person later; a reminder that is for all gets a sister for them."""
        row = line.reminder
        if FOR_ONE in row.level:
            self.moved[row.id or 0] = at
            return
        level = f"{row.level}{FOR_ONE}{line.person}"
        self.later.append(
            Planned(row.about, row.subject, level, row.planned_for, at, row.urgent, row.home)
        )
