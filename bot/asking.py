"""What a turn says: questions with numbered buttons, sentences that lead on, receipts; all of it into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casework.desk import Desk
from casework.notices import Receipt
from locales import _
from storage.outbox import IN_PLACE, Notice, queue
from talk import Link, Question, Speech
from talk.button import answer_token, page_token, start_token
from talk.state import Asked, State

COUNTER = "counter"
REPEATED = "repeated"
ALBUM = timedelta(seconds=1)  # in which the pictures of an album come in


@dataclass
class Voice:
    """Speaks in one chat, and remembers in its state what the buttons mean; `page_size` is how many choices are shown at once."""

    desk: Desk
    chat: int
    state: State
    page_size: int

    def ask(self, question: Question, turned_to: int | None, *, resumed: bool = False, repeats: bool = False) -> None:
        """Ask: number the question, remember what its buttons mean, queue it; a turned page takes the place of the one shown.

        What is `resumed` can be given up with one tap, however much of it is answered. What only `repeats` takes the place of an
        unsent one that did: else, on a slow line, every tap on an old button would put one more before the question that waits.
        """
        self.state.serial += turned_to is None
        serial, size = self.state.serial, self.page_size
        pages = max(1, -(-len(question.choices) // size))
        page = min(turned_to or 0, pages - 1)
        shown = range(page * size, min((page + 1) * size, len(question.choices)))
        buttons = [(answer_token(serial, place), question.choices[place].label) for place in shown]
        if pages > 1:
            buttons.append((page_token(serial, (page + 1) % pages), _("More")))
        listed = [answer_token(serial, place) for place in range(len(question.choices))] if question.numbered else []
        begun = self.state.frame is not None and bool(self.state.frame.answers)
        buttons += [(start_token("back"), _("Back"))] if begun else []
        buttons += (
            [(start_token("cancel"), _("Cancel"))] if (resumed and not question.key.startswith("confirm")) or not begun else []
        )
        values, before = [each.value for each in question.choices], self.state.asked
        # On a slow line the same question may stand there twice: the buttons of either are good.
        since = before.since if before and (before.key, before.values) == (question.key, values) else serial
        self.state.asked = Asked(serial, question.key, values, listed, question.counter, since, question.files)
        turned = turned_to is not None
        notice = Notice(question.text, tuple(buttons), question.photos, choices=question.numbered, in_place=turned)
        if question.counter:  # the pictures of an album come one by one: what is said last answers them all
            return self._queue(notice, private=question.private, replaces=COUNTER, wait=ALBUM)
        key = f"{IN_PLACE}{serial}" if pages > 1 else REPEATED if repeats else None
        return self._queue(notice, private=question.private, replaces=key)

    def speak(self, speech: Speech, *, repeats: bool = False) -> None:
        """Say something; the buttons that lead on can be meant by their numbers. `repeats` is as in `ask`."""
        buttons = tuple((link.token, link.label) for link in speech.links)
        if buttons:
            self.state.serial += 1
            self.state.asked = Asked(self.state.serial, "", [], [token for token, _label in buttons])
        notice = Notice(speech.text, buttons, speech.photos, drawing=speech.drawing)
        self._queue(notice, private=speech.private, replaces=REPEATED if repeats else None)

    def answer(self, receipt: Receipt, way_on: Link) -> None:
        """Give the receipt, with the way on: to the list the ticket came from, or to the menu where nothing else is offered."""
        buttons = receipt.buttons
        if self.state.frame is None:
            if not buttons or (way_on.name != "menu" and way_on.token not in dict(buttons)):
                buttons = (*buttons, (way_on.token, way_on.label))
            self.state.asked = Asked(self.state.serial, "", [], [token for token, _label in buttons])
        self._queue(Notice(receipt.text, buttons), private=receipt.private)

    def _queue(
        self, notice: Notice, *, private: bool = False, replaces: str | None = None, wait: timedelta = timedelta()
    ) -> None:
        now = self.desk.now
        queue(self.desk.session, self.chat, notice, now, private=private, replaces=replaces, not_before=now + wait)
