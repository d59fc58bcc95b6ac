"""What a conversation is: a script, the words that start it, and who finds it in the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, parties_of
from locales import LANGUAGES, Message, translate
from rules.lifecycle import SomethingMissing, State, StepRefused, find_step
from rules.permissions import Role
from talk import Talk

Script = Callable[[Talk, Desk], Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of CONVERSATIONS.

    `words` start it. `menu` holds the roles that find it in the menu, None standing for somebody
    without a role, and `when` tells whether the menu shows it at present. `then` names the
    conversation that is offered at its end: nobody is left without a way on. `step` is the step of
    a ticket's life that it takes: what cannot be taken is refused before anything is asked.
    What is `by_receipt` names a complaint beside the account: left open, it is ended.
    """

    script: Script
    title: Message
    words: tuple[str, ...] = ()
    menu: frozenset[Role | None] = frozenset()
    then: str = "menu"
    step: str = ""
    when: Callable[[Desk], bool] | None = None
    by_receipt: bool = False

    def run(self, talk: Talk, desk: Desk) -> Any:
        """Run the script, unless it would ask for a step that its ticket does not allow."""
        if self.step and not talk.begun:
            refusal = _refusal(desk, talk.argument, self.step)
            if refusal is not None:
                return talk.drop(refusal)
        try:
            return self.script(talk, desk)
        except StepRefused as refused:  # what it is about is not there, or somebody else's
            return talk.drop(refused.reason)

    def is_meant_by(self, words: str) -> bool:
        """Tell whether these words, in small letters, start it; in the menu its title does, too."""
        return words in self.words or (bool(self.menu) and words in _labels(self.title))

    def shown_to(self, desk: Desk) -> bool:
        """Tell whether the actor finds it in the menu now."""
        return self.offered_to(desk.actor.roles) and (self.when is None or self.when(desk))

    def offered_to(self, roles: frozenset[Role]) -> bool:
        """Tell whether somebody with these roles finds it in the menu."""
        return bool(self.menu & roles) or (not roles and None in self.menu)


@cache
def _labels(title: Message) -> frozenset[str]:
    """Return what means the title, in small letters; of one that names two things, either does."""
    labels = set()
    for language in LANGUAGES:
        label = translate(title, language).casefold()
        labels.add(label)
        labels.update(part.strip() for part in label.split(" / "))
    return frozenset(labels)


def _refusal(desk: Desk, number: str, step: str) -> Message | None:
    """Return why this step cannot be taken with the ticket now, whatever is still to be given."""
    try:
        ticket = get_visible_ticket(desk, number)
        state, parties = State(ticket.state), parties_of(desk, ticket)
        find_step(step, track=ticket.track, state=state, parties=parties, given={})
    except SomethingMissing:
        return None
    except StepRefused as refused:
        return refused.reason
    return None
