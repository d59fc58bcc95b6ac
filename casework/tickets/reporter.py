"""What those who reported do: add, supply, rate, ask for reopening, withdraw and write."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt, bare
from casework.refusals import AlreadyDone, NothingGiven, OthersDepend, TooLate, TooManyPhotos
from casework.tickets.access import parties_of
from casework.tickets.attachments import attach
from casework.tickets.commands import AskReopening, Rate, Relay, Supply, Withdraw
from casework.tickets.deadline import resume_clock
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import _
from rules import limits
from rules.lifecycle import Party, SomethingMissing, State
from storage.queries.units import unit_names
from storage.tables import Evidence, Ticket


def supply(desk: Desk, command: Supply) -> Receipt:
    """Add words or photos; when the unit had asked, its clock goes on."""
    if not command.words and not command.photos:
        raise NothingGiven
    ticket = lock_ticket(desk, command)
    was_waiting = ticket.state == State.WAITING
    step = "supply" if was_waiting else "add"
    note = {"words": command.words, "photos": list(command.photos)}
    apply_transition(desk, ticket, step, note, by_receipt=command.by_receipt)
    _check_photo_limit(desk, ticket, len(command.photos))
    attach(desk, ticket, command.photos, "supply", stamp_place=_place_to_stamp(desk, ticket))
    if was_waiting:
        resume_clock(desk, ticket)
    event = "supplied" if was_waiting else "added"
    return tell(desk, ticket, event, words=bare(command.words), photos=command.photos)


def rate(desk: Desk, command: Rate) -> Receipt:
    """Rate the result within two weeks, once."""
    if not 1 <= command.score <= 5:
        raise SomethingMissing(_("Please rate from 1 to 5."), "score")
    ticket = lock_ticket(desk, command)
    check_rating_time(desk, ticket)
    given = {"score": command.score, "words": command.words}
    apply_transition(desk, ticket, "rate", given, by_receipt=command.by_receipt)
    ticket.rating = command.score
    receipt = tell(desk, ticket, "rated", **given)
    if command.reopening:
        return _ask_reopening(desk, ticket, command.reopening, by_receipt=command.by_receipt)
    return receipt


def ask_reopening(desk: Desk, command: AskReopening) -> Receipt:
    """Ask for reopening, with a reason."""
    ticket = lock_ticket(desk, command)
    return _ask_reopening(desk, ticket, command.reason, by_receipt=command.by_receipt)


def withdraw(desk: Desk, command: Withdraw) -> Receipt:
    """Withdraw what is not assigned yet, unless others were merged into it: theirs goes on."""
    ticket = lock_ticket(desk, command)
    if desk.session.exec(select(Ticket).where(Ticket.main_id == ticket.id)).first() is not None:
        text = _("Others reported the same matter as {number}; it can no longer be withdrawn.")
        raise OthersDepend(text.given(number=ticket.number))
    note = {"reason": command.reason}
    apply_transition(desk, ticket, "withdraw", note, by_receipt=command.by_receipt)
    return tell(desk, ticket, "withdrawn", reason=bare(command.reason))


def relay(desk: Desk, command: Relay) -> Receipt:
    """Pass words on between the office and the reporter, as a copy that shows no account."""
    ticket = lock_ticket(desk, command)
    is_from_office = Party.OFFICE in parties_of(desk, ticket, by_receipt=command.by_receipt)
    note = {"words": command.words}
    apply_transition(desk, ticket, "relay", note, by_receipt=command.by_receipt)
    return tell(desk, ticket, "relayed", words=command.words, from_office=is_from_office)


def check_rating_time(desk: Desk, ticket: Ticket, *, again: bool = False) -> None:
    """Refuse to have the result rated twice or too late.

    `again` is to ask for reopening, which may follow a rating.
    """
    if rating_is_over(desk, ticket):
        text = _("{number} could be rated within {days} days; that time is over.")
        raise TooLate(text.given(number=ticket.number, days=limits.RATING_DAYS))
    if ticket.state == State.RESOLVED and ticket.rating is not None and not again:
        raise AlreadyDone(_("{number} is rated already. Thank you.", number=ticket.number))


def rating_is_over(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether the time is over in which the result could be rated, or reopening asked for."""
    if ticket.state != State.RESOLVED or ticket.resolved_at is None:
        return False
    return desk.now > ticket.resolved_at + timedelta(days=limits.RATING_DAYS)


def _ask_reopening(desk: Desk, ticket: Ticket, reason: str, *, by_receipt: bool) -> Receipt:
    check_rating_time(desk, ticket, again=True)
    apply_transition(desk, ticket, "ask_reopening", {"reason": reason}, by_receipt=by_receipt)
    return tell(desk, ticket, "reopening_asked", reason=reason)


def _check_photo_limit(desk: Desk, ticket: Ticket, more: int) -> None:
    """What is added counts together with what was reported: a ticket is no store for pictures."""
    most = desk.bureau.photos_per_ticket
    theirs = (Evidence.ticket_id == ticket.id, col(Evidence.role).in_(("report", "supply")))
    there = len(desk.session.exec(select(Evidence.id).where(*theirs)).all())
    if there + more > most:
        text = _(
            "{number} takes {most} photos from its reporter, and {there} are there. "
            "Please choose the ones that matter."
        )
        raise TooManyPhotos(text.given(number=ticket.number, most=most, there=there))


def _place_to_stamp(desk: Desk, ticket: Ticket) -> str | None:
    """Return the place that an inspector's photos are stamped with; a complainant's are not."""
    if ticket.track != "finding":
        return None
    return ticket.place or unit_names(desk.session).get(ticket.unit_id or 0, "")
