"""Bindings: the chats that are somebody's, seen and undone."""

from __future__ import annotations

from casework.desk import Desk
from casework.people import commands as c
from casework.people.accounts import NotBound, bound_chat
from casework.people.bindings import channel_of, chats_of
from handlers.kit.pickers.member import ask_member
from locales import _
from talk import Choice, Pick, Talk

SOMEBODY_ELSE = 0  # in place of a chat's id
THIS = _("{channel}, this chat")


def bindings(talk: Talk, desk: Desk) -> c.Unbind | None:
    """Somebody of the roster sees the chats bound to them and unbinds one; whoever invites, one of
    somebody else, too.
    """
    if desk.actor.person_id is None:
        return talk.drop(
            _(
                "This chat is not bound to anybody of the roster. Join with your "
                "invitation code first."
            )
        )
    mine = chats_of(desk.session, desk.actor.person_id)
    used = _("{channel}, last used {at}")
    here = desk.actor.chat_id
    options = [
        Choice(
            each.id,
            (THIS if each.id == here else used).given(
                channel=channel_of(desk, each), at=each.seen_at
            ),
        )
        for each in mine
    ]
    if desk.actor.may("invite"):
        options.append(Choice(SOMEBODY_ELSE, _("Somebody else's chats")))
    asked = _("Chats bound to you: {count}. Which one is to be unbound?", count=len(mine))
    chosen = talk.ask("chat", Pick[int](options), asked)
    return _theirs(talk, desk) if chosen == SOMEBODY_ELSE else _sure(talk, desk, chosen)


def unbind(talk: Talk, desk: Desk) -> c.Unbind | None:
    """Somebody was told of a new binding and undoes it."""
    return _sure(
        talk,
        desk,
        int(talk.argument) if talk.argument.isdecimal() and len(talk.argument) < 10 else 0,
    )


def _theirs(talk: Talk, desk: Desk) -> c.Unbind | None:
    """Ask for a chat of somebody else, by its place: when it was last used might betray who
    complained, so it is not told.
    """
    person = ask_member(talk, desk, _("Whose chats? Name or staff number."))
    theirs = chats_of(desk.session, person)
    if not theirs:
        return talk.drop(_("No chat is bound to this person."))
    named = _("{place}. {channel}")
    options = [
        Choice(each.id, named.given(place=place, channel=channel_of(desk, each)))
        for place, each in enumerate(theirs, 1)
    ]
    asked = _("Chats bound to this person: {count}. Which one is to be unbound?", count=len(theirs))
    return _sure(talk, desk, talk.ask("their_chat", Pick[int](options), asked))


def _sure(talk: Talk, desk: Desk, chat_id: int) -> c.Unbind | None:
    """Ask once more; what is not bound, or not theirs to unbind, ends it."""
    try:
        person, chat = bound_chat(desk, chat_id)
    except NotBound as refusal:
        return talk.drop(refusal.reason)
    sure = _(
        "Unbind {channel} from {name}? What was begun there is dropped; to bind it again "
        "takes an invitation code."
    )
    channel = channel_of(desk, chat)
    sure = sure.given(
        channel=THIS.given(channel=channel) if chat_id == desk.actor.chat_id else channel,
        name=person.name,
    )
    if not talk.choose("sure", sure, (True, _("Unbind")), (False, _("Leave it"))):
        return talk.drop(_("It stays bound."))
    return c.Unbind(chat_id)
