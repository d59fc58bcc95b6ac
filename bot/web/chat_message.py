"""One message of a web chat as its page gets it, and how far a page has read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Outgoing
from bot.web.redaction import Span
from locales import _, translate
from storage.moments import PAGE_NUMBERS

# the language of a reading that tells a page to load itself anew, and its cursor
OUTDATED = "outdated"
CURSOR = re.compile(r"(\d{1,18})-(\d{1,14})(?:-(\d{1,12}))?")

ROLE_NAMES = {"report": _("Before"), "answer": _("After")}


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a page has read: the highest row id, when it read, and whose the chat was: the second
    in which it was bound, 0 for nobody's.
    """

    row: int
    at: datetime
    bound: int = 0

    def __str__(self) -> str:
        bound = f"-{self.bound}" if self.bound else ""
        return f"{self.row}-{int(self.at.timestamp() * 1000)}{bound}"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One outbox row as the page gets it.

    `slot` names the place it takes from an earlier one; `photos` are evidence ids; `drawn` says
    that it has a drawing, which the page gets by the row's id; `secret` that it is shown once and
    worth keeping.
    """

    id: int
    at: datetime
    out: Outgoing
    photos: tuple[int, ...]
    slot: str | None
    private: bool
    drawn: bool = False
    secret: bool = False
    code: str | None = None  # a complaint's receipt code in it, as it is spelled there
    question: int | None = None  # the number of the question that its buttons answer
    leads_on: bool = False  # its buttons offer more than the way back to the question that waits
    # of the photos: report, answer, ...; "" for those that belong to no ticket
    roles: tuple[str, ...] = ()
    has_moment: bool = True  # False: nothing is known but its week, storage.moments

    def _labels(self) -> list[str | None]:
        """Return what stands under each picture: before and after, where there is an after."""
        labels: list[str | None] = [None] if self.drawn else []
        names = ROLE_NAMES if "answer" in self.roles else {}
        for role in self.roles:
            name = names.get(role)
            labels.append(translate(name, self.out.language) if name is not None else None)
        return labels

    def to_json(
        self, picture_link: Callable[[int], str], drawing_link: Callable[[int], str]
    ) -> dict[str, Any]:
        """Return what the page shows; the links are made of evidence ids and of the row's id."""
        photos = [picture_link(photo) for photo in self.photos]
        if self.drawn:
            photos.insert(0, drawing_link(self.id))
        return {
            "id": self.id,
            "at": self.at.isoformat() if self.has_moment else None,
            "text": self.out.text,
            "buttons": [list(button) for button in self.out.buttons],
            "question": self.question,
            "leads_on": self.leads_on,
            "photos": photos,
            "labels": self._labels(),
            "slot": self.slot,
            "private": self.private,
            "language": self.out.language,
            "secret": self.secret,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Messages in the order they were sent, and the cursor to go on from.

    `language` is the chat's, if it has chosen one. `forgotten` are spans of rows: what the person
    said after one of these must not be kept by the page either; None: as before. `bound` is
    as in the cursor.
    """

    messages: list[ChatMessage]
    cursor: Cursor
    language: str | None
    forgotten: list[Span] | None = None
    bound: int = 0


def read_cursor(text: str | None) -> Cursor | None:
    """Return the cursor that a page gave back, None when it has none or it is not one of ours."""
    found = CURSOR.fullmatch(text or "")
    if not found:
        return None
    seconds = int(found[2]) / 1000
    at = datetime.fromtimestamp(min(seconds, 4e9), UTC)
    return Cursor(int(found[1]), at, int(found[3] or 0))


@dataclass(frozen=True, slots=True)
class Numbers:
    """A chat's messages by the numbers that its page has: the same before and after they settle."""

    chat: int
    shift: int

    def shown(self, number: int | None) -> int:
        """Return the page's number of a row."""
        moved = (number or 0) if (number or 0) < 0 else (number or 0) - self.shift
        return moved + PAGE_NUMBERS

    def kept(self, shown: int) -> tuple[int, ...]:
        """Return the numbers that the row with this one of the page's may have."""
        moved = shown - PAGE_NUMBERS
        return moved, moved + self.shift
