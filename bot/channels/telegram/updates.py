"""Reads Telegram's updates: one JSON object in, what a person sent out.

The library makes typed objects of it but checks no value: a text may still be a number there, so
each value is looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Document,
    Location,
    Message,
    PhotoSize,
    Update,
    User,
    Venue,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.base import Incoming
from bot.channels.telegram.parsing import (
    UNREADABLE,
    MalformedUpdate,
    answerable_chat,
    check_content,
    is_whole,
)
from bot.channels.telegram.traits import TELEGRAM
from talk.input import File, Input, Photo, Place, Start, Tap, Unusable, Words
from talk.token import fits_in_token, start_token

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# What api.telegram.org lets a bot download; a self-hosted server has no such limit.
MAX_FILE_BYTES = 20 << 20

CONVERSATIONS = frozenset(
    {"menu", "report", "complain", "tickets", "inbox", "unit", "rate", "join"}
)

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
_PICTURE_NAMES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
_NOT_TAKEN = {
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",  # carries a `document` as well, so it is looked for before documents
    "live_photo": "video",
    "contact": "contact",
    "document": "file",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
    "invoice": "other",
}
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


def without_unstorable(text: str) -> str:
    """Return the text without what no database or JSON writer takes: NUL characters and halves of
    surrogate pairs.
    """
    if text.isascii():
        return text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def _read_kind(update: Update, conversations: frozenset[str], largest: int) -> Incoming | None:
    number = str(_number(update.update_id, "update_id"))
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
        given = _read_content(message, conversations, largest)
    else:  # in a group only those who clearly mean us get the one answer that groups get
        given = Unusable("group") if _is_for_us(message) else None
    if given is None:
        return None
    return _incoming(
        f"{number}.{_number(message.message_id, 'message_id')}",
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
    key = f"{number}.{_number(message.message_id, 'message_id')}"
    return _incoming(key, message.chat, sender, Unusable("edited"), message.edit_date)


def _read_tap(number: str, query: CallbackQuery) -> Incoming | None:
    sender = query.from_user
    key = f"{number}.{_required_text(query.id, 'id')}"
    chat = query.message.chat if query.message is not None else Chat(sender.id, ChatType.PRIVATE)
    token = _text(query.data, "data")
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


def _read_content(message: Message, conversations: frozenset[str], largest: int) -> Input | None:
    text = _text(message.text, "text")
    if text:
        return (
            read_command(text, conversations)
            if text.startswith("/")
            else Words(text, _answered(message))
        )
    if sizes := message.photo or (
        message.live_photo.photo if message.live_photo is not None else ()
    ):
        return _read_photo(message, sizes, largest)
    if message.location is not None:
        return _read_place(message.location, message.venue)
    document = message.document
    if document is not None and message.animation is None and _is_picture(document):
        return _photo(message, document, largest, name=_text(document.file_name, "file_name"))
    if document is not None and message.animation is None and document.file_name:
        return _read_document(message, document, largest)
    unknown = (
        Unusable("other") if message.api_kwargs else None
    )  # what a Bot API newer than the library brought
    return next(
        (Unusable(what) for kind, what in _NOT_TAKEN.items() if getattr(message, kind) is not None),
        unknown,
    )


def _answered(message: Message) -> str:
    """Return the id of our message that this one replies to, "" when it replies to none."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or not answered.from_user.is_bot:
        return ""
    return str(_number(answered.message_id, "message_id"))


def read_command(text: str, conversations: frozenset[str]) -> Input:
    """Return /start as Start, the conversations' commands as the tap of their button, every other
    one as typed (with no @bot).
    """
    command, _, rest = text.partition(" ")
    name = command[1:].partition("@")[0].lower()
    rest = rest.strip()
    if name == "start":
        return Start(rest)
    if name in conversations:
        is_one_word = rest.isascii() and not any(character.isspace() for character in rest)
        fits = is_one_word and fits_in_token(name, rest)
        return Tap(start_token(name, rest if fits else ""))
    return Words(f"/{name} {rest}".rstrip())


def _read_photo(message: Message, sizes: Sequence[PhotoSize], largest: int) -> Input:
    best = max(
        sizes, key=lambda size: _number(size.width, "width") * _number(size.height, "height")
    )
    return _photo(message, best, largest, name="")


def _photo(message: Message, file: PhotoSize | Document, largest: int, name: str) -> Input:
    size = _number(file.file_size, "file_size") if file.file_size is not None else None
    if size is not None and size > largest:
        return Unusable("too_large")
    source = {
        "file_id": _required_text(file.file_id, "file_id"),
        "file_unique_id": _required_text(file.file_unique_id, "file_unique_id"),
        "name": name,
    }
    album = _text(message.media_group_id, "media_group_id") or None
    return Photo(source, caption=_text(message.caption, "caption"), album=album, size=size)


def _read_document(message: Message, document: Document, largest: int) -> Input:
    size = _number(document.file_size, "file_size") if document.file_size is not None else None
    if size is not None and size > largest:
        return Unusable("too_large")
    source = {"file_id": _required_text(document.file_id, "file_id")}
    name, caption = (
        _required_text(document.file_name, "file_name"),
        _text(message.caption, "caption"),
    )
    return File(source, name, size, caption=caption)


def _is_picture(document: Document) -> bool:
    if _text(document.mime_type, "mime_type").lower() in _PICTURES:
        return True
    return PurePath(_text(document.file_name, "file_name")).suffix.lower() in _PICTURE_NAMES


def _read_place(place: Location, venue: Venue | None) -> Place:
    named = (
        (_text(venue.title, "title"), _text(venue.address, "address")) if venue is not None else ()
    )
    latitude, longitude = (
        _degrees(place.latitude, "latitude", 90),
        _degrees(place.longitude, "longitude", 180),
    )
    return Place(latitude, longitude, " ".join(filter(None, named)))


def _is_for_us(message: Message) -> bool:
    answered = message.reply_to_message
    to_a_bot = answered is not None and answered.from_user is not None and answered.from_user.is_bot
    return _text(message.text, "text").startswith("/") or to_a_bot


def _incoming(
    key: str, chat: Chat, sender: User, given: Input, sent_at: datetime | None
) -> Incoming:
    name = " ".join(
        filter(None, (_text(sender.first_name, "first_name"), _text(sender.last_name, "last_name")))
    )
    code = _text(sender.language_code, "language_code").lower()
    language = None if not code else "zh_CN" if code.startswith("zh") else "en"
    return Incoming(TELEGRAM.name, str(_number(chat.id, "id")), key, given, sent_at, name, language)


def _number(value: object, what: str) -> int:
    if not is_whole(value):
        raise MalformedUpdate(f"{what} is a whole number")
    return value


def _degrees(value: object, what: str, most: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
        raise MalformedUpdate(f"{what} is a number of degrees")
    return float(value)


def _text(value: object, what: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedUpdate(f"{what} is a text")
    return without_unstorable(value)


def _required_text(value: object, what: str) -> str:
    if not (text := _text(value, what)):
        raise MalformedUpdate(f"{what} is missing")
    return text
