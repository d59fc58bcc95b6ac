"""Tickets of the replay: findings and complaints, a few a month, on their way through office and
unit, in time or late.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from bot.replay.life import (
    LAST_DAY,
    LATE,
    NEVER,
    PUNCTUAL,
    Life,
    complainant,
    picture,
    units_below,
)
from casework.desk import Actor, Desk
from casework.tickets import commands as c
from rules.permissions import Role
from storage.queries.units import holders_of
from storage.tables import Ticket

BETWEEN = 9  # days from one ticket to the next
ANSWERED = {PUNCTUAL: -2, LAST_DAY: 0, LATE: 2, NEVER: 6}  # working days after the deadline


@dataclass
class Course:
    """How a ticket goes: each step is one thing that somebody does, and plans the next; `habit`
    says when.
    """

    life: Life
    key: str
    kind: str
    complaint: bool
    unit: int
    habit: str
    number: str = ""

    def file(self, desk: Desk) -> None:
        """An inspector or a parent reports; the office may leave a complaint lying longer than a
        day.
        """
        if self.complaint:
            done = self.life.execute(
                desk,
                complainant(desk),
                c.FileComplaint(self.kind, "named", self.unit, "请核实处理。"),
            )
        else:
            inspector = self._holder(desk, Role.INSPECTOR)
            found = c.FileFinding(
                self.unit, self.kind, "现场检查发现。", (picture(desk, inspector),)
            )
            done = self.life.execute(desk, inspector, found)
        if done:
            self.number = desk.session.exec(
                select(Ticket.number).order_by(col(Ticket.id).desc()).limit(1)
            ).one()
            days = 2 if self.complaint and self.habit in (LATE, NEVER) else 0
            self.life.on(_after(desk, days), f"{self.key}/assign", self.assign, afternoon=True)

    def assign(self, desk: Desk) -> None:
        """The office assigns it to the unit, which signs for it next day or too late."""
        office = self._holder(desk, Role.OFFICE)
        if self.complaint:
            self.life.execute(desk, office, c.Accept(self.number))
        if self.life.execute(desk, office, c.Assign(self.number, self.unit)):
            self.life.on(
                _after(desk, 3 if self.habit == NEVER else 1), f"{self.key}/take", self.take
            )

    def take(self, desk: Desk) -> None:
        """The unit signs for it, and answers in its own time."""
        ticket = self._ticket(desk)
        if (
            self.life.execute(desk, self._unit(desk), c.Take(self.number))
            and ticket.due_at is not None
        ):
            due = ticket.due_at.astimezone(self.life.campaign.zone).date()
            day = max(desk.calendar.add(due, ANSWERED[self.habit]), _after(desk, 1))
            self.life.on(day, f"{self.key}/answer", self.answer)

    def answer(self, desk: Desk) -> None:
        """The unit answers, with a picture; the office checks it next day, or after its limit."""
        unit = self._unit(desk)
        answer = c.Answer(
            self.number, "管理不严", "已整改并举一反三", unit.name, (picture(desk, unit),)
        )
        if self.life.execute(desk, unit, answer):
            self.life.on(
                _after(desk, 4 if self.habit == LATE else 1), f"{self.key}/check", self.check
            )

    def check(self, desk: Desk) -> None:
        """The office approves the answer."""
        self.life.execute(desk, self._holder(desk, Role.OFFICE), c.Approve(self.number))

    def _ticket(self, desk: Desk) -> Ticket:
        return desk.session.exec(select(Ticket).where(Ticket.number == self.number)).one()

    def _unit(self, desk: Desk) -> Actor:
        return self.life.person(desk, *_own_people(desk, self.unit)) or Actor()

    def _holder(self, desk: Desk, role: Role) -> Actor:
        return self.life.person(desk, *holders_of(desk.session, role.value)) or Actor()


def plan_tickets(desk: Desk, life: Life, a_month: int, habits: Sequence[str]) -> None:
    """Plan so many tickets for every month of the campaign."""
    units = [
        unit
        for unit in units_below(desk)
        if life.person(desk, *_own_people(desk, unit)) is not None
    ]
    findings, complaints = (
        [each.code for each in desk.findings],
        [each.code for each in desk.complaints],
    )
    for place, day in enumerate(_days(life, a_month)):
        complaint = place % 3 == 2 and bool(complaints)
        kinds = complaints if complaint else findings
        habit = habits[place % len(habits)]
        course = Course(
            life,
            f"ticket {place}",
            kinds[place % len(kinds)],
            complaint,
            units[place % len(units)],
            habit,
        )
        working = day if desk.calendar.is_working(day) else desk.calendar.next_working(day)
        life.on(working, course.key, course.file)


def _days(life: Life, a_month: int) -> Iterator[date]:
    period = life.campaign.period
    month = period.first.replace(day=1)
    while month <= period.last:
        days = (month + timedelta(days=5 + n * BETWEEN) for n in range(a_month))
        yield from (day for day in days if period.first <= day <= period.last)
        month = (month + timedelta(days=31)).replace(day=1)


def _after(desk: Desk, working_days: int) -> date:
    return desk.calendar.add(desk.today, working_days) if working_days else desk.today


def _own_people(desk: Desk, unit: int) -> list[int]:
    return [
        each
        for role in (Role.HEAD, Role.HANDLER)
        for each in holders_of(desk.session, role.value, unit)
    ]
