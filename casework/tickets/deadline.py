"""A ticket's clock: when it starts, stands still, and until when it runs."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import col, select

from casework.desk import Desk
from locales import Message, message_from_json, message_to_json
from rules.lifecycle import State
from rules.time.deadline import due_at, pause_ends, promise
from storage.tables import Extension, Pause, Ticket


def start_clock(desk: Desk, ticket: Ticket) -> None:
    """Start the clock now, with a fresh limit; what was asked for under the clock before lapses."""
    lapse_requests(desk, ticket)
    ticket.assigned_at = desk.now
    compute_deadline(desk, ticket)


def day_when_granted(desk: Desk, ticket: Ticket, days: int) -> date:
    """Return the day on which the ticket would be due with so many more working days."""
    due = (ticket.due_at or desk.now).astimezone(desk.bureau.zone).date()
    return desk.calendar.add(due, days)


def lapse_requests(desk: Desk, ticket: Ticket) -> None:
    """Close requests for more time that nobody can rule on any more."""
    is_open = (Extension.ticket_id == ticket.id, col(Extension.granted).is_(None))
    for request in desk.session.exec(select(Extension).where(*is_open)):
        request.granted, request.ruled_at = False, desk.now


def compute_deadline(desk: Desk, ticket: Ticket) -> None:
    """Compute the deadline anew from its start, the extensions granted and the pauses ended."""
    if ticket.assigned_at is None:
        return
    bureau = desk.bureau
    deadline = due_at(
        ticket.assigned_at,
        ticket.limit_days,
        desk.calendar,
        bureau.zone,
        bureau.hours,
        pauses=_ended_pauses(desk, ticket),
        extension=_extension_days(desk, ticket),
    )
    ticket.due_at, ticket.due_provisional = deadline.at, deadline.provisional
    ticket.promised = message_to_json(promise(deadline, bureau.hours))
    desk.session.add(ticket)
    desk.moved[ticket.id or 0] = ticket


def _extension_days(desk: Desk, ticket: Ticket) -> int:
    """Return the working days granted since the clock last started."""
    granted = (
        Extension.ticket_id == ticket.id,
        col(Extension.granted).is_(True),
        col(Extension.asked_at) >= ticket.assigned_at,
    )
    return sum(desk.session.exec(select(Extension.days).where(*granted)))


def _ended_pauses(desk: Desk, ticket: Ticket) -> list[tuple[datetime, datetime]]:
    pauses = _pauses(desk, ticket)
    return [(pause.began_at, pause.ended_at) for pause in pauses if pause.ended_at is not None]


def pause_clock(desk: Desk, ticket: Ticket) -> datetime:
    """Let the clock stand still while the reporter is asked; returns when it goes on by itself."""
    until = pause_ends(desk.now, desk.calendar, desk.bureau.zone, desk.bureau.hours)
    desk.session.add(
        Pause(ticket_id=ticket.id or 0, reason="waiting", began_at=desk.now, until_at=until)
    )
    return until


def resume_clock(desk: Desk, ticket: Ticket) -> None:
    """End the pause and move the deadline by the working days it took."""
    for pause in _pauses(desk, ticket):
        if pause.ended_at is None:
            pause.ended_at = min(desk.now, pause.until_at or desk.now)
            desk.session.add(pause)
    desk.session.flush()
    compute_deadline(desk, ticket)


def paused_until(desk: Desk, ticket: Ticket) -> datetime | None:
    """Return when the clock goes on at the latest, None when it runs."""
    if ticket.state != State.WAITING:
        return None
    running = [pause for pause in _pauses(desk, ticket) if pause.ended_at is None]
    return running[0].until_at if running else None


def recompute_pause(desk: Desk, ticket: Ticket) -> None:
    """Compute anew until when the reporter is waited for, since working days have changed."""
    for pause in _pauses(desk, ticket):
        if pause.ended_at is None:
            pause.until_at = pause_ends(
                pause.began_at, desk.calendar, desk.bureau.zone, desk.bureau.hours
            )
            desk.session.add(pause)


def note_misrouting(desk: Desk, ticket: Ticket) -> None:
    """Record the time a ticket lay with a unit from which it goes elsewhere; it counts no more."""
    if ticket.assigned_at is not None:
        lost = Pause(
            ticket_id=ticket.id or 0,
            reason="misrouted",
            began_at=ticket.assigned_at,
            ended_at=desk.now,
        )
        desk.session.add(lost)


def _pauses(desk: Desk, ticket: Ticket) -> list[Pause]:
    """Return the pauses since the clock last started; what was lost before counts no more."""
    since = (
        Pause.ticket_id == ticket.id,
        Pause.reason == "waiting",
        col(Pause.began_at) >= ticket.assigned_at,
    )
    return list(desk.session.exec(select(Pause).where(*since)))


def promised(ticket: Ticket) -> Message | str:
    """Return the words in which the ticket's deadline was promised."""
    return message_from_json(ticket.promised) if ticket.promised else ""
