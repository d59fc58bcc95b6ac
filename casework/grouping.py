"""Grouped notices: each person gets one message of all that there is to tell, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from casework.desk import Desk
from locales import Button, Message, _
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people

MENU = Button(_("Menu"), "menu")
MAX_LINES = 10  # things told in one message; those beyond are counted
MAX_TICKETS_WITH_BUTTONS = 5  # WeCom shows six: five things and the list that holds the rest
MAX_TASKS_WITH_BUTTONS = 4  # with the two that follow them they fit on a card of WeCom


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be told: `whole` with its `buttons` when it is the only one, `line` with the
    buttons `among` others.

    Among others the one of greatest `weight` stands first, and its `rest` is the button that leads
    to the whole list. `about` is as in Notice.
    """

    whole: Message
    line: Message
    buttons: tuple[Button, ...] = ()
    among: tuple[Button, ...] = ()
    rest: Button = MENU
    weight: int = 0
    about: str = ""


@dataclass
class GroupedNotice:
    """Items by person."""

    items: dict[int, list[Item]] = field(default_factory=dict)

    def add(self, person_id: int, item: Item) -> None:
        """Put something in for this person."""
        self.items.setdefault(person_id, []).append(item)

    def send(self, desk: Desk, heading: Message, *, at: datetime | None = None) -> list[int]:
        """Queue one message for each person; returns who has no account.

        Several items come under `heading` ({count} filled in). Nothing goes out before `at`.
        """
        chats = chats_of_people(desk.session, self.items)
        for person_id, items in self.items.items():
            if person_id in chats:
                notice = lay_out(items, heading)
                queue(desk.session, chats[person_id], notice, desk.now, not_before=at)
        return [person_id for person_id in self.items if person_id not in chats]


def lay_out(items: Sequence[Item], heading: Message) -> Notice:
    """Return one message of these items, the one of greatest weight first."""
    if len(items) == 1:
        return Notice(items[0].whole, items[0].buttons, about=items[0].about)
    ordered = sorted(items, key=lambda item: -item.weight)
    lines = [heading.given(count=len(items)), *(item.line for item in ordered[:MAX_LINES])]
    if len(items) > MAX_LINES:
        lines.append(_("… and {count} more", count=len(items) - MAX_LINES))
    shown: list[Button] = []
    for item in ordered[:MAX_TICKETS_WITH_BUTTONS]:
        shown += item.among
    buttons = tuple(dict.fromkeys((*shown, ordered[0].rest)))
    return Notice(_("{lines}", lines=lines), buttons, about=_about(items))


def lay_out_tasks(items: Sequence[Item], *, can_wait: bool) -> Notice:
    """Return one message of these tasks in their order, numbered, with buttons for the first few.

    Where something of it `can_wait`, there is a button for being reminded later.
    """
    if len(items) == 1:
        text, buttons = items[0].whole, list(items[0].buttons)
    else:
        text, buttons = _numbered(items), _numbered_buttons(items)
    buttons.append(items[0].rest)
    if can_wait:
        buttons.append(Button(_("Remind me later"), "snooze"))
    return Notice(text, tuple(buttons), about=_about(items))


def _about(items: Sequence[Item]) -> str:
    """Return the only thing that these items are about, "" where there are several."""
    found = {item.about for item in items if item.about}
    return found.pop() if len(found) == 1 else ""


def _numbered(items: Sequence[Item]) -> Message:
    lines = [_("You have {count} tasks to do:", count=len(items))]
    for place, item in enumerate(items[:MAX_LINES], 1):
        lines.append(_("{place}. {line}", place=place, line=item.line))
    if len(items) > MAX_LINES:
        lines.append(_("… and {count} more", count=len(items) - MAX_LINES))
    return _("{lines}", lines=lines)


def _numbered_buttons(items: Sequence[Item]) -> list[Button]:
    buttons: list[Button] = []
    for place, item in enumerate(items[:MAX_TASKS_WITH_BUTTONS], 1):
        label = _("Do no. {place}", place=place)
        buttons += [replace(button, label=label) for button in item.among]
    return buttons
