"""The custodian's key: its public half is given to the program, the other never leaves them."""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import tell_person
from casework.people.links import open_link, write_link
from casework.refusals import Refused
from casework.tickets.identity import seal_identity
from locales import Message, _
from rules.permissions import Role
from storage.identity.sealed_box import fingerprint, is_public_key
from storage.queries.identity_keys import add_key, current_key, not_sealed
from storage.queries.units import holders_of
from storage.tables import Person, Ticket

PAGE = "custodian-key"  # where it is made
TOLD = (Role.CUSTODIAN, Role.ADMIN, Role.LEADER)


class NoKey(Refused):
    """This cannot be a public key."""


def key_link(desk: Desk) -> str:
    """Return the address under which the actor may make a key for a while."""
    return write_link(desk, PAGE, 0)


def may_make_key(desk: Desk, token: str) -> bool:
    """Tell whether the link is good, and its owner, who is at the desk then, a custodian."""
    return open_link(desk, PAGE, token) is not None and desk.actor.may("reveal")


def current_in_words(desk: Desk) -> Message:
    """Say whether identities are sealed, and with which key."""
    key = current_key(desk.session)
    if key is None:
        return _(
            "There is no key yet. The names and telephone numbers of who complains in "
            "confidence are kept as they are: whoever has the server or a backup can read them."
        )
    made_by = desk.session.get_one(Person, key.made_by).name
    return _(
        "Who complains in confidence is sealed with the key {key}, made by {name} on {day}.",
        key=fingerprint(key.public),
        name=made_by,
        day=key.made_at.astimezone(desk.bureau.zone).date(),
    )


def use_key(desk: Desk, public: str) -> int:
    """Seal with this key from now on, and all that is not sealed yet; returns how many those are.

    Custodians, administrators and leaders are told: a key that nobody expected shows.
    """
    if not is_public_key(public):
        raise NoKey(_("This is no key. Please make it anew on the page."))
    key = current_key(desk.session)
    if key is not None and key.public == public:  # sent twice
        return 0
    key = add_key(desk.session, public, desk.actor.person_id or 0, desk.now)
    waiting = not_sealed(desk.session)
    for reporter in waiting:
        seal_identity(desk, desk.session.get_one(Ticket, reporter.ticket_id), reporter)
        desk.session.add(reporter)
    told = _(
        "{name} has made a new key for who complains in confidence: {key}. From now on nobody but "
        "its owner can open who complained. If you did not expect this, speak with them at once.",
        name=desk.actor.name,
        key=fingerprint(public),
    )
    for person in dict.fromkeys(
        person for role in TOLD for person in holders_of(desk.session, role.value, None)
    ):
        tell_person(desk, person, told)
    return len(waiting)
