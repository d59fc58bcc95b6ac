"""The course of a chat's conversations: started, run to the next question, ended with a command,
taken up again.
"""

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
from talk import Said, Speech, Talk
from talk.state import Frame, State

_TOO_MANY = _(
    "Too much is begun at once. Dropped, and not sent: {title}. Please start it again if "
    "it is still needed."
)


@dataclass
class Course:
    """Moves one chat's state on; what is said goes through its voice."""

    conversations: Mapping[str, Conversation]
    desk: Desk
    state: State
    voice: ReplyWriter

    def control(self, name: str, argument: str) -> None:
        """Go back, cancel, or start what can be started from everywhere."""
        frame = self.state.frame
        if name == "resume":
            self.go_on()
        elif name == "cancel" and frame is not None:
            self.state.leave()
            self.voice.speak(Speech(_("Cancelled. Nothing was sent.")))
            self._resume_or("menu")
        elif name == "back" and frame is not None:
            if frame.forget_last():
                self.run(None)
            elif frame.given:
                self.run(
                    None,
                    first=_(
                        "This is the first question; what you sent is kept. Only Cancel drops it."
                    ),
                )
            else:
                self.control("cancel", "")
        elif name in ("cancel", "back"):
            self.enter("menu", "")
        else:
            self.enter(name, argument)

    def enter(
        self, name: str, argument: str, *, quietly: bool = False, first: Message | None = None
    ) -> None:
        """Start a conversation or come back to it, with something said `first`; `quietly` leaves it
        to the caller to run it.
        """
        if name not in self.conversations:
            return self.ask_again(_("That button is not known any more."))
        gone = self.state.enter(name, argument)
        self.state.asked = None
        if gone is not None:
            self.voice.speak(Speech(_TOO_MANY.given(title=self._called(gone))))
        return None if quietly else self.run(None, first=first)

    def run(
        self,
        said: Said | None,
        *,
        turned_to: int | None = None,
        first: Message | None = None,
        elsewhere: Callable[[], bool] = lambda: False,
        key: str = "",
    ) -> None:
        """Run the conversation that talks, and carry out the command at its end; `turned_to` shows
        a page of its question.

        What is to be said `first` stands in one message with the question; `key` is as in
        Voice.ask. Words that have nothing to do with a list one is to choose from may lead
        `elsewhere`: it says whether they do, and then the question is not asked again.
        """
        frame = self.state.frame
        if frame is None:
            return self.enter("menu", "")
        asked = self.state.asked
        frame.recalled = frame.recalled and said is None
        script = self.conversations[frame.name].run
        talk = Talk(
            frame, said, waiting_for=asked.key or None if asked and said is not None else None
        )
        turn = talk.run(lambda each: script(each, self.desk))
        if turn.unrelated and elsewhere():
            return None
        ends = turn.question is None and type(turn.result) not in COMMANDS
        if ends:
            self.state.leave()
            if turn.said and not isinstance(turn.result, Button):
                turn.said[-1] = replace(
                    turn.said[-1], buttons=self._links_on(turn.said[-1].buttons, frame.name)
                )
        question = turn.question
        if first is not None and question is not None:
            question = replace(
                question, text=_("{fault}\n\n{question}", fault=first, question=question.text)
            )
        elif first is not None and turn.said:
            turn.said[0] = replace(
                turn.said[0],
                text=_("{fault}\n\n{question}", fault=first, question=turn.said[0].text),
            )
        elif first is not None:
            turn.said.append(Speech(first))
        for speech in turn.said:
            self.voice.speak(speech)
        if question is not None:
            return self.voice.ask(question, turned_to, resumed=frame.recalled, key=key)
        if not ends:
            return self._carry_out(turn.result)
        if isinstance(turn.result, Button):
            return self.enter(turn.result.conversation, turn.result.argument)
        return self._resume_or(None, is_said=bool(turn.said))

    def _carry_out(self, command: object) -> None:
        """Carry the command out; refused, it changes nothing, and what can be given better is asked
        again.
        """
        try:
            with self.desk.undoing_refused():
                receipt = execute(self.desk, command)
        except StepRefused as refusal:
            return self._refuse(refusal)
        ended = self.state.frame
        if ended is not None:
            self.state.leave()
        if (
            self.desk.actor.chat_id in self.desk.unbound
        ):  # what waits behind was begun by somebody this chat is not bound to now
            self.state.stack.clear()
        receipt = replace(
            receipt,
            buttons=(*receipt.buttons, *self._continuing()),
        )
        self.voice.answer(receipt, self._way_on(ended.name if ended else ""))
        return self._resume_or(None, is_said=True)

    def _refuse(self, refusal: StepRefused) -> None:
        frame = self.state.frame
        if frame is None or not frame.answers or not refusal.field:
            self.voice.speak(Speech(refusal.reason))
            self.state.leave()
            return self._resume_or("menu")
        if refusal.field in frame.answers:
            del frame.answers[refusal.field]
            for key in [
                each
                for each, given in frame.answers.items()
                if each.startswith("confirm") and given is True
            ]:
                del frame.answers[key]  # it is confirmed anew
        else:
            frame.forget_last()
        return self.run(None, first=refusal.reason)

    def go_on(self) -> None:
        """Run the conversation that talks; what was begun before is called by its name."""
        frame = self.state.frame
        begun = frame is not None and bool(frame.answers or frame.partial)
        if frame is not None:
            frame.recalled = begun
        title = self.conversations[frame.name].title if frame is not None else _("Menu")
        self.run(
            None,
            first=_("Back to what was begun: {title}", title=title) if begun else None,
            key=REPEATED,
        )

    def _resume_or(self, otherwise: str | None, *, is_said: bool = False) -> None:
        """Go on with the conversation that waits behind, if there is one.

        Its question is asked again once; after that a button under what `is_said` leads back to it.
        """
        if is_said and self._continuing():
            return
        if self.state.frame is not None:
            self.go_on()
        elif otherwise:
            self.enter(otherwise, "")

    def _called(self, frame: Frame) -> Message:
        """Return what a conversation is called, with the ticket it is about: several of the same
        title may be begun.
        """
        title, number = self.conversations[frame.name].title, read_ticket_number(frame.argument)
        return _("{title} {number}", title=title, number=number) if number else title

    def ask_again(self, fault: Message, *, key: str = "") -> None:
        """Say what was wrong and, where a question waits, ask it again."""
        if self.state.frame is None:
            self.voice.speak(Speech(fault, (Button(_("Menu"), "menu"),)), key=key)
        else:
            self.run(None, first=fault, key=key)

    def _continuing(self) -> tuple[Button, ...]:
        """Return the button that leads back to what was begun, where its question has been asked
        again already.
        """
        frame = self.state.frame
        return (Button(_("Continue"), "resume"),) if frame is not None and frame.recalled else ()

    def _links_on(self, links: tuple[Button, ...], ended: str) -> tuple[Button, ...]:
        """Return the buttons under the last words of a conversation that has ended."""
        if self.state.frame is not None:
            return (*links, *self._continuing())
        return links or (self._way_on(ended),)

    def _way_on(self, name: str) -> Button:
        """Return the button that leads on from the end of this conversation."""
        then = self.conversations[name].then if name in self.conversations else ""
        leads = self.conversations.get(then)
        offered = leads is not None and leads.offered_to(self.desk.actor.roles)
        return (
            Button(leads.title, then)
            if leads is not None and offered
            else Button(_("Menu"), "menu")
        )
