"""A small town to talk with: a bureau, its people and their phones; a test is the conversation,
compared as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from bot.channels.base import Incoming
from bot.channels.telegram.traits import TELEGRAM
from bot.channels.webchat.traits import WEB_CHAT
from bot.channels.wecom.traits import WECOM
from bot.inbound.dispatcher import Dispatcher
from bot.inbound.receiver import InboundReceiver
from casework.desk import Bureau, Desk
from handlers.registry import CONVERSATIONS
from locales import translate
from locales.translate import BEIJING
from rules.permissions import Role
from storage.database import Database
from storage.outbox.notice import Notice
from storage.queries.calendar import seed_calendar
from storage.tables import Account, Chat, Evidence, OutboxRow, Person, RoleHeld, Ticket, Unit
from talk import input as sent
from talk.token import token_of
from tests.databases import SECRET

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9:00 in Beijing, an ordinary working day
TRAITS = {traits.name: traits for traits in (WEB_CHAT, TELEGRAM, WECOM)}
BUREAU = Bureau(
    "示范区教育局",
    BEIJING,
    SECRET,
    public_url="http://127.0.0.1:8000",
    channels=TRAITS,
)

# What stands in brackets in a script, and what it sends.
SENT: dict[str, Callable[[re.Match[str]], sent.Input]] = {
    r"\(photo ?(.*)\)": lambda match: sent.Photo({"file": "x"}, match[1]),
    r"\(enter (.*)\)": lambda match: sent.Start(match[1], at_entrance=True),
    r"\(start ?(.*)\)": lambda match: sent.Start(match[1]),
    r"\((voice|sticker|edited|video|file|too_large|contact|other)\)": lambda match: sent.Unusable(
        match[1]
    ),
    r"\(file (\S+)(?: (\d+))?(?:: (.*))?\)": lambda match: sent.File(
        {"file": "x"}, match[1], int(match[2] or 1000), caption=match[3] or ""
    ),
    r"\(location ?(.*)\)": lambda match: sent.Place(28.19409, 112.98228, match[1]),
    r"\(button (.*)\)": lambda match: sent.Tap(match[1]),
    r"\(nothing\)": lambda _match: sent.Words(""),
}


_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_QUEUED = (
    select(Chat.channel, Chat.address)
    .join(OutboxRow, col(Chat.id) == col(OutboxRow.chat_id))
    .where(OutboxRow.state == "queued")
)
_UNREAD = (
    _OUTBOX.select()
    .join(Chat, col(Chat.id) == _OUTBOX.c.chat_id)
    .where(_OUTBOX.c.state == "queued")
    .where(Chat.address == bindparam("_address"), Chat.channel == bindparam("_channel"))
    .order_by(_OUTBOX.c.id)
)
_MARK_SENT = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("_id"))
    .values(state="sent", reference=bindparam("_reference"))
)


def wecom_account(person: Person, account: str) -> Account:
    """Return the WeCom account that the roster gives this person, who is stored."""
    return Account(
        person_id=person.id or 0, channel=WECOM.name, account=account, folded=account.casefold()
    )


@dataclass
class Clock:
    """A clock that moves when told."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move by a timedelta's words."""
        self.now += timedelta(**span)


@dataclass
class Town:
    """The bureau with its receiver; `rebuild` makes it anew before every message, as after a
    restart.
    """

    database: Database
    rebuild: bool = False
    language: str = "en"
    clock: Clock = field(default_factory=Clock)
    per_minute: int = 1000
    conversations: Any = None
    phones: dict[str, Phone] = field(default_factory=dict)
    _keys: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    _receiver: InboundReceiver | None = None

    def __post_init__(self) -> None:
        with self.database.write() as session:
            if session.exec(select(Unit)).first() is not None:
                return  # a town that is opened again
            seed_calendar(session, 2024, 2026)
            bureau = Unit(
                name="示范区教育局", kind="bureau", qr="bureau", pinyin="", initials="sfqjyj"
            )
            session.add(bureau)
            session.flush()
            for name, qr, initials in (
                ("第一中学", "first", "dyzx"),
                ("第二小学", "second", "dexx"),
            ):
                session.add(Unit(name=name, qr=qr, initials=initials, parent_id=bureau.id))
            session.flush()

    def person(
        self, name: str, *roles: Role, unit: str = "示范区教育局", channel: str = "web"
    ) -> Phone:
        """Add somebody of the roster with a phone that is already bound."""
        with self.database.write() as session:
            person = Person(key=name, name=name)
            session.add(person)
            session.flush()
            at = session.exec(select(Unit.id).where(Unit.name == unit)).one()
            session.add_all(
                RoleHeld(person_id=person.id or 0, role=role.value, unit_id=at) for role in roles
            )
            row = Chat(
                channel=channel,
                address=name,
                person_id=person.id,
                bound_at=self.clock(),
                seen_at=self.clock(),
                window_at=self.clock(),
            )
            row.language = self.language
            session.add(row)
        return self.phone(name, channel)

    def phone(self, name: str, channel: str = "web") -> Phone:
        """Return a phone, of somebody unknown when it is new."""
        return self.phones.setdefault(name, Phone(self, name, channel))

    @property
    def receiver(self) -> InboundReceiver:
        if self._receiver is None or self.rebuild:
            dispatcher = Dispatcher(self.conversations or CONVERSATIONS, TRAITS)
            self._receiver = InboundReceiver(
                self.database, dispatcher, BUREAU, self.clock, self.per_minute
            )
        return self._receiver

    def take(self, phone: Phone, said: sent.Input, *, key: str | None = None) -> None:
        """Let a message come in."""
        self.receiver.handle(
            [
                Incoming(
                    phone.channel,
                    phone.name,
                    key or f"m{self._keys()}",
                    said,
                    language=self.language,
                )
            ]
        )

    def ticket(self, number: str) -> Ticket:
        """Return a ticket as it stands."""
        with self.database.read() as session:
            return session.exec(select(Ticket).where(Ticket.number == number)).one()

    def _rung(self) -> list[Phone]:
        """Return the phones for which something has arrived."""
        with self.database.read() as session:
            queued = set(map(tuple, session.connection().execute(_QUEUED)))
        return [phone for phone in self.phones.values() if (phone.channel, phone.name) in queued]

    def keep_photos(self) -> None:
        """Let the evidence worker have fetched every photo sent so far."""
        with self.database.write() as session:
            for each in session.exec(select(Evidence).where(Evidence.state == "pending")).all():
                each.state, each.public, each.stamped = "kept", f"{each.id}/public.jpg", True
                session.add(each)

    def desk(self, session: Any) -> Desk:
        """Return a desk of the clock's."""
        return Desk(session, self.clock(), BUREAU)

    def play(self, script: str) -> str:
        """Say every `name > ...` line of the script and return the transcript of what came of it.

        `[label]` taps the newest button so named, `(photo words)` sends a photo with a caption,
        `(file name bytes: words)` a document, `(start code)` opens the chat, `(enter code)` a browser's; Phone.does knows more.
        `+ 2 days` lets time pass.
        """
        lines: list[str] = []
        for line in script.strip().splitlines():
            if match := re.fullmatch(r"\s*(\S+) > (.*)", line):
                lines.append(line.strip())
                self.phone(match[1]).does(match[2])
                lines += [said for phone in self._rung() for said in phone.news()]
            elif line.strip().startswith("+"):
                lines.append(line.strip())
                amount, unit = line.strip()[1:].split()
                self.clock.forward(**{unit: float(amount)})
        return "\n".join(lines)


@dataclass
class Phone:
    """One person's phone."""

    town: Town
    name: str
    channel: str
    seen: int = 0
    buttons: dict[str, str] = field(default_factory=dict)
    # what arrived, with the platform's id of it
    shown: list[tuple[str, str]] = field(default_factory=list)

    def does(self, what: str) -> None:
        """Do what a script's line says."""
        if match := re.fullmatch(r"\[(.*)\]", what):
            self.taps(match[1])
            return
        if match := re.fullmatch(r"\(album of (\d): ?(.*)\)", what):
            for place in range(int(match[1])):
                caption = match[2] if place == 0 else ""
                self.town.take(self, sent.Photo({"file": "x"}, caption, "album"))
            return
        self.town.take(self, self._read(what))

    def _read(self, what: str) -> sent.Input:
        """Return what a script's line stands for, as the channels hand it on."""
        for pattern, make in SENT.items():
            if match := re.fullmatch(pattern, what):
                return make(match)
        if match := re.fullmatch(r"\(reply to (.*?): (.*)\)", what):
            newest_first = reversed(self.shown)
            answered = next(reference for text, reference in newest_first if match[1] in text)
            return sent.Words(match[2], answered)
        return sent.Words(what)

    def taps(self, label: str) -> None:
        """Tap the newest button with this label."""
        assert label in self.buttons, (
            f"{self.name} has no button [{label}], only {list(self.buttons)}"
        )
        self.town.take(self, sent.Tap(self.buttons[label]))

    def news(self) -> list[str]:
        """Return what arrived since the last look, a line each, and mark it as sent."""
        mine = {"_address": self.name, "_channel": self.channel}
        with self.town.database.read() as session:
            rows = session.connection().execute(_UNREAD, mine).all()
        if not rows:
            return []
        arrived = [Notice.from_row(row) for row in rows]
        marks = [{"_id": row.id, "_reference": f"m{row.id}"} for row in rows]
        with self.town.database.write() as session:
            session.connection().execute(_MARK_SENT, marks)
        for mark, notice in zip(marks, arrived, strict=True):
            text = translate(notice.text, self.town.language)
            self.shown.append((text, mark["_reference"]))
        return [self._line(notice) for notice in arrived]

    def _line(self, notice: Notice) -> str:
        text = translate(notice.text, self.town.language).replace("\n", " / ")
        labels = [
            (token_of(each), translate(each.label, self.town.language)) for each in notice.buttons
        ]
        self.buttons.update({label: token for token, label in labels})
        photos = f" (photos: {len(notice.photos)})" if notice.photos else ""
        return f"{self.name} < {text}{photos}" + "".join(f" [{label}]" for _token, label in labels)

    def evidence(self) -> list[Evidence]:
        """Return the pictures this phone has sent."""
        with self.town.database.read() as session:
            mine = (
                select(Evidence)
                .join(Chat, col(Chat.id) == col(Evidence.chat_id))
                .where(Chat.address == self.name)
            )
            return list(session.exec(mine.order_by(col(Evidence.received_at), col(Evidence.id))))
