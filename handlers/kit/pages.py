"""Long lists, a page at a time; a button leads to the next page, from the last to the first."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from locales import Button, Message, _

ITEMS_PER_PAGE = 10  # each has a button
_PAGE = re.compile(r"(.*?):?\bp(\d{1,4})")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """What one page shows; `first` is the place of its first item, from 1 on."""

    items: Sequence[Item]
    first: int
    total: int
    more: tuple[Button, ...] = ()

    @property
    def lines(self) -> list[Message]:
        """Say which part of the list this is, where it is a part."""
        if not self.more:
            return []
        last = self.first + len(self.items) - 1
        line = _("Shown: {first} to {last} of {count}", first=self.first, last=last)
        return [line.given(count=self.total)]


def asked_page(argument: str) -> tuple[str, int]:
    """Return what a conversation is about, and the page that is asked for, from 1 on."""
    found = _PAGE.fullmatch(argument)
    return (found[1], int(found[2])) if found else (argument, 1)


def cut_page(
    items: Sequence[Item], name: str, about: str, asked: int, size: int = ITEMS_PER_PAGE
) -> Page[Item]:
    """Return the page asked for or the last; `name` about `about` says the next one."""
    pages = max(1, math.ceil(len(items) / size))
    page = min(max(asked, 1), pages)
    start = (page - 1) * size
    shown = items[start : start + size]
    if pages == 1:
        return Page(shown, start + 1, len(items))
    label, following = _("More"), page + 1
    if page == pages:
        label, following = _("Back to page 1"), 1
    argument = f"{about}:p{following}" if about else f"p{following}"
    return Page(shown, start + 1, len(items), (Button(label, name, argument),))
