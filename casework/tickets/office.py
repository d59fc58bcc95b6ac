"""What the office does: accept, decline, rule, check, reopen, close."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt, bare
from casework.refusals import AlreadyDone, TooEarly
from casework.tickets.access import get_visible_ticket
from casework.tickets.assign import send_to_unit
from casework.tickets.audience import (
    handling_name,
    open_button,
    tell_reporter,
    tell_unit,
)
from casework.tickets.commands import (
    Accept,
    Approve,
    Close,
    Decline,
    Reopen,
    RuleOnTime,
    SendBack,
    Uphold,
)
from casework.tickets.deadline import compute_deadline, lapse_requests, promised, start_clock
from casework.tickets.events import history
from casework.tickets.merge import pictures_of_result, with_merged
from casework.tickets.transition import apply_transition
from locales import _
from rules import limits
from rules.actions import action_button
from rules.lifecycle import State
from storage.tables import Extension


def accept(desk: Desk, command: Accept) -> Receipt:
    """Take a complaint up."""
    ticket = apply_transition(desk, "accept", command.number)
    ticket.responded_at = desk.now
    tell_reporter(
        desk,
        ticket,
        _("Your complaint {number} is taken up.", number=ticket.number),
        [open_button(ticket.number)],
    )
    text = _("{number} is accepted. Assign it to a unit next.", number=ticket.number)
    return Receipt(text, (action_button("assign", ticket.number), open_button(ticket.number)))


def decline(desk: Desk, command: Decline) -> Receipt:
    """Decline a complaint, saying why and where to turn instead."""
    given = {"reason": command.reason, "elsewhere": command.elsewhere}
    ticket = apply_transition(desk, "decline", command.number, given)
    ticket.responded_at = desk.now
    text = _(
        "Your complaint {number} is not taken up: {reason}\nPlease turn to: {elsewhere}"
    ).given(**given)
    for each in with_merged(desk, ticket):
        tell_reporter(desk, each, text.given(number=each.number))
    return Receipt(_("{number} is declined. The reporter reads the reason.", number=ticket.number))


def rule_on_time(desk: Desk, command: RuleOnTime) -> Receipt:
    """Grant or refuse more time."""
    ticket = get_visible_ticket(desk, command.number, lock=True)
    open_ones = (Extension.ticket_id == ticket.id, col(Extension.granted).is_(None))
    asked = desk.session.exec(select(Extension).where(*open_ones)).first()
    if asked is None:
        raise AlreadyDone(_("No request for more time is open on {number}.", number=ticket.number))
    name = "grant_time" if command.granted else "refuse_time"
    apply_transition(desk, name, command.number, {"days": asked.days, "reason": command.reason})
    asked.granted, asked.ruling, asked.ruled_at = command.granted, command.reason, desk.now
    desk.session.add(asked)
    desk.session.flush()
    if not command.granted:
        text = _(
            "{number}: more time is refused: {reason}", number=ticket.number, reason=command.reason
        )
        tell_unit(desk, ticket, text, [open_button(ticket.number)])
        return Receipt(text)
    compute_deadline(desk, ticket)
    text = _(
        "{number}: {days} more working days are granted. New deadline: {promised}.",
        number=ticket.number,
        days=asked.days,
    )
    text = text.given(promised=promised(ticket))
    tell_unit(desk, ticket, text, [open_button(ticket.number)])
    longer = _(
        "{number} takes {days} more working days. New deadline: {promised}.",
        number=ticket.number,
        days=asked.days,
    )
    tell_reporter(
        desk, ticket, longer.given(promised=promised(ticket)), [open_button(ticket.number)]
    )
    return Receipt(text)


def send_back(desk: Desk, command: SendBack) -> Receipt:
    """Return an answer that does not do; the deadline is not reset."""
    ticket = apply_transition(desk, "send_back", command.number, {"reason": command.reason})
    text = _(
        "{number}: your answer is returned: {reason}\nDeadline unchanged: {promised}.",
        number=ticket.number,
        reason=command.reason,
    )
    again = action_button("answer", ticket.number, _("Answer again"))
    tell_unit(
        desk, ticket, text.given(promised=promised(ticket)), [again, open_button(ticket.number)]
    )
    return Receipt(
        _("{number} is returned to {unit}.", number=ticket.number, unit=handling_name(desk, ticket))
    )


def approve(desk: Desk, command: Approve) -> Receipt:
    """Approve the answer: a complaint is resolved and may be rated, a finding is closed in the same
    step.
    """
    ticket = apply_transition(desk, "approve", command.number)
    ticket.resolved_at = desk.now
    lapse_requests(desk, ticket)
    photos = pictures_of_result(desk, ticket)
    excuse, measure = (
        (ticket.answer or {}).get("excuse", ""),
        (ticket.answer or {}).get("measure", ""),
    )
    if ticket.track == "finding":
        ticket.closed_at = desk.now
        for each in with_merged(desk, ticket):
            done = _(
                "{number} is closed. What was done: {measure}", number=each.number, measure=measure
            )
            done = (
                _("{number} is closed; it was excused: {excuse}", number=each.number, excuse=excuse)
                if excuse
                else done
            )
            tell_reporter(desk, each, done, [open_button(each.number)], photos)
        tell_unit(
            desk,
            ticket,
            _("{number}: your answer is approved and the ticket is closed.", number=ticket.number),
        )
        return Receipt(_("{number} is approved and closed.", number=ticket.number))
    buttons = [action_button("rate", ticket.number), open_button(ticket.number)]
    for each in with_merged(desk, ticket):
        done = _(
            "{number} is resolved. What was done: {measure}\nAre you content? You can say "
            "so within {days} days."
        )
        done = (
            done if each is ticket else _("{number} is resolved. What was done: {measure}")
        )  # it is the main one's to be rated
        done = done.given(number=each.number, measure=measure, days=limits.RATING_DAYS)
        tell_reporter(
            desk, each, done, buttons if each is ticket else [open_button(each.number)], photos
        )
    tell_unit(desk, ticket, _("{number}: your answer is approved.", number=ticket.number))
    return Receipt(
        _("{number} is resolved; the reporter may rate it.", number=ticket.number),
        (open_button(ticket.number),),
    )


def reopen(desk: Desk, command: Reopen) -> Receipt:
    """Grant reopening: back to the unit with a fresh clock."""
    ticket = apply_transition(desk, "reopen", command.number)
    ticket.resolved_at, ticket.taken_by, ticket.rating = (
        None,
        None,
        None,
    )  # the new result may be rated anew
    start_clock(desk, ticket)
    asked = [
        str(each.note.get("reason", ""))
        for each in history(desk.session, ticket)
        if each.name == "reopening_asked"
    ]
    text = _(
        "Reopened: {number}, {kind}. Deadline: {promised}.\nNot settled, says the "
        "reporter: {reason}\n{words}"
    )
    send_to_unit(desk, ticket, text.given(reason=bare(asked[-1])))
    tell_reporter(
        desk,
        ticket,
        _(
            "{number} is reopened. Deadline: {promised}.",
            number=ticket.number,
            promised=promised(ticket),
        ),
    )
    return Receipt(
        _(
            "{number} is reopened and back with {unit}.",
            number=ticket.number,
            unit=handling_name(desk, ticket),
        )
    )


def uphold(desk: Desk, command: Uphold) -> Receipt:
    """Uphold the result against a request to reopen; the complainant is not asked again."""
    ticket = apply_transition(desk, "uphold", command.number, {"reason": command.reason})
    ticket.upheld, ticket.closed_at = True, desk.now
    text = _(
        "{number}: the result is upheld and the ticket is closed: {reason}", reason=command.reason
    )
    for each in with_merged(desk, ticket):
        tell_reporter(desk, each, text.given(number=each.number))
    tell_unit(desk, ticket, text.given(number=ticket.number))
    return Receipt(text.given(number=ticket.number))


def close(desk: Desk, command: Close) -> Receipt:
    """Close a resolved complaint, once it was rated or the time for rating is over."""
    ticket = get_visible_ticket(desk, command.number, lock=True)
    if ticket.state == State.RESOLVED and ticket.rating is None and ticket.resolved_at:
        until = ticket.resolved_at + timedelta(days=limits.RATING_DAYS)
        if desk.now < until:
            day = until.astimezone(desk.bureau.zone).date()
            raise TooEarly(
                _(
                    "{number}: the reporter may still rate it until {day}. Close it then.",
                    number=ticket.number,
                    day=day,
                )
            )
    apply_transition(desk, "close", command.number)
    ticket.closed_at = desk.now
    for each in with_merged(desk, ticket):
        tell_reporter(
            desk,
            each,
            _("{number} is closed. Thank you.", number=each.number),
            [open_button(each.number)],
        )
    tell_unit(desk, ticket, _("{number} is closed.", number=ticket.number))
    return Receipt(_("{number} is closed.", number=ticket.number))
