"""A notice: one message to one chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from locales import Buttons, Message, _, message_from_json, message_to_json
from locales.button import button_from_json, button_to_json
from storage.tables import OutboxRow

# a message that was sent with such a `replaces` key is edited; other keys only reach what is unsent
IN_PLACE = "pages:"

_ASSIGNMENT = "assignment:"
_REMOVED = _("This message was shown once and has been removed to protect you.")


class MessageKind(StrEnum):
    """What a message is for."""

    QUESTION = "question"  # a conversation asks, and waits for the answer
    REPLY = "reply"  # a conversation says something
    RECEIPT = "receipt"  # what became of a command
    SHOWN_ONCE = "shown_once"  # worth keeping: a receipt code, a link, an identity
    NOTICE = "notice"  # something happened that concerns the reader
    REMOVED = "removed"  # what it said is not kept


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one chat: a sentence with facts, buttons and pictures by evidence id.

    `choices`: the buttons answer a question, so a channel without room for them may number them.
    `drawing`: a picture drawn when it is sent, in the reader's language, as bot.media.drawings has
    its facts.
    `in_place`: it takes the place of the message sent under the same IN_PLACE key.
    `stays`: it is for whoever writes in its chat, and never moves with a person to another.
    `about`: a ticket's or instruction's number, or what an `about_...` of this file returns.
    `conversation`: the name of the conversation that said it, "" for what was said unasked.
    """

    text: Message
    buttons: Buttons = ()
    photos: tuple[int, ...] = ()
    choices: bool = False
    drawing: dict[str, Any] | None = None
    in_place: bool = False
    stays: bool = False
    kind: MessageKind = MessageKind.NOTICE
    about: str = ""
    conversation: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return what stands in a row's payload; `kind`, `about`, `conversation` are columns."""
        stored: dict[str, Any] = {"text": message_to_json(self.text)}
        if self.buttons:
            stored["buttons"] = [button_to_json(button) for button in self.buttons]
        if self.photos:
            stored["photos"] = list(self.photos)
        if self.choices:
            stored["choices"] = True
        if self.drawing is not None:
            stored["drawing"] = self.drawing
        if self.in_place:
            stored["in_place"] = True
        if self.stays:
            stored["stays"] = True
        return stored

    @classmethod
    def from_row(cls, row: OutboxRow | Row[Any]) -> Notice:
        """Return the notice that was queued as this row, or what is said where it is not kept or
        cannot be opened.
        """
        stored = row.payload
        if not stored:
            return cls(_REMOVED, kind=MessageKind.REMOVED)
        return cls(
            message_from_json(stored["text"]),
            tuple(map(button_from_json, stored.get("buttons", ()))),
            tuple(stored.get("photos", ())),
            stored.get("choices", False),
            stored.get("drawing"),
            stored.get("in_place", False),
            stored.get("stays", False),
            MessageKind(row.kind),
            row.about,
            row.conversation,
        )


def about_assignment(assignment_id: int | None) -> str:
    """Return what a notice about this assignment carries as `about`."""
    return f"{_ASSIGNMENT}{assignment_id}"


def about_digest(day: date) -> str:
    """Return what the digest of this day carries as `about`."""
    return f"digest:{day.isoformat()}"


def is_assignment(about: str) -> bool:
    """Tell whether this is what `about_assignment` returned."""
    return about.startswith(_ASSIGNMENT)
