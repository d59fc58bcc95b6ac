"""Notices: who of those concerned is told, and what; queued in the transaction of the change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casework.desk import Desk
from locales import Button, Message
from storage.outbox.queue import Notice, chat_of_person, queue

_LABEL = re.compile(r"^(补充说明|补充|回复|答复|情况说明|理由|原因)\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is answered to whoever gave the command; `private` receipts are not kept once delivered."""

    text: Message
    buttons: tuple[Button, ...] = ()
    private: bool = False


def tell_person(
    desk: Desk,
    person_id: int,
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
) -> bool:
    """Tell a person in the chat used last; False when there is none."""
    chat = chat_of_person(desk.session, person_id)
    if chat is None:
        return False
    queue(desk.session, chat, Notice(text, tuple(buttons), tuple(photos)), desk.now)
    return True


def bare(words: str) -> str:
    """Return what somebody wrote without the “补充：” before it and the full stop behind it, for a
    sentence that has its own.
    """
    return _LABEL.sub("", words).rstrip("。.；;，, ") or words
