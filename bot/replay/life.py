"""Life in the made-up bureau: units file in time, late or never, tickets come and are answered or
not; the same in every run.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zlib import crc32

from sqlmodel import col, select

from bot.replay.made_up import PARENT
from casework.desk import Actor, Desk
from casework.duties.assignments import find_duty, is_settled_by_a_tap
from casework.duties.commands import ConfirmAssignment, FileSubmission
from casework.duties.responsible import responsible_for
from casework.duties.submissions import MAX_COUNTED_AT_ONCE
from casework.execute import execute
from casework.people.accounts import actor_of
from casework.refusals import Refused
from rules.campaign.duties import Content, Duty
from rules.campaign.model import Campaign
from rules.lifecycle import StepRefused
from storage.tables import Assignment, Chat, Evidence, Unit
from storage.upsert import insert_one

Work = Callable[[Desk], object]

PUNCTUAL, LAST_DAY, LATE, NEVER = "punctual", "last day", "late", "never"
HABITS = (PUNCTUAL, LATE, NEVER, LAST_DAY, PUNCTUAL, PUNCTUAL)  # of the units, in turn
OF_THE_BUREAU = (
    PUNCTUAL,
    PUNCTUAL,
    LAST_DAY,
    PUNCTUAL,
    PUNCTUAL,
    LATE,
)  # of what is owed by others, as it comes
COUNTED_AT_MOST = 3  # times that a counter is counted up


def seed(*words: str) -> int:
    """Return a number that these words always give."""
    return crc32("/".join(words).encode())


@dataclass
class Life:
    """What people are going to do, by moment; each thing done may plan others. `refused` is what
    the rules did not allow.
    """

    campaign: Campaign
    refused: list[str] = field(default_factory=list)
    _actors: dict[int, Actor | None] = field(default_factory=dict)  # nobody joins, leaves or moves
    _plan: list[tuple[datetime, int, Work]] = field(default_factory=list)
    _order: Callable[[], int] = field(default_factory=lambda: count().__next__)

    def next(self) -> datetime | None:
        """Return when somebody does something next."""
        return self._plan[0][0] if self._plan else None

    def go_on(self, desk: Desk) -> None:
        """Do what is next; the desk's clock says that it is time."""
        heapq.heappop(self._plan)[2](desk)

    def at(self, moment: datetime, work: Work) -> None:
        """Plan something."""
        heapq.heappush(self._plan, (moment, self._order(), work))

    def on(self, day: date, key: str, work: Work, *, afternoon: bool = False) -> None:
        """Plan something for a day's working time, at a minute that the key gives; pushes go out
        earlier in the morning.
        """
        opens, closes = self.campaign.hours.stretches[-1 if afternoon else 0]
        room = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
        minute = opens.hour * 60 + opens.minute + room // 3 + seed(key) % max(1, room // 2)
        minute += minute % 30 == 0  # what somebody does may be told to others at once
        self.at(datetime.combine(day, time(*divmod(minute, 60)), self.campaign.zone), work)

    def person(self, desk: Desk, *ids: int) -> Actor | None:
        """Return the first of these persons who has a chat, as who acts."""
        for unknown in (id_ for id_ in ids if id_ not in self._actors):
            chat = desk.session.exec(select(Chat).where(Chat.person_id == unknown)).first()
            self._actors[unknown] = actor_of(desk, chat) if chat is not None else None
        return next(filter(None, (self._actors[id_] for id_ in ids)), None)

    def execute(self, desk: Desk, actor: Actor, command: object) -> bool:
        """Let somebody give a command; tells whether it was carried out."""
        desk.actor = actor
        try:
            with desk.session.begin_nested():
                execute(desk, command)
        except (Refused, StepRefused) as refused:
            self.refused.append(
                f"{desk.now:%Y-%m-%d %H:%M} {actor.name} {type(command).__name__}: {refused}"
            )
            return False
        return True


def complainant(desk: Desk) -> Actor:
    """Return whoever holds the phone that belongs to nobody."""
    return Actor(chat_id=desk.session.exec(select(Chat.id).where(Chat.address == PARENT)).one())


def units_below(desk: Desk) -> list[int]:
    """Return the ids of all units but the bureau itself."""
    units = desk.session.exec(
        select(Unit.id).where(col(Unit.parent_id).is_not(None)).order_by(col(Unit.id))
    )
    return [each or 0 for each in units]


def live(desk: Desk, life: Life, habits: Sequence[str]) -> None:
    """Plan when everything that is owed is filed, if ever; the units take the habits in turn."""
    of_units = {unit: habits[place % len(habits)] for place, unit in enumerate(units_below(desk))}
    for assignment in desk.session.exec(
        select(Assignment).where(Assignment.state == "open").order_by(col(Assignment.id))
    ):
        key = f"{assignment.duty}/{assignment.period}/{assignment.assignee}"
        # One kind of duty is nobody's habit: what the office, a leader or all together owe comes as
        # it comes.
        habit = (
            of_units.get(assignment.unit_id or 0) or OF_THE_BUREAU[seed(key) % len(OF_THE_BUREAU)]
        )
        _plan_filing(desk, life, assignment, habit, key)


def _plan_filing(desk: Desk, life: Life, assignment: Assignment, habit: str, key: str) -> None:
    calendar, n = desk.calendar, seed(key)
    last = (
        assignment.due_on
        if calendar.is_working(assignment.due_on)
        else calendar.previous_working(assignment.due_on)
    )
    opens = (
        assignment.opens
        if calendar.is_working(assignment.opens)
        else calendar.next_working(assignment.opens)
    )
    days = {
        PUNCTUAL: max(opens, calendar.add(last, -1 - n % 4)),
        LAST_DAY: last,
        LATE: calendar.add(last, 2 + n % 4),
        NEVER: None,
    }[habit]
    if assignment.at_least is not None:
        _plan_counting(life, assignment, opens, last, days, habit, key)
    elif days is not None:
        whole_day = (
            assignment.due_at.astimezone(life.campaign.zone).time() >= life.campaign.hours.closes
        )
        life.on(
            days, key, _filing(life, assignment.id or 0), afternoon=habit == LAST_DAY and whole_day
        )


def _plan_counting(
    life: Life,
    assignment: Assignment,
    opens: date,
    last: date,
    end: date | None,
    habit: str,
    key: str,
) -> None:
    """Count up in a few steps over the period; whoever never files stops half-way."""
    steps = max(
        min(assignment.at_least or 1, COUNTED_AT_MOST),
        -(-(assignment.at_least or 1) // MAX_COUNTED_AT_ONCE),
    )
    done = 0
    for step in range(1, steps + 1):
        amount = (assignment.at_least or 1) * step // steps - done
        done += amount
        until = end or last
        day = until - timedelta(days=(until - opens).days * (steps - step) // steps)
        if habit == NEVER and step * 2 > steps:
            return
        life.on(day, f"{key}/{step}", _filing(life, assignment.id or 0, amount))


def _filing(life: Life, assignment_id: int, amount: int | None = None) -> Work:
    def file(desk: Desk) -> None:
        assignment = desk.session.get(Assignment, assignment_id)
        who = (
            life.person(desk, *responsible_for(desk, assignment))
            if assignment is not None
            else None
        )
        duty = find_duty(life.campaign, assignment.duty) if assignment is not None else None
        if assignment is None or who is None or duty is None or assignment.state == "dropped":
            return
        taps = is_settled_by_a_tap(duty)
        command = (
            ConfirmAssignment(assignment_id)
            if taps
            else FileSubmission(assignment_id, _contents(desk, who, duty), amount)
        )
        life.execute(desk, who, command)

    return file


def _contents(desk: Desk, who: Actor, duty: Duty) -> tuple[dict[str, Any], ...]:
    return tuple(_content(desk, who, each) for each in duty.carries if not each.optional)


def _content(desk: Desk, who: Actor, wanted: Content) -> dict[str, Any]:
    item: dict[str, Any] = {"title": wanted.title, "type": wanted.type}
    if wanted.type in ("file", "photo"):
        return item | {
            "evidence": [
                picture(desk, who, f"{wanted.title}.docx" if wanted.type == "file" else "")
            ]
        }
    return item | (
        {"number": wanted.at_least or 1} if wanted.type == "number" else {"text": "已按要求完成。"}
    )


def picture(desk: Desk, who: Actor, name: str = "") -> int:
    """Put a picture, or with a name a document, into the chat as if it had been sent and kept;
    returns its id.
    """
    sent = insert_one(
        desk.session,
        Evidence,
        chat_id=who.chat_id,
        source={},
        state="kept",
        name=name,
        not_before=desk.now,
        received_at=desk.now,
    )
    return sent.id or 0
