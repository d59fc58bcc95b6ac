"""What typed words mean: a control, a receipt code, an answer, or the start of something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.inbound.session import ConversationSession
from bot.inbound.text_commands import command_in, control_in
from casework.desk import Desk
from handlers.conversation import Conversation
from handlers.tickets.follow_up import awaited
from locales import _
from rules.text.codes import read_receipt, read_ticket_number
from storage.outbox.history import about_of_last, about_of_message
from storage.outbox.notice import is_assignment
from storage.queries.tickets import by_receipt
from talk import clean
from talk import input as sent
from talk.state import State

MAX_NUMBER_DIGITS = 3  # of a choice that is typed


@dataclass(frozen=True, slots=True)
class _Typed:
    """A text as it came, tidied up, and what may be a command in it."""

    said: sent.Words
    words: str
    command: str

    @property
    def is_command(self) -> bool:
        return self.words.startswith("/")


class TypedWords:
    """Tries one meaning after another; `tap` does what a button of this token does."""

    def __init__(
        self,
        conversations: Mapping[str, Conversation],
        desk: Desk,
        chat_id: int,
        session: ConversationSession,
        tap: Callable[[str], None],
    ) -> None:
        self._conversations = conversations
        self._desk = desk
        self._chat_id = chat_id
        self._session = session
        self._tap = tap

    @property
    def _state(self) -> State:
        return self._session.state

    def handle(self, said: sent.Words) -> None:
        """Do what the words mean; the first meaning that fits holds."""
        words = clean(said.text)
        typed = _Typed(said, words, command_in(words))
        meanings = (
            self._control,
            self._open_receipt,
            self._ask_for_words,
            self._instruct_by_reply,
            self._choose_by_number,
            self._answer,
            self._go_elsewhere,
            self._start_receipt,
            self._supply,
            self._remark,
        )
        for fits in meanings:
            if fits(typed):
                return
        self._session.enter("menu", "", first=_("That was not understood."))

    def _control(self, typed: _Typed) -> bool:
        control = control_in(typed.command)
        if control is None:
            return False
        self._session.control(control, "")
        return True

    def _open_receipt(self, typed: _Typed) -> bool:
        """Take no receipt code that opens a complaint for an answer: all would read it there."""
        digits, frame = read_receipt(typed.words), self._state.frame
        if digits is None or frame is None or frame.name == "receipt":
            return False
        if by_receipt(self._desk.session, self._desk.bureau.keyed_hash(digits)) is None:
            return False
        self._session.open("receipt", "")
        self._session.run(sent.Words(typed.words))
        return True

    def _ask_for_words(self, typed: _Typed) -> bool:
        if typed.words:
            return False
        self._session.ask_again(_("Nothing could be read in that. Please type it again."))
        return True

    def _instruct_by_reply(self, typed: _Typed) -> bool:
        """Begin a leader's instruction on what the message is about that is replied to."""
        if not typed.said.reply_to or not self._desk.actor.may("instruct"):
            return False
        session, reference = self._desk.session, typed.said.reply_to
        about = about_of_message(session, self._chat_id, reference, self._desk.bureau.secret)
        return _takes_instructions(about) and self._begin("instruct", about, typed.words)

    def _choose_by_number(self, typed: _Typed) -> bool:
        """Tap the button of that place, where the question takes numbers so."""
        asked, words = self._state.asked, typed.words
        if asked is None or not words.isdecimal() or len(words) > MAX_NUMBER_DIGITS:
            return False
        if not 1 <= int(words) <= len(asked.tokens):
            return False
        self._tap(asked.tokens[int(words) - 1])
        return True

    def _answer(self, typed: _Typed) -> bool:
        """Answer the question that waits; words may lead away from a list instead."""
        asked = self._state.asked
        if self._state.frame is None:
            return False
        # something else was said since the question: words cannot be its answer
        if asked is not None and not asked.key:
            if not self._go_elsewhere(typed):
                self._session.go_on()
            return True
        if typed.is_command:
            return False
        self._session.run(typed.said, elsewhere=lambda: self._go_elsewhere(typed))
        return True

    def _go_elsewhere(self, typed: _Typed) -> bool:
        """Start what the words name, if anything; what was begun waits behind it."""
        name = self._named(typed.command)
        if name is not None:
            self._session.enter(name, "")
            return True
        number = read_ticket_number(typed.words)
        if number is not None:
            self._session.enter("ticket", number)
        return number is not None

    def _named(self, command: str) -> str | None:
        """Return the conversation that the command names; of several, what the actor is offered."""
        meant = [
            name
            for name, conversation in self._conversations.items()
            if conversation.is_meant_by(command) or (conversation.words and command == name)
        ]
        for name in meant:
            if self._conversations[name].offered_to(self._desk.actor.roles):
                return name
        return meant[0] if meant else None

    def _start_receipt(self, typed: _Typed) -> bool:
        digits = read_receipt(typed.words)
        # begun anew: perhaps another complaint than the one looked at before
        return digits is not None and self._begin("receipt", "", digits)

    def _supply(self, typed: _Typed) -> bool:
        """Take words out of the blue for the answer that the office or the unit waits for."""
        if self._state.frame is not None or typed.is_command:
            return False
        number = awaited(self._desk)
        if number is None:
            return False
        self._session.open("reply", number)
        self._session.run(sent.Words(typed.words))
        return True

    def _remark(self, typed: _Typed) -> bool:
        """Take a leader's words for an instruction on the digest or ticket just shown."""
        if self._state.frame is not None or not self._desk.actor.may("instruct"):
            return False
        if typed.is_command or typed.words.isdecimal():
            return False
        about = about_of_last(self._desk.session, self._chat_id)
        if not _takes_instructions(about):
            return False
        self._session.open("remark", about)
        self._session.run(sent.Words(typed.words))
        return True

    def _begin(self, name: str, argument: str, words: str) -> bool:
        """Begin a conversation anew, with these words as its first answer."""
        frame = self._session.open(name, argument)
        if frame is not None:
            frame.answers.clear()
            self._session.run(sent.Words(words))
        return True


def _takes_instructions(about: str) -> bool:
    return bool(about) and not is_assignment(about)
