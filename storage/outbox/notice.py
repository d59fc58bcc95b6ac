"""A notice: one message to one chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from locales import Buttons, ChoiceButton, Message, PageButton, message_from_json, message_to_json
from locales.button import button_from_json, button_to_json

# a message that was sent with such a `replaces` key is edited; other keys only reach what is unsent
IN_PLACE = "pages:"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one chat: a sentence with facts, buttons and pictures by
    evidence id.

    `choices` says that the buttons answer a question, so a channel without room for them may number
    them instead. `drawing` is a picture yet to be drawn, when it is sent and in the reader's
    language: its facts as JSON (see bot.media.drawings). `in_place` says that it takes the place of
    the message sent under the same IN_PLACE key, which therefore has to be looked for. `stays` says
    that it is for whoever writes in its chat, and goes to no other chat of the person to whom the
    chat was bound.
    """

    text: Message
    buttons: Buttons = ()
    photos: tuple[int, ...] = ()
    choices: bool = False
    drawing: dict[str, Any] | None = None
    in_place: bool = False
    stays: bool = False

    @property
    def asks(self) -> bool:
        """Tell whether it asks a question, which only its own chat can answer."""
        return any(isinstance(each, ChoiceButton | PageButton) for each in self.buttons)

    def to_json(self) -> dict[str, Any]:
        """Return the notice as it is stored."""
        stored: dict[str, Any] = {"text": message_to_json(self.text)}
        if self.buttons:
            stored["buttons"] = [button_to_json(each) for each in self.buttons]
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
    def from_json(cls, stored: dict[str, Any]) -> Notice:
        """Return the notice that `to_json` wrote."""
        buttons = tuple(map(button_from_json, stored.get("buttons", ())))
        return cls(
            message_from_json(stored["text"]),
            buttons,
            tuple(stored.get("photos", ())),
            stored.get("choices", False),
            stored.get("drawing"),
            stored.get("in_place", False),
            stored.get("stays", False),
        )
