"""Photos of a ticket or a task: the newest nine on the card, all of them nine at a time, numbered
in one order.
"""

from __future__ import annotations

from collections.abc import Sequence

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.events import history
from casework.tickets.merge import merged_of
from handlers.kit.pages import asked_page, turn
from handlers.tickets.history import ANSWERS, OUTSIDE, approved_answers
from locales import Button, Message, _
from rules.lifecycle import Party
from storage.queries.tickets import evidence_of
from storage.tables import Evidence, Ticket
from talk import Talk

SIZE = 9  # in one message
PROOF = ("answer", "excuse", "former")


def photos(talk: Talk, desk: Desk) -> None:
    """Anyone concerned looks at all photos of a ticket: what was reported, then the unit's proof."""
    number, asked = asked_page(talk.argument)
    found = get_visible_ticket(desk, number)
    pictures = pictures_of(desk, found, parties_of(desk, found))
    proof = sum(each.role in PROOF for each in pictures)
    reported = len(pictures) - proof
    parts = [
        _("Reported: {span}", span=span(1, reported)),
        _("Proof: {span}", span=span(reported + 1, len(pictures))),
    ]
    lines = [_("{number}: all photos", number=found.number), *(parts if reported and proof else [])]
    opened = Button(_("Open {number}", number=found.number), "ticket", found.number)
    say_photos(talk, "photos", found.number, asked, pictures, lines, opened)


def say_photos(
    talk: Talk,
    name: str,
    about: str,
    asked: int,
    pictures: Sequence[Evidence],
    lines: list[Message],
    opened: Button,
) -> None:
    """Say the page asked for; the conversation `name` about `about` says the next."""
    if not pictures:
        return talk.say(_("There is no photo to show."), opened)
    page = turn(pictures, name, about, asked, SIZE)
    lines.append(shown(page.first, page.first + len(page.items) - 1, page.total))
    return talk.say(
        _("{lines}", lines=lines), *page.more, opened, photos=[each.id or 0 for each in page.items]
    )


def merged(desk: Desk, found: Ticket, parties: frozenset[Party]) -> list[Ticket]:
    """Return what was merged into it; another complainant's words are for those who deal with it
    only.
    """
    return (
        merged_of(desk, found)
        if parties & {Party.OFFICE, Party.UNIT, Party.CUSTODIAN, Party.LEADER}
        else []
    )


def pictures_of(desk: Desk, found: Ticket, parties: frozenset[Party]) -> list[Evidence]:
    """Return the photos that can be shown, the reported ones, then proof: of the ticket, and what
    these parties see of others.
    """
    own = [each for each in evidence_of(desk.session, found) if each.state == "kept"]
    others = merged(desk, found, parties)
    theirs = [
        each
        for other in others
        for each in evidence_of(desk.session, other)
        if each.state == "kept"
    ]
    reported = [each for each in (*own, *theirs) if each.role not in PROOF]
    proof = [each for each in own if each.role in PROOF]
    return [*reported, *(_approved(desk, found, proof) if parties == OUTSIDE else proof)]


def _approved(desk: Desk, found: Ticket, proof: Sequence[Evidence]) -> list[Evidence]:
    """Return the proof that was there when the office last approved an answer, but that of an
    earlier unit.
    """
    events = history(desk.session, found)
    until = max((each.seq for each in approved_answers(events)), default=0)
    sent = {
        photo
        for each in events
        if each.name in ANSWERS and each.seq <= until
        for photo in each.note.get("photos", ())
    }
    return [each for each in proof if each.id in sent and each.role != "former"]


def newest(pictures: Sequence[Evidence]) -> tuple[list[int], list[Message]]:
    """Return the ids of those that a card shows, and the line that says so where it leaves some
    out.
    """
    ids = [each.id or 0 for each in pictures]
    left_out = max(0, len(ids) - SIZE)
    return ids[-SIZE:], [shown(left_out + 1, len(ids), len(ids))] if left_out else []


def shown(first: int, last: int, count: int) -> Message:
    """Say which of the photos are shown."""
    return _("Photos shown: {span} of {count}", span=span(first, last), count=count)


def span(first: int, last: int) -> Message:
    """Return the numbers from the first to the last."""
    return (
        _("{number}", number=first)
        if first == last
        else _("{first} to {last}", first=first, last=last)
    )
