"""What those who reported do: add, supply, rate, ask for reopening, withdraw; and words relayed
between them and the office.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt, bare
from casework.refusals import AlreadyDone, NothingGiven, OthersDepend, TooLate, TooManyPhotos
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.attachments import attach
from casework.tickets.audience import open_button, tell_office, tell_reporter, tell_unit
from casework.tickets.commands import AskReopening, Rate, Relay, Supply, Withdraw
from casework.tickets.deadline import resume_clock
from casework.tickets.transition import apply_transition
from locales import Message, _
from rules import limits
from rules.actions import action_button
from rules.lifecycle import WITH_UNIT, Party, SomethingMissing, State
from storage.queries.units import unit_names
from storage.tables import Evidence, Ticket


def supply(desk: Desk, command: Supply) -> Receipt:
    """Add words or photos; when the unit had asked, its clock goes on."""
    if not command.words and not command.photos:
        raise NothingGiven
    waiting = get_visible_ticket(desk, command.number, by_receipt=command.by_receipt, lock=True)
    name = "supply" if waiting.state == State.WAITING else "add"
    given = {"words": command.words, "photos": list(command.photos)}
    ticket = apply_transition(desk, name, command.number, given, by_receipt=command.by_receipt)
    _check_photo_limit(desk, ticket, len(command.photos))
    place = ticket.place or unit_names(desk.session).get(ticket.unit_id or 0, "")
    attach(
        desk,
        ticket,
        command.photos,
        "supply",
        stamp_place=place if ticket.track == "finding" else None,
    )
    if name == "supply":
        resume_clock(desk, ticket)
    text = _added(ticket, bare(command.words), len(command.photos))
    if State(ticket.state) in WITH_UNIT:
        tell_unit(desk, ticket, text, [open_button(ticket.number)], command.photos)
    else:
        tell_office(desk, ticket, text, [open_button(ticket.number)])
    return Receipt(
        _("Added to {number}. Thank you.", number=ticket.number), (open_button(ticket.number),)
    )


def _added(ticket: Ticket, words: str, photos: int) -> Message:
    """Return what the notice says of words and photos that were added, and by whom."""
    only, said = (
        _("{number}: the reporter adds photos: {count}"),
        _("{number}: the reporter adds: {words}"),
    )
    if ticket.track == "finding":
        only, said = (
            _("{number}: the inspector adds photos: {count}"),
            _("{number}: the inspector adds: {words}"),
        )
    if not words:
        return only.given(number=ticket.number, count=photos)
    said = said.given(number=ticket.number, words=words)
    return _("{said}\nPhotos: {count}", said=said, count=photos) if photos else said


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


def rate(desk: Desk, command: Rate) -> Receipt:
    """Rate the result within two weeks, once."""
    if not 1 <= command.score <= 5:
        raise SomethingMissing(_("Please rate from 1 to 5."), "score")
    check_rating_time(
        desk, get_visible_ticket(desk, command.number, by_receipt=command.by_receipt, lock=True)
    )
    given = {"score": command.score, "words": command.words}
    ticket = apply_transition(desk, "rate", command.number, given, by_receipt=command.by_receipt)
    ticket.rating = command.score
    text = _("{number} was rated {score} of 5.", number=ticket.number, score=command.score)
    if command.words:
        text = _(
            "{number} was rated {score} of 5: {words}",
            number=ticket.number,
            score=command.score,
            words=command.words,
        )
    tell_office(desk, ticket, text, [open_button(ticket.number)])
    if command.reopening:
        return ask_reopening(
            desk, AskReopening(ticket.number, command.reopening, by_receipt=command.by_receipt)
        )
    thanks = _(
        "Thank you. Your rating of {number}: {score} of 5.",
        number=ticket.number,
        score=command.score,
    )
    if command.score >= limits.LOWEST_CONTENT_RATING:
        return Receipt(thanks)
    again = action_button("reopening", ticket.number)
    return Receipt(
        _("{thanks} If the matter is not settled, you can ask for reopening.", thanks=thanks),
        (again,),
    )


def ask_reopening(desk: Desk, command: AskReopening) -> Receipt:
    """Ask for reopening, with a reason."""
    check_rating_time(
        desk,
        get_visible_ticket(desk, command.number, by_receipt=command.by_receipt, lock=True),
        again=True,
    )
    ticket = apply_transition(
        desk,
        "ask_reopening",
        command.number,
        {"reason": command.reason},
        by_receipt=command.by_receipt,
    )
    text = _(
        "{number}: the reporter asks for reopening: {reason}",
        number=ticket.number,
        reason=command.reason,
    )
    tell_office(desk, ticket, text, [open_button(ticket.number)])
    tell_unit(
        desk,
        ticket,
        _(
            "{number}: the reporter is not content and asks for reopening. The office decides."
        ).given(number=ticket.number),
        [open_button(ticket.number)],
    )
    return Receipt(_("Your request to reopen {number} is with the office.", number=ticket.number))


def check_rating_time(desk: Desk, ticket: Ticket, *, again: bool = False) -> None:
    """Refuse to have the result rated twice or too late; `again` is to ask for reopening, which may
    follow a rating.
    """
    if rating_is_over(desk, ticket):
        raise TooLate(
            _(
                "{number} could be rated within {days} days; that time is over.",
                number=ticket.number,
                days=limits.RATING_DAYS,
            )
        )
    if ticket.state == State.RESOLVED and ticket.rating is not None and not again:
        raise AlreadyDone(_("{number} is rated already. Thank you.", number=ticket.number))


def rating_is_over(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether the time is over in which the result could be rated, or reopening asked for."""
    if ticket.state != State.RESOLVED or ticket.resolved_at is None:
        return False
    return desk.now > ticket.resolved_at + timedelta(days=limits.RATING_DAYS)


def withdraw(desk: Desk, command: Withdraw) -> Receipt:
    """Withdraw what is not assigned yet, unless others were merged into it: theirs goes on."""
    waiting = get_visible_ticket(desk, command.number, by_receipt=command.by_receipt, lock=True)
    if desk.session.exec(select(Ticket).where(Ticket.main_id == waiting.id)).first() is not None:
        raise OthersDepend(
            _(
                "Others reported the same matter as {number}; it can no longer be withdrawn.",
                number=waiting.number,
            )
        )
    ticket = apply_transition(
        desk, "withdraw", command.number, {"reason": command.reason}, by_receipt=command.by_receipt
    )
    text = _("{number} was withdrawn by its reporter.", number=ticket.number)
    if command.reason:
        text = _(
            "{number} was withdrawn by its inspector: {reason}",
            number=ticket.number,
            reason=bare(command.reason),
        )
    tell_office(desk, ticket, text, [open_button(ticket.number)])
    return Receipt(_("{number} is withdrawn.", number=ticket.number))


def relay(desk: Desk, command: Relay) -> Receipt:
    """Pass words on between the office and the reporter; what is passed on is a copy, no account
    shows.
    """
    ticket = get_visible_ticket(desk, command.number, by_receipt=command.by_receipt, lock=True)
    from_office = Party.OFFICE in parties_of(desk, ticket, by_receipt=command.by_receipt)
    apply_transition(
        desk, "relay", command.number, {"words": command.words}, by_receipt=command.by_receipt
    )
    reply = action_button("relay", ticket.number, _("Reply"))
    if from_office:
        text = _(
            "The office writes about {number}: {words}", number=ticket.number, words=command.words
        )
        tell_reporter(desk, ticket, text, [reply])
        return Receipt(_("Passed on to the reporter of {number}.", number=ticket.number))
    text = _("The reporter writes about {number}: {words}")
    if ticket.track == "finding":
        text = _("The inspector writes about {number}: {words}")
    text = text.given(number=ticket.number, words=command.words)
    tell_office(desk, ticket, text, [reply, open_button(ticket.number)])
    return Receipt(_("Passed on to the office."))
