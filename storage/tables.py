"""The tables. Every moment is aware and kept in UTC; what is JSON says its shape in a comment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def json_column(default: Any = None, *, nullable: bool = False) -> Any:
    """Return a column of JSON."""
    return Field(
        default_factory=default or dict,
        sa_column=Column(JSON(none_as_null=True), nullable=nullable),
    )


class Table(SQLModel):
    """What all tables have in common: pydantic's validators are made when one is asked for, since
    rows are seldom validated.
    """

    model_config = {"defer_build": True}


class Unit(Table, table=True):
    """A school, section or institution; `qr` is the code in its poster's link."""

    __tablename__ = "units"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    aliases: list[str] = json_column(list)
    pinyin: str = ""
    initials: str = ""
    kind: str = "school"
    parent_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    qr: str = Field(unique=True)
    active: bool = True


class Person(Table, table=True):
    """Somebody of the roster; `key` is the roster's staff number."""

    __tablename__ = "persons"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    title: str = ""
    phone: str = ""
    wecom_user: str | None = Field(default=None, unique=True)
    language: str | None = None
    active: bool = True


class RoleHeld(Table, table=True):
    """A person's role; `unit_id` is empty for a role over the whole bureau."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    role: str
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)


class Chat(Table, table=True):
    """One chat on one channel: who it belongs to and where its conversation stands."""

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str
    person_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    language: str | None = None
    state: dict[str, Any] = json_column()  # see talk.state
    seen_at: datetime
    window_at: datetime  # the minute in which messages are counted
    window_count: int = 0
    gone: bool = False  # the platform says that nothing can be delivered here


class Invitation(Table, table=True):
    """A one-time code that binds a chat to a person; only its hash is kept. `purpose` is join or
    web.
    """

    __tablename__ = "invitations"
    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    purpose: str = "join"
    expires_at: datetime
    invited_by: int | None = Field(default=None, foreign_key="persons.id")
    used_at: datetime | None = None


class Received(Table, table=True):
    """A delivery that was taken; a second one with the same key is dropped."""

    __tablename__ = "received"
    channel: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class Failure(Table, table=True):
    """A message, or an item of a job (storage.jobs), that failed in our own code, kept so that it
    can be looked into.
    """

    __tablename__ = "failures"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    channel: str
    address: str
    key: str
    error: str
    tries: int = 1
    seen: bool = False


_REPLACES = text("replaces IS NOT NULL")


class OutboxRow(Table, table=True):
    """A message on its way out. `state`: queued, sent, doubtful, dead, superseded.

    `payload` is storage.outbox.Notice as JSON; `private` payloads are blanked once they are sent,
    dead or superseded.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_waiting", "state", "not_before", "id"),
        Index("outbox_chat", "chat_id", "id"),
        Index(
            "outbox_replaces",
            "chat_id",
            "replaces",
            sqlite_where=_REPLACES,
            postgresql_where=_REPLACES,
        ),
        UniqueConstraint("once"),
    )
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chats.id")
    payload: dict[str, Any] = json_column()
    once: str | None = None
    replaces: str | None = None
    private: bool = False
    state: str = "queued"
    attempts: int = 0
    not_before: datetime
    created_at: datetime
    sent_at: datetime | None = None
    error: str | None = None
    reference: str = ""  # the platform's id of the message


_CLOSED = text("state = 'closed'")


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
        Index(
            "tickets_to_archive",
            "kind",
            "filed_at",
            "closed_at",
            sqlite_where=_CLOSED,
            postgresql_where=_CLOSED,
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    track: str  # finding or complaint
    kind: str  # rules.catalogue
    state: str  # rules.lifecycle
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    words: str = ""
    place: str = ""
    happened_at: datetime | None = None
    inspector_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    restricted: bool = False
    about_id: int | None = Field(
        default=None, foreign_key="units.id"
    )  # the unit whose head a restricted complaint is about
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
    promised: dict[str, Any] | None = json_column(
        lambda: None, nullable=True
    )  # a message: the words in which the deadline was promised
    answer: dict[str, Any] | None = json_column(
        lambda: None, nullable=True
    )  # {"cause","measure","responsible","caption","excuse"} as last given
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
    """Who complained; restricted. `level` is named, confidential or anonymous (then only the
    receipt's hash is kept).
    """

    __tablename__ = "reporters"
    ticket_id: int = Field(primary_key=True, foreign_key="tickets.id")
    level: str
    chat_id: int | None = Field(default=None, foreign_key="chats.id", index=True)
    name: str = ""
    contact: str = ""
    receipt_hash: str | None = Field(default=None, unique=True)


class Accused(Table, table=True):
    """A person whom a restricted complaint is about, as the unit's head on the day of filing; it
    stays when they change posts.
    """

    __tablename__ = "accused"
    ticket_id: int = Field(primary_key=True, foreign_key="tickets.id")
    person_id: int = Field(primary_key=True, foreign_key="persons.id", index=True)


class Event(Table, table=True):
    """One change to a ticket, chained to the one before it by its hash."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("ticket_id", "seq"),)
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id")
    seq: int
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="persons.id")
    actor: str  # the role in which it was done
    name: str  # past tense: filed, assigned, answered ...
    from_state: str | None = None
    to_state: str
    note: dict[str, Any] = (
        json_column()
    )  # what was given, by field name; values are strings, numbers, lists of them
    previous: str
    hash: str


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


class Evidence(Table, table=True):
    """A picture or document: recorded when its message came, fetched after the commit. `state`:
    pending, kept, refused, lost.

    `source` says to the channel where it lies; `original` is the sealed file's SHA-256; `public`
    and `thumbnail` name the copies.
    """

    __tablename__ = "evidence"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int | None = Field(default=None, foreign_key="tickets.id", index=True)
    filing_id: int | None = Field(default=None, foreign_key="filings.id", index=True)
    # report, answer, excuse, supply, filing; former: of the unit before; lost: of a filing, not
    # taken
    role: str = "report"
    name: str = ""  # a document's file name as its sender gave it
    chat_id: int | None = Field(default=None, foreign_key="chats.id", index=True)
    source: dict[str, Any] = json_column()
    state: str = Field(default="pending", index=True)
    attempts: int = 0
    not_before: datetime
    received_at: datetime
    original: str | None = Field(default=None, index=True)
    bytes: int | None = None
    media: str | None = None
    width: int | None = None
    height: int | None = None
    public: str | None = None
    thumbnail: str | None = None
    stamp: dict[str, Any] | None = json_column(
        lambda: None, nullable=True
    )  # what the stamp is to say; None: not stamped
    stamped: bool = False
    error: str | None = None


class Origin(Table, table=True):
    """What the original's EXIF says of time and place; the custodian and the office see it."""

    __tablename__ = "origins"
    evidence_id: int = Field(primary_key=True, foreign_key="evidence.id")
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""


class CalendarDay(Table, table=True):
    """A day that differs from the plain week. `source`: library or bureau."""

    __tablename__ = "calendar_days"
    day: date = Field(primary_key=True)
    free: bool
    name: str = ""
    source: str = "library"


class CalendarYear(Table, table=True):
    """A year whose calendar is published and loaded."""

    __tablename__ = "calendar_years"
    year: int = Field(primary_key=True)


class Number(Table, table=True):
    """The last number given out in a series of a year: DC-2026 or TS-2026."""

    __tablename__ = "numbers"
    series: str = Field(primary_key=True)
    last: int = 0


class Token(Table, table=True):
    """A platform's access token with its end."""

    __tablename__ = "tokens"
    name: str = Field(primary_key=True)
    value: str
    expires_at: datetime
