"""One turn of a chat: what was sent meets the conversation that waits, and what is to be said is queued."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from casework.carry_out import COMMANDS, carry_out
from casework.desk import Desk
from casework.notices import Receipt
from handlers.conversation import Conversation
from locales import Message, _
from rules.lifecycle import StepRefused
from storage.chats import let_go, record_picture
from storage.outbox import IN_PLACE, Notice, queue, take_back
from storage.tables import Chat
from storage.tickets import by_receipt
from talk import Chosen, Link, Question, Said, Speech, Talk, clean
from talk import input as sent
from talk.button import LONGEST, Answered, Paged, Started, answer_token, page_token, read_token, start_token
from talk.state import Asked, State

CONTROLS = {
    "cancel": ("cancel", "取消", "算了"), "back": ("back", "返回", "上一步"), "help": ("help", "帮助"), "menu": ("menu", "菜单"),
    "language": ("language", "语言"),
}  # fmt: skip
COUNTER = "counter"
ALBUM = timedelta(seconds=1)  # in which the pictures of an album come in
RECEIPT = re.compile(r"\d{16}")
TICKET = re.compile(r"(?:DC|TS)-\d{4}-\d{4,}", re.IGNORECASE)

UNUSABLE: Mapping[str, Message] = {
    "voice": _("Voice cannot be read here. Please type it."),
    "video": _("Videos cannot be taken here. Please send photos and describe it in words."),
    "sticker": _("A sticker cannot be read here. Please type it."),
    "file": _("Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please send photos."),
    "too_large": _("This file is over 20 MB. Please send a smaller photo."),
    "edited": _("A message changed afterwards is not read again. Please send the right words as a new message."),
    "contact": _("A contact card cannot be taken here. Please type what is needed."),
    "group": _("Mingcha speaks only in private chats. Please open a chat with it."),
    "other": _("This cannot be read here. Please type it or send a photo."),
}


@dataclass
class Turns:
    """Runs turns: the table of conversations and how many choices each channel shows at once."""

    conversations: Mapping[str, Conversation]
    page_sizes: Mapping[str, int] = field(default_factory=dict)

    def take(self, desk: Desk, chat: Chat, said: sent.Input) -> dict[str, Any]:
        """Take one message of this chat: answer it, carry out what it decides, return where the conversation stands (JSON)."""
        turn = _Turn(self, desk, chat, State.from_json(chat.state))
        held = _photo_ids(turn.state)
        turn.hear(said)
        if dropped := (held | turn.recorded) - _photo_ids(turn.state):
            let_go(desk.session, dropped)
        return turn.state.to_json()


class _Turn:
    """One message in one chat."""

    def __init__(self, turns: Turns, desk: Desk, chat: Chat, state: State) -> None:
        self.conversations = turns.conversations
        self.page_size = turns.page_sizes.get(chat.channel, 8)
        self.desk = desk
        self.chat = chat
        self.state = state
        self.recorded: set[int] = set()  # pictures that came with this message
        if any(each.name not in self.conversations for each in state.stack):  # begun before an update took it away
            state.stack, state.asked = [each for each in state.stack if each.name in self.conversations], None

    def hear(self, said: sent.Input) -> None:
        if self.state.asked and self.state.asked.counter:  # this message gets an answer of its own
            take_back(self.desk.session, self.chat.id or 0, COUNTER)
        match said:
            case sent.Unusable("blocked" | "unblocked" | "deleted"):
                self.chat.gone = said.what == "blocked"
            case sent.Unusable():
                self._ask_again(UNUSABLE.get(said.what, UNUSABLE["other"]))
            case sent.Start():
                self._start(clean(said.code)[:LONGEST])
            case sent.Tap():
                self._tapped(said.token)
            case sent.Words():
                self._typed(said)
            case sent.Photo():
                self._photographed(said)
            case sent.Place():
                self._hand_on(said)

    def _start(self, code: str) -> None:
        if code.startswith("u-"):
            self._enter("complain", code[2:])
        elif not code and self.state.frame is not None:
            self._run(None)
        elif not code and self.chat.channel == "wecom" and self.state.serial:
            pass  # WeCom says so each time its app is opened
        elif not code:
            self._enter("welcome", "")
        else:  # through its conversation, so that what was begun waits and a wrong code is asked again
            self.state.enter("join", "").answers = {"code": code}
            self.state.asked = None
            self._run(None)

    def _tapped(self, token: str) -> None:
        asked = self.state.asked
        match read_token(token):
            case Started(name, argument) if name in CONTROLS:
                self._control(name, argument)
            case Started(name, argument):
                self._enter(name, argument)
            case Answered(serial, index) if asked and asked.is_asked_as(serial) and index < len(asked.values):
                self._run(Chosen(asked.values[index]))
            case Paged(serial, page) if asked and asked.is_asked_as(serial):
                self._run(None, turned_to=page)
            case Answered() | Paged():
                self._ask_again(_("That button belongs to a question that is answered already."))
            case _:
                self._ask_again(_("That button is not known any more."))

    def _typed(self, said: sent.Words) -> None:
        words = clean(said.text)
        command = words.casefold().lstrip("/").split("@")[0]
        control = next((name for name, spellings in CONTROLS.items() if command in spellings), None)
        if control:
            self._control(control, "")
        elif self._opens_receipt(words):
            self._enter("receipt", "", quietly=True)
            self._run(sent.Words(words))
        elif not words:
            self._ask_again(_("Nothing could be read in that. Please type it again."))
        elif self._numbered(words):
            pass
        elif self.state.frame is not None and not words.startswith("/"):
            self._run(said)
        else:
            self._start_by_words(words, command)

    def _opens_receipt(self, words: str) -> bool:
        """A receipt code that opens a complaint is never taken for an answer: it would stand in the record for all to read."""
        digits = re.sub(r"[\s-]", "", words)
        frame = self.state.frame
        if not RECEIPT.fullmatch(digits) or frame is None or frame.name == "receipt":
            return False
        return by_receipt(self.desk.session, self.desk.bureau.keyed_hash(digits)) is not None

    def _numbered(self, words: str) -> bool:
        """A typed number stands for the button of that place, where the question takes numbers so."""
        asked = self.state.asked
        if asked is None or not words.isdecimal() or len(words) > 3 or not 1 <= int(words) <= len(asked.tokens):
            return False
        self._tapped(asked.tokens[int(words) - 1])
        return True

    def _start_by_words(self, words: str, command: str) -> None:
        digits = re.sub(r"[\s-]", "", words)
        for name, conversation in self.conversations.items():
            if command == name or command in conversation.words:
                return self._enter(name, "")
        if TICKET.fullmatch(words):
            return self._enter("ticket", words.upper())
        if RECEIPT.fullmatch(digits):
            self._enter("receipt", "", quietly=True)
            self.state.stack[-1].answers.clear()  # perhaps another complaint than the one looked at before
            return self._run(sent.Words(digits))
        self._speak(Speech(_("That was not understood. Here is what can be done:")))
        return self._enter("menu", "")

    def _photographed(self, photo: sent.Photo) -> None:
        """Record the picture to be fetched; out of the blue it begins a report, or a complaint for those who do not report."""
        desk = self.desk
        evidence = record_picture(desk.session, self.chat.id or 0, photo.source, photo.size, desk.now)
        self.recorded.add(evidence)
        if self.state.frame is None:
            self._enter("report" if desk.actor.may("file_finding") else "complain", "", quietly=True)
        self._run(replace(photo, evidence=evidence))

    def _hand_on(self, said: Said) -> None:
        if self.state.frame is None:
            self._speak(Speech(_("A place alone says nothing yet. Here is what can be done:")))
            self._enter("menu", "")
        else:
            self._run(said)

    def _control(self, name: str, argument: str) -> None:
        frame = self.state.frame
        if name == "cancel" and frame is not None:
            self.state.leave()
            self._speak(Speech(_("Cancelled. Nothing was sent.")))
            self._resume_or("menu")
        elif name == "back" and frame is not None:
            if not frame.forget_last():
                self._control("cancel", "")
                return
            self._run(None)
        elif name in ("cancel", "back"):
            self._enter("menu", "")
        else:
            self._enter(name, argument)

    def _enter(self, name: str, argument: str, *, quietly: bool = False) -> None:
        if name not in self.conversations:
            return self._ask_again(_("That button is not known any more."))
        self.state.enter(name, argument)
        self.state.asked = None
        return None if quietly else self._run(None)

    def _run(self, said: Said | None, *, turned_to: int | None = None) -> None:
        """Run the conversation that talks; with a command at its end, carry that out; or show another page of its question."""
        frame = self.state.frame
        if frame is None:
            return self._enter("menu", "")
        asked = self.state.asked
        script = self.conversations[frame.name].run
        talk = Talk(frame, said, waiting_for=asked.key if asked and said is not None else None)
        turn = talk.run(lambda each: script(each, self.desk))
        ends = turn.question is None and type(turn.result) not in COMMANDS
        if ends:
            self.state.leave()
            if turn.said and not turn.said[-1].links and self.state.frame is None and not isinstance(turn.result, Link):
                turn.said[-1] = replace(turn.said[-1], links=(self._way_on(frame.name),))
        for speech in turn.said:
            self._speak(speech)
        if turn.question is not None:
            return self._put(turn.question, turned_to)
        if not ends:
            return self._carry_out(turn.result)
        if isinstance(turn.result, Link):
            return self._enter(turn.result.name, turn.result.argument)
        return self._resume_or(None)

    def _carry_out(self, command: object) -> None:
        """Carry the command out; refused, it changes nothing, and what can be given better is asked again."""
        try:
            with self.desk.session.begin_nested():
                receipt = carry_out(self.desk, command)
        except StepRefused as refusal:
            return self._refuse(refusal)
        ended = self.state.frame
        if ended is not None:
            self.state.leave()
        self._answer(receipt, self._way_on(ended.name if ended else ""))
        return self._resume_or(None)

    def _refuse(self, refusal: StepRefused) -> None:
        frame = self.state.frame
        self._speak(Speech(refusal.reason))
        if frame is None or not frame.answers or not refusal.field:
            self.state.leave()
            return self._resume_or("menu")
        if refusal.field in frame.answers:
            del frame.answers[refusal.field]
            frame.answers.pop("confirm", None)
        else:
            frame.forget_last()
        return self._run(None)

    def _resume_or(self, otherwise: str | None) -> None:
        """Go on with the conversation that waits behind, if there is one."""
        if self.state.frame is not None:
            title = self.conversations[self.state.frame.name].title
            self._speak(Speech(_("Back to what was begun: {title}", title=title)))
            self._run(None)
        elif otherwise:
            self._enter(otherwise, "")

    def _ask_again(self, fault: Message) -> None:
        """Say what was wrong and, where a question waits, ask it again."""
        if self.state.frame is None:
            self._speak(Speech(fault, (Link(_("Menu"), "menu"),)))
        else:
            self._speak(Speech(fault))
            self._run(None)

    def _put(self, question: Question, turned_to: int | None) -> None:
        """Ask: number the question, remember what its buttons mean, queue it; a turned page takes the place of the one shown."""
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
        buttons.append((start_token("back"), _("Back")) if begun else (start_token("cancel"), _("Cancel")))
        values, before = [each.value for each in question.choices], self.state.asked
        # On a slow line the same question may stand there twice: the buttons of either are good.
        since = before.since if before and (before.key, before.values) == (question.key, values) else serial
        self.state.asked = Asked(serial, question.key, values, listed, question.counter, since)
        notice = Notice(question.text, tuple(buttons), question.photos, choices=question.numbered)
        if question.counter:  # the pictures of an album come one by one: what is said last answers them all
            return self._queue(notice, private=question.private, replaces=COUNTER, wait=ALBUM)
        return self._queue(notice, private=question.private, replaces=f"{IN_PLACE}{serial}" if pages > 1 else None)

    def _speak(self, speech: Speech) -> None:
        buttons = tuple((link.token, link.label) for link in speech.links)
        if buttons:
            self.state.serial += 1
            self.state.asked = Asked(self.state.serial, "", [], [token for token, _label in buttons])
        self._queue(Notice(speech.text, buttons, speech.photos), private=speech.private)

    def _answer(self, receipt: Receipt, way_on: Link) -> None:
        """Give the receipt, with the way on: to the list the ticket came from, or to the menu where nothing else is offered."""
        buttons = receipt.buttons
        if self.state.frame is None:
            if not buttons or (way_on.name != "menu" and way_on.token not in dict(buttons)):
                buttons = (*buttons, (way_on.token, way_on.label))
            self.state.asked = Asked(self.state.serial, "", [], [token for token, _label in buttons])
        self._queue(Notice(receipt.text, buttons), private=receipt.private)

    def _way_on(self, name: str) -> Link:
        """Return the button that leads on from the end of this conversation."""
        then = self.conversations[name].then if name in self.conversations else ""
        leads = self.conversations.get(then)
        offered = leads is not None and leads.offered_to(self.desk.actor.roles)
        return Link(leads.title, then) if leads is not None and offered else Link(_("Menu"), "menu")

    def _queue(
        self, notice: Notice, *, private: bool = False, replaces: str | None = None, wait: timedelta = timedelta()
    ) -> None:
        chat, now = self.chat.id or 0, self.desk.now
        queue(self.desk.session, chat, notice, now, private=private, replaces=replaces, not_before=now + wait)


def _photo_ids(state: State) -> set[int]:
    """Return the ids of all pictures that the waiting conversations hold."""
    held = json.dumps([[each.answers, each.partial] for each in state.stack])
    return {int(each) for ids in re.findall(r'"ids": \[([^\]]*)\]', held) for each in ids.split(",") if each.strip()}
