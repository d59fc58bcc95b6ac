"""A web chat's messages, read from the outbox so that a page that was away misses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import structlog
from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from bot.channels.base import Outgoing
from bot.channels.webchat.traits import WEB_CHAT
from bot.outbound.render import render
from bot.web.redaction import Span, forgotten_spans
from casework.tickets.file import COMPLAINING
from locales import AnyButton, Button, _, translate
from storage.database import Database
from storage.outbox.notice import IN_PLACE, MessageKind, Notice
from storage.outbox.removal import REMOVED
from storage.tables import Chat, Evidence, OutboxRow
from talk.token import token_of

MAX_FIRST_ROWS = 50  # for a page that has read nothing before
# A row may become visible later than one with a higher id: it was held for working hours, or its
# transaction committed later.
# Rows sent shortly before the page's last reading are therefore read again; the page knows by their
# ids which it has.
READING_OVERLAP = timedelta(seconds=60)
CURSOR = re.compile(r"(\d{1,18})-(\d{1,14})")

ROLE_NAMES = {"report": _("Before"), "answer": _("After")}
# under what says that messages were removed
WAYS_ON = (Button(_("Menu"), "menu"),)
WAYS_ON_OF_STRANGERS = (Button(_("Ask with a receipt code"), "receipt"), *WAYS_ON)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a page has read: the highest row id, and when it read."""

    row: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.row}-{int(self.at.timestamp() * 1000)}"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One outbox row as the page gets it.

    `slot` names the place it takes from an earlier one; `photos` are evidence ids; `drawn` says
    that it has a drawing, which the page gets by the row's id; `secret` that it is shown once and
    worth keeping.
    """

    id: int
    at: datetime
    out: Outgoing
    photos: tuple[int, ...]
    slot: str | None
    private: bool
    drawn: bool = False
    secret: bool = False
    code: str | None = None  # a complaint's receipt code in it, as it is spelled there
    question: int | None = None  # the number of the question that its buttons answer
    leads_on: bool = False  # its buttons offer more than the way back to the question that waits
    # of the photos: report, answer, ...; "" for those that belong to no ticket
    roles: tuple[str, ...] = ()

    def _labels(self) -> list[str | None]:
        """Return what stands under each picture: before and after, where there is an after."""
        labels: list[str | None] = [None] if self.drawn else []
        names = ROLE_NAMES if "answer" in self.roles else {}
        for role in self.roles:
            name = names.get(role)
            labels.append(translate(name, self.out.language) if name is not None else None)
        return labels

    def to_json(
        self, picture_link: Callable[[int], str], drawing_link: Callable[[int], str]
    ) -> dict[str, Any]:
        """Return what the page shows; the links are made of evidence ids and of the row's id."""
        photos = [picture_link(photo) for photo in self.photos]
        if self.drawn:
            photos.insert(0, drawing_link(self.id))
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "text": self.out.text,
            "buttons": [list(button) for button in self.out.buttons],
            "question": self.question,
            "leads_on": self.leads_on,
            "photos": photos,
            "labels": self._labels(),
            "slot": self.slot,
            "private": self.private,
            "language": self.out.language,
            "secret": self.secret,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Messages in the order they were sent, and the cursor to go on from.

    `language` is the chat's, if it has chosen one. `forgotten` are spans of rows: what the person
    said after one of these must not be kept by the page either; None: as before.
    """

    messages: list[ChatMessage]
    cursor: Cursor
    language: str | None
    forgotten: list[Span] | None = None


def read_cursor(text: str | None) -> Cursor | None:
    """Return the cursor that a page gave back, None when it has none or it is not one of ours."""
    found = CURSOR.fullmatch(text or "")
    if not found:
        return None
    seconds = int(found[2]) / 1000
    return Cursor(int(found[1]), datetime.fromtimestamp(min(seconds, 4e9), UTC))


class MessageReader:
    """Reads chats' messages, and removes what is private once it was shown."""

    def __init__(self, database: Database, zone: tzinfo, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.zone = zone
        self.clock = clock

    def read(self, address: str, after: Cursor | None) -> Reading:
        """Return what the page has not read, and what it may have; raises DatabaseAway."""
        now = self.clock()
        with self.database.read() as session:
            chat = _chat(session, address)
            if chat is None:
                return Reading([], after or Cursor(0, now), None)
            rows = _rows(session, chat, after, now)
            last_read = after.row if after is not None else 0
            last = max([last_read, *(row.id or 0 for row in rows)])
            has_new = after is None or last > last_read
            forgotten = forgotten_spans(session, chat.id or 0) if has_new else None
            roles = _roles(session, rows)
        messages = self._messages(chat, _without_repeated_removals(rows), roles)
        return Reading(messages, Cursor(last, now), chat.language, forgotten)

    def _messages(
        self, chat: Chat, rows: list[OutboxRow], roles: Mapping[int, str]
    ) -> list[ChatMessage]:
        """Return the rows as the page shows them, without those that cannot be read."""
        language = chat.language or "zh_CN"
        ways_on = WAYS_ON_OF_STRANGERS if chat.person_id is None else WAYS_ON
        messages: list[ChatMessage] = []
        for row in rows:
            message = self._message(row, language, roles)
            if message is None:
                continue
            if row.kind == MessageKind.REMOVED:
                message = _lead_on(message, ways_on, language)
            messages.append(message)
        return messages

    def language(self, address: str) -> str | None:
        """Return the language of the chat's messages, None while the chat does not exist."""
        with self.database.read() as session:
            chat = _chat(session, address)
            return (chat.language or "zh_CN") if chat else None

    def acknowledge(self, address: str, ids: list[int]) -> list[Span]:
        """Remove what is private of the rows that the page has shown; return what it must forget.

        Raises DatabaseAway.
        """
        with self.database.write() as session:
            chat = _chat(session, address)
            if chat is None:
                return []
            shown = and_(
                col(OutboxRow.chat_id) == chat.id,
                col(OutboxRow.id).in_(ids),
                col(OutboxRow.private),
            )
            session.execute(update(OutboxRow).where(shown).values(**REMOVED, private=False))
            return forgotten_spans(session, chat.id or 0)

    def _message(
        self, row: OutboxRow, language: str, roles: Mapping[int, str]
    ) -> ChatMessage | None:
        try:
            out = render(row, language, zone=self.zone)
        # one row that cannot be read must not keep the others from the page
        except Exception as error:  # noqa: BLE001
            log.error("outbox row cannot be composed", row=row.id, error=repr(error))
            return None
        notice = Notice.from_row(row)
        photos = notice.photos
        in_place = row.replaces if row.replaces and row.replaces.startswith(IN_PLACE) else None
        return ChatMessage(
            row.id or 0,
            row.sent_at or row.created_at,
            out,
            photos,
            in_place,
            row.private,
            drawn="drawing" in row.payload,
            secret=row.kind == MessageKind.SHOWN_ONCE,
            code=_receipt_code(notice),
            question=_question(notice),
            leads_on=any(not _leads_back(button) for button in notice.buttons),
            roles=tuple(roles.get(photo, "") for photo in photos),
        )

    def drawing(self, address: str, row_id: int) -> tuple[dict[str, Any], str] | None:
        """Return what is to be drawn for a row of this very chat, and in which language."""
        with self.database.read() as session:
            chat, row = _chat(session, address), session.get(OutboxRow, row_id)
            if (
                chat is None
                or row is None
                or row.chat_id != chat.id
                or "drawing" not in row.payload
            ):
                return None
            return row.payload["drawing"], chat.language or "zh_CN"


def _receipt_code(notice: Notice) -> str | None:
    """Return the receipt code of a complaint that was filed just now, as it is spelled out."""
    if notice.kind is not MessageKind.SHOWN_ONCE or notice.conversation != COMPLAINING:
        return None
    code = notice.text.facts.get("code")
    return code if isinstance(code, str) else None


def _question(notice: Notice) -> int | None:
    """Return the number of the question that the buttons answer, None where they answer none."""
    answering = (button for button in notice.buttons if not isinstance(button, Button))
    return max((button.serial for button in answering), default=None)


def _leads_back(button: AnyButton) -> bool:
    return isinstance(button, Button) and button.conversation == "resume"


def _without_repeated_removals(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Leave out all rows that were removed but the last: it is said once."""
    removed = [row.id for row in rows if row.kind == MessageKind.REMOVED]
    return [row for row in rows if row.id not in removed[:-1]]


def _lead_on(message: ChatMessage, ways_on: tuple[Button, ...], language: str) -> ChatMessage:
    """Give what was removed buttons again: nobody is left without a way on."""
    buttons = tuple((token_of(button), translate(button.label, language)) for button in ways_on)
    return replace(message, out=replace(message.out, buttons=buttons), leads_on=True)


def _chat(session: Session, address: str) -> Chat | None:
    this = (Chat.channel == WEB_CHAT.name, Chat.address == address)
    return session.exec(select(Chat).where(*this)).first()


def _roles(session: Session, rows: list[OutboxRow]) -> dict[int, str]:
    """Return as what the photos of these rows were put to their tickets."""
    shown: set[int] = set()
    for row in rows:
        shown.update(row.payload.get("photos", ()))
    if not shown:
        return {}
    put = select(Evidence.id, Evidence.role).where(
        col(Evidence.id).in_(shown), col(Evidence.ticket_id).is_not(None)
    )
    return {photo or 0: role for photo, role in session.exec(put)}


def _rows(session: Session, chat: Chat, after: Cursor | None, now: datetime) -> list[OutboxRow]:
    """A queued row that is due counts as sent: the page is woken before delivery has marked it."""
    due = and_(col(OutboxRow.state) == "queued", col(OutboxRow.not_before) <= now)
    visible = or_(col(OutboxRow.state).in_(("sent", "doubtful")), due)
    query = select(OutboxRow).where(OutboxRow.chat_id == chat.id, visible)
    if after is None:
        rows = list(session.exec(query.order_by(col(OutboxRow.id).desc()).limit(MAX_FIRST_ROWS)))
    else:
        fresh = or_(
            col(OutboxRow.id) > after.row, due, col(OutboxRow.sent_at) >= after.at - READING_OVERLAP
        )
        rows = list(session.exec(query.where(fresh)))
    return sorted(
        rows, key=lambda row: (row.sent_at is None, row.sent_at or row.created_at, row.id)
    )
