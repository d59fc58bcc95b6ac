"""All photos of a ticket: what was reported, then the unit's proof."""

from __future__ import annotations

from collections.abc import Sequence

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.contents import merged_of
from casework.tickets.events import history
from handlers.kit.pages import asked_page
from handlers.kit.photo_pages import say_photos, span
from handlers.tickets.history import ANSWERS, OUTSIDE, approved_answers
from locales import Button, _
from rules.lifecycle import Party
from storage.queries.tickets import evidence_of
from storage.tables import Evidence, Ticket
from talk import Talk

PROOF_ROLES = frozenset({"answer", "excuse", "former"})
DEALING = frozenset({Party.OFFICE, Party.UNIT, Party.CUSTODIAN, Party.LEADER})


def show_photos(talk: Talk, desk: Desk) -> None:
    """Anyone concerned looks at all photos of a ticket: what was reported, then the proof."""
    number, asked = asked_page(talk.argument)
    ticket = get_visible_ticket(desk, number)
    pictures = pictures_of(desk, ticket, parties_of(desk, ticket))
    reported = [photo for photo in pictures if photo.role not in PROOF_ROLES]
    lines = [_("{number}: all photos", number=ticket.number)]
    if 0 < len(reported) < len(pictures):
        lines.append(_("Reported: {span}", span=span(1, len(reported))))
        lines.append(_("Proof: {span}", span=span(len(reported) + 1, len(pictures))))
    opened = Button(_("Open {number}", number=ticket.number), "ticket", ticket.number)
    say_photos(talk, "photos", ticket.number, asked, pictures, lines, opened)


def merged(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Ticket]:
    """Return what was merged into it; others' words are for those who deal with it only."""
    return merged_of(desk, ticket) if parties & DEALING else []


def pictures_of(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Evidence]:
    """Return the photos that these parties may see: what was reported, then proof."""
    own = _kept(desk, ticket)
    reported = [photo for photo in own if photo.role not in PROOF_ROLES]
    for other in merged(desk, ticket, parties):
        reported += [photo for photo in _kept(desk, other) if photo.role not in PROOF_ROLES]
    proof = [photo for photo in own if photo.role in PROOF_ROLES]
    if parties == OUTSIDE:
        proof = _approved(desk, ticket, proof)
    return [*reported, *proof]


def _kept(desk: Desk, ticket: Ticket) -> list[Evidence]:
    return [photo for photo in evidence_of(desk.session, ticket) if photo.state == "kept"]


def _approved(desk: Desk, ticket: Ticket, proof: Sequence[Evidence]) -> list[Evidence]:
    """Return the proof of this unit that was there when the office last approved an answer."""
    events = history(desk.session, ticket)
    last_approved = max((answer.seq for answer in approved_answers(events)), default=0)
    sent: set[int] = set()
    for event in events:
        if event.name in ANSWERS and event.seq <= last_approved:
            sent.update(event.note.get("photos", ()))
    return [photo for photo in proof if photo.id in sent and photo.role != "former"]
