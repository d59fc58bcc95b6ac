"""Reads at once what nearly everybody sends in a private chat: a text, a photo or a tapped button,
as plain as can be.

The library's typed objects cost 90 microseconds an update, this costs three. Whatever has anything
more to it, or anything wrong with it, is left to the library and `telegram_updates`; the tests hold
both against the same updates.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Incoming
from bot.channels.telegram.contents import read_command
from bot.channels.telegram.fields import language_of, without_unstorable
from bot.channels.telegram.traits import TELEGRAM
from bot.channels.telegram.updates import (
    CONVERSATIONS,
    MAX_FILE_BYTES,
)
from talk.input import Input, Photo, Tap, Unusable, Words

_TEXT = frozenset({"message_id", "from", "chat", "date", "text", "entities"})
_PHOTO = frozenset({"message_id", "from", "chat", "date", "photo", "caption", "media_group_id"})
_TAP = frozenset({"id", "from", "message", "chat_instance", "data"})


def read_quickly(
    update: object, *, conversations: frozenset[str] = CONVERSATIONS, largest: int = MAX_FILE_BYTES
) -> tuple[Incoming, str | None] | None:
    """Return what a person sent, and for a tap the id that answerCallbackQuery wants; None when it
    is not as plain as that.
    """
    try:
        if not isinstance(update, dict) or len(update) != 2:
            return None
        return _read(update, conversations, largest)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None


def _read(
    update: dict[str, Any], conversations: frozenset[str], largest: int
) -> tuple[Incoming, str | None] | None:
    number = _whole(update["update_id"])
    if "message" in update:
        message = update["message"]
        given = _read_content(message, conversations, largest)
        if given is None:
            return None
        key = f"{number}.{_whole(message['message_id'])}"
        date = datetime.fromtimestamp(_whole(message["date"]), UTC)
        return _incoming(message["chat"], message["from"], key, given, date), None
    query = update["callback_query"]
    token, id_ = query["data"], query["id"]
    if not query.keys() <= _TAP or not id_.isdecimal() or not _is_token(token):
        return None
    chat, sender = query["message"]["chat"], query["from"]
    return _incoming(chat, sender, f"{number}.{id_}", Tap(token), None), id_


def _is_token(token: str) -> bool:
    return token != "" and token.isascii() and token.isprintable()


def _read_content(
    message: dict[str, Any], conversations: frozenset[str], largest: int
) -> Input | None:
    kinds = message.keys()
    if kinds <= _TEXT:
        return _read_text(message["text"], conversations)
    if kinds <= _PHOTO:
        return _read_photo(message, largest)
    return None


def _read_text(written: str, conversations: frozenset[str]) -> Input | None:
    text = without_unstorable(written)
    if not text:
        return None
    return read_command(text, conversations) if text.startswith("/") else Words(text)


def _read_photo(message: dict[str, Any], largest: int) -> Photo | Unusable | None:
    """Return the largest of the photo's sizes; None where its ids are not as they should be."""
    best = max(message["photo"], key=lambda size: size["width"] * size["height"])
    source = {"file_id": best["file_id"], "file_unique_id": best["file_unique_id"], "name": ""}
    if not (_is_file_id(best["file_id"]) and _is_file_id(best["file_unique_id"])):
        return None
    if _whole(best["file_size"]) > largest:
        return Unusable("too_large")
    caption, album = message.get("caption", ""), message.get("media_group_id", "")
    return Photo(
        source,
        without_unstorable(caption),
        without_unstorable(album) or None,
        size=best["file_size"],
    )


def _is_file_id(file_id: object) -> bool:
    return isinstance(file_id, str) and file_id != "" and file_id.isascii()


def _incoming(
    chat: dict[str, Any], sender: dict[str, Any], key: str, given: Input, sent_at: datetime | None
) -> Incoming:
    if (
        chat["type"] != "private"
        or sender["is_bot"] is not False
        or _whole(sender["id"]) != chat["id"]
    ):
        raise ValueError("not a person in a private chat")
    first, last = sender["first_name"], sender.get("last_name", "")
    if not (isinstance(first, str) and isinstance(last, str)):
        raise TypeError("no name")
    name = " ".join(filter(None, (first, last)))
    code = sender.get("language_code", "").lower()
    language = language_of(code)
    return Incoming(
        TELEGRAM.name, str(chat["id"]), key, given, sent_at, without_unstorable(name), language
    )


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value
