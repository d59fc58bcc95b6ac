"""The custodian's key: whether there is one, and the page on which it is made."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets.identity_key import current_in_words, key_link
from locales import Button, _
from rules import limits
from talk import Talk

MENU = Button(_("Menu"), "menu")


def custodian_key(talk: Talk, desk: Desk) -> None:
    """The custodian reads how identities are kept, and is led to where a key is made."""
    if not desk.actor.may("reveal"):
        return talk.drop(_("The key for complaints in confidence is the custodian's."))
    told = _(
        "{now}\nMake a key in a browser on a computer: {link}\nThe link is for you alone and good "
        "for {minutes} minutes.",
        now=current_in_words(desk),
        link=key_link(desk),
        minutes=limits.LINK_MINUTES,
    )
    return talk.say(told, MENU, secret=True)
