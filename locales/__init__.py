"""The words people read: messages marked with `_()` in English, translated at the edge from the
catalogues in this room.
"""

from locales.button import AnyButton, Button, Buttons, ChoiceButton, PageButton
from locales.message import Fact, Message, _, message_from_json, message_to_json
from locales.translate import LANGUAGES, translate

__all__ = [
    "LANGUAGES",
    "AnyButton",
    "Button",
    "Buttons",
    "ChoiceButton",
    "Fact",
    "Message",
    "PageButton",
    "_",
    "message_from_json",
    "message_to_json",
    "translate",
]
