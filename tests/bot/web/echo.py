"""A receiver for tests of the web chat: it records and commits like the real one, and answers by saying
back what it got.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from bot.channels.base import Incoming, Outgoing
from bot.channels.webchat.channel import WebChannel
from bot.media.drawings import Drawer
from bot.settings import read_settings
from bot.web.app import create_web
from bot.web.entry_pages import DemoPhone
from bot.web.gallery import Gallery
from locales import AnyButton, Button, ChoiceButton, Message
from storage.database import DatabaseAway, open_database
from storage.evidence.store import open_store
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.tables import Chat, Evidence, OutboxRow, Received, Ticket, Unit
from talk.input import Photo, Place, Start, Tap, Words
from talk.token import Answered, Started, read_token
from tests.databases import SECRET


def say(text: str) -> Message:
    """Return words that no catalogue has."""
    return Message(text)


class EchoReceiver:
    """Takes messages once each and echoes them; `away` makes the database be away, `taken` lists
    what was taken in order.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = open_database(f"sqlite:///{folder / 'echo.db'}", SECRET)
        SQLModel.metadata.create_all(self.database.writer)
        with self.database.write() as session:
            session.add(Unit(name="Oak School", qr="oak"))
        self.store = open_store(f"file:{folder / 'evidence'}")
        self.channel = WebChannel(folder / "uploads")
        self.taken: list[Incoming] = []
        self.away = False
        self.serial = 0
        self.ahead = timedelta(0)  # of the demo's clock

    def clock(self) -> datetime:
        """Return the demo's time."""
        return datetime.now(UTC) + self.ahead

    def forward(self, span: timedelta) -> None:
        """Move the demo's clock on."""
        if self.away:
            raise DatabaseAway("away")
        self.ahead += span

    async def receive(self, incoming: Incoming) -> None:
        """Do what the real receiver does, as far as a page can tell."""
        if self.away:
            raise DatabaseAway("away")
        await asyncio.to_thread(self._take, incoming)
        await self.wake(incoming.address)

    async def wake(self, address: str) -> None:
        """Do what delivery does after a commit."""
        await self.channel.send(address, Outgoing(0, ""))

    def _take(self, incoming: Incoming) -> None:
        with self.database.write() as session:
            if session.get(Received, ("web", incoming.key)):
                return
            session.add(Received(channel="web", key=incoming.key, at=datetime.now(UTC)))
            self.taken.append(incoming)
            self._answer(session, incoming)

    def _answer(self, session: Session, incoming: Incoming) -> None:
        heard = incoming.input
        if isinstance(heard, Words) and heard.text == "ask":
            self.serial += 1
            choices = [ChoiceButton(say(f"Choice {n}"), self.serial, n) for n in range(3)]
            asked = Notice(
                say(f"Question {self.serial}?"),
                (*choices, Button(say("Menu"), "menu")),
                choices=True,
                kind=MessageKind.QUESTION,
            )
            self.put(session, incoming.address, asked)
        elif isinstance(heard, Words) and heard.text == "secret":
            told = Notice(say("Your code is 1234"), kind=MessageKind.SHOWN_ONCE)
            self.put(session, incoming.address, told, private=True)
        elif isinstance(heard, Words) and heard.text == "file it":
            filed = Message(
                "Filed.\nReceipt code: {code}\nKeep it.", {"code": "1234 5678 9012 3456"}
            )
            self.put(
                session,
                incoming.address,
                Notice(
                    filed,
                    (Button(say("Ask"), "receipt"),),
                    kind=MessageKind.SHOWN_ONCE,
                    conversation="complain",
                ),
                private=True,
            )
        elif isinstance(heard, Words) and heard.text == "code":
            cancel = Button(say("Cancel"), "cancel")
            asked = Notice(say("Please type the code."), (cancel,), kind=MessageKind.QUESTION)
            self.put(session, incoming.address, asked, private=True)
        elif isinstance(heard, Words) and heard.text.startswith("count"):
            self.put(
                session,
                incoming.address,
                Notice(say(f"{heard.text} photos so far")),
                replaces="pages:counter",
            )
        elif isinstance(heard, Words):
            self.put(session, incoming.address, Notice(say(f"You said: {heard.text}")))
        elif isinstance(heard, Tap) and heard.token.startswith(
            "ans:"
        ):  # the end of a conversation, with the way on
            self.put(
                session,
                incoming.address,
                Notice(say(_described(heard)), (Button(say("Mine"), "mine"),)),
            )
        elif isinstance(heard, Photo):
            self.put(
                session,
                incoming.address,
                Notice(say(f"Got a photo of {heard.size} bytes. {heard.caption}")),
            )
        else:
            self.put(session, incoming.address, Notice(say(_described(heard))))

    def put(
        self,
        session: Session,
        address: str,
        notice: Notice,
        *,
        private: bool = False,
        replaces: str | None = None,
    ) -> int:
        """Queue a row for the chat as sent, and return its id."""
        now = datetime.now(UTC)
        chat = session.exec(
            select(Chat).where(Chat.channel == "web", Chat.address == address)
        ).first()
        if chat is None:
            chat = Chat(channel="web", address=address, seen_at=now, window_at=now, language="en")
            session.add(chat)
            session.flush()
        assert chat.id is not None
        queue(session, chat.id, notice, now, private=private, replaces=replaces)
        row = session.exec(select(OutboxRow).order_by(OutboxRow.id.desc())).first()  # type: ignore[union-attr]  # a column
        assert row is not None
        assert row.id is not None
        row.state, row.sent_at = "sent", now
        session.add(row)
        return row.id

    def tell(
        self,
        address: str,
        text: str,
        *,
        photos: tuple[int, ...] = (),
        buttons: tuple[tuple[str, str], ...] = (),
    ) -> int:
        """Queue a message of our own accord."""
        with self.database.write() as session:
            labelled = tuple(_button(token, say(label)) for token, label in buttons)
            return self.put(session, address, Notice(say(text), labelled, photos))

    def keep_picture(self, colour: str) -> int:
        """Store a public copy and a thumbnail, and return the evidence id."""
        for kind, size in (("public", (800, 600)), ("thumbnail", (200, 150))):
            file = self.folder / f"{colour}-{kind}.jpg"
            Image.new("RGB", size, colour).save(file)
            self.store.put_copy(file.name, file)
        now = datetime.now(UTC)
        with self.database.write() as session:
            names = {"public": f"{colour}-public.jpg", "thumbnail": f"{colour}-thumbnail.jpg"}
            row = Evidence(
                not_before=now,
                received_at=now,
                state="kept",
                public=names["public"],
                thumbnail=names["thumbnail"],
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            return row.id

    def put_to_ticket(self, roles: dict[int, str]) -> None:
        """Put pictures to a ticket, each as what it is."""
        with self.database.write() as session:
            filed = datetime.now(UTC)
            ticket = Ticket(
                number="DC-2026-0001",
                track="finding",
                kind="phone-use",
                state="answered",
                limit_days=5,
                filed_at=filed,
            )
            session.add(ticket)
            session.flush()
            for evidence, role in roles.items():
                session.execute(
                    update(Evidence)
                    .where(col(Evidence.id) == evidence)
                    .values(role=role, ticket_id=ticket.id)
                )

    def web(
        self,
        *,
        demo: bool = False,
        photo_max_bytes: int = 20_000_000,
        phones: Sequence[DemoPhone] = (),
    ) -> FastAPI:
        """Return the web app with this receiver behind it."""
        settings = read_settings(
            _env_file=None,
            secret_key=SecretStr("s" * 40),
            demo=demo,
            photo_max_bytes=photo_max_bytes,
        )
        gallery = Gallery(self.database, self.store)
        return create_web(
            self.channel,
            self.receive,
            settings,
            secret=settings.secret_key.get_secret_value().encode(),
            database=self.database,
            gallery=gallery,
            personas=lambda: list(phones),
            version="t",
            draw=Drawer(self.folder / "drawings", None, settings.zone).draw,
            jobs=lambda: {"failing": [], "late": ["tidy"]},
            clock=self.clock,
            forward=self.forward,
        )

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def _described(heard: object) -> str:
    match heard:
        case Tap(token):
            return f"You tapped {token}"
        case Place(latitude, longitude):
            return f"You are at {latitude:.3f}, {longitude:.3f}"
        case Start(code):
            return f"Welcome {code}"
        case _:
            return "?"


def _button(token: str, label: Message) -> AnyButton:
    match read_token(token):
        case Started(name, argument):
            return Button(label, name, argument)
        case Answered(serial, index):
            return ChoiceButton(label, serial, index)
        case other:
            raise AssertionError(other)
