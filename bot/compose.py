"""Put a queued notice into the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from bot.channels.port import Outgoing
from locales import Message, _, translate
from locales.translate import BEIJING
from storage.outbox import Notice
from storage.tables import OutboxRow

Picture = Callable[[int], Path | None]  # evidence id -> its public copy on this machine, None when there is none to show


def compose(
    row: OutboxRow, language: str, *, zone: tzinfo = BEIJING, picture: Picture | None = None, replaces: str | None = None
) -> Outgoing:
    """Return the row in `language`; without `picture` its photos are left out, a photo that `picture` has not is told of.

    Raises whatever a malformed payload makes it raise.
    """
    notice = Notice.from_json(row.payload)
    photos = tuple(map(picture, notice.photos)) if picture else ()
    files = tuple(each for each in photos if each is not None)

    def say(message: Message) -> str:
        return translate(message, language, zone)

    text = say(notice.text)
    if missing := len(photos) - len(files):
        text += "\n" + say(_("({count} photos cannot be shown here. Open the ticket to see them.)", count=missing))
    buttons = tuple((token, say(label)) for token, label in notice.buttons)
    return Outgoing(row.id or 0, text, buttons, files, replaces, language)
