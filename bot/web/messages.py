"""A web chat's messages, read from the outbox so that a page that was away misses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

import structlog
from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from bot.channels.webchat.traits import WEB_CHAT
from bot.outbound.render import render
from bot.web.chat_message import OUTDATED, ChatMessage, Cursor, Numbers, Reading
from bot.web.redaction import Span, forgotten_spans
from casework.tickets.file import COMPLAINING
from locales import AnyButton, Button, _, translate
from storage.database import Database
from storage.moments import PAGE_NUMBERS, is_blurred, shift_of
from storage.outbox.notice import IN_PLACE, MessageKind, Notice
from storage.outbox.removal import REMOVED
from storage.tables import Chat, Evidence, OutboxRow, Person
from talk.token import token_of

MAX_FIRST_ROWS = 50  # for a page that has read nothing before
# A row may become visible later than one with a higher id: it was held for working hours, or its
# transaction committed later.
# Rows sent shortly before the page's last reading are therefore read again; the page knows by their
# ids which it has.
READING_OVERLAP = timedelta(seconds=60)

# under what says that messages were removed
WAYS_ON = (Button(_("Menu"), "menu"),)
WAYS_ON_OF_STRANGERS = (Button(_("Ask with a receipt code"), "receipt"), *WAYS_ON)

log = structlog.get_logger()


class MessageReader:
    """Reads chats' messages, and removes what is private once it was shown."""

    def __init__(
        self,
        database: Database,
        zone: tzinfo,
        clock: Callable[[], datetime],
        secret: bytes = b"",
    ) -> None:
        self.database = database
        self.secret = secret
        self.zone = zone
        self.clock = clock

    def read(self, address: str, after: Cursor | None) -> Reading:
        """Return what the page has not read, and what it may have; raises DatabaseAway."""
        now = self.clock()
        with self.database.read() as session:
            chat = _chat(session, address)
            if chat is None:
                return Reading([], after or Cursor(0, now), None)
            bound = _bound(session, chat)
            if after is not None and after.bound not in (0, bound):
                # it is nobody's, or another's: what the page shows and keeps was not for them
                everything: Span = (0, 2 * PAGE_NUMBERS - 1)
                return Reading([], Cursor(after.row, now, bound), OUTDATED, [everything], bound)
            numbers = self._numbers(chat)
            rows = _rows(session, chat, after, now, numbers)
            last_read = after.row if after is not None else 0
            last = max([last_read, *(numbers.shown(row.id) for row in rows)])
            has_new = after is None or last > last_read
            forgotten = _forgotten(session, numbers) if has_new else None
            roles = _roles(session, rows)
        shown = _without_repeated_removals(rows)
        if after is None and not shown and chat.window_at is None:
            # what was said is forgotten: the page begins anew, and keeps its half no longer
            shown, forgotten = [_removed(chat, now)], [(0, 2 * PAGE_NUMBERS - 1)]
        messages = self._messages(chat, shown, roles, numbers)
        return Reading(messages, Cursor(last, now, bound), chat.language, forgotten, bound)

    def _messages(
        self, chat: Chat, rows: list[OutboxRow], roles: Mapping[int, str], numbers: Numbers
    ) -> list[ChatMessage]:
        """Return the rows as the page shows them, without those that cannot be read."""
        language = chat.language or "zh_CN"
        ways_on = WAYS_ON_OF_STRANGERS if chat.person_id is None else WAYS_ON
        messages: list[ChatMessage] = []
        for row in rows:
            message = self._message(row, language, roles, numbers)
            if message is None:
                continue
            if row.kind == MessageKind.REMOVED:
                message = _lead_on(message, ways_on, language)
            messages.append(message)
        return messages

    def _numbers(self, chat: Chat) -> Numbers:
        return Numbers(chat.id or 0, shift_of(self.secret, chat.id or 0))

    def language(self, address: str) -> str | None:
        """Return the language of the chat's messages, None while the chat does not exist."""
        with self.database.read() as session:
            chat = _chat(session, address)
            return (chat.language or "zh_CN") if chat else None

    def bound(self, address: str) -> int:
        """Return whose the chat is, as in a cursor."""
        with self.database.read() as session:
            chat = _chat(session, address)
            return _bound(session, chat) if chat else 0

    def acknowledge(self, address: str, ids: list[int]) -> list[Span]:
        """Remove what is private of the rows that the page has shown; return what it must forget.

        Raises DatabaseAway.
        """
        with self.database.write() as session:
            chat = _chat(session, address)
            if chat is None:
                return []
            numbers = self._numbers(chat)
            kept = [number for each in ids for number in numbers.kept(each)]
            shown = and_(
                col(OutboxRow.chat_id) == chat.id,
                col(OutboxRow.id).in_(kept),
                col(OutboxRow.private),
            )
            session.execute(update(OutboxRow).where(shown).values(**REMOVED, private=False))
            return _forgotten(session, numbers)

    def _message(
        self, row: OutboxRow, language: str, roles: Mapping[int, str], numbers: Numbers
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
            numbers.shown(row.id),
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
            has_moment=not is_blurred(row),
        )

    def drawing(self, address: str, row_id: int) -> tuple[dict[str, Any], str] | None:
        """Return what is to be drawn for a row of this very chat, and in which language."""
        with self.database.read() as session:
            chat = _chat(session, address)
            if chat is None:
                return None
            for number in self._numbers(chat).kept(row_id):
                row = session.get(OutboxRow, number)
                is_own = row is not None and row.chat_id == chat.id and row.state != "superseded"
                if row is not None and is_own and "drawing" in row.payload:
                    return row.payload["drawing"], chat.language or "zh_CN"
            return None


def _forgotten(session: Session, numbers: Numbers) -> list[Span]:
    return [
        (numbers.shown(first) if first else 0, numbers.shown(last))
        for first, last in forgotten_spans(session, numbers.chat)
    ]


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


def _removed(chat: Chat, now: datetime) -> OutboxRow:
    """Return what is shown where nothing is stored any more."""
    return OutboxRow(id=0, chat_id=chat.id or 0, not_before=now, created_at=now, **REMOVED)


def _lead_on(message: ChatMessage, ways_on: tuple[Button, ...], language: str) -> ChatMessage:
    """Give what was removed buttons again: nobody is left without a way on."""
    buttons = tuple((token_of(button), translate(button.label, language)) for button in ways_on)
    return replace(message, out=replace(message.out, buttons=buttons), leads_on=True)


def _chat(session: Session, address: str) -> Chat | None:
    this = (Chat.channel == WEB_CHAT.name, Chat.address == address)
    return session.exec(select(Chat).where(*this)).first()


def _bound(session: Session, chat: Chat) -> int:
    """Return the second in which the chat was bound, 0 where it is nobody's who is still there."""
    person = session.get(Person, chat.person_id) if chat.person_id is not None else None
    if person is None or not person.active:
        return 0
    return int(chat.bound_at.timestamp()) if chat.bound_at is not None else 1


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


def _rows(
    session: Session, chat: Chat, after: Cursor | None, now: datetime, numbers: Numbers
) -> list[OutboxRow]:
    """Return what is to be shown, in the order in which it was sent.

    A queued row that is due counts as sent: the page is woken before delivery has marked it."""
    due = and_(col(OutboxRow.state) == "queued", col(OutboxRow.not_before) <= now)
    visible = or_(col(OutboxRow.state).in_(("sent", "doubtful")), due)
    query = select(OutboxRow).where(OutboxRow.chat_id == chat.id, visible)
    if after is None:
        rows = list(session.exec(query.order_by(col(OutboxRow.id).desc()).limit(MAX_FIRST_ROWS)))
    else:
        settled, queued = numbers.kept(after.row)
        number = col(OutboxRow.id)
        later = or_(and_(number < 0, number > settled), and_(number > 0, number > queued))
        fresh = or_(later, due, col(OutboxRow.sent_at) >= after.at - READING_OVERLAP)
        rows = list(session.exec(query.where(fresh)))
    return sorted(rows, key=_place)


def _place(row: OutboxRow) -> Any:
    """Return where a message stands: the settled ones, whose moments may be blurred, come first."""
    if row.id is not None and row.id < 0:
        return (0, row.id)
    return (1, row.sent_at is None, row.sent_at or row.created_at, row.id)
