"""The desk: the open transaction, the clock and who acts, for conversations, commands and jobs."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property

from sqlmodel import Session

from casework.channels import ChannelFacts, RosterAccounts, roster_accounts
from locales import Message, _
from rules.kinds.catalogue import Catalogue, Kind
from rules.lifecycle import StepRefused
from rules.permissions import Role, may
from rules.time.deadline import USUAL_HOURS, WorkingHours, next_working_minute
from rules.time.workdays import Workdays
from storage.identity.routes import Routes, routes_with
from storage.queries.calendar import load_workdays
from storage.queries.campaigns import catalogue_on
from storage.tables import Ticket


@dataclass(frozen=True, slots=True)
class Bureau:
    """What is the same for every message: the bureau's name, zone and hours, secret and address."""

    name: str
    zone: tzinfo
    secret: bytes
    hours: WorkingHours = USUAL_HOURS
    photos_per_ticket: int = 20
    public_url: str = ""
    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)  # by name
    # ways to join beside the web chat, each a line with a {code}
    invitations: tuple[Message, ...] = ()

    @property
    def roster_accounts(self) -> tuple[RosterAccounts, ...]:
        """The accounts for which the roster has a column."""
        return roster_accounts(self.channels.values())

    def channel(self, name: str) -> ChannelFacts:
        """Return what is known of the channel; one that the program has no more is only named."""
        return self.channels.get(name) or ChannelFacts(name=name, label=_("{name}", name=name))

    @property
    def record_key(self) -> bytes:
        """What events, records and anchors are keyed with."""
        return hmac.digest(self.secret, b"records", "sha256")

    def keyed_hash(self, text: str) -> str:
        """Return the hash under which a receipt or invitation code is kept (HMAC-SHA256, hex)."""
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()

    @property
    def routes(self) -> Routes:
        """What finds the chat of whoever complained in confidence."""
        return routes_with(self.secret)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a chat, its person, and the roles held, each over a unit or (None) the bureau."""

    chat_id: int | None = None
    person_id: int | None = None
    name: str = ""
    held: frozenset[tuple[Role, int | None]] = field(default_factory=frozenset)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _unit in self.held)

    def may(self, what: str) -> bool:
        """Tell whether the table of permissions lets them."""
        return may(what, self.roles)

    def units_as(self, *roles: Role) -> frozenset[int]:
        """Return the ids of the units in which they hold one of the roles."""
        return frozenset(unit for role, unit in self.held if role in roles and unit is not None)


CLOCK = Actor(name="clock")


class SavepointsNeeded(Exception):
    """A refused command may have changed something, and there is no savepoint to go back to."""


@dataclass
class Desk:
    """One transaction's working place."""

    session: Session
    now: datetime
    bureau: Bureau
    actor: Actor = CLOCK
    # when the platform had the message, where that was before `now`: after an outage by hours
    sent_at: datetime | None = None
    # by id: what is planned for these is to be planned anew
    moved: dict[int, Ticket] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)  # chats in which somebody has joined
    unbound: set[int] = field(default_factory=set)  # chats that are a stranger's now
    # the step that is told of is a complainant's: who is not told must not show whose it was
    unnamed: bool = False
    # without, no savepoint is set: where one is needed, the whole transaction is done again
    use_savepoints: bool = True
    # see casework.tickets.attachments: asked for once in a message
    pictures: dict[int, datetime | None] = field(default_factory=dict)

    @contextmanager
    def undoing_refused(self) -> Iterator[None]:
        """Undo what a refused command has changed; SavepointsNeeded where it cannot."""
        if self.use_savepoints:
            with self.session.begin_nested():
                yield
            return
        try:
            yield
        except StepRefused as refusal:
            raise SavepointsNeeded from refusal

    @property
    def author(self) -> int | None:
        """Who is known to have taken the step that is told of, and need not be told."""
        return None if self.unnamed else self.actor.person_id

    @cached_property
    def calendar(self) -> Workdays:
        return load_workdays(self.session)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The kinds and fields that hold today, with what the campaigns that run change in them."""
        return catalogue_on(self.session, self.today)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.bureau.zone).date()

    @property
    def findings(self) -> list[Kind]:
        return self.catalogue.findings

    @property
    def complaints(self) -> list[Kind]:
        return self.catalogue.complaints

    def next_working_minute(self) -> datetime:
        """Return the next moment at which what is not urgent may go out."""
        return next_working_minute(self.now, self.calendar, self.bureau.hours, self.bureau.zone)

    def new_code(self, digits: int) -> str:
        """Return a random code of decimal digits."""
        return "".join(secrets.choice("0123456789") for _place in range(digits))
