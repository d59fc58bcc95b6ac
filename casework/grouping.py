"""A bundle: what several people are to be told on one occasion, so that each gets one message and
not ten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.desk import Desk
from locales import Button, Message, _
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person

MENU = Button(_("Menu"), "menu")
LINES = 10  # things told in one message; those beyond are counted
BUTTONS = 5  # WeCom shows six: five things and the list that holds the rest


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be told: `whole` with its `buttons` when it is the only one, `line` with the
    buttons `among` others.

    Among others the one of greatest `weight` stands first, and its `rest` is the button that leads
    to the whole list.
    """

    whole: Message
    line: Message
    buttons: tuple[Button, ...] = ()
    among: tuple[Button, ...] = ()
    rest: Button = MENU
    weight: int = 0


@dataclass
class GroupedNotice:
    """Items by person."""

    items: dict[int, list[Item]] = field(default_factory=dict)

    def add(self, person_id: int, item: Item) -> None:
        """Put something in for this person."""
        self.items.setdefault(person_id, []).append(item)

    def merge(self, other: GroupedNotice) -> None:
        """Put in what another bundle holds."""
        for person_id, items in other.items.items():
            self.items.setdefault(person_id, []).extend(items)

    def send(self, desk: Desk, heading: Message, *, at: datetime | None = None) -> list[int]:
        """Queue one message for each person, several items under `heading` ({count} filled in);
        returns who has no account.

        `at` is the moment before which nothing goes out.
        """
        unreached = []
        for person_id, items in self.items.items():
            chat = chat_of_person(desk.session, person_id)
            if chat is None:
                unreached.append(person_id)
                continue
            queue(desk.session, chat, _laid_out(items, heading), desk.now, not_before=at)
        return unreached


def _laid_out(items: list[Item], heading: Message) -> Notice:
    if len(items) == 1:
        return Notice(items[0].whole, items[0].buttons)
    ordered = sorted(items, key=lambda each: -each.weight)
    lines = [heading.given(count=len(items)), *(each.line for each in ordered[:LINES])]
    if len(items) > LINES:
        lines.append(_("… and {count} more", count=len(items) - LINES))
    shown = [button for each in ordered[:BUTTONS] for button in each.among]
    return Notice(_("{lines}", lines=lines), tuple(dict.fromkeys((*shown, ordered[0].rest))))
