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
    """One line of CONVERSATIONS; `menu` holds the roles that find it in the menu, None standing for
    somebody without a role.

    `then` names the conversation whose button is offered when this one has come to its end: nobody
    is left without a way on. `when` tells whether the menu shows it at present; without it, always.
    `step` names the step of a ticket's life it takes: what cannot be taken is refused before
    anything is asked.
    """

    script: Script
    title: Message
    words: tuple[str, ...] = ()
    menu: frozenset[Role | None] = frozenset()
    then: str = "menu"
    step: str = ""
    when: Callable[[Desk], bool] | None = None

    def run(self, talk: Talk, desk: Desk) -> Any:
        """Run the script, unless it would ask for a step that its ticket does not allow."""
        refusal = None if talk.begun or not self.step else _refusal(desk, talk.argument, self.step)
        if refusal is not None:
            return talk.drop(refusal)
        try:
            return self.script(talk, desk)
        except StepRefused as refused:  # what it is about is not there, or somebody else's
            return talk.drop(refused.reason)

    def is_meant_by(self, words: str) -> bool:
        """Tell whether these words, in small letters, start it: its own, and what its button in the
        menu says.
        """
        return words in self.words or (bool(self.menu) and words in _labels(self.title))

    def shown_to(self, desk: Desk) -> bool:
        """Tell whether the actor finds it in the menu now."""
        return self.offered_to(desk.actor.roles) and (self.when is None or self.when(desk))

    def offered_to(self, roles: frozenset[Role]) -> bool:
        """Tell whether somebody with these roles finds it in the menu."""
        return bool(self.menu & roles) or (not roles and None in self.menu)


@cache
def _labels(title: Message) -> frozenset[str]:
    """Return what the title's button may say, in small letters; one that names two things is meant
    by either.
    """
    labels = [translate(title, language).casefold() for language in LANGUAGES]
    return frozenset((*labels, *(part.strip() for each in labels for part in each.split(" / "))))


def _refusal(desk: Desk, number: str, step: str) -> Message | None:
    """Return why this step cannot be taken with the ticket now; what has to be given is still to be
    asked for.
    """
    try:
        ticket = get_visible_ticket(desk, number)
        find_step(
            step,
            track=ticket.track,
            state=State(ticket.state),
            parties=parties_of(desk, ticket),
            given={},
        )
    except SomethingMissing:
        return None
    except StepRefused as refusal:
        return refusal.reason
    return None
