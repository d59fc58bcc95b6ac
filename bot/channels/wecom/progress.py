"""How far a message has come that is sent in several parts."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bot.channels.base import Outgoing, leave_out
from bot.channels.wecom.cards import ImagePart, Part, parts_of

Value = TypeVar("Value")


class Recent(OrderedDict[Any, Value], Generic[Value]):
    """A mapping that forgets its oldest entries beyond `size`."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __setitem__(self, key: Any, value: Value) -> None:
        super().__setitem__(key, value)
        while len(self) > self._size:
            self.popitem(last=False)


@dataclass(slots=True)
class Progress:
    """How far one message has come; its parts are named by their place in `parts`.

    `doubtful` parts may have arrived. `card_tried` says that the card that is next may have.
    `refused` counts the pictures that WeCom does not take.
    """

    parts: list[Part]
    waiting: list[int]
    doubtful: list[int] = field(default_factory=list)
    repeated: bool = False
    card_tried: bool = False
    refused: int = 0
    reference: str = ""

    @property
    def next_part(self) -> Part:
        """The part that is next."""
        return self.parts[self.waiting[0]]

    @property
    def is_at_picture(self) -> bool:
        """Tell whether a picture is next."""
        return isinstance(self.next_part, ImagePart)

    def part_sent(self) -> None:
        """Go on to the part after the one that is next."""
        del self.waiting[0]
        self.card_tried = False

    def repeat_doubtful(self) -> None:
        """Begin anew with what may not have arrived."""
        self.waiting, self.doubtful, self.repeated = self.doubtful, [], True

    def do_without(self, out: Outgoing) -> None:
        """Leave out the picture that is next; the words, which come later, say so."""
        if self.repeated:  # the words are out already
            del self.waiting[0]
            return
        self.refused += 1
        self.parts = parts_of(leave_out(out, self.refused))
        pictures = [place for place in self.waiting[1:] if place < len(out.photos)]
        self.waiting = [*pictures, *range(len(out.photos), len(self.parts))]
