"""What a ticket's card tells of who reported it, and of where and when its photos were taken."""

from __future__ import annotations

from casework.desk import Desk
from handlers.tickets.photos import pictures_of
from locales import Message, _
from rules.lifecycle import Party
from storage.tables import Evidence, Origin, Person, Reporter, Ticket

OVERSEERS = frozenset({Party.OFFICE, Party.CUSTODIAN})


def reporter_lines(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Message]:
    """Return the name of who reported, and how it was given, as far as these parties may read.

    Whoever oversees the ticket reads an inspector's name, a complainant's name and telephone number
    given openly, and of others only that they stay unnamed. The unit reads an open name alone.
    """
    oversees = bool(parties & OVERSEERS)
    inspector = desk.session.get(Person, ticket.inspector_id) if ticket.inspector_id else None
    if inspector is not None:
        return [_("Inspector: {name}", name=inspector.name)] if oversees else []
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is None:
        return []
    if reporter.level != "named":
        return [_unnamed(reporter)] if oversees else []
    return _named(reporter, parties)


def _named(reporter: Reporter, parties: frozenset[Party]) -> list[Message]:
    if parties & OVERSEERS:
        named = f"{reporter.name or '-'} {reporter.contact}".strip()
        return [_("Reported by: {name}", name=named)]
    if Party.UNIT in parties:
        return [_("Reported by: {name}", name=reporter.name or "-")]
    return []


def _unnamed(reporter: Reporter) -> Message:
    if reporter.level == "confidential":
        return _("Reported in confidence")
    return _("Reported anonymously")


def origin_lines(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Message]:
    """Return when and where the photos were taken: of whoever stays unnamed, to the custodian."""
    reporter = desk.session.get(Reporter, ticket.id)
    is_open = reporter is None or reporter.level == "named"
    if not desk.actor.may("see_origin" if is_open else "reveal"):
        return []
    lines = []
    for place, photo in enumerate(pictures_of(desk, ticket, parties), 1):
        origin = _origin_of(desk, ticket, photo)
        if origin is not None:
            lines.append(_origin_line(place, origin))
    return lines


def _origin_of(desk: Desk, ticket: Ticket, photo: Evidence) -> Origin | None:
    """Return what the photo itself carried, if it is this ticket's own and carried anything."""
    origin = desk.session.get(Origin, photo.id) if photo.ticket_id == ticket.id else None
    if origin is None or (origin.taken_at is None and origin.latitude is None):
        return None
    return origin


def _origin_line(place: int, origin: Origin) -> Message:
    where = ""
    if origin.latitude is not None:
        where = f"{origin.latitude:.5f}, {origin.longitude:.5f}"
    if origin.taken_at is None:
        return _("Photo {place} taken at {where}", place=place, where=where)
    if not where:
        return _("Photo {place} taken {at}", place=place, at=origin.taken_at)
    line = _("Photo {place} taken {at}, at {where}", place=place, at=origin.taken_at)
    return line.given(where=where)
