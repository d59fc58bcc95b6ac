"""From an update's JSON to the library's objects; what cannot be read, of a newer Bot API perhaps,
still says whose it is.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, TypeGuard

import orjson
from telegram import Chat, Message, Update, User
from telegram.constants import ChatType

# What the library raises over JSON that is not what it stands for.
UNREADABLE = (
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    OSError,
    RecursionError,
)

_REASON = "cannot_be_read"  # where an update without its content carries why


class MalformedUpdate(Exception):
    """This is not an update as the Bot API documents it."""


def read_json(raw: bytes) -> Any:
    """Return what the JSON says; raises ValueError or RecursionError.

    The quick reader refuses what the slow one takes, such as half of a pair of surrogates in what
    somebody wrote.
    """
    try:
        return orjson.loads(raw)
    except ValueError:
        return json.loads(raw)


def parse_update(data: object) -> Update:
    """Return the library's object for an update's JSON, without its content where it has none;
    raises MalformedUpdate.
    """
    if not isinstance(data, dict) or not is_whole(data.get("update_id")):
        raise MalformedUpdate("an update is an object with a number")
    try:
        return Update.de_json(data)
    except UNREADABLE as error:
        chat, message = answerable_chat(data), None
        if chat is not None:
            message = Message(
                0,
                datetime.fromtimestamp(0, UTC),
                Chat(chat, ChatType.PRIVATE),
                User(chat, "", False),
            )
        # Only the error's name: its sentence may repeat what somebody wrote.
        return Update(data["update_id"], message, api_kwargs={_REASON: type(error).__name__})


def check_content(update: Update) -> None:
    """Raise MalformedUpdate when the update's content could not be parsed."""
    if reason := update.api_kwargs.get(_REASON):
        raise MalformedUpdate(reason)


def answerable_chat(update: object) -> int | None:
    """Return the private chat of whoever sent or tapped this, of JSON or the library's object; None
    where that cannot be seen.
    """
    content = _part(update, "message") or _part(update, "callback_query")
    sender = _part(content, "from_user") or _part(content, "from")
    chat = _part(content, "chat") or _part(_part(content, "message"), "chat")
    number = _part(sender, "id")
    private = (
        chat is None or _part(chat, "type") == ChatType.PRIVATE
    )  # a tap under a message that is no longer shown
    return number if is_whole(number) and private and _part(sender, "is_bot") is False else None


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether the value is a whole number, whatever its place in the library's objects
    promises.
    """
    return isinstance(value, int) and not isinstance(value, bool)


def _part(holder: object, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)
