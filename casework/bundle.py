"""A bundle: what several people are to be told on one occasion, so that each gets one message and not ten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from casework.desk import Desk
from casework.notices import Button
from locales import Message, _
from storage.outbox import Notice, chat_of_person, queue

LINES = 10  # things told in one message; those beyond are counted
BUTTONS = 5  # WeCom shows six: five things and the list that holds the rest


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be told: `whole` when it is the only one, with its `buttons`; `line` and the first button among others.

    The greater `weight`, the farther up it stands.
    """

    whole: Message
    line: Message
    buttons: tuple[Button, ...] = ()
    weight: int = 0


@dataclass
class Bundle:
    """Items by person."""

    items: dict[int, list[Item]] = field(default_factory=dict)

    def add(self, person_id: int, item: Item) -> None:
        """Put something in for this person."""
        self.items.setdefault(person_id, []).append(item)

    def send(
        self, desk: Desk, heading: Message, rest: Button, *, at: datetime | None = None, once: Callable[[int], str] | None = None
    ) -> list[int]:
        """Queue one message for each person, several items under `heading` ({count} filled in); returns who has no account.

        `at` is the moment before which nothing goes out; `once` gives a key by person under which nothing is queued twice.
        """
        unreached = []
        for person_id, items in self.items.items():
            chat = chat_of_person(desk.session, person_id)
            if chat is None:
                unreached.append(person_id)
                continue
            key = once(person_id) if once is not None else None
            queue(desk.session, chat, _laid_out(items, heading, rest), desk.now, once=key, not_before=at)
        return unreached


def _laid_out(items: list[Item], heading: Message, rest: Button) -> Notice:
    if len(items) == 1:
        return Notice(items[0].whole, items[0].buttons)
    ordered = sorted(items, key=lambda each: -each.weight)
    lines = [heading.given(count=len(items)), *(each.line for each in ordered[:LINES])]
    if len(items) > LINES:
        lines.append(_("… and {count} more", count=len(items) - LINES))
    shown = [each.buttons[0] for each in ordered[:BUTTONS] if each.buttons]
    return Notice(_("{lines}", lines=lines), tuple(dict.fromkeys((*shown, rest))))
