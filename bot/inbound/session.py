"""A chat's conversations: started, run to the next question, ended with a command, resumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.inbound.replies import REPEATED, ReplyWriter
from casework.desk import Desk
from casework.execute import COMMANDS, execute
from handlers.conversation import Conversation
from locales import Button, Message, _
from rules.lifecycle import StepRefused
from rules.text.codes import read_ticket_number
from talk import RunResult, Said, Speech, Talk
from talk.state import Frame, State

_TOO_MANY = _(
    "Too much is begun at once. Dropped, and not sent: {title}. Please start it again if "
    "it is still needed."
)
_MENU = Button(_("Menu"), "menu")


@dataclass
class ConversationSession:
    """Moves one chat's state on; what is said goes through `replies`."""

    conversations: Mapping[str, Conversation]
    desk: Desk
    state: State
    replies: ReplyWriter

    def control(self, name: str, argument: str) -> None:
        """Go back, cancel, or start what can be started from everywhere."""
        frame = self.state.frame
        if name == "resume":
            self.go_on()
        elif name not in ("cancel", "back"):
            self.enter(name, argument)
        elif frame is None:
            self.enter("menu", "")
        elif name == "back":
            self._go_back(frame)
        else:
            self._cancel()

    def enter(self, name: str, argument: str, *, first: Message | None = None) -> None:
        """Start a conversation or come back to it, with something said `first`."""
        if self.open(name, argument) is not None:
            self.run(None, first=first)

    def open(self, name: str, argument: str) -> Frame | None:
        """Put a conversation in front without running it; None when there is none of this name."""
        if name not in self.conversations:
            self.ask_again(_("That button is not known any more."))
            return None
        dropped = self.state.enter(name, argument)
        self.state.asked = None
        if dropped is not None:
            self.replies.speak(Speech(_TOO_MANY.given(title=self._title_of(dropped))))
        return self.state.frame

    def run(
        self,
        said: Said | None,
        *,
        page: int | None = None,
        first: Message | None = None,
        elsewhere: Callable[[], bool] | None = None,
        key: str = "",
    ) -> None:
        """Run the conversation that talks, and carry out the command at its end.

        `page` is one of its question's; what is to be said `first` stands in one message with the
        question; `key` is as in ReplyWriter.ask. Words that have nothing to do with a list one is
        to choose from may lead `elsewhere`: it says whether they do, and then the question is not
        asked again.
        """
        frame = self.state.frame
        if frame is None:
            return self.enter("menu", "")
        result = self._run_script(frame, said)
        if result.unrelated and elsewhere is not None and elsewhere():
            return None
        has_ended = result.question is None and type(result.result) not in COMMANDS
        if has_ended:
            self.state.leave()
            self._offer_way_on(result, frame.name)
        if first is not None:
            _say_first(result, first)
        for speech in result.said:
            self.replies.speak(speech, frame.name)
        if result.question is not None:
            return self.replies.ask(result.question, page, resumed=frame.recalled, key=key)
        return self._end(result) if has_ended else self._execute(result.result, frame)

    def go_on(self) -> None:
        """Run the conversation that talks; what was begun before is called by its name."""
        frame = self.state.frame
        first = None
        if frame is not None:
            frame.recalled = bool(frame.answers or frame.partial)
            if frame.recalled:
                title = self.conversations[frame.name].title
                first = _("Back to what was begun: {title}", title=title)
        self.run(None, first=first, key=REPEATED)

    def ask_again(self, fault: Message, *, key: str = "") -> None:
        """Say what was wrong and, where a question waits, ask it again."""
        if self.state.frame is None:
            self.replies.speak(Speech(fault, (_MENU,)), key=key)
        else:
            self.run(None, first=fault, key=key)

    def _go_back(self, frame: Frame) -> None:
        """Take back the last answer; without one, end what holds nothing yet."""
        if frame.forget_last():
            self.run(None)
        elif frame.given:
            kept = _("This is the first question; what you sent is kept. Only Cancel drops it.")
            self.run(None, first=kept)
        else:
            self._cancel()

    def _cancel(self) -> None:
        self.state.leave()
        self.replies.speak(Speech(_("Cancelled. Nothing was sent.")))
        self._resume_or_enter("menu")

    def _run_script(self, frame: Frame, said: Said | None) -> RunResult:
        asked = self.state.asked
        waiting_for = None
        if said is not None:
            frame.recalled = False
            if asked is not None:
                waiting_for = asked.key or None
        conversation = self.conversations[frame.name]
        talk = Talk(frame, said, waiting_for=waiting_for)
        return talk.run(lambda running: conversation.run(running, self.desk))

    def _end(self, result: RunResult) -> None:
        """Go where the conversation that has ended leads: elsewhere, or to what waits behind it."""
        if isinstance(result.result, Button):
            self.enter(result.result.conversation, result.result.argument)
        elif not (result.said and self._continuing()):
            self._resume()

    def _execute(self, command: object, frame: Frame) -> None:
        """Carry the command out; refused, it changes nothing and is asked for anew."""
        try:
            with self.desk.undoing_refused():
                receipt = execute(self.desk, command)
        except StepRefused as refusal:
            return self._refuse(refusal, frame)
        self.state.leave()
        # what waits behind was begun by somebody this chat is not bound to now
        if self.desk.actor.chat_id in self.desk.unbound:
            self.state.stack.clear()
        continuing = self._continuing()
        receipt = replace(receipt, buttons=(*receipt.buttons, *continuing))
        self.replies.answer(receipt, self._way_on(frame.name), frame.name)
        if not continuing:
            self._resume()
        return None

    def _refuse(self, refusal: StepRefused, frame: Frame) -> None:
        if not frame.answers or not refusal.field:
            self.replies.speak(Speech(refusal.reason), frame.name)
            self.state.leave()
            return self._resume_or_enter("menu")
        if refusal.field in frame.answers:
            del frame.answers[refusal.field]
            _forget_confirmation(frame)
        else:
            frame.forget_last()
        return self.run(None, first=refusal.reason)

    def _resume(self) -> None:
        """Go on with the conversation that waits behind, if there is one."""
        if self.state.frame is not None:
            self.go_on()

    def _resume_or_enter(self, otherwise: str) -> None:
        if self.state.frame is not None:
            self.go_on()
        else:
            self.enter(otherwise, "")

    def _title_of(self, frame: Frame) -> Message:
        """Return what a conversation is called, with its ticket."""
        title, number = self.conversations[frame.name].title, read_ticket_number(frame.argument)
        return _("{title} {number}", title=title, number=number) if number else title

    def _continuing(self) -> tuple[Button, ...]:
        """Return the button that leads back to what was begun, once that was asked again."""
        frame = self.state.frame
        if frame is None or not frame.recalled:
            return ()
        return (Button(_("Continue"), "resume"),)

    def _offer_way_on(self, result: RunResult, ended: str) -> None:
        """Put buttons that lead on under the last words of a conversation that has ended."""
        if not result.said or isinstance(result.result, Button):
            return
        last = result.said[-1]
        if self.state.frame is not None:
            buttons = (*last.buttons, *self._continuing())
        else:
            buttons = last.buttons or (self._way_on(ended),)
        result.said[-1] = replace(last, buttons=buttons)

    def _way_on(self, name: str) -> Button:
        """Return the button that leads on from the end of this conversation."""
        then = self.conversations[name].then
        following = self.conversations.get(then)
        if following is None or not following.offered_to(self.desk.actor.roles):
            return _MENU
        return Button(following.title, then)


def _forget_confirmation(frame: Frame) -> None:
    """Take back what was confirmed: it is confirmed anew."""
    for key, given in list(frame.answers.items()):
        if key.startswith("confirm") and given is True:
            del frame.answers[key]


def _say_first(result: RunResult, first: Message) -> None:
    """Put something before the question, or before the first words."""
    question = result.question
    if question is not None:
        result.question = replace(question, text=_before(question.text, first))
    elif result.said:
        result.said[0] = replace(result.said[0], text=_before(result.said[0].text, first))
    else:
        result.said.append(Speech(first))


def _before(text: Message, first: Message) -> Message:
    return _("{fault}\n\n{question}", fault=first, question=text)
