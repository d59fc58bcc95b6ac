"""People and their chats: joining by a one-time code, the language, who is behind a chat."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from casework.desk import Actor, Desk
from casework.notices import Receipt
from casework.people.bindings import (
    MENU,
    UNBOUND,
    channel_of,
    is_by_roster,
    release,
)
from casework.people.commands import SpeakLanguage, Unbind
from casework.refusals import Refused
from locales import LANGUAGES, Button, Message, _
from rules.permissions import HELD_IN_UNIT, Role, may_invite
from storage.queries.chats import Standing
from storage.tables import Chat, Person, RoleHeld

_WHO = (  # built once: every message asks
    select(Person.id, Person.name, RoleHeld.role, RoleHeld.unit_id)
    .outerjoin(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
    .where(col(Person.id).in_(bindparam("_persons", expanding=True)), col(Person.active).is_(True))
)


Known = tuple[str, frozenset[tuple[Role, int | None]]]  # somebody's name and roles


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


def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    """Return the roles that somebody holds now."""
    known = look_up(session, [person_id])[person_id]
    return frozenset(role for role, _unit in known[1]) if known is not None else frozenset()


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
    release(desk.session, chat, desk.now, quietly=here, by=desk.actor.person_id)
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


def speak_language(desk: Desk, command: SpeakLanguage) -> Receipt:
    """Set the chat's language."""
    chat = desk.session.get(Chat, desk.actor.chat_id)
    if chat is not None and command.language in LANGUAGES:
        chat.language = command.language
        desk.session.add(chat)
    return Receipt(_("We speak English now."), (Button(_("Menu"), "menu"),))
