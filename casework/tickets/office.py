"""What the office does: accept, decline, rule, check, reopen, close."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt, bare
from casework.refusals import AlreadyDone, TooEarly
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
from casework.tickets.deadline import compute_deadline, lapse_requests, start_clock
from casework.tickets.events import history
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import _
from rules import limits
from rules.lifecycle import State
from storage.tables import Extension, Ticket


def accept(desk: Desk, command: Accept) -> Receipt:
    """Take a complaint up."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "accept")
    ticket.responded_at = desk.now
    return tell(desk, ticket, "accepted")


def decline(desk: Desk, command: Decline) -> Receipt:
    """Decline a complaint, saying why and where to turn instead."""
    ticket = lock_ticket(desk, command)
    given = {"reason": command.reason, "elsewhere": command.elsewhere}
    apply_transition(desk, ticket, "decline", given)
    ticket.responded_at = desk.now
    return tell(desk, ticket, "declined", **given)


def rule_on_time(desk: Desk, command: RuleOnTime) -> Receipt:
    """Grant or refuse more time."""
    ticket = lock_ticket(desk, command)
    asked = _open_request(desk, ticket)
    given = {"days": asked.days, "reason": command.reason}
    step = "grant_time" if command.granted else "refuse_time"
    apply_transition(desk, ticket, step, given)
    asked.granted, asked.ruling, asked.ruled_at = command.granted, command.reason, desk.now
    desk.session.add(asked)
    desk.session.flush()
    if not command.granted:
        return tell(desk, ticket, "time_refused", **given)
    compute_deadline(desk, ticket)
    return tell(desk, ticket, "time_granted", **given)


def send_back(desk: Desk, command: SendBack) -> Receipt:
    """Return an answer that does not do; the deadline is not reset."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "send_back", {"reason": command.reason})
    return tell(desk, ticket, "sent_back", reason=command.reason)


def approve(desk: Desk, command: Approve) -> Receipt:
    """Approve the answer: a complaint is resolved and may be rated, a finding is closed at once."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "approve")
    ticket.resolved_at = desk.now
    if ticket.state == State.CLOSED:
        ticket.closed_at = desk.now
    lapse_requests(desk, ticket)
    return tell(desk, ticket, "approved", days=limits.RATING_DAYS)


def reopen(desk: Desk, command: Reopen) -> Receipt:
    """Grant reopening: back to the unit with a fresh clock."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "reopen")
    ticket.resolved_at, ticket.taken_by = None, None
    ticket.rating = None  # the new result may be rated anew
    start_clock(desk, ticket)
    return tell(desk, ticket, "reopened", reason=bare(_reason_to_reopen(desk, ticket)))


def uphold(desk: Desk, command: Uphold) -> Receipt:
    """Uphold the result against a request to reopen; the complainant is not asked again."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "uphold", {"reason": command.reason})
    ticket.upheld, ticket.closed_at = True, desk.now
    return tell(desk, ticket, "upheld", reason=command.reason)


def close(desk: Desk, command: Close) -> Receipt:
    """Close a resolved complaint, once it was rated or the time for rating is over."""
    ticket = lock_ticket(desk, command)
    _check_rating_is_over(desk, ticket)
    apply_transition(desk, ticket, "close")
    ticket.closed_at = desk.now
    return tell(desk, ticket, "closed")


def _open_request(desk: Desk, ticket: Ticket) -> Extension:
    """Return the request for more time that nobody has ruled on."""
    is_open = (Extension.ticket_id == ticket.id, col(Extension.granted).is_(None))
    asked = desk.session.exec(select(Extension).where(*is_open)).first()
    if asked is None:
        raise AlreadyDone(_("No request for more time is open on {number}.", number=ticket.number))
    return asked


def _reason_to_reopen(desk: Desk, ticket: Ticket) -> str:
    """Return why reopening was asked for the last time."""
    events = history(desk.session, ticket)
    asked = [event for event in events if event.name == "reopening_asked"]
    return str(asked[-1].note.get("reason", ""))


def _check_rating_is_over(desk: Desk, ticket: Ticket) -> None:
    if ticket.state != State.RESOLVED or ticket.rating is not None or ticket.resolved_at is None:
        return
    until = ticket.resolved_at + timedelta(days=limits.RATING_DAYS)
    if desk.now < until:
        text = _("{number}: the reporter may still rate it until {day}. Close it then.")
        day = until.astimezone(desk.bureau.zone).date()
        raise TooEarly(text.given(number=ticket.number, day=day))
