"""Buttons: what each says, and what a tap on it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from locales.message import Message, message_from_json, message_to_json


@dataclass(frozen=True, slots=True)
class Button:
    """A button that starts a conversation, about `argument` when given."""

    label: Message
    conversation: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceButton:
    """A button that answers the chat's question number `serial` with its choice `index`."""

    label: Message
    serial: int
    index: int


@dataclass(frozen=True, slots=True)
class PageButton:
    """A button that shows another page of the choices of question number `serial`."""

    label: Message
    serial: int
    page: int


AnyButton = Button | ChoiceButton | PageButton
Buttons = tuple[AnyButton, ...]


def button_to_json(button: AnyButton) -> dict[str, Any]:
    """Return the button as it is stored."""
    stored: dict[str, Any] = {"label": message_to_json(button.label)}
    match button:
        case Button():
            stored["starts"] = button.conversation
            if button.argument:
                stored["argument"] = button.argument
        case ChoiceButton():
            stored["answers"] = [button.serial, button.index]
        case PageButton():
            stored["turns"] = [button.serial, button.page]
    return stored


def button_from_json(stored: dict[str, Any]) -> AnyButton:
    """Return the button that `button_to_json` wrote."""
    label = message_from_json(stored["label"])
    if "answers" in stored:
        return ChoiceButton(label, *stored["answers"])
    if "turns" in stored:
        return PageButton(label, *stored["turns"])
    return Button(label, stored["starts"], stored.get("argument", ""))
