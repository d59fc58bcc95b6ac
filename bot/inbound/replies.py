"""Writes what a chat is told: questions with numbered buttons, what leads on, receipts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from casework.desk import Desk
from casework.notices import Receipt
from locales import AnyButton, Button, ChoiceButton, PageButton, _
from storage.outbox.notice import IN_PLACE, MessageKind, Notice
from storage.outbox.queue import hurry, queue, take_back
from talk import Question, Speech
from talk.state import ADDED, CUT, REFUSED, Asked, State
from talk.token import answer_token, token_of

_BACK, _CANCEL = Button(_("Back"), "back"), Button(_("Cancel"), "cancel")
COUNTER = "counter"
REPEATED = "repeated"
# what answers pictures of an album, or pieces of a text: what is said last answers all
HELD_KEYS = (COUNTER, ADDED, REFUSED, CUT)
ALBUM_DELAY = timedelta(seconds=1)  # in which they come in


@dataclass
class ReplyWriter:
    """Writes to one chat, and remembers in its state what the buttons mean.

    `page_size` is how many choices are shown at once.
    """

    desk: Desk
    chat_id: int
    state: State
    page_size: int

    def ask(
        self, question: Question, page: int | None = None, *, resumed: bool = False, key: str = ""
    ) -> None:
        """Ask a question; another `page` of it takes the place of the one shown.

        What is `resumed` can be given up with one tap, however much of it is answered. It takes the
        place of an unsent one with the same `key`, such as REPEATED: else, on a slow line, every
        tap on an old button would put one more before the question that waits.
        """
        is_turned = page is not None
        if not is_turned:
            self.state.serial += 1
        pages = max(1, math.ceil(len(question.choices) / self.page_size))
        buttons = self._choices_on(question, min(page or 0, pages - 1), pages)
        buttons += self._ways_out(question, resumed=resumed)
        key = COUNTER if question.counter else question.held or key
        replaces = self._key_of_pages(key, is_turned=is_turned) if pages > 1 else key
        self.state.asked = self._asked(question, replaces)
        notice = Notice(
            question.text,
            tuple(buttons),
            question.photos,
            choices=question.numbered,
            in_place=is_turned,
            kind=MessageKind.QUESTION,
            conversation=self.state.frame.name if self.state.frame is not None else "",
        )
        is_held = key in HELD_KEYS
        self._queue(notice, is_private=question.private, replaces=replaces, is_held=is_held)

    def let_out(self, *, more: bool) -> None:
        """Let go of what is held back, unless the message brings `more` of the same."""
        asked = self.state.asked
        if asked is None:
            return
        if asked.counter:  # this message gets an answer of its own
            take_back(self.desk.session, self.chat_id, COUNTER)
        elif not more and asked.replaces.removeprefix(IN_PLACE).startswith(HELD_KEYS):
            hurry(self.desk.session, self.chat_id, asked.replaces, self.desk.now)

    def speak(self, speech: Speech, conversation: str = "", *, key: str = "") -> None:
        """Say something; its buttons can be meant by their numbers. `key` is as in `ask`."""
        buttons = speech.buttons
        if buttons:
            self.state.serial += 1
            self._remember(buttons, replaces=key)
        notice = Notice(
            speech.text,
            buttons,
            speech.photos,
            drawing=speech.drawing,
            kind=MessageKind.SHOWN_ONCE if speech.secret else MessageKind.REPLY,
            about=_about(buttons),
            conversation=conversation,
        )
        is_private = speech.private or speech.secret
        self._queue(notice, is_private=is_private, replaces=key, is_held=key in HELD_KEYS)

    def answer(self, receipt: Receipt, way_on: Button, conversation: str) -> None:
        """Give the receipt; where nothing waits, `way_on` leads to the list or the menu."""
        buttons = receipt.buttons
        if self.state.frame is None:
            if _needs_way_on(buttons, way_on):
                buttons = (*buttons, way_on)
            self._remember(buttons)
        notice = Notice(
            receipt.text,
            buttons,
            kind=MessageKind.SHOWN_ONCE if receipt.secret else MessageKind.RECEIPT,
            about=_about(buttons),
            conversation=conversation,
        )
        self._queue(notice, is_private=receipt.private or receipt.secret)

    def _choices_on(self, question: Question, page: int, pages: int) -> list[AnyButton]:
        """Return the buttons of the choices on this page, and the one that turns to the next."""
        serial, start = self.state.serial, page * self.page_size
        shown = question.choices[start : start + self.page_size]
        buttons: list[AnyButton] = [
            ChoiceButton(choice.label, serial, place) for place, choice in enumerate(shown, start)
        ]
        if pages > 1:
            buttons.append(PageButton(_("More"), serial, (page + 1) % pages))
        return buttons

    def _ways_out(self, question: Question, *, resumed: bool) -> Iterator[Button]:
        is_begun = self.state.frame is not None and bool(self.state.frame.answers)
        if is_begun:
            yield _BACK
        can_drop = resumed and not question.key.startswith("confirm")
        if can_drop or not is_begun:
            yield _CANCEL

    def _asked(self, question: Question, replaces: str) -> Asked:
        """Return what is remembered of the question that is asked now."""
        serial, before = self.state.serial, self.state.asked
        values = [choice.value for choice in question.choices]
        tokens = []
        if question.numbered:
            tokens = [answer_token(serial, place) for place in range(len(values))]
        # On a slow line the same question may stand there twice: the buttons of either are good.
        is_same = before is not None and (before.key, before.values) == (question.key, values)
        return Asked(
            serial,
            question.key,
            values,
            tokens,
            question.counter,
            since=before.since if before is not None and is_same else serial,
            files=question.files,
            replaces=replaces,
        )

    def _remember(self, buttons: Iterable[AnyButton], *, replaces: str = "") -> None:
        """Remember buttons that lead on; no question waits."""
        tokens = [token_of(button) for button in buttons]
        self.state.asked = Asked(self.state.serial, "", [], tokens, replaces=replaces)

    def _key_of_pages(self, key: str, *, is_turned: bool) -> str:
        """Return the key under which the pages of a question take each other's place.

        It is the question's own, so what else gives way to it is taken back.
        """
        last = self.state.asked.replaces if self.state.asked else ""
        if is_turned and last.startswith(IN_PLACE):
            return last
        if key and last.startswith(f"{IN_PLACE}{key}"):
            take_back(self.desk.session, self.chat_id, last)
        return f"{IN_PLACE}{key}{self.state.serial}"

    def _queue(
        self, notice: Notice, *, is_private: bool, replaces: str = "", is_held: bool = False
    ) -> None:
        now = self.desk.now
        due = now + ALBUM_DELAY if is_held else now
        queue(
            self.desk.session,
            self.chat_id,
            notice,
            now,
            private=is_private,
            replaces=replaces or None,
            not_before=due,
        )


def _needs_way_on(buttons: Iterable[AnyButton], way_on: Button) -> bool:
    """Tell whether nothing leads on, or not to the list that the ticket came from."""
    offered = {token_of(button) for button in buttons}
    if not offered:
        return True
    return way_on.conversation != "menu" and token_of(way_on) not in offered


def _about(buttons: Iterable[AnyButton]) -> str:
    """Return what a message with these buttons is about.

    That is what it offers an instruction on, or its only ticket; "" for neither.
    """
    starting = [button for button in buttons if isinstance(button, Button)]
    for conversation in ("instruct", "ticket"):
        found = [button.argument for button in starting if button.conversation == conversation]
        if len(found) == 1:
            return found[0]
    return ""
