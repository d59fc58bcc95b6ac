"""What a turn says: questions with numbered buttons, sentences that lead on, receipts; all of it
into the outbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casework.desk import Desk
from casework.notices import Receipt
from locales import AnyButton, Button, ChoiceButton, PageButton, _
from storage.outbox.notice import IN_PLACE, Notice
from storage.outbox.queue import hurry, queue, take_back
from talk import Question, Speech
from talk.state import ADDED, CUT, REFUSED, Asked, State
from talk.token import answer_token, token_of

COUNTER = "counter"
REPEATED = "repeated"
HELD = (
    COUNTER,
    ADDED,
    REFUSED,
    CUT,
)  # what answers pictures of an album, or pieces of a text: what is said last answers all
ALBUM = timedelta(seconds=1)  # in which they come in


@dataclass
class ReplyWriter:
    """Speaks in one chat, and remembers in its state what the buttons mean; `page_size` is how many
    choices are shown at once.
    """

    desk: Desk
    chat: int
    state: State
    page_size: int

    def ask(
        self, question: Question, turned_to: int | None, *, resumed: bool = False, key: str = ""
    ) -> None:
        """Ask: number the question, remember what its buttons mean, queue it; a turned page takes
        the place of the one shown.

        What is `resumed` can be given up with one tap, however much of it is answered. It takes the
        place of an unsent one with the same `key`, such as REPEATED: else, on a slow line, every
        tap on an old button would put one more before the question that waits.
        """
        self.state.serial += turned_to is None
        serial, size = self.state.serial, self.page_size
        pages = max(1, -(-len(question.choices) // size))
        page = min(turned_to or 0, pages - 1)
        shown = range(page * size, min((page + 1) * size, len(question.choices)))
        buttons: list[AnyButton] = [
            ChoiceButton(question.choices[place].label, serial, place) for place in shown
        ]
        if pages > 1:
            buttons.append(PageButton(_("More"), serial, (page + 1) % pages))
        listed = (
            [answer_token(serial, place) for place in range(len(question.choices))]
            if question.numbered
            else []
        )
        begun = self.state.frame is not None and bool(self.state.frame.answers)
        buttons += [Button(_("Back"), "back")] if begun else []
        buttons += (
            [Button(_("Cancel"), "cancel")]
            if (resumed and not question.key.startswith("confirm")) or not begun
            else []
        )
        values, before = [each.value for each in question.choices], self.state.asked
        # On a slow line the same question may stand there twice: the buttons of either are good.
        since = (
            before.since
            if before and (before.key, before.values) == (question.key, values)
            else serial
        )
        turned, key = turned_to is not None, COUNTER if question.counter else question.held or key
        replaces = self._key_of_pages(key, turned=turned) if pages > 1 else key
        self.state.asked = Asked(
            serial, question.key, values, listed, question.counter, since, question.files, replaces
        )
        notice = Notice(
            question.text,
            tuple(buttons),
            question.photos,
            choices=question.numbered,
            in_place=turned,
        )
        self._queue(notice, private=question.private, replaces=replaces, held=key in HELD)

    def let_out(self, *, more: bool) -> None:
        """Let go of what is held back before a message is answered, unless it brings `more` of the
        same, answered together.
        """
        asked = self.state.asked
        if asked and asked.counter:  # this message gets an answer of its own
            take_back(self.desk.session, self.chat, COUNTER)
        elif asked and not more and asked.replaces.removeprefix(IN_PLACE).startswith(HELD):
            hurry(self.desk.session, self.chat, asked.replaces, self.desk.now)

    def speak(self, speech: Speech, *, key: str = "") -> None:
        """Say something; the buttons that lead on can be meant by their numbers. `key` is as in
        `ask`.
        """
        buttons = speech.buttons
        if buttons:
            self.state.serial += 1
            self.state.asked = Asked(
                self.state.serial, "", [], [token_of(each) for each in buttons], replaces=key
            )
        notice = Notice(speech.text, buttons, speech.photos, drawing=speech.drawing)
        self._queue(notice, private=speech.private, replaces=key, held=key in HELD)

    def answer(self, receipt: Receipt, way_on: Button) -> None:
        """Give the receipt, with the way on: to the list the ticket came from, or to the menu where
        nothing else is offered.
        """
        buttons = receipt.buttons
        if self.state.frame is None:
            leads_there = any(token_of(each) == token_of(way_on) for each in buttons)
            if not buttons or (way_on.conversation != "menu" and not leads_there):
                buttons = (*buttons, way_on)
            self.state.asked = Asked(
                self.state.serial, "", [], [token_of(each) for each in buttons]
            )
        self._queue(Notice(receipt.text, buttons), private=receipt.private)

    def _key_of_pages(self, key: str, *, turned: bool) -> str:
        """Return the key of a question whose pages are to be turned in their place: its own, so
        what gives way is taken back.
        """
        last = self.state.asked.replaces if self.state.asked else ""
        if turned and last.startswith(IN_PLACE):
            return last
        if key and last.startswith(f"{IN_PLACE}{key}"):
            take_back(self.desk.session, self.chat, last)
        return f"{IN_PLACE}{key}{self.state.serial}"

    def _queue(
        self, notice: Notice, *, private: bool = False, replaces: str = "", held: bool = False
    ) -> None:
        now = self.desk.now
        due = now + ALBUM if held else now
        queue(
            self.desk.session,
            self.chat,
            notice,
            now,
            private=private,
            replaces=replaces or None,
            not_before=due,
        )
