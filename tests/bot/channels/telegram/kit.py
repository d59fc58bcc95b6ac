"""Updates as Telegram sends them, and what is read in them."""

from __future__ import annotations

from typing import Any

from bot.channels.base import Incoming
from bot.channels.telegram.parsing import parse_update
from bot.channels.telegram.updates import read_update
from tests.fakes.telegram_updates import Person, Update, Updates

WANG = Person(77)


updates = Updates()


FILE: dict[str, Any] = {"file_id": "s", "file_unique_id": "us"}


CLIP: dict[str, Any] = {**FILE, "width": 640, "height": 480, "duration": 3}


STICKER: dict[str, Any] = {
    **FILE,
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "type": "regular",
}


POLL: dict[str, Any] = {
    "id": "1",
    "question": "?",
    "options": [{"text": "a", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}


SIZES = updates.photo(WANG, "p")["message"]["photo"]


def read(update: Update) -> Incoming:
    incoming = read_update(parse_update(update))
    assert incoming is not None
    return incoming
