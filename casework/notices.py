"""Notices: who of those concerned is told, and what; queued in the transaction of the change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import Any, Generic, TypeAlias, TypeVar

from casework.desk import Desk
from locales import Button, Fact, Message
from storage.outbox.notice import Notice, about_assignment
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person
from storage.tables import Assignment, Instruction, Ticket

_LABEL = re.compile(r"^(补充说明|补充|回复|答复|情况说明|理由|原因)\s*[:：]\s*")

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is answered to whoever gave the command.

    A `private` one is not kept once delivered; nor is a `secret` one, which its reader should keep.
    """

    text: Message
    buttons: tuple[Button, ...] = ()
    private: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Occasion(Generic[Subject]):
    """What has happened to a ticket, an assignment or an instruction, as it is told of.

    `given` are the facts that the command knows, `reached` the persons told so far.
    """

    desk: Desk
    subject: Subject
    given: Mapping[str, Any]
    reached: set[int] = field(default_factory=set)


Text: TypeAlias = Message | Callable[[Occasion[Subject]], Message]
Buttons: TypeAlias = tuple[Button | Callable[[Occasion[Subject]], Button | None], ...]
Facts: TypeAlias = Mapping[str, Callable[[Occasion[Subject]], Fact]]


Case: TypeAlias = Callable[[Occasion[Subject]], bool]


def always(_occasion: Occasion[Any]) -> bool:
    """Let a row hold whatever the case."""
    return True


def all_of(*cases: Case[Subject]) -> Case[Subject]:
    """Return the case that all of these hold."""
    return lambda occasion: all(case(occasion) for case in cases)


def none_of(*cases: Case[Subject]) -> Case[Subject]:
    """Return the case that none of these holds."""
    return lambda occasion: not any(case(occasion) for case in cases)


@dataclass(frozen=True, slots=True)
class Tell(Generic[Subject]):
    """One row of a subject's table: which persons are told what of an event, and when it holds."""

    audience: Callable[[Occasion[Subject]], Iterable[int]]
    text: Text[Subject]
    buttons: Buttons[Subject] = ()
    when: Case[Subject] = always


@dataclass(frozen=True, slots=True)
class Wording(Generic[Subject]):
    """What the actor is answered; of several, the first that holds."""

    text: Text[Subject]
    buttons: Buttons[Subject] = ()
    when: Case[Subject] = always
    secret: bool = False


def tell_rows(
    occasion: Occasion[Subject], rows: Iterable[Tell[Subject]], facts: Facts[Subject]
) -> None:
    """Tell each audience of the rows that hold, in their order."""
    for row in rows:
        if not row.when(occasion):
            continue
        text = fill_in(row.text, occasion, facts)
        buttons = make_buttons(row.buttons, occasion)
        for person_id in row.audience(occasion):
            about = _about(occasion.subject)
            if tell_person(occasion.desk, person_id, text, buttons, about=about):
                occasion.reached.add(person_id)


def _about(subject: object) -> str:
    match subject:
        case Ticket() | Instruction():
            return subject.number
        case Assignment():
            return about_assignment(subject.id)
        case _:
            return ""


def receipt_of(
    occasion: Occasion[Subject], wordings: Iterable[Wording[Subject]], facts: Facts[Subject]
) -> Receipt:
    """Return what the actor is answered."""
    wording = next(wording for wording in wordings if wording.when(occasion))
    text = fill_in(wording.text, occasion, facts)
    return Receipt(text, make_buttons(wording.buttons, occasion), secret=wording.secret)


def fill_in(text: Text[Subject], occasion: Occasion[Subject], facts: Facts[Subject]) -> Message:
    """Return the text and the sentences in it with their facts, as given or from the table."""
    message = text if isinstance(text, Message) else text(occasion)
    filled: dict[str, Fact] = {}
    for name in _names_in(message.text):
        bound = message.facts.get(name)
        if isinstance(bound, Message):
            filled[name] = fill_in(bound, occasion, facts)
        elif bound is None:
            filled[name] = _fact(name, occasion, facts)
    return message.given(**filled)


def _fact(name: str, occasion: Occasion[Subject], facts: Facts[Subject]) -> Fact:
    if name in occasion.given:
        given: Fact = occasion.given[name]
        return given
    return facts[name](occasion)


@cache
def _names_in(sentence: str) -> tuple[str, ...]:
    names = (name for _literal, name, _format, _conversion in Formatter().parse(sentence))
    return tuple(name for name in names if name is not None)


def make_buttons(buttons: Buttons[Subject], occasion: Occasion[Subject]) -> tuple[Button, ...]:
    """Return a row's buttons for this occasion."""
    made = (button if isinstance(button, Button) else button(occasion) for button in buttons)
    return tuple(button for button in made if button is not None)


def tell_person(
    desk: Desk,
    person_id: int,
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
    *,
    about: str = "",
) -> bool:
    """Tell a person in the chat used last; False when there is none. `about` as in Notice."""
    chat = chat_of_person(desk.session, person_id)
    if chat is None:
        return False
    notice = Notice(text, tuple(buttons), tuple(photos), about=about)
    queue(desk.session, chat, notice, desk.now)
    return True


def bare(words: str) -> str:
    """Return what somebody wrote, for a sentence that has its own label and full stop."""
    return _LABEL.sub("", words).rstrip("。.；;，, ") or words
