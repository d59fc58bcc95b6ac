"""What a conversation is: a script, the words that start it, and who finds it in the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.desk import Desk
from locales import Message
from rules.permissions import Role
from talk import Talk

Script = Callable[[Talk, Desk], Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of CONVERSATIONS; `menu` holds the roles that find it in the menu, None standing for somebody without a role.

    `then` names the conversation whose button is offered when this one has come to its end: nobody is left without a way on.
    """

    script: Script
    title: Message
    words: tuple[str, ...] = ()
    menu: frozenset[Role | None] = frozenset()
    then: str = "menu"

    def offered_to(self, roles: frozenset[Role]) -> bool:
        """Tell whether somebody with these roles finds it in the menu."""
        return bool(self.menu & roles) or (not roles and None in self.menu)
