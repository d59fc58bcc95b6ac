"""Turns one outgoing message into what Telegram is to show, within its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import east_asian_width

from bot.channels.base import Outgoing
from bot.channels.telegram.fields import without_unstorable
from talk.token import MAX_TOKEN_BYTES

MAX_TEXT_LENGTH = 4096  # UTF-16 units, as Telegram counts
MAX_CAPTION_LENGTH = 1024
MAX_BUTTONS = 100
MAX_ALBUM_PHOTOS = 10  # in one album
# columns, of which a Chinese character takes two: two such labels fit side by side on a phone
SHORT_LABEL_WIDTH = 14
Keyboard = dict[str, list[list[dict[str, str]]]]  # an InlineKeyboardMarkup in the Bot API's JSON
_SENTENCE_ENDS = ("。", "！", "？", "；", ". ", "! ", "? ", "; ")


class CannotBeShown(Exception):
    """A message that Telegram would refuse, whatever the chat."""


@dataclass(frozen=True, slots=True)
class Text:
    """One message of words; with `replaces` it takes the place of the message with that id."""

    chat: int | str
    text: str
    keyboard: Keyboard | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Pictures:
    """One photo with its caption and buttons, or an album, which has neither."""

    chat: int | str
    photos: tuple[Path, ...]
    caption: str | None = None
    keyboard: Keyboard | None = None


Request = Text | Pictures


def compose(address: str, out: Outgoing) -> tuple[Request, ...]:
    """Return the requests in the order they are to be sent; raises CannotBeShown.

    Only the last carries the buttons. An earlier message is replaced by one edit when the whole
    fits into it.
    """
    text = without_unstorable(out.text).strip()
    if not text and not out.photos:
        raise CannotBeShown("neither text nor photo")
    chat = _chat(address)
    keyboard = {"inline_keyboard": arrange(out.buttons)} if out.buttons else None
    if len(out.photos) == 1 and utf16_length(text) <= MAX_CAPTION_LENGTH:
        return (Pictures(chat, out.photos, text or None, keyboard),)
    parts = split(text, MAX_TEXT_LENGTH)
    if keyboard and not parts:
        parts = ["⬇️"]  # an album takes no buttons, and a message with buttons needs a text
    edited = _edited(out)
    if edited is not None and len(parts) == 1:
        return (Text(chat, parts[0], keyboard, edited),)
    return (*_albums(chat, out.photos), *_texts(chat, parts, keyboard))


def _chat(address: str) -> int | str:
    """Return the chat's number, or the name of a public channel."""
    is_number = address.lstrip("-").isdecimal()
    return int(address) if is_number else address


def _albums(chat: int | str, photos: tuple[Path, ...]) -> list[Pictures]:
    starts = range(0, len(photos), MAX_ALBUM_PHOTOS)
    return [Pictures(chat, photos[start : start + MAX_ALBUM_PHOTOS]) for start in starts]


def _texts(chat: int | str, parts: list[str], keyboard: Keyboard | None) -> list[Text]:
    """Return the texts, the last with the buttons."""
    if not parts:
        return []
    *before, last = parts
    return [*(Text(chat, part) for part in before), Text(chat, last, keyboard)]


def _edited(out: Outgoing) -> int | None:
    """Return the id of the message to be edited; None where a new one is sent."""
    if out.replaces is None or not out.replaces.isdecimal() or out.photos:
        return None
    return int(out.replaces)


def arrange(buttons: Sequence[tuple[str, str]]) -> list[list[dict[str, str]]]:
    """Return the rows of an inline keyboard: two short labels side by side, a long one alone;
    raises CannotBeShown.
    """
    if len(buttons) > MAX_BUTTONS:
        raise CannotBeShown(f"{len(buttons)} buttons; Telegram shows at most {MAX_BUTTONS}")
    rows: list[list[dict[str, str]]] = []
    has_room = False
    for token, label in buttons:
        if not token or len(token.encode()) > MAX_TOKEN_BYTES:
            raise CannotBeShown(f"a button carries 1 to {MAX_TOKEN_BYTES} bytes: {token}")
        button = {"text": without_unstorable(label).strip() or "·", "callback_data": token}
        is_short = _width(label) <= SHORT_LABEL_WIDTH
        if has_room and is_short:
            rows[-1].append(button)
            has_room = False
        else:
            rows.append([button])
            has_room = is_short
    return rows


def _width(label: str) -> int:
    wide = [character for character in label if east_asian_width(character) in "WF"]
    return len(label) + len(wide)


def split(text: str, limit: int) -> list[str]:
    """Return the text in parts of at most `limit` UTF-16 units, cut after a line or a sentence
    where there is one.
    """
    parts = []
    while text:
        end = _longest_prefix(text, limit)
        if end < len(text):
            end = _good_cut(text, end)
        part = text[:end].strip()
        if part:
            parts.append(part)
        text = text[end:].lstrip()
    return parts


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it: characters beyond the basic plane, such as most
    emoji, count twice.
    """
    return len(text.encode("utf-16-le")) // 2


def _longest_prefix(text: str, limit: int) -> int:
    if len(text) * 2 <= limit or utf16_length(text) <= limit:
        return len(text)
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _good_cut(text: str, end: int) -> int:
    """Return where to cut at or before `end`: after a line, else a sentence, else a word, but not
    in the first quarter.
    """
    least = end // 4
    line = text.rfind("\n", least, end)
    if line > 0:
        return line + 1
    sentences = [_end_after(mark, text, least, end) for mark in _SENTENCE_ENDS]
    return max(sentences) or text.rfind(" ", least, end) + 1 or end


def _end_after(mark: str, text: str, least: int, end: int) -> int:
    """Return the place after the last such mark, 0 when there is none."""
    place = text.rfind(mark, least, end)
    return place + len(mark.strip()) if place >= 0 else 0
