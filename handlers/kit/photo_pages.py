"""Photos, as many at a time as one message carries, numbered in one order."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.kit.pages import cut_page
from locales import Button, Message, _
from storage.tables import Evidence
from talk import Talk

PHOTOS_PER_MESSAGE = 9


def say_photos(
    talk: Talk,
    name: str,
    about: str,
    asked: int,
    pictures: Sequence[Evidence],
    lines: Sequence[Message],
    opened: Button,
) -> None:
    """Say the page asked for; the conversation `name` about `about` says the next."""
    if not pictures:
        return talk.say(_("There is no photo to show."), opened)
    page = cut_page(pictures, name, about, asked, PHOTOS_PER_MESSAGE)
    last = page.first + len(page.items) - 1
    text = _("{lines}", lines=[*lines, _shown(page.first, last, page.total)])
    ids = [photo.id or 0 for photo in page.items]
    return talk.say(text, *page.more, opened, photos=ids)


def newest(pictures: Sequence[Evidence]) -> tuple[list[int], list[Message]]:
    """Return the ids of those that a card shows, and a line where it leaves some out."""
    ids = [photo.id or 0 for photo in pictures]
    left_out = len(ids) - PHOTOS_PER_MESSAGE
    if left_out <= 0:
        return ids, []
    return ids[left_out:], [_shown(left_out + 1, len(ids), len(ids))]


def _shown(first: int, last: int, count: int) -> Message:
    return _("Photos shown: {span} of {count}", span=span(first, last), count=count)


def span(first: int, last: int) -> Message:
    """Return the numbers from the first to the last."""
    if first == last:
        return _("{number}", number=first)
    return _("{first} to {last}", first=first, last=last)
