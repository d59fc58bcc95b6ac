"""Reads Telegram's updates: one JSON object in, what a person sent out.

The library makes typed objects of it but checks no value: a text may still be a number there, so
each value is looked at here.
"""

from __future__ import annotations

from datetime import datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Message,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.base import Incoming
from bot.channels.telegram.contents import read_content
from bot.channels.telegram.fields import language_of, number_in, required_text, text_in
from bot.channels.telegram.parsing import (
    UNREADABLE,
    MalformedUpdate,
    answerable_chat,
    check_content,
)
from bot.channels.telegram.traits import TELEGRAM
from talk.input import Input, Tap, Unusable

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# What api.telegram.org lets a bot download; a self-hosted server has no such limit.
MAX_FILE_BYTES = 20 << 20

CONVERSATIONS = frozenset(
    {"menu", "report", "complain", "tickets", "inbox", "unit", "rate", "join"}
)

_PRESENT = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)
_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


def read_update(
    update: Update, *, conversations: frozenset[str] = CONVERSATIONS, largest: int = MAX_FILE_BYTES
) -> Incoming | None:
    """Return what a person sent; None when nobody waits for an answer (service messages, other
    bots); raises MalformedUpdate.
    """
    check_content(update)
    try:
        return _read_kind(update, conversations, largest)
    except UNREADABLE as error:  # something that is always there is null
        raise MalformedUpdate(type(error).__name__) from error


def read_unreadable(update: Update) -> Incoming | None:
    """Return that something came which cannot be read; None when nobody is seen who waits for an
    answer.
    """
    chat = answerable_chat(update)
    return (
        None
        if chat is None
        else Incoming(TELEGRAM.name, str(chat), f"{update.update_id}.unreadable", Unusable("other"))
    )


def callback_id(update: Update) -> str | None:
    """Return the id that answerCallbackQuery wants, None when the update is no tapped button."""
    found: object = update.callback_query.id if update.callback_query is not None else None
    return found if isinstance(found, str) else None


def chat_of(update: Update) -> str:
    """Return something equal for all updates of one chat, to keep their order."""
    holder = (
        update.effective_chat or update.effective_user
    )  # who taps under a message too old to be shown taps in private
    return str(holder.id) if holder is not None else ""


def _read_kind(update: Update, conversations: frozenset[str], largest: int) -> Incoming | None:
    number = str(number_in(update.update_id, "update_id"))
    if update.message is not None:
        return _read_message(number, update.message, conversations, largest)
    if update.callback_query is not None:
        return _read_tap(number, update.callback_query)
    if update.edited_message is not None:
        return _read_edit(number, update.edited_message)
    if update.my_chat_member is not None:
        return _read_membership(number, update.my_chat_member)
    return None


def _read_message(
    number: str, message: Message, conversations: frozenset[str], largest: int
) -> Incoming | None:
    sender = message.from_user
    if sender is None or sender.is_bot:
        return None
    given: Input | None
    if message.chat.type == ChatType.PRIVATE:
        given = read_content(message, conversations, largest)
    else:  # in a group only those who clearly mean us get the one answer that groups get
        given = Unusable("group") if _is_for_us(message) else None
    if given is None:
        return None
    return _incoming(
        f"{number}.{number_in(message.message_id, 'message_id')}",
        message.chat,
        sender,
        given,
        message.date,
    )


def _read_edit(number: str, message: Message) -> Incoming | None:
    sender = message.from_user
    # A moving live location arrives as an edit every few seconds.
    if (
        sender is None
        or sender.is_bot
        or message.chat.type != ChatType.PRIVATE
        or message.location is not None
    ):
        return None
    key = f"{number}.{number_in(message.message_id, 'message_id')}"
    return _incoming(key, message.chat, sender, Unusable("edited"), message.edit_date)


def _read_tap(number: str, query: CallbackQuery) -> Incoming | None:
    sender = query.from_user
    key = f"{number}.{required_text(query.id, 'id')}"
    chat = query.message.chat if query.message is not None else Chat(sender.id, ChatType.PRIVATE)
    token = text_in(query.data, "data")
    if not token:
        return None  # a game's button; we have none
    given = Tap(token) if chat.type == ChatType.PRIVATE else Unusable("group")
    return _incoming(key, chat, sender, given, None)


def _read_membership(number: str, change: ChatMemberUpdated) -> Incoming | None:
    was, now = change.old_chat_member.status, change.new_chat_member.status
    if change.chat.type == ChatType.PRIVATE:
        what = "blocked" if now == ChatMemberStatus.BANNED else "unblocked"
    elif now in _PRESENT and was not in _PRESENT:
        what = "group"
    elif now in _AWAY:
        what = "blocked"
    else:
        return None
    return _incoming(number, change.chat, change.from_user, Unusable(what), change.date)


def _is_for_us(message: Message) -> bool:
    answered = message.reply_to_message
    to_a_bot = answered is not None and answered.from_user is not None and answered.from_user.is_bot
    return text_in(message.text, "text").startswith("/") or to_a_bot


def _incoming(
    key: str, chat: Chat, sender: User, given: Input, sent_at: datetime | None
) -> Incoming:
    names = [text_in(sender.first_name, "first_name"), text_in(sender.last_name, "last_name")]
    name = " ".join(filter(None, names))
    language = language_of(text_in(sender.language_code, "language_code").lower())
    return Incoming(
        TELEGRAM.name, str(number_in(chat.id, "id")), key, given, sent_at, name, language
    )
