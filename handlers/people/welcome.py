"""Welcome, menu, help, language: nobody must know a command."""

from __future__ import annotations

from casework.desk import Desk
from casework.people import commands as c
from handlers.kit.pickers.member import ask_member
from locales import LANGUAGES, Button, _
from rules.permissions import Role
from talk import Choice, Pick, Talk


def welcome(talk: Talk, desk: Desk) -> Button:
    """Somebody opens the chat for the first time, or again."""
    hello = _(
        "{bureau}: here you can complain, report and follow what becomes of it.",
        bureau=desk.bureau.name,
    )
    if desk.actor.person_id is not None:
        hello = _(
            "Hello, {name}. {bureau}, field reports.", name=desk.actor.name, bureau=desk.bureau.name
        )
    talk.say(hello)
    return Button(_("Menu"), "menu")


HELP = {
    Role.INSPECTOR: _(
        "Inspector: send a photo, and a report begins. Photos first, words later; a draft is kept."
    ),
    Role.HEAD: _(
        "Head of a unit: take a ticket on, answer with cause, measure, person responsible "
        "and photos, before the deadline."
    ),
    Role.HANDLER: _("Handler: you may do all that the head may do with your unit's tickets."),
    Role.OFFICE: _(
        "Office: “Waiting” lists what is yours to decide, oldest deadline first. Each "
        "ticket shows what can be done."
    ),
    Role.CUSTODIAN: _(
        "Custodian: restricted tickets open to you; who reported in confidence shows only "
        "with a reason, on the record."
    ),
    Role.LEADER: _("Leader: type a ticket's number to see how it stands."),
    Role.ADMIN: _(
        "Administrator: import the roster, then invite people; each gets a one-time code."
    ),
    Role.STAFF: _(
        "Staff: “My tasks” holds what you have to report or confirm; you can also "
        "complain and follow what you reported."
    ),
}


def help_(talk: Talk, desk: Desk) -> None:
    """Everybody reads what they can do here."""
    lines = [HELP[role] for role in Role if role in desk.actor.roles]
    if not lines:
        lines.append(
            _("Tap Complain to say what is wrong; you choose who may know that it was you.")
        )
    lines.append(
        _(
            "Always: “back” goes one question back, “cancel” drops what was begun, “menu” "
            "shows everything, “language” changes it."
        )
    )
    links = [Button(_("Menu"), "menu")]
    if desk.actor.person_id is not None:
        links.insert(0, Button(_("My bindings"), "bindings"))
    talk.say(_("{lines}", lines=lines), *links)


def language(talk: Talk, desk: Desk) -> c.SpeakLanguage:
    """Somebody chooses the language."""
    options = [Choice(code, _("{name}", name=name)) for code, name in LANGUAGES.items()]
    return c.SpeakLanguage(talk.ask("language", Pick[str](options), _("Which language?")))


def invite(talk: Talk, desk: Desk) -> c.Invite | None:
    """An administrator invites somebody of the roster."""
    if not desk.actor.may("invite"):
        return talk.drop(_("Only the office and administrators invite."))
    return c.Invite(ask_member(talk, desk, _("Whom? Name or staff number.")))


def browser(talk: Talk, desk: Desk) -> c.Invite | None:
    """A member of the roster gets a one-time link for the browser."""
    if desk.actor.person_id is None:
        return talk.drop(
            _("A browser link is for people of the roster. Join with your invitation code first.")
        )
    return c.Invite(desk.actor.person_id, c.OWN_BROWSER)
