"""Bindings: the chats that are somebody's, seen and undone."""

from __future__ import annotations

from casework.desk import Desk
from casework.people.accounts import NotBound, bound_chat
from casework.people.bindings import channel_of, chats_of
from casework.people.commands import Unbind
from handlers.kit.pickers.member import ask_member
from locales import Message, _
from storage.tables import Chat
from talk import Choice, Pick, Talk

SOMEBODY_ELSE = 0  # in place of a chat's id
THIS_CHAT = _("{channel}, this chat")


def bindings(talk: Talk, desk: Desk) -> Unbind | None:
    """Somebody sees the chats bound to them and unbinds one; whoever invites, others' too."""
    if desk.actor.person_id is None:
        return talk.drop(
            _(
                "This chat is not bound to anybody of the roster. Join with your "
                "invitation code first."
            )
        )
    mine = chats_of(desk.session, desk.actor.person_id)
    options = [Choice(chat.id, _own_chat(desk, chat)) for chat in mine]
    if desk.actor.may("invite"):
        options.append(Choice(SOMEBODY_ELSE, _("Somebody else's chats")))
    asked = _("Chats bound to you: {count}. Which one is to be unbound?", count=len(mine))
    chosen = talk.ask("chat", Pick[int](options), asked)
    if chosen == SOMEBODY_ELSE:
        return _theirs(talk, desk)
    return _confirm(talk, desk, chosen)


def _own_chat(desk: Desk, chat: Chat) -> Message:
    channel = channel_of(desk, chat)
    if chat.id == desk.actor.chat_id:
        return THIS_CHAT.given(channel=channel)
    return _("{channel}, last used {at}", channel=channel, at=chat.seen_at)


def unbind(talk: Talk, desk: Desk) -> Unbind | None:
    """Somebody was told of a new binding and undoes it."""
    is_id = talk.argument.isdecimal() and len(talk.argument) < 18
    return _confirm(talk, desk, int(talk.argument) if is_id else 0)


def _theirs(talk: Talk, desk: Desk) -> Unbind | None:
    """Ask for a chat of somebody else, by its place.

    When it was last used might betray who complained, so it is not told.
    """
    person = ask_member(talk, desk, _("Whose chats? Name or staff number."))
    theirs = chats_of(desk.session, person)
    if not theirs:
        return talk.drop(_("No chat is bound to this person."))
    label = _("{place}. {channel}")
    options = [
        Choice(chat.id, label.given(place=place, channel=channel_of(desk, chat)))
        for place, chat in enumerate(theirs, 1)
    ]
    asked = _("Chats bound to this person: {count}. Which one is to be unbound?", count=len(theirs))
    return _confirm(talk, desk, talk.ask("their_chat", Pick[int](options), asked))


def _confirm(talk: Talk, desk: Desk, chat_id: int) -> Unbind | None:
    """Ask once more; what is not bound, or not theirs to unbind, ends it."""
    try:
        person, chat = bound_chat(desk, chat_id)
    except NotBound as refusal:
        return talk.drop(refusal.reason)
    channel = channel_of(desk, chat)
    if chat_id == desk.actor.chat_id:
        channel = THIS_CHAT.given(channel=channel)
    sure = _(
        "Unbind {channel} from {name}? What was begun there is dropped; to bind it again "
        "takes an invitation code.",
        channel=channel,
        name=person.name,
    )
    if not talk.choose("sure", sure, (True, _("Unbind")), (False, _("Leave it"))):
        return talk.drop(_("It stays bound."))
    return Unbind(chat_id)
