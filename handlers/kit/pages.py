"""Long lists, a page at a time: a button leads to the next page, and from the last one back to the
first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from locales import Button, Message, _

SIZE = 10  # of what is listed with a button each
_PAGE = re.compile(r"(.*?):?\bp(\d{1,4})")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """What one page shows: `first` is the place of the first item, from 1 on; one page alone says
    nothing of itself.
    """

    items: Sequence[Item]
    first: int
    total: int
    more: tuple[Button, ...] = ()

    @property
    def lines(self) -> list[Message]:
        """Say which part of the list this is, where it is a part."""
        if not self.more:
            return []
        return [
            _(
                "Shown: {first} to {last} of {count}",
                first=self.first,
                last=self.first + len(self.items) - 1,
                count=self.total,
            )
        ]


def asked_page(argument: str) -> tuple[str, int]:
    """Return what a conversation is about, and the page that is asked for, from 1 on."""
    found = _PAGE.fullmatch(argument)
    return (found[1], int(found[2])) if found else (argument, 1)


def turn(items: Sequence[Item], name: str, about: str, asked: int, size: int = SIZE) -> Page[Item]:
    """Return the page asked for, beyond the end the last one; the conversation `name` about `about`
    says the next.
    """
    pages = max(1, -(-len(items) // size))
    page = min(max(asked, 1), pages)
    start = (page - 1) * size
    following = f"p{page % pages + 1}"
    label = _("More") if page < pages else _("Back to page 1")
    more = (
        (Button(label, name, f"{about}:{following}" if about else following),) if pages > 1 else ()
    )
    return Page(items[start : start + size], start + 1, len(items), more)
