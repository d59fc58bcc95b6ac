"""Import the persons of a roster, known by number: who they are, their accounts and their roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from casework.channels import RosterAccounts
from casework.people.events import record_about
from casework.people.roles import ask_for_role, drop_proposals, is_set_up
from casework.roster.rows import PersonRow, Roster
from casework.roster.summary import Count
from rules.permissions import BY_TWO, HELD_IN_UNIT, Role
from rules.text.spelling import normalise
from storage.outbox.removal import hide_what_was_sent
from storage.records import record_inserted
from storage.tables import Account, Chat, Invitation, Person, RoleHeld, Unit

Held = tuple[str, int | None]  # with its unit, None for the whole bureau
Roles = set[Held]


def import_persons(
    session: Session, roster: Roster, units: Mapping[str, Unit], count: Count, now: datetime
) -> None:
    """Import the persons; `units` are those stored, by normalised name."""
    persons = {person.key.casefold(): person for person in session.exec(select(Person))}
    # Who is out of use need not begin.
    wanted = [row for row in roster.persons if not row.disabled or row.key.casefold() in persons]
    before = {key: person.model_dump() for key, person in persons.items()}
    for row in wanted:
        key = row.key.casefold()
        if key not in persons:
            persons[key] = Person(key=row.key, name=row.name)
            session.add(persons[key])
    session.flush()
    changed = _set_accounts(session, wanted, persons, roster.accounts)
    changed |= _set_roles(session, wanted, persons, units, now)
    for row in wanted:
        key = row.key.casefold()
        _set_person(persons[key], row)
        is_changed = key in changed or before.get(key) != persons[key].model_dump()
        count.add(is_new=key not in before, is_changed=is_changed)
    gone = [persons[row.key.casefold()] for row in wanted if row.disabled]
    _end_invitations(session, gone, now)


def _set_person(person: Person, row: PersonRow) -> None:
    person.name = row.name
    if row.title is not None:
        person.title = row.title
    if row.phone is not None:
        person.phone = row.phone
    if row.disabled is not None:
        person.active = not row.disabled


def _set_accounts(
    session: Session,
    rows: Sequence[PersonRow],
    persons: Mapping[str, Person],
    kinds: Sequence[RosterAccounts],
) -> set[str]:
    """Write down the accounts; return the keys of persons whose accounts changed.

    What changes is taken away first, so that two persons may exchange theirs.
    """
    stored = {(held.person_id, held.channel): held for held in session.exec(select(Account))}
    new: list[Account] = []
    changed: set[str] = set()
    for kind in kinds:
        for row in rows:
            key = row.key.casefold()
            person_id = persons[key].id or 0
            account = row.accounts.get(kind.channel)
            before = stored.get((person_id, kind.channel))
            if account is None or account == (before.account if before is not None else ""):
                continue
            changed.add(key)
            if before is not None:
                session.delete(before)
            if account:
                new.append(_account(person_id, kind, account))
    session.flush()
    session.add_all(new)
    session.flush()
    return changed


def _account(person_id: int, kind: RosterAccounts, account: str) -> Account:
    folded = kind.fold(account)
    return Account(person_id=person_id, channel=kind.channel, account=account, folded=folded)


def _set_roles(
    session: Session,
    rows: Sequence[PersonRow],
    persons: Mapping[str, Person],
    units: Mapping[str, Unit],
    now: datetime,
) -> set[str]:
    """Make the roles those of the roster; return the keys of persons whose roles changed.

    Once the bureau is set up, a role that two people give waits for them.
    """
    waits = BY_TWO if is_set_up(session) else frozenset()
    held: dict[int, dict[tuple[str, int | None], RoleHeld]] = {}
    for role in session.exec(select(RoleHeld)):
        held.setdefault(role.person_id, {})[role.role, role.unit_id] = role
    new: list[dict[str, object]] = []
    changed: set[str] = set()
    for row in rows:
        person = persons[row.key.casefold()]
        person_id = person.id or 0
        before, roles = held.get(person_id, {}), _roles_of(row, units)
        names = {name for name, _at in before}
        asked = {(name, at) for name, at in roles if name in waits and name not in names}
        if _ask_for_roles(session, person, roles, asked, now):
            changed.add(row.key.casefold())
        roles -= asked
        if before.keys() != roles:
            changed.add(row.key.casefold())
        _note_changes(session, person_id, before.keys(), roles, now)
        for lost in before.keys() - roles:
            session.delete(before[lost])
        for name, at in sorted(roles - before.keys(), key=str):
            new.append({"person_id": person_id, "role": name, "unit_id": at})
    if new:
        made = session.scalars(insert(RoleHeld).returning(col(RoleHeld.id)), new)
        record_inserted(session, RoleHeld, [id_ or 0 for id_ in made])
    return changed


def _ask_for_roles(
    session: Session, person: Person, roles: Roles, asked: Roles, now: datetime
) -> bool:
    """Let the roles that are asked for wait for two people; False where none is new."""
    drop_proposals(session, person.id or 0, {name for name, _at in roles})
    new = [ask_for_role(session, person, Role(name), now) for name, _at in sorted(asked, key=str)]
    return any(new)


def _note_changes(
    session: Session, person_id: int, before: Iterable[Held], after: Iterable[Held], now: datetime
) -> None:
    """Write down which roles that two people give the roster itself gives and takes away."""
    had, has = ({name for name, _at in roles} & BY_TWO for roles in (before, after))
    for event, changed in (("role_given", has - had), ("role_taken", had - has)):
        for name in sorted(changed):
            record_about(session, now, event, person_id, None, {"role": str(name)})


def _roles_of(row: PersonRow, units: Mapping[str, Unit]) -> Roles:
    """Return the roles that the row gives."""
    roles: Roles = set()
    if row.disabled:
        return roles
    for role in row.roles:
        if role in HELD_IN_UNIT:
            roles |= {(str(role), units[normalise(name)].id) for name in row.units}
        else:
            roles.add((str(role), None))
    return roles


def _end_invitations(session: Session, persons: Iterable[Person], now: datetime) -> None:
    """End the open invitations of somebody who is out of use, and what their chats show."""
    for person in persons:
        hide_what_was_sent(session, col(Chat.person_id) == person.id)
        is_open = (
            col(Invitation.person_id) == person.id,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        session.execute(update(Invitation).where(*is_open).values(expires_at=now))
