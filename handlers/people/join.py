"""Joining: whoever holds an invitation code is told whom it binds the chat to, and is asked."""

from __future__ import annotations

from typing import Any

from casework.desk import Desk
from casework.people.commands import Join
from casework.people.invitations import roles_in_words, usable_invitation
from casework.refusals import Refused
from locales import Message, _
from storage.queries.complainants import complaints_of
from storage.tables import Chat, Person
from talk import Answer, Given, Reading, Said, Talk, Wrong, clean
from talk import input as sent

AT_ENTRANCE = "at_entrance"  # noted where the browser's entrance opened the chat
LONGEST = 40


class InvitationCode(Answer[str]):
    """A code that binds this chat to somebody."""

    def __init__(self, desk: Desk, *, at_entrance: bool) -> None:
        self.desk = desk
        self.at_entrance = at_entrance

    def read(self, said: Said, partial: Any) -> Reading:
        if not isinstance(said, sent.Words):
            return Wrong(_("Words are needed here, please type them."))
        words = clean(said.text)
        try:
            usable_invitation(self.desk, Join(words[:LONGEST], self.at_entrance))
        except Refused as refused:
            return Wrong(refused.reason)
        return Given(words[:LONGEST])


def join(talk: Talk, desk: Desk) -> Join | None:
    """A member of the roster shows the invitation code, and says that they are the one meant."""
    at_entrance = bool(talk.noted(AT_ENTRANCE))
    kind = InvitationCode(desk, at_entrance=at_entrance)
    command = Join(
        talk.ask("code", kind, _("Please type your invitation code.")), at_entrance=at_entrance
    )
    _invitation, person = usable_invitation(desk, command)
    chat = desk.session.get_one(Chat, desk.actor.chat_id)
    if chat.person_id == person.id:
        return talk.drop(
            _("This chat is bound to {name} already. The code stays good for another one.").given(
                name=person.name
            )
        )
    asked = _("{lines}", lines=_what_it_does(desk, chat, person))
    if not talk.choose("sure", asked, (True, _("Yes, that is me")), (False, _("No, not me"))):
        return talk.drop(
            _(
                "Nothing was bound. If somebody else sent you the code or the link, do not use it, "
                "and tell the office."
            )
        )
    return command


def _what_it_does(desk: Desk, chat: Chat, person: Person) -> list[Message]:
    """Say whom the code binds this chat to, and what becomes of what it held."""
    lines = [
        _("This code is made for {name}:\n{roles}", name=person.name).given(
            roles=roles_in_words(desk, person)
        ),
        _(
            "Are you {name}? Then this chat is bound to you, and what is meant for you comes here. "
            "Whoever writes here from now on is taken for {name}.",
            name=person.name,
        ),
    ]
    owner = desk.session.get(Person, chat.person_id) if chat.person_id is not None else None
    if owner is not None:
        lines.append(
            _(
                "Now it is {name}'s: what was begun here is dropped, {name}'s notices do not come "
                "here any more, and {name} is told in their other chats.",
                name=owner.name,
            )
        )
    held = len(complaints_of(desk.session, desk.bureau.routes, chat.id))
    if held:
        lines.append(
            _(
                "Complaints filed here: {count}. Once it is bound they open with their receipt "
                "codes alone, and no news of them comes here. Have the codes at hand first.",
                count=held,
            )
        )
    return lines
