"""Hands a message to the conversation that waits for it, and queues what is answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.base import Budget, ChannelTraits
from bot.inbound.replies import REPEATED, ReplyWriter
from bot.inbound.session import ConversationSession
from bot.inbound.split_text import goes_on
from bot.inbound.text_commands import CONTROLS, IN_PIECES, NO_FILES_HERE, UNUSABLE
from bot.inbound.typed_words import TypedWords
from casework.desk import Desk
from handlers.conversation import Conversation
from handlers.people.join import AT_ENTRANCE
from locales import Button, _
from storage.queries.chats import Standing, mark_gone, record_picture
from talk import Chosen, Speech, clean
from talk import input as sent
from talk.files import short_name
from talk.state import CUT, State
from talk.token import MAX_TOKEN_BYTES, Answered, Paged, Started, read_token

PLAIN = ChannelTraits(name="", label=_("{name}", name=""), budget=Budget(per_second=1), page_size=8)


@dataclass
class Dispatcher:
    """The table of conversations, and what each channel can."""

    conversations: Mapping[str, Conversation]
    traits: Mapping[str, ChannelTraits] = field(default_factory=dict)

    def dispatch(
        self, desk: Desk, chat: Standing, said: sent.Input, not_taken: Collection[int] = ()
    ) -> set[int]:
        """Answer one message, carry out what it decides, and note in `chat` where it stands.

        Pictures that were `not_taken` are forgotten first. Returns the ids of the pictures that no
        conversation of the chat holds any more.
        """
        state = State.from_json(chat.state, chat.serial)
        _drop_unknown(state, self.conversations)
        if not_taken:
            state.forget_pictures(not_taken)
        held = state.pictures()
        traits = self.traits.get(chat.channel, PLAIN)
        # it is said each time somebody opens the app, be it only to read
        is_opened = said == sent.Start() and traits.opens_again
        if is_opened and state.serial:
            self._note(chat, state)
            return set()
        message = _MessageDispatch(self.conversations, desk, chat, state, traits)
        message.dispatch(said)
        self._note(chat, state)
        return (held | message.recorded) - state.pictures()

    def _note(self, chat: Standing, state: State) -> None:
        chat.state, chat.serial = state.to_json(), state.serial
        chat.by_receipt = any(self.conversations[frame.name].by_receipt for frame in state.stack)


class _MessageDispatch:
    """One message in one chat; `recorded` are the pictures that came with it."""

    def __init__(
        self,
        conversations: Mapping[str, Conversation],
        desk: Desk,
        chat: Standing,
        state: State,
        traits: ChannelTraits,
    ) -> None:
        self.recorded: set[int] = set()
        self._desk = desk
        self._chat = chat
        self._state = state
        self._traits = traits
        self._replies = ReplyWriter(desk, chat.id, state, traits.page_size)
        self._session = ConversationSession(conversations, desk, state, self._replies)
        self._typed = TypedWords(conversations, desk, chat.id, self._session, self._tapped)

    def dispatch(self, said: sent.Input) -> None:
        """Do what the message says."""
        is_continued = self._is_continued(said)
        is_file = isinstance(said, sent.Photo | sent.File) or said == sent.Unusable("file")
        self._replies.let_out(more=is_continued or is_file)
        match said:
            case sent.Words() if is_continued:
                self._session.ask_again(IN_PIECES, key=CUT)
            case sent.Words():
                self._typed.handle(said)
            case sent.Tap():
                self._tapped(said.token)
            case sent.Photo():
                self._photographed(said)
            case sent.File():
                self._documented(said)
            case sent.Start():
                self._started(clean(said.code)[:MAX_TOKEN_BYTES], at_entrance=said.at_entrance)
            case sent.Place():
                self._placed(said)
            case sent.Unusable():
                self._not_usable(said)

    def _is_continued(self, said: sent.Input) -> bool:
        """Tell whether it is another piece of a text that the platform's program has cut."""
        if not self._traits.cuts_texts:
            return False
        return goes_on(self._state, said, self._sent_at)

    @property
    def _sent_at(self) -> datetime:
        return self._desk.sent_at or self._desk.now

    def _started(self, code: str, *, at_entrance: bool) -> None:
        """Open the chat by a poster's code, by an invitation, or by nothing at all."""
        if code.startswith("u-"):
            self._session.open("complain", code[2:])
            self._session.go_on()
        elif code:
            # through its conversation, so that what was begun waits and a wrong code is asked again
            frame = self._session.open("join", "")
            if frame is not None:
                frame.answers, frame.partial = {}, {AT_ENTRANCE: True} if at_entrance else {}
                self._session.run(sent.Words(code))
        elif self._state.frame is not None:
            self._session.go_on()
        else:
            self._session.enter("welcome", "")

    def _tapped(self, token: str) -> None:
        match read_token(token):
            case Started(name, argument) if name in CONTROLS:
                self._session.control(name, argument)
            case Started(name, argument):
                self._session.enter(name, argument)
            case Answered(serial, index):
                self._chosen(serial, index)
            case Paged(serial, page) if self._waits_for(serial):
                self._session.run(None, page=page)
            case Paged():
                self._say_answered()
            case _:
                fault = _("That button is not known any more.")
                self._session.ask_again(fault, key=REPEATED)

    def _chosen(self, serial: int, index: int) -> None:
        asked = self._state.asked
        if asked is not None and asked.is_asked_as(serial) and index < len(asked.values):
            self._session.run(Chosen(asked.values[index]))
        else:
            self._say_answered()

    def _waits_for(self, serial: int) -> bool:
        return self._state.asked is not None and self._state.asked.is_asked_as(serial)

    def _say_answered(self) -> None:
        fault = _("That button belongs to a question that is answered already.")
        self._session.ask_again(fault, key=REPEATED)

    def _photographed(self, photo: sent.Photo) -> None:
        """Record the picture to be fetched.

        Out of the blue it begins a report, or a complaint for those who do not report.
        """
        desk = self._desk
        evidence = record_picture(
            desk.session,
            self._chat.id,
            photo.source,
            photo.size,
            self._sent_at,
            held=self._state.pictures(),
        )
        self.recorded.add(evidence)
        if self._state.frame is None:
            self._session.open("report" if desk.actor.may("file_finding") else "complain", "")
        self._session.run(replace(photo, evidence=evidence))

    def _documented(self, file: sent.File) -> None:
        """Record the document to be fetched where one is asked for; elsewhere none is taken."""
        if self._state.frame is None:
            return self._session.ask_again(UNUSABLE["file"])
        if not self._asks_for_files():
            return self._session.run(file)
        name = short_name(file.name)
        evidence = record_picture(
            self._desk.session,
            self._chat.id,
            file.source,
            file.size,
            self._sent_at,
            name=name,
            held=self._state.pictures(),
        )
        self.recorded.add(evidence)
        return self._session.run(replace(file, name=name, evidence=evidence))

    def _asks_for_files(self) -> bool:
        return self._state.asked is not None and self._state.asked.files

    def _not_usable(self, said: sent.Unusable) -> None:
        """Say why it cannot be taken, or write down that the chat was left or found again."""
        if said.what in ("blocked", "unblocked", "deleted"):
            mark_gone(self._desk.session, self._chat, gone=said.what == "blocked")
        elif said.what == "file" and self._asks_for_files():
            self._offer_browser()
        elif said.what == "file" and self._state.frame is not None:
            self._session.run(sent.File({}, ""))  # the question says what it needs instead
        else:
            self._session.ask_again(UNUSABLE.get(said.what, UNUSABLE["other"]))

    def _offer_browser(self) -> None:
        """Say that this channel passes no files on, with the way to one that does."""
        self._replies.speak(Speech(NO_FILES_HERE, (Button(_("Open in a browser"), "browser"),)))
        self._session.run(None)

    def _placed(self, said: sent.Place) -> None:
        if self._state.frame is None:
            self._session.enter("menu", "", first=_("A place alone says nothing yet."))
        else:
            self._session.run(said)


def _drop_unknown(state: State, conversations: Mapping[str, Conversation]) -> None:
    """Drop conversations that were begun before an update took them away."""
    known = [frame for frame in state.stack if frame.name in conversations]
    if len(known) < len(state.stack):
        state.stack, state.asked = known, None
