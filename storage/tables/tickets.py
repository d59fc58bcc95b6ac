"""Tickets, their events, who reported them, and the clock that runs for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, literal_column
from sqlmodel import Field

from storage.tables.base import Table, json_column, partial_index
from storage.tables.records import IS_WAITING

IS_CLOSED: ColumnElement[bool] = literal_column("state = 'closed'")


class Ticket(Table, table=True):
    """A finding or a complaint on its way from report to closing."""

    __tablename__ = "tickets"
    # The digest counts over these: each holds all that its count asks for, so that no ticket itself
    # is read.
    __table_args__ = (
        Index("tickets_by_state", "state", "due_at", "unit_id", "kind"),
        Index("tickets_by_filing", "filed_at", "unit_id", "kind", "track", "responded_at"),
        Index("tickets_by_assignment", "assigned_at", "unit_id", "kind", "track", "taken_at"),
        Index("tickets_by_deadline", "due_at", "unit_id", "kind", "state"),
        Index("tickets_by_result", "resolved_at", "unit_id", "kind", "track", "rating"),
        # What may be due for archiving, and nothing that is archived.
        partial_index("tickets_to_archive", "kind", "filed_at", "closed_at", where=IS_CLOSED),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    track: str  # finding or complaint
    kind: str  # rules.kinds.catalogue
    state: str  # rules.lifecycle
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    words: str = ""
    place: str = ""
    happened_at: datetime | None = None
    inspector_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    restricted: bool = False
    # the unit whose head a restricted complaint is about
    about_id: int | None = Field(default=None, foreign_key="units.id")
    supervised: bool = False
    limit_days: int
    filed_at: datetime
    responded_at: datetime | None = None  # when the office first accepted or declined it
    assigned_at: datetime | None = None
    taken_at: datetime | None = None  # of the assignment that holds
    taken_by: int | None = Field(default=None, foreign_key="persons.id")
    answered_at: datetime | None = None  # of the answer that was given last
    due_at: datetime | None = None
    due_provisional: bool = False
    # a message: the words in which the deadline was promised
    promised: dict[str, Any] | None = json_column(lambda: None, nullable=True)
    # {"cause","measure","responsible","caption","excuse"} as last given
    answer: dict[str, Any] | None = json_column(lambda: None, nullable=True)
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    upheld: bool = False  # a request to reopen was refused: not asked again
    handed_back: bool = False  # a unit may hand back once
    main_id: int | None = Field(default=None, foreign_key="tickets.id", index=True)  # merged into
    relapse_of: int | None = Field(default=None, foreign_key="tickets.id")
    events: int = 0  # length of the chain
    head: str = ""  # hash of its last event


class Reporter(Table, table=True):
    """Who complained, for few to see. `level` is named, confidential or anonymous.

    The chat, and the person it then belonged to, as of filing; see storage.queries.complainants. Of
    a confidential one both are hidden in `route`, by which alone an answer finds its way, and
    `mark` tells what is of the same complainant; where the custodian has a key, who it is stands in
    `sealed`, which that key alone opens. Of an anonymous one only the receipt code's hash is kept.
    """

    __tablename__ = "reporters"
    ticket_id: int = Field(primary_key=True, foreign_key="tickets.id")
    level: str
    chat_id: int | None = Field(default=None, foreign_key="chats.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    name: str = ""
    contact: str = ""
    route: str = ""
    mark: str | None = Field(default=None, index=True)
    sealed: str = ""
    key_id: int | None = Field(default=None, foreign_key="identity_keys.id")
    receipt_hash: str | None = Field(default=None, unique=True)


class Accused(Table, table=True):
    """A person whom a restricted complaint is about: the unit's head on the day of filing.

    It stays when they change posts.
    """

    __tablename__ = "accused"
    ticket_id: int = Field(primary_key=True, foreign_key="tickets.id")
    person_id: int = Field(primary_key=True, foreign_key="persons.id", index=True)


class Event(Table, table=True):
    """One change to a ticket, chained to the one before it by its hash."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        partial_index("events_waiting", "id", where=IS_WAITING),
    )
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id")
    seq: int
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="persons.id")
    actor: str  # the role in which it was done
    name: str  # past tense: filed, assigned, answered ...
    from_state: str | None = None
    to_state: str
    # what was given, by field name; values are strings, numbers, lists of them
    note: dict[str, Any] = json_column()
    previous: str
    hash: str
    # the ordinal of the day; 0 waits for the next minute, None was there before there were anchors
    anchored: int | None = None


class Pause(Table, table=True):
    """An interval in which a ticket's clock stood still. `reason`: waiting or misrouted."""

    __tablename__ = "pauses"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    reason: str
    began_at: datetime
    until_at: datetime | None = Field(default=None, index=True)  # when it ends by itself
    ended_at: datetime | None = None


class Extension(Table, table=True):
    """A request for more time, and the ruling on it (None while open)."""

    __tablename__ = "extensions"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    days: int
    reason: str
    asked_by: int = Field(foreign_key="persons.id")
    asked_at: datetime
    granted: bool | None = None
    ruling: str = ""
    ruled_at: datetime | None = None


class IssuedWarning(Table, table=True):
    """预警: a warning of one level, issued once for a ticket's deadline, with its 催办单 number."""

    __tablename__ = "warnings"
    __table_args__ = (UniqueConstraint("ticket_id", "deadline", "level"),)
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    deadline: datetime
    level: str  # blue, yellow, red
    number: str = Field(unique=True)  # CB-2026-0001
    issued_at: datetime = Field(index=True)


class Supervision(Table, table=True):
    """挂牌督办: a ticket proposed for the list, listed with demands and a date, or taken off.

    `state`: proposed, refused, listed, lifted.
    """

    __tablename__ = "supervisions"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    state: str = Field(default="proposed", index=True)
    proposed_at: datetime
    demands: str = ""
    due_on: date | None = None
    listed_at: datetime | None = None
    listed_by: int | None = Field(default=None, foreign_key="persons.id")
    decision: str = ""
    lifted_at: datetime | None = None
    lifted_by: int | None = Field(default=None, foreign_key="persons.id")
