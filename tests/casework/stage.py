"""A stage for commands: a town with its cast, on which each acts through carry_out and finds
notices in the mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.execute import execute
from casework.notices import Receipt
from casework.people.accounts import actor_of
from casework.tickets import commands as c
from casework.tickets.events import broken_links, history
from locales import Message, translate
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Event, Evidence, Person, RoleHeld, Ticket, Unit
from tests.town import BUREAU, Town

CAST: dict[str, tuple[str, tuple[Role, ...]]] = {
    "inspector": ("示范区教育局", (Role.INSPECTOR,)),
    "office": ("示范区教育局", (Role.OFFICE,)),
    "clerk": ("示范区教育局", (Role.OFFICE,)),
    "custodian": ("示范区教育局", (Role.CUSTODIAN,)),
    "leader": ("示范区教育局", (Role.LEADER,)),
    "above": ("示范区教育局", (Role.HEAD,)),
    "head": ("第一中学", (Role.HEAD,)),
    "handler": ("第一中学", (Role.HANDLER,)),
    "elsewhere": ("第二小学", (Role.HEAD,)),
    "teacher": ("第一中学", (Role.STAFF,)),
}
FIRST, SECOND = "第一中学", "第二小学"


@dataclass
class Stage:
    """The town with everybody on it; `parent` is somebody the roster does not know."""

    database: Database
    town: Town = field(init=False)

    def __post_init__(self) -> None:
        self.town = Town(self.database)
        for name, (unit, roles) in CAST.items():
            self.town.person(name, *roles, unit=unit)
        self.stranger("parent")

    @classmethod
    def again(cls, database: Database) -> Stage:
        """Return the stage of a database on which everybody stands already."""
        stage = cls.__new__(cls)
        stage.database, stage.town = database, Town(database)
        for name in (*CAST, "parent"):
            stage.town.phone(name)
        return stage

    def stranger(self, name: str) -> None:
        """Add a chat of somebody unknown."""
        with self.database.write() as session:
            now = self.town.clock()
            session.add(
                Chat(channel="web", address=name, seen_at=now, window_at=now, language="en")
            )
        self.town.phone(name)

    def also(self, name: str, role: Role, unit: str) -> None:
        """Give somebody one more role."""
        with self.database.write() as session:
            person = session.exec(select(Person.id).where(Person.key == name)).one()
            session.add(
                RoleHeld(person_id=person or 0, role=role.value, unit_id=_unit(session, unit))
            )

    def do(self, name: str, command: object) -> Receipt:
        """Carry out a command of this person in a transaction of its own."""
        with self.database.write() as session:
            return execute(self.desk(session, name), command)

    def desk(self, session: Session, name: str) -> Desk:
        """Return this person's desk."""
        chat = session.exec(select(Chat).where(Chat.address == name)).one()
        desk = Desk(session, self.town.clock(), BUREAU)
        desk.actor = actor_of(desk, chat)
        return desk

    def unit(self, name: str = FIRST) -> int:
        """Return a unit's id."""
        with self.database.read() as session:
            return _unit(session, name)

    def photo(self, name: str, state: str = "pending") -> int:
        """Record a picture of this person's and return its id."""
        with self.database.write() as session:
            chat = session.exec(select(Chat).where(Chat.address == name)).one()
            now = self.town.clock()
            row = Evidence(
                chat_id=chat.id, source={"file": "x"}, not_before=now, received_at=now, state=state
            )
            session.add(row)
            session.flush()
            return row.id or 0

    def mail(self) -> dict[str, list[str]]:
        """Return what arrived for whom since the last look, without the names in front."""
        arrived = {name: phone.news() for name, phone in self.town.phones.items()}
        return {
            name: [line.removeprefix(f"{name} < ") for line in lines]
            for name, lines in arrived.items()
            if lines
        }

    def words(self, receipt: Receipt, language: str = "en") -> str:
        """Return a receipt in words."""
        return translate(receipt.text, language)

    def events(self, number: str) -> list[Event]:
        """Return a ticket's events."""
        with self.database.read() as session:
            return history(
                session, session.exec(select(Ticket).where(Ticket.number == number)).one()
            )

    def faults(self) -> list[Message]:
        """Return what is wrong with any chain."""
        with self.database.read() as session:
            return [
                fault
                for each in session.exec(select(Ticket).order_by(col(Ticket.id)))
                for fault in broken_links(session, each)
            ]

    def set(self, number: str, **values: Any) -> None:
        """Put a ticket into a situation by hand."""
        with self.database.write() as session:
            ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
            for name, value in values.items():
                setattr(ticket, name, value)
            session.add(ticket)

    # the usual way of a ticket, as far as wanted

    def finding(self, kind: str = "late", unit: str = FIRST) -> str:
        """File a finding and return its number."""
        self.do("inspector", c.FileFinding(self.unit(unit), kind, "words"))
        return self._last()

    def complaint(
        self, level: str = "named", by: str = "parent", unit: str | None = FIRST, **more: Any
    ) -> str:
        """File a complaint and return its number."""
        at = self.unit(unit) if unit else None
        more = {
            "kind": "banned-tutoring",
            "words": "tutoring on Sundays",
            "name": "Mother Li",
            "contact": "138",
            **more,
        }
        self.do(by, c.FileComplaint(level=level, unit=at, **more))
        return self._last()

    def bring(self, number: str, state: str, unit: str = FIRST) -> str:
        """Bring a filed ticket to a state by the shortest way, then empty everybody's mail."""
        office = [c.Accept(number)] if number.startswith("TS") else []
        way: list[tuple[str, Any]] = [("office", each) for each in office] + [
            ("office", c.Assign(number, self.unit(unit)))
        ]
        head = "elsewhere" if unit == SECOND else "head"
        if state == "handed_back":
            way.append((head, c.HandBack(number, "not ours")))
        else:
            way += [(head, c.Take(number)), (head, c.Answer(number, "cause", "measure", "Wang"))]
            way += [("office", c.Approve(number))]
        for name, command in way:
            if self.town.ticket(number).state == state:
                break
            self.do(name, command)
        if state == "waiting":
            raise AssertionError("ask for in_progress, then ask the reporter")
        assert self.town.ticket(number).state == state
        self.mail()
        return number

    def _last(self) -> str:
        with self.database.read() as session:
            return session.exec(select(Ticket.number).order_by(col(Ticket.id).desc())).first() or ""


def _unit(session: Session, name: str) -> int:
    return session.exec(select(Unit.id).where(Unit.name == name)).one() or 0
