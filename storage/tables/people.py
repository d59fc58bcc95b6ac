"""Units, persons, their accounts, the roles they hold, and invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, json_column


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
    language: str | None = None
    active: bool = True


class Account(Table, table=True):
    """The account that the roster gives a person on a channel.

    `folded` is equal for all spellings of one account.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "folded"),)
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    channel: str = Field(primary_key=True)
    account: str
    folded: str


class RoleHeld(Table, table=True):
    """A person's role; `unit_id` is empty for a role over the whole bureau."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    role: str
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)


class Invitation(Table, table=True):
    """A one-time code that binds a chat to a person; only its hash is kept.

    `purpose` is join or web.
    """

    __tablename__ = "invitations"
    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    purpose: str = "join"
    expires_at: datetime = Field(index=True)
    invited_by: int | None = Field(default=None, foreign_key="persons.id")
    # who else wants it, where it is for one whose role two people give
    agreed_by: int | None = Field(default=None, foreign_key="persons.id")
    used_at: datetime | None = None


class PersonEvent(Table, table=True):
    """One thing that happened to somebody's bindings or roles; what is there is never changed.

    `name` is in the past tense; `actor_id` is empty for the command line, and for whoever holds a
    code.
    """

    __tablename__ = "person_events"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    name: str
    person_id: int = Field(foreign_key="persons.id", index=True)
    actor_id: int | None = Field(default=None, foreign_key="persons.id")
    note: dict[str, Any] = json_column()


class RoleProposal(Table, table=True):
    """A role that the roster asks for and that two people give: who proposes, and who decided.

    `state`: open, given, refused, or dropped where the roster asks for it no more.
    """

    __tablename__ = "role_proposals"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    role: str
    asked_at: datetime
    state: str = "open"
    proposed_by: int | None = Field(default=None, foreign_key="persons.id")
    decided_by: int | None = Field(default=None, foreign_key="persons.id")
    decided_at: datetime | None = None


class IdentityKey(Table, table=True):
    """A custodian's public key: who complains in confidence is sealed with the newest one."""

    __tablename__ = "identity_keys"
    id: int | None = Field(default=None, primary_key=True)
    public: str  # storage.identity.sealed_box
    made_by: int = Field(foreign_key="persons.id")
    made_at: datetime
