"""The custodian reads what happened to bindings and roles: every use of an invitation, too."""

from __future__ import annotations

from collections.abc import Mapping

from casework.desk import Desk
from casework.people.commands import OWN_BROWSER
from casework.people.events import newest_events
from handlers.kit.pages import asked_page, cut_page
from locales import Button, Message, _
from rules.permissions import ROLE_NAMES, Role
from storage.tables import Person, PersonEvent
from talk import Talk

MOST = 1000  # events that are shown
COMMAND_LINE = _("the command line")
WORDS: Mapping[str, Message] = {
    "invited": _("{at} {who}: invited by {by}"),
    "invitation_agreed": _("{at} {who}: invitation agreed to by {by}"),
    "joined": _("{at} {who}: {channel} bound with an invitation of {by}"),
    "entered": _("{at} {who}: {channel} bound with their own one-time link"),
    "named_by_roster": _("{at} {who}: {channel} bound, as the roster names the account"),
    "unbound": _("{at} {who}: {channel} unbound by {by}"),
    "role_asked": _("{at} {who}: {role}, asked for by the roster"),
    "role_proposed": _("{at} {who}: {role}, proposed by {by}"),
    "role_given": _("{at} {who}: {role}, given by {by}"),
    "role_refused": _("{at} {who}: {role}, refused by {by}"),
    "role_taken": _("{at} {who}: {role} no more, by {by}"),
}


def binding_log(talk: Talk, desk: Desk) -> None:
    """The custodian reads what happened to bindings and roles, the newest first."""
    if not desk.actor.may("see_bindings"):
        return talk.drop(_("The record of bindings and roles is the custodian's."))
    found = [event for event in newest_events(desk.session, MOST) if _is_shown(event)]
    if not found:
        return talk.say(_("Nothing was bound so far."), Button(_("Menu"), "menu"))
    _about, asked = asked_page(talk.argument)
    page = cut_page(found, "bindlog", "", asked)
    lines = [_("Bindings and roles, the newest first:"), *page.lines]
    lines += [_line(desk, event) for event in page.items]
    return talk.say(_("{lines}", lines=lines), *page.more, Button(_("Menu"), "menu"))


def _is_shown(event: PersonEvent) -> bool:
    """Tell whether it is more than somebody asking for their own browser's link."""
    return (event.name, event.note.get("purpose")) != ("invited", OWN_BROWSER)


def _line(desk: Desk, event: PersonEvent) -> Message:
    name, by = event.name, event.actor_id
    if name == "joined":
        by = event.note.get("invited_by")
        if event.note.get("purpose") == OWN_BROWSER:
            name = "entered"
    channel = desk.bureau.channel(str(event.note.get("channel", ""))).label
    line = WORDS[name].given(
        at=event.at, who=_name(desk, event.person_id), by=_name(desk, by), channel=channel
    )
    role = event.note.get("role")
    return line.given(role=ROLE_NAMES[Role(role)]) if role else line


def _name(desk: Desk, person_id: int | None) -> Message | str:
    person = desk.session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else COMMAND_LINE
