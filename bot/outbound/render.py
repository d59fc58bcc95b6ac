"""Put a queued notice into the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from bot.channels.base import Outgoing
from locales import Message, _, translate
from locales.translate import BEIJING
from storage.database import Database
from storage.moments import open_reference
from storage.outbox.claims import Claimed, claim
from storage.outbox.notice import Notice
from storage.tables import OutboxRow
from talk.token import token_of

# From an evidence id to its public copy on this machine, None when there is none to show.
Picture = Callable[[int], Path | None]
# From a drawing's facts and the reader's language to the file; see bot.media.drawings.
Draw = Callable[[dict[str, Any], str], Path | None]

PHOTO_WAIT = timedelta(minutes=1)  # until a message's photos are fetched and stamped
UNOPENED = "it was written under another SECRET_KEY and cannot be opened"
MAX_CLOCK_DIFFERENCE = timedelta(seconds=1)  # two clocks said when a row is due


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed row in its reader's words, or why it cannot be put into words; `wait` says that its
    photos are on their way.
    """

    claimed: Claimed
    out: Outgoing | None
    fault: str = ""
    wait: bool = False


class Renderer:
    """Claims rows right before they are sent and puts them into words; `prepare` blocks."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        zone: tzinfo,
        picture: Picture | None,
        default_language: str,
        draw: Draw | None = None,
        secret: bytes = b"",
    ) -> None:
        self._secret = secret
        self._database = database
        self._clock = clock
        self._zone = zone
        self._picture = picture
        self._language = default_language
        self._draw = draw
        # From (chat, replaces) to (row, reference), until marked.
        self._references: dict[tuple[int, str], tuple[int, str]] = {}

    def prepare(self, ids: list[int]) -> dict[int, Ready]:
        """Return those of the rows that are still to be sent, by id; raises DatabaseAway,
        SQLAlchemyError.
        """
        if not ids:
            return {}
        with self._database.read() as session:
            claimed = claim(session, ids, self._clock() + MAX_CLOCK_DIFFERENCE)
        return {found.row.id or 0: self._render(found) for found in claimed}

    def remember(self, chat_id: int, replaces: str, row_id: int, reference: str) -> None:
        """Keep the reference of a message that was sent and is not marked yet."""
        self._references[chat_id, replaces] = (row_id, reference)

    def forget(self, row_id: int) -> None:
        """Let go of the reference: the database has it now."""
        for key in [key for key, (row, _reference) in self._references.items() if row == row_id]:
            del self._references[key]

    def _render(self, claimed: Claimed) -> Ready:
        row, replaces = claimed.row, claimed.replaced
        if not row.payload:
            return Ready(claimed, None, fault=UNOPENED)
        if replaces is not None:
            replaces = open_reference(self._secret, replaces)
        if (
            claimed.photos_pending
            and self._clock() - max(row.created_at, row.not_before) < PHOTO_WAIT
        ):
            return Ready(claimed, None, wait=True)
        if row.replaces is not None:
            replaces = self._references.get((row.chat_id, row.replaces), (0, replaces))[1]
        try:
            language = claimed.language or self._language
            return Ready(
                claimed,
                render(
                    row,
                    language,
                    zone=self._zone,
                    picture=self._picture,
                    draw=self._draw,
                    replaces=replaces,
                ),
            )
        except Exception as error:  # noqa: BLE001  # a row that nobody can read must not hold up those behind it
            return Ready(claimed, None, fault=f"{type(error).__name__}: {error}")


def render(
    row: OutboxRow | Row[Any],
    language: str,
    *,
    zone: tzinfo = BEIJING,
    picture: Picture | None = None,
    draw: Draw | None = None,
    replaces: str | None = None,
) -> Outgoing:
    """Return the row in `language`; without `picture` its photos are left out, a photo that
    `picture` has not is told of.

    What is to be drawn comes first; where it cannot be drawn the words are sent without it.

    Raises whatever a malformed payload makes it raise.
    """
    notice = Notice.from_row(row)
    photos = tuple(map(picture, notice.photos)) if picture else ()
    drawn = (
        draw(notice.drawing, language) if draw is not None and notice.drawing is not None else None
    )
    files = tuple(file for file in (drawn, *photos) if file is not None)

    def say(message: Message) -> str:
        return translate(message, language, zone, row.created_at)

    text = say(notice.text)
    missing = photos.count(None)
    if missing:
        text += "\n" + say(
            _("({count} photos cannot be shown here. Open the ticket to see them.)", count=missing)
        )
    buttons = tuple((token_of(button), say(button.label)) for button in notice.buttons)
    return Outgoing(row.id or 0, text, buttons, files, replaces, language)
