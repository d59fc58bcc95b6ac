"""Turns one outgoing message into the Bot API requests that show it, within Telegram's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from bot.channels.port import Outgoing
from bot.channels.telegram_updates import without_unstorable
from talk.button import LONGEST

LONGEST_TEXT = 4096  # UTF-16 units, as Telegram counts
LONGEST_CAPTION = 1024
MOST_BUTTONS = 100
MOST_PHOTOS = 10  # in one album
SHORT_LABEL = 14  # columns, of which a Chinese character takes two: two such labels fit side by side on a phone
_SENTENCE_ENDS = ("。", "！", "？", "；", ". ", "! ", "? ", "; ")


class CannotBeShown(Exception):
    """A message that Telegram would refuse, whatever the chat."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call: method, parameters, and (part name, file) pairs to upload."""

    method: str
    parameters: dict[str, Any]
    files: tuple[tuple[str, Path], ...] = ()


def compose(address: str, out: Outgoing) -> tuple[Request, ...]:
    """Return the requests in the order they are to be sent; raises CannotBeShown.

    Only the last carries the buttons. An earlier message is replaced by one editMessageText when the whole fits into it.
    """
    text = without_unstorable(out.text).strip()
    if not text and not out.photos:
        raise CannotBeShown("neither text nor photo")
    chat: dict[str, Any] = {"chat_id": int(address) if address.lstrip("-").isdecimal() else address}
    keyboard = {"reply_markup": {"inline_keyboard": arrange(out.buttons)}} if out.buttons else {}
    parts = split(text, LONGEST_TEXT)
    if len(out.photos) == 1 and utf16_length(text) <= LONGEST_CAPTION:
        caption = {"caption": text} if text else {}
        return (Request("sendPhoto", {**chat, "photo": "attach://p0", **caption, **keyboard}, (("p0", out.photos[0]),)),)
    if keyboard and not parts:
        parts = ["⬇️"]  # an album takes no buttons, and a message with buttons needs a text
    says = [{**chat, "text": part, "link_preview_options": {"is_disabled": True}} for part in parts]
    if says:
        says[-1].update(keyboard)
    if out.replaces and out.replaces.isdecimal() and not out.photos and len(says) == 1:
        return (Request("editMessageText", {**says[0], "message_id": int(out.replaces)}),)
    return (*_photo_requests(chat, out.photos), *(Request("sendMessage", say) for say in says))


def arrange(buttons: Sequence[tuple[str, str]]) -> list[list[dict[str, str]]]:
    """Return the rows of an inline keyboard: two short labels side by side, a long one alone; raises CannotBeShown."""
    if len(buttons) > MOST_BUTTONS:
        raise CannotBeShown(f"{len(buttons)} buttons; Telegram shows at most {MOST_BUTTONS}")
    rows: list[list[dict[str, str]]] = []
    room = False
    for token, label in buttons:
        if not token or len(token.encode()) > LONGEST:
            raise CannotBeShown(f"a button carries 1 to {LONGEST} bytes: {token}")
        button = {"text": without_unstorable(label).strip() or "·", "callback_data": token}
        is_short = sum(2 if east_asian_width(each) in "WF" else 1 for each in label) <= SHORT_LABEL
        if room and is_short:
            rows[-1].append(button)
            room = False
        else:
            rows.append([button])
            room = is_short
    return rows


def split(text: str, limit: int) -> list[str]:
    """Return the text in parts of at most `limit` UTF-16 units, cut after a line or a sentence where there is one."""
    parts = []
    while text:
        end = _longest_prefix(text, limit)
        if end < len(text):
            end = _good_cut(text, end)
        if part := text[:end].strip():
            parts.append(part)
        text = text[end:].lstrip()
    return parts


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it: characters beyond the basic plane, such as most emoji, count twice."""
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
    """Return where to cut at or before `end`: after a line, else a sentence, else a word, but not in the first quarter."""
    least = end // 4
    if (line := text.rfind("\n", least, end)) > 0:
        return line + 1
    sentence = max(text.rfind(each, least, end) + len(each.strip()) if each in text[least:end] else 0 for each in _SENTENCE_ENDS)
    return sentence or text.rfind(" ", least, end) + 1 or end


def _photo_requests(chat: dict[str, Any], photos: tuple[Path, ...]) -> Iterator[Request]:
    for first in range(0, len(photos), MOST_PHOTOS):
        files = tuple((f"p{index}", photo) for index, photo in enumerate(photos[first : first + MOST_PHOTOS]))
        if len(files) == 1:
            yield Request("sendPhoto", {**chat, "photo": "attach://p0"}, files)
        else:
            media = [{"type": "photo", "media": f"attach://{name}"} for name, _photo in files]
            yield Request("sendMediaGroup", {**chat, "media": media}, files)
