"""What the unit does: take, answer, excuse, hand back, ask for time, ask the reporter."""

from __future__ import annotations

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import AlreadyDone, TooLate
from casework.tickets.attachments import attach
from casework.tickets.commands import Answer, AskReporter, AskTime, Excuse, HandBack, Take
from casework.tickets.contents import proof_of
from casework.tickets.deadline import day_when_granted, pause_clock
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import _
from rules import limits
from rules.lifecycle import SomethingMissing, State
from rules.time.deadline import hand_back_until
from storage.tables import Extension, Ticket


def take(desk: Desk, command: Take) -> Receipt:
    """Sign for the ticket (签收)."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "take")
    ticket.taken_by, ticket.taken_at = desk.actor.person_id, desk.now
    return tell(desk, ticket, "taken")


def answer(desk: Desk, command: Answer) -> Receipt:
    """Answer with cause, measure and the person responsible; with proof where the kind demands."""
    ticket = lock_ticket(desk, command)
    _check_proof(desk, ticket, command)
    given = {"cause": command.cause, "measure": command.measure, "responsible": command.responsible}
    if command.caption:
        given["caption"] = command.caption
    apply_transition(desk, ticket, "answer", {**given, "photos": list(command.photos)})
    attach(desk, ticket, command.photos, "answer")
    ticket.answer, ticket.answered_at = given, desk.now
    return tell(desk, ticket, "answered")


def excuse(desk: Desk, command: Excuse) -> Receipt:
    """Show that the finding was excused (请假凭据)."""
    ticket = lock_ticket(desk, command)
    given = {"reason": command.reason, "photos": list(command.photos)}
    apply_transition(desk, ticket, "excuse", given)
    attach(desk, ticket, command.photos, "excuse")
    ticket.answer, ticket.answered_at = {"excuse": command.reason}, desk.now
    return tell(desk, ticket, "excused")


def hand_back(desk: Desk, command: HandBack) -> Receipt:
    """Hand back what is not the unit's, once and soon; the clock runs on."""
    ticket = lock_ticket(desk, command)
    _check_hand_back(desk, ticket)
    apply_transition(desk, ticket, "hand_back", {"reason": command.reason})
    ticket.handed_back = True
    return tell(desk, ticket, "handed_back", reason=command.reason)


def ask_time(desk: Desk, command: AskTime) -> Receipt:
    """Ask for more time, before the deadline passes."""
    ticket = lock_ticket(desk, command)
    _check_request(desk, ticket, command)
    given = {"days": command.days, "reason": command.reason}
    apply_transition(desk, ticket, "ask_time", given)
    asked = Extension(
        ticket_id=ticket.id or 0,
        days=command.days,
        reason=command.reason,
        asked_by=desk.actor.person_id or 0,
        asked_at=desk.now,
    )
    desk.session.add(asked)
    day = day_when_granted(desk, ticket, command.days)
    return tell(desk, ticket, "time_asked", day=day, **given)


def ask_reporter(desk: Desk, command: AskReporter) -> Receipt:
    """Ask the reporter; the clock stands still meanwhile, for some days at most."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "ask_reporter", {"question": command.question})
    until = pause_clock(desk, ticket)
    return tell(desk, ticket, "reporter_asked", question=command.question, until=until)


def _check_proof(desk: Desk, ticket: Ticket, command: Answer) -> None:
    kind = desk.catalogue.kinds.get(ticket.kind)
    if kind is None or not kind.proof_required or ticket.state != State.IN_PROGRESS:
        return
    if not command.photos and not proof_of(desk, ticket):
        text = _("This kind needs a photo as proof. Please add at least one.")
        raise SomethingMissing(text, "photos")


def _check_hand_back(desk: Desk, ticket: Ticket) -> None:
    if ticket.state != State.ASSIGNED or ticket.assigned_at is None:
        return
    if ticket.handed_back:
        text = _("{number} was handed back once already; it stays with you.", number=ticket.number)
        raise AlreadyDone(text)
    bureau = desk.bureau
    until = hand_back_until(ticket.assigned_at, desk.calendar, bureau.zone, bureau.hours)
    if desk.now > until.at:
        text = _("{number} could be handed back until {day}. Please take it on.", day=until.day)
        raise TooLate(text.given(number=ticket.number))


def _check_request(desk: Desk, ticket: Ticket, command: AskTime) -> None:
    longest = limits.LONGEST_EXTENSION_WORKING_DAYS
    if not 1 <= command.days <= longest:
        text = _("Between 1 and {most} working days can be asked for.", most=longest)
        raise SomethingMissing(text, "days")
    is_running = ticket.due_at is not None and ticket.state != State.WAITING
    if is_running and ticket.due_at is not None and desk.now > ticket.due_at:
        text = _("The deadline of {number} has passed; no more time can be asked for.")
        raise TooLate(text.given(number=ticket.number))
    is_open = (Extension.ticket_id == ticket.id, col(Extension.granted).is_(None))
    if desk.session.exec(select(Extension).where(*is_open)).first() is not None:
        text = _("A request for more time is already with the office for {number}.")
        raise AlreadyDone(text.given(number=ticket.number))
