"""Merging (并案): a ticket goes into another of the same matter; what was reported with it is read
there from then on.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.tickets.access import get_visible_ticket
from casework.tickets.audience import open_button, tell_reporter, tell_unit
from casework.tickets.commands import Merge
from casework.tickets.deadline import lapse_requests
from casework.tickets.events import history, record
from casework.tickets.transition import apply_transition
from locales import _
from rules.lifecycle import OPEN, WITH_UNIT, Party, SomethingMissing, State
from storage.queries.accused import about_the_same
from storage.tables import Evidence, Ticket


def merge(desk: Desk, command: Merge) -> Receipt:
    """Merge the ticket into another that is open; its complainant hears of the other's result."""
    main = get_visible_ticket(desk, command.main, lock=True)
    if command.number.strip().upper() == main.number or State(main.state) not in OPEN:
        raise SomethingMissing(_("A ticket can be merged only into another open one."), "main")
    ticket = get_visible_ticket(desk, command.number, lock=True)
    alike = (ticket.track, ticket.restricted, ticket.about_id) == (
        main.track,
        main.restricted,
        main.about_id,
    )
    if not alike or not about_the_same(desk.session, ticket, [main]):
        raise SomethingMissing(_("Only tickets of the same sort can be merged."), "main")
    over = _(
        "{number} is dealt with together with another report of the same matter; it needs "
        "no answer any more."
    )
    tell_unit(desk, ticket, over.given(number=ticket.number), is_over=True)
    apply_transition(desk, "merge", command.number, {"main": main.number})
    lapse_requests(desk, ticket)
    moved = with_merged(desk, ticket)
    for each in moved:
        each.main_id = main.id
        desk.session.add(each)
    record(desk, main, "joined", None, {"other": ticket.number}, Party.OFFICE)
    _tell_unit_of_main(desk, main, moved)
    _tell_merged(desk, main, moved)
    return Receipt(
        _("{number} is merged into {main}.", number=ticket.number, main=main.number),
        (open_button(main.number),),
    )


def merged_of(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the tickets that were merged into this one, the oldest first."""
    return list(
        desk.session.exec(
            select(Ticket).where(Ticket.main_id == ticket.id).order_by(col(Ticket.id))
        )
    )


def with_merged(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the ticket and all that were merged into it: every complainant hears of the result."""
    return [ticket, *merged_of(desk, ticket)]


def words_reported(desk: Desk, ticket: Ticket) -> str:
    """Return what was written with the ticket and added to it later, a line each."""
    added = [
        str(each.note.get("words", ""))
        for each in history(desk.session, ticket)
        if each.name in ("added", "supplied")
    ]
    return "\n".join(each for each in (ticket.words, ticket.place, *added) if each)


def photos_reported(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of the photos that came with the report or were added to it later."""
    return _pictures(desk, ticket, "report", "supply")


def proof_of(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of the photos that came with the answer; a leave slip shows that nothing had
    to be answered, and is none.
    """
    return _pictures(desk, ticket, "answer")


def lay_aside_proof(desk: Desk, ticket: Ticket) -> None:
    """Let the photos of the unit that had the ticket prove nothing for the next one; they stay on
    the card.
    """
    had = (col(Evidence.ticket_id) == ticket.id, col(Evidence.role).in_(("answer", "excuse")))
    desk.session.execute(update(Evidence).where(*had).values(role="former"))


def pictures_of_result(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of the photos that go with the result: the proof of the answer that holds, or
    of its excuse.
    """
    return _pictures(desk, ticket, "excuse" if "excuse" in (ticket.answer or {}) else "answer")


def _pictures(desk: Desk, ticket: Ticket, *roles: str) -> list[int]:
    had = col(Evidence.state).in_(("pending", "kept"))
    theirs = (Evidence.ticket_id == ticket.id, col(Evidence.role).in_(roles), had)
    return [
        each or 0
        for each in desk.session.exec(select(Evidence.id).where(*theirs).order_by(col(Evidence.id)))
    ]


def _tell_unit_of_main(desk: Desk, main: Ticket, moved: list[Ticket]) -> None:
    """The unit that works on the main ticket reads what else was reported of the matter."""
    if State(main.state) not in WITH_UNIT | {State.ANSWERED}:
        return
    words = "\n".join(said for each in moved if (said := words_reported(desk, each))) or _(
        "(no words; see the photos)"
    )
    photos = [photo for each in moved for photo in photos_reported(desk, each)]
    text = _(
        "{number}: another report of the same matter has joined it: {words}",
        number=main.number,
        words=words,
    )
    tell_unit(desk, main, text, [open_button(main.number)], photos)


def _tell_merged(desk: Desk, main: Ticket, moved: list[Ticket]) -> None:
    """Tell those whose tickets go into the main one that they will hear of its result, or the
    result when it is out already.
    """
    measure = (main.answer or {}).get("measure", "")
    if main.resolved_at is None or not measure:
        text = _(
            "Your {number} is dealt with together with another report of the same matter; "
            "you will hear of the result."
        )
        tell_reporter(desk, moved[0], text.given(number=moved[0].number))
        return
    text = _(
        "Your {number} was dealt with together with another report of the same matter. "
        "What was done: {measure}"
    )
    for each in moved:
        told = text.given(number=each.number, measure=measure)
        tell_reporter(desk, each, told, [open_button(each.number)], proof_of(desk, main))
