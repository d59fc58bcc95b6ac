"""People and their chats: joining by a one-time code, the language, who is behind a chat."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from casework.desk import Actor, Desk
from casework.notices import Receipt
from casework.people.bindings import (
    MENU,
    UNBOUND,
    channel_of,
    give_to,
    is_by_roster,
    release,
    tell_of_binding,
)
from casework.people.commands import OWN_BROWSER, TO_JOIN, Invite, Join, SpeakLanguage, Unbind
from casework.refusals import AdministratorNeeded, CodeUnknown, NotAllowed, Refused
from locales import LANGUAGES, Button, Message, _
from rules import limits
from rules.permissions import HELD_IN_UNIT, ROLE_NAMES, Role, may_invite
from rules.text.codes import INVITATION_LENGTH, INVITATION_LETTERS, read_invitation
from storage.queries.chats import Standing
from storage.tables import Chat, Invitation, Person, RoleHeld, Unit

_WHO = (  # built once: every message asks
    select(Person.id, Person.name, RoleHeld.role, RoleHeld.unit_id)
    .outerjoin(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
    .where(col(Person.id).in_(bindparam("_persons", expanding=True)), col(Person.active).is_(True))
)


Known = tuple[str, frozenset[tuple[Role, int | None]]]  # somebody's name and roles


class NoSuchPerson(Refused):
    """Nobody of that name or number is in the roster."""


class NotBound(Refused):
    """The chat is nobody's."""

    def __init__(self) -> None:
        super().__init__(_("That chat is not bound any more."))


class RosterSaysSo(Refused):
    """The roster gives the account to the person, and would bind it again at the next message."""

    def __init__(self, platform: Message, name: str) -> None:
        text = _(
            "The roster names this {platform} account as {name}'s. Correct the roster and "
            "import it again: that unbinds the account."
        )
        super().__init__(text.given(platform=platform, name=name))


def look_up(session: Session, persons: Collection[int]) -> dict[int, Known | None]:
    """Return the names of persons with the roles they hold now; None for those who are no longer
    active.
    """
    names: dict[int, str] = {}
    roles: dict[int, set[tuple[Role, int | None]]] = {}
    for person, name, written, unit in (
        session.connection().execute(_WHO, {"_persons": list(persons)}) if persons else ()
    ):
        names[person] = name
        if written is not None:
            role = Role(written)
            roles.setdefault(person, set()).add((role, None if bureau_wide(role) else unit))
    known: dict[int, Known | None] = dict.fromkeys(persons)
    for person, name in names.items():
        known[person] = (name, frozenset(roles.get(person, ())))
    return known


def actor_of(
    desk: Desk, chat: Chat | Standing, people: dict[int, Known | None] | None = None
) -> Actor:
    """Return who acts in this chat; `people` are those looked up already in this transaction."""
    if chat.person_id is None:
        return Actor(chat_id=chat.id)
    people = people if people is not None else {}
    if chat.person_id not in people:
        people |= look_up(desk.session, [chat.person_id])
    known = people[chat.person_id]
    return Actor(chat.id, chat.person_id, *known) if known is not None else Actor(chat_id=chat.id)


def bureau_wide(role: Role) -> bool:
    """Tell whether a role counts over the whole bureau, whichever unit it is written against in the
    roster.
    """
    return role not in HELD_IN_UNIT


def make_invitation(desk: Desk, person_id: int, purpose: str) -> str:
    """Return a new one-time code for the person; only its hash is kept."""
    code = "".join(secrets.choice(INVITATION_LETTERS) for _place in range(INVITATION_LENGTH))
    kept = Invitation(
        code_hash=desk.bureau.keyed_hash(code),
        person_id=person_id,
        purpose=purpose,
        expires_at=desk.now + _lasting(purpose),
        invited_by=desk.actor.person_id,
    )
    desk.session.add(kept)
    return code


def _lasting(purpose: str) -> timedelta:
    """Return how long a code is good: an invitation for days, a link to the browser for minutes."""
    if purpose == TO_JOIN:
        return timedelta(days=limits.INVITATION_DAYS)
    return timedelta(minutes=limits.ENTRY_LINK_MINUTES)


def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    """Return the roles that somebody holds now."""
    known = look_up(session, [person_id])[person_id]
    return frozenset(role for role, _unit in known[1]) if known is not None else frozenset()


def invite(desk: Desk, command: Invite) -> Receipt:
    """Make an invitation: for somebody else by the office, for one's own browser by anyone of the
    roster.
    """
    own = command.purpose == OWN_BROWSER and command.person == desk.actor.person_id
    if not own and not desk.actor.may("invite"):
        raise NotAllowed
    if not own and not may_invite(desk.actor.roles, roles_of(desk.session, command.person)):
        raise AdministratorNeeded
    person = desk.session.get(Person, command.person)
    if person is None or not person.active:
        raise NoSuchPerson(_("Nobody like that is in the roster."))
    code = make_invitation(desk, command.person, command.purpose)
    if command.purpose == OWN_BROWSER:
        text = _(
            "Your one-time link, good for {minutes} minutes. Do not pass it on:\n"
            "{url}/enter/{code}",
            minutes=limits.ENTRY_LINK_MINUTES,
        )
        return Receipt(text.given(url=desk.bureau.public_url, code=code), secret=True)
    text = _("Invitation for {name}, good for {days} days and one use: {code}", name=person.name)
    lines = [text.given(days=limits.INVITATION_DAYS, code=code)]
    lines += [line.given(code=code) for line in desk.bureau.invitations]
    lines.append(_("Web chat: {url}/enter/{code}", url=desk.bureau.public_url, code=code))
    return Receipt(_("{lines}", lines=lines), secret=True)


def join(desk: Desk, command: Join) -> Receipt:
    """Bind this chat to the person the code was made for."""
    code = read_invitation(command.code)
    usable = (
        Invitation.code_hash == desk.bureau.keyed_hash(code),
        col(Invitation.used_at).is_(None),
    )
    invitation = desk.session.exec(select(Invitation).where(*usable).with_for_update()).first()
    chat = desk.session.get(Chat, desk.actor.chat_id)
    if invitation is None or invitation.expires_at < desk.now or chat is None:
        raise CodeUnknown
    person = desk.session.get(Person, invitation.person_id)
    if person is None or not person.active or not _still_holds(desk, invitation):
        raise CodeUnknown
    invitation.used_at, is_new = desk.now, chat.person_id != person.id
    chat.gone = False
    give_to(desk.session, chat, person, desk.now)
    desk.session.add(invitation)
    desk.joined.add(chat.id or 0)
    if is_new:
        tell_of_binding(desk, chat, person, invited_by=invitation.invited_by)
    return Receipt(
        _("Welcome, {name}. You are:\n{roles}", name=person.name, roles=_roles(desk, person)),
        (Button(_("Menu"), "menu"),),
    )


def bound_chat(desk: Desk, chat_id: int, *, lock: bool = False) -> tuple[Person, Chat]:
    """Return a chat that the actor may unbind, with its person; NotBound for any other: they are
    not told apart.
    """
    found = select(Chat).where(Chat.id == chat_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    chat = desk.session.exec(found).first()
    person = (
        desk.session.get(Person, chat.person_id)
        if chat is not None and chat.person_id is not None
        else None
    )
    if chat is None or person is None:
        raise NotBound
    if person.id != desk.actor.person_id and not may_invite(
        desk.actor.roles, roles_of(desk.session, person.id or 0)
    ):
        raise NotBound
    return person, chat


def unbind(desk: Desk, command: Unbind) -> Receipt:
    """Make a chat a stranger's again: one's own, or that of somebody whom one may invite."""
    person, chat = bound_chat(desk, command.chat, lock=True)
    channel = channel_of(desk, chat)
    if is_by_roster(desk, chat, person):
        raise RosterSaysSo(desk.bureau.channel(chat.channel).label, person.name)
    here = chat.id == desk.actor.chat_id
    release(desk.session, chat, desk.now, quietly=here)
    desk.unbound.add(chat.id or 0)
    if here:
        return Receipt(UNBOUND.given(name=person.name), MENU)
    return Receipt(
        _(
            "Unbound: {channel}, {name}. It is a stranger's chat now, and was told so.",
            channel=channel,
            name=person.name,
        )
    )


def _still_holds(desk: Desk, invitation: Invitation) -> bool:
    """Tell whether whoever made it may invite this person now: since then either may have got
    another role.
    """
    if invitation.invited_by in (
        None,
        invitation.person_id,
    ):  # made on the command line, or for one's own browser
        return True
    return may_invite(
        roles_of(desk.session, invitation.invited_by or 0),
        roles_of(desk.session, invitation.person_id),
    )


def _roles(desk: Desk, person: Person) -> list[Message]:
    lines = []
    for held in desk.session.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)):
        unit = desk.session.get(Unit, held.unit_id) if held.unit_id else None
        name = ROLE_NAMES[Role(held.role)]
        lines.append(_("{role}, {unit}", role=name, unit=unit.name) if unit else name)
    return lines


def speak_language(desk: Desk, command: SpeakLanguage) -> Receipt:
    """Set the chat's language."""
    chat = desk.session.get(Chat, desk.actor.chat_id)
    if chat is not None and command.language in LANGUAGES:
        chat.language = command.language
        desk.session.add(chat)
    return Receipt(_("We speak English now."), (Button(_("Menu"), "menu"),))
