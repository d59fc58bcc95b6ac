"""One turn of a chat: what was sent meets the conversation that waits, and what is to be said is
queued.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bot.channels.base import Budget, ChannelTraits
from bot.inbound.replies import REPEATED, ReplyWriter
from bot.inbound.session import Course
from bot.inbound.split_text import goes_on
from bot.inbound.text_commands import (
    CONTROLS,
    IN_PIECES,
    NO_FILES_HERE,
    UNUSABLE,
    command_in,
    control_in,
    instructed_about,
)
from casework.desk import Desk
from handlers.conversation import Conversation
from handlers.tickets.follow_up import awaited
from locales import Button, _
from locales.button import button_from_json
from rules.text.codes import read_receipt, read_ticket_number
from storage.outbox.history import payload_of
from storage.queries.chats import Standing, last_said, mark_gone, record_picture
from storage.queries.tickets import by_receipt
from talk import Chosen, Said, Speech, clean
from talk import input as sent
from talk.files import short_name
from talk.state import CUT, State
from talk.token import MAX_TOKEN_BYTES, Answered, Paged, Started, read_token

PLAIN = ChannelTraits(name="", label=_("{name}", name=""), budget=Budget(per_second=1), page_size=8)


@dataclass
class Turns:
    """Runs turns: the table of conversations and what each channel can."""

    conversations: Mapping[str, Conversation]
    traits: Mapping[str, ChannelTraits] = field(default_factory=dict)

    def take(
        self, desk: Desk, chat: Standing, said: sent.Input, not_taken: Collection[int] = ()
    ) -> tuple[dict[str, Any], set[int]]:
        """Take one message of this chat: answer it and carry out what it decides; pictures
        `not_taken` are forgotten first.

        Returns where the conversation stands (JSON), and the ids of the pictures it does not hold
        any more.
        """
        turn = _Turn(self, desk, chat, State.from_json(chat.state))
        if not_taken:
            turn.state.forget_pictures(not_taken)
        held = turn.state.pictures()
        is_opened = (
            said == sent.Start() and self.traits_of(chat).opens_again
        )  # each time somebody opens the app, be it only to read
        if not (is_opened and turn.state.serial):
            turn.hear(said)
        return turn.state.to_json(), (held | turn.recorded) - turn.state.pictures()

    def traits_of(self, chat: Standing) -> ChannelTraits:
        """Return what the chat's channel can; one that is not known is plain."""
        return self.traits.get(chat.channel, PLAIN)


class _Turn:
    """One message in one chat."""

    def __init__(self, turns: Turns, desk: Desk, chat: Standing, state: State) -> None:
        self.conversations = turns.conversations
        self.desk = desk
        self.chat = chat
        self.state = state
        self.traits = turns.traits_of(chat)
        self.recorded: set[int] = set()  # pictures that came with this message
        if any(
            each.name not in self.conversations for each in state.stack
        ):  # begun before an update took it away
            state.stack, state.asked = (
                [each for each in state.stack if each.name in self.conversations],
                None,
            )
        self.voice = ReplyWriter(desk, chat.id, state, self.traits.page_size)
        self.course = Course(turns.conversations, desk, state, self.voice)

    def hear(self, said: sent.Input) -> None:
        more = self.traits.cuts_texts and goes_on(
            self.state, said, self.desk.sent_at or self.desk.now
        )
        self.voice.let_out(
            more=more or isinstance(said, sent.Photo | sent.File) or said == sent.Unusable("file")
        )
        match said:
            case sent.Unusable("blocked" | "unblocked" | "deleted"):
                mark_gone(self.desk.session, self.chat, gone=said.what == "blocked")
            case sent.Unusable("file") if self._asks_for_files():
                self._offer_browser()
            case sent.Unusable("file") if self.state.frame is not None:
                self.course.run(sent.File({}, ""))  # the question says what it needs instead
            case sent.File():
                self._documented(said)
            case sent.Unusable():
                self.course.ask_again(UNUSABLE.get(said.what, UNUSABLE["other"]))
            case sent.Start():
                self._start(clean(said.code)[:MAX_TOKEN_BYTES])
            case sent.Tap():
                self._tapped(said.token)
            case sent.Words() if more:
                self.course.ask_again(IN_PIECES, key=CUT)
            case sent.Words():
                self._typed(said)
            case sent.Photo():
                self._photographed(said)
            case sent.Place():
                self._hand_on(said)

    def _start(self, code: str) -> None:
        if code.startswith("u-"):
            self.course.enter("complain", code[2:], quietly=True)
            self.course.go_on()
        elif not code and self.state.frame is not None:
            self.course.go_on()
        elif not code:
            self.course.enter("welcome", "")
        # through its conversation, so that what was begun waits and a wrong code is asked again
        else:
            self.course.enter("join", "", quietly=True)
            self.state.stack[-1].answers = {"code": code}
            self.course.run(None)

    def _tapped(self, token: str) -> None:
        asked = self.state.asked
        match read_token(token):
            case Started(name, argument) if name in CONTROLS:
                self.course.control(name, argument)
            case Started(name, argument):
                self.course.enter(name, argument)
            case Answered(serial, index) if (
                asked and asked.is_asked_as(serial) and index < len(asked.values)
            ):
                self.course.run(Chosen(asked.values[index]))
            case Paged(serial, page) if asked and asked.is_asked_as(serial):
                self.course.run(None, turned_to=page)
            case Answered() | Paged():
                self.course.ask_again(
                    _("That button belongs to a question that is answered already."), key=REPEATED
                )
            case _:
                self.course.ask_again(_("That button is not known any more."), key=REPEATED)

    def _typed(self, said: sent.Words) -> None:
        words = clean(said.text)
        command = command_in(words)
        if control := control_in(command):
            self.course.control(control, "")
        elif self._opens_receipt(words):
            self.course.enter("receipt", "", quietly=True)
            self.course.run(sent.Words(words))
        elif not words:
            self.course.ask_again(_("Nothing could be read in that. Please type it again."))
        elif said.reply_to and (about := self._replied_about(said.reply_to)) is not None:
            self.course.enter("instruct", about, quietly=True)
            self.state.stack[-1].answers.clear()  # a further remark is a new one
            self.course.run(sent.Words(words))
        elif self._numbered(words):
            pass
        elif self.state.frame is not None and self._is_adrift():
            self._leads_elsewhere(words, command) or self.course.go_on()
        elif self.state.frame is not None and not words.startswith("/"):
            self.course.run(said, elsewhere=partial(self._leads_elsewhere, words, command))
        else:
            self._start_by_words(words, command)

    def _leads_elsewhere(self, words: str, command: str) -> bool:
        """Start what the words name, if they name anything; what was begun waits behind it."""
        name, argument = self._named(words, command)
        if name:
            self.course.enter(name, argument)
        return bool(name)

    def _is_adrift(self) -> bool:
        """Tell whether something else was said since the question that waits: words cannot be its
        answer.
        """
        return self.state.asked is not None and not self.state.asked.key

    def _named(self, words: str, command: str) -> tuple[str, str]:
        """Return the conversation that the words name, and what it is to be about; ("", "") for
        none that words can start.
        """
        table, roles = self.conversations, self.desk.actor.roles
        meant = [
            name
            for name, each in table.items()
            if (each.words and command == name) or each.is_meant_by(command)
        ]
        if meant:  # of several, what is theirs
            return next((name for name in meant if table[name].offered_to(roles)), meant[0]), ""
        number = read_ticket_number(words)
        return ("ticket", number) if number else ("", "")

    def _replied_about(self, reference: str) -> str | None:
        """Return what a leader writes an instruction on by replying to a message of ours, None when
        it is no such reply.
        """
        if not self.desk.actor.may("instruct"):
            return None
        payload = payload_of(self.desk.session, self.chat.id, reference)
        return (
            None
            if payload is None
            else instructed_about(map(button_from_json, payload.get("buttons", ())))
        )

    def _remarked_about(self, words: str) -> str | None:
        """Return what a leader's words out of the blue may be an instruction on: the digest or
        ticket just shown.
        """
        if (
            self.state.frame is not None
            or not self.desk.actor.may("instruct")
            or words.startswith("/")
            or words.isdecimal()
        ):
            return None
        payload = last_said(self.desk.session, self.chat.id)
        return instructed_about(map(button_from_json, payload.get("buttons", ())))

    def _opens_receipt(self, words: str) -> bool:
        """A receipt code that opens a complaint is never taken for an answer: it would stand in the
        record for all to read.
        """
        digits, frame = read_receipt(words), self.state.frame
        if digits is None or frame is None or frame.name == "receipt":
            return False
        return by_receipt(self.desk.session, self.desk.bureau.keyed_hash(digits)) is not None

    def _numbered(self, words: str) -> bool:
        """A typed number stands for the button of that place, where the question takes numbers so."""
        asked = self.state.asked
        if (
            asked is None
            or not words.isdecimal()
            or len(words) > 3
            or not 1 <= int(words) <= len(asked.tokens)
        ):
            return False
        self._tapped(asked.tokens[int(words) - 1])
        return True

    def _start_by_words(self, words: str, command: str) -> None:
        if self._leads_elsewhere(words, command):
            return None
        if digits := read_receipt(words):
            self.course.enter("receipt", "", quietly=True)
            self.state.stack[
                -1
            ].answers.clear()  # perhaps another complaint than the one looked at before
            return self.course.run(sent.Words(digits))
        if (
            self.state.frame is None
            and not words.startswith("/")
            and (waiting := awaited(self.desk)) is not None
        ):
            self.course.enter("reply", waiting, quietly=True)
            return self.course.run(sent.Words(words))
        if (about := self._remarked_about(words)) is not None:
            self.course.enter("remark", about, quietly=True)
            return self.course.run(sent.Words(words))
        return self.course.enter("menu", "", first=_("That was not understood."))

    def _photographed(self, photo: sent.Photo) -> None:
        """Record the picture to be fetched; out of the blue it begins a report, or a complaint for
        those who do not report.
        """
        desk = self.desk
        evidence = record_picture(
            desk.session, self.chat.id, photo.source, photo.size, desk.sent_at or desk.now
        )
        self.recorded.add(evidence)
        if self.state.frame is None:
            self.course.enter(
                "report" if desk.actor.may("file_finding") else "complain", "", quietly=True
            )
        self.course.run(replace(photo, evidence=evidence))

    def _documented(self, file: sent.File) -> None:
        """Record the document to be fetched where one is asked for; everywhere else only pictures
        are taken.
        """
        if not self._asks_for_files():
            return (
                self.course.ask_again(UNUSABLE["file"])
                if self.state.frame is None
                else self.course.run(file)
            )
        name = short_name(file.name)
        sent_at = self.desk.sent_at or self.desk.now
        evidence = record_picture(
            self.desk.session, self.chat.id, file.source, file.size, sent_at, name=name
        )
        self.recorded.add(evidence)
        return self.course.run(replace(file, name=name, evidence=evidence))

    def _asks_for_files(self) -> bool:
        return self.state.asked is not None and self.state.asked.files

    def _offer_browser(self) -> None:
        """Say that this channel passes no files on, with the way to one that does."""
        self.voice.speak(Speech(NO_FILES_HERE, (Button(_("Open in a browser"), "browser"),)))
        self.course.run(None)

    def _hand_on(self, said: Said) -> None:
        if self.state.frame is None:
            self.course.enter("menu", "", first=_("A place alone says nothing yet."))
        else:
            self.course.run(said)
