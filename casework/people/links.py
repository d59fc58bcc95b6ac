"""Links to one thing for one person, good for a while; what may be read is checked when opened."""

from __future__ import annotations

import hmac
from datetime import timedelta

from casework.desk import Actor, Desk
from casework.people.accounts import look_up
from rules import limits


def write_link(desk: Desk, kind: str, thing: int) -> str:
    """Return the address under which the actor may open the thing for a while.

    `kind` is where the page stands: documents, identity ...
    """
    lifetime = timedelta(minutes=limits.LINK_MINUTES)
    until = int((desk.now + lifetime).timestamp())
    claim = f"{thing}-{desk.actor.person_id}-{until}"
    return f"{desk.bureau.public_url}/{kind}/{claim}-{_signature(desk, kind, claim)}"


def open_link(desk: Desk, kind: str, token: str) -> int | None:
    """Return the thing's id, with whom the link was made for at the desk.

    None when it is forged or over, or that person is in the roster no more.
    """
    claimed = _read_token(desk, kind, token)
    if claimed is None:
        return None
    thing, person_id = claimed
    known = look_up(desk.session, [person_id])[person_id]
    if known is None:
        return None
    desk.actor = Actor(None, person_id, *known)
    return thing


def _read_token(desk: Desk, kind: str, token: str) -> tuple[int, int] | None:
    """Return the thing's and the person's id, None when it is forged or over."""
    claim, _dash, signature = token.rpartition("-")
    parts = claim.split("-")
    if len(parts) != 3 or not all(map(_is_number, parts)):
        return None
    if not hmac.compare_digest(signature.encode(), _signature(desk, kind, claim).encode()):
        return None
    thing, person_id, until = map(int, parts)
    return None if until < desk.now.timestamp() else (thing, person_id)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12


def _signature(desk: Desk, kind: str, claim: str) -> str:
    return desk.bureau.keyed_hash(f"{kind} {claim}")[:32]
