"""Asking once more for words that were given before, in something that was returned."""

from __future__ import annotations

from locales import Message, _
from talk import Later, Talk, Words
from talk.answers import MAX_TEXT_LENGTH

MAX_EXCERPT_CHARACTERS = 300  # of a text that is read back


def ask_again(
    talk: Talk,
    key: str,
    before: str,
    asked: Message,
    *,
    optional: bool = False,
    longest: int = MAX_TEXT_LENGTH,
    later: Later | None = None,
) -> str:
    """Ask for words; what was said before, and returned, is shown and can be given again."""
    if before:
        shown = before
        if len(before) > MAX_EXCERPT_CHARACTERS:
            shown = before[: MAX_EXCERPT_CHARACTERS - 1] + "…"
        asked = _("{question}\nLast time: {words}", question=asked, words=shown)
    return talk.ask(
        key, Words(before=before, longest=longest, optional=optional, later=later), asked
    )
