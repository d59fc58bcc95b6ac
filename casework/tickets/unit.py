"""What the unit does: take, answer, excuse, hand back, ask for time, ask the reporter."""

from __future__ import annotations

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import AlreadyDone, TooLate
from casework.tickets.access import get_visible_ticket
from casework.tickets.attachments import attach
from casework.tickets.audience import (
    handling_name,
    open_button,
    tell_office,
    tell_reporter,
)
from casework.tickets.commands import Answer, AskReporter, AskTime, Excuse, HandBack, Take
from casework.tickets.deadline import day_when_granted, pause_clock
from casework.tickets.merge import proof_of
from casework.tickets.transition import apply_transition
from locales import _, message_from_json
from rules import limits
from rules.actions import ACTIONS, action_button
from rules.lifecycle import SomethingMissing, State
from rules.time.deadline import hand_back_until
from storage.tables import Extension, Ticket


def take(desk: Desk, command: Take) -> Receipt:
    """Sign for the ticket (签收)."""
    ticket = apply_transition(desk, "take", command.number)
    ticket.taken_by, ticket.taken_at = desk.actor.person_id, desk.now
    text = _("You have taken {number}. Deadline: {promised}.", number=ticket.number)
    answer_it = action_button("answer", ticket.number)
    return Receipt(
        text.given(promised=message_from_json(ticket.promised or {"t": ""})),
        (answer_it, open_button(ticket.number)),
    )


def answer(desk: Desk, command: Answer) -> Receipt:
    """Answer with cause, measure and the person responsible; with a photo where the kind demands
    it.
    """
    waiting = get_visible_ticket(desk, command.number, lock=True)
    kind = desk.catalogue.kinds.get(waiting.kind)
    demanded = kind is not None and kind.proof_required and waiting.state == State.IN_PROGRESS
    if demanded and not command.photos and not proof_of(desk, waiting):
        raise SomethingMissing(
            _("This kind needs a photo as proof. Please add at least one."), "photos"
        )
    given = {"cause": command.cause, "measure": command.measure, "responsible": command.responsible}
    given |= {"caption": command.caption} if command.caption else {}
    ticket = apply_transition(
        desk, "answer", command.number, {**given, "photos": list(command.photos)}
    )
    attach(desk, ticket, command.photos, "answer")
    ticket.answer = given
    return _answered(desk, ticket)


def excuse(desk: Desk, command: Excuse) -> Receipt:
    """Show that the finding was excused (请假凭据)."""
    ticket = apply_transition(
        desk, "excuse", command.number, {"reason": command.reason, "photos": list(command.photos)}
    )
    attach(desk, ticket, command.photos, "excuse")
    ticket.answer = {"excuse": command.reason}
    return _answered(desk, ticket)


def _answered(desk: Desk, ticket: Ticket) -> Receipt:
    ticket.answered_at = desk.now
    text = _(
        "{number}: {unit} has answered. Please check it.",
        number=ticket.number,
        unit=handling_name(desk, ticket),
    )
    tell_office(desk, ticket, text, [open_button(ticket.number)])
    return Receipt(
        _("Your answer to {number} is with the office.", number=ticket.number),
        (open_button(ticket.number),),
    )


def hand_back(desk: Desk, command: HandBack) -> Receipt:
    """Hand back what is not the unit's, once and soon; the clock runs on."""
    waiting = get_visible_ticket(desk, command.number, lock=True)
    if waiting.state == State.ASSIGNED and waiting.assigned_at is not None:
        if waiting.handed_back:
            raise AlreadyDone(
                _(
                    "{number} was handed back once already; it stays with you.",
                    number=waiting.number,
                )
            )
        until = hand_back_until(
            waiting.assigned_at, desk.calendar, desk.bureau.zone, desk.bureau.hours
        )
        if desk.now > until.at:
            raise TooLate(
                _(
                    "{number} could be handed back until {day}. Please take it on.",
                    number=waiting.number,
                    day=until.day,
                )
            )
    ticket = apply_transition(desk, "hand_back", command.number, {"reason": command.reason})
    ticket.handed_back = True
    text = _(
        "{number}: {unit} hands it back: {reason}",
        number=ticket.number,
        unit=handling_name(desk, ticket),
    )
    tell_office(desk, ticket, text.given(reason=command.reason), [open_button(ticket.number)])
    return Receipt(
        _(
            "{number} is handed back; the office decides. The clock runs on until then.",
            number=ticket.number,
        )
    )


def ask_time(desk: Desk, command: AskTime) -> Receipt:
    """Ask for more time, before the deadline passes."""
    waiting = get_visible_ticket(desk, command.number, lock=True)
    if not 1 <= command.days <= limits.LONGEST_EXTENSION_WORKING_DAYS:
        raise SomethingMissing(
            _(
                "Between 1 and {most} working days can be asked for.",
                most=limits.LONGEST_EXTENSION_WORKING_DAYS,
            ),
            "days",
        )
    if waiting.due_at is not None and desk.now > waiting.due_at and waiting.state != State.WAITING:
        raise TooLate(
            _(
                "The deadline of {number} has passed; no more time can be asked for.",
                number=waiting.number,
            )
        )
    open_ones = (Extension.ticket_id == waiting.id, col(Extension.granted).is_(None))
    if desk.session.exec(select(Extension).where(*open_ones)).first() is not None:
        raise AlreadyDone(
            _(
                "A request for more time is already with the office for {number}.",
                number=waiting.number,
            )
        )
    ticket = apply_transition(
        desk, "ask_time", command.number, {"days": command.days, "reason": command.reason}
    )
    asked = Extension(
        ticket_id=ticket.id or 0,
        days=command.days,
        reason=command.reason,
        asked_by=desk.actor.person_id or 0,
        asked_at=desk.now,
    )
    desk.session.add(asked)
    text = _(
        "{number}: {unit} asks for {days} more working days, until {day}: {reason}",
        number=ticket.number,
        days=command.days,
    )
    day = day_when_granted(desk, ticket, command.days)
    text = text.given(unit=handling_name(desk, ticket), reason=command.reason, day=day)
    tell_office(
        desk,
        ticket,
        text,
        [action_button("time", ticket.number, _("Rule on it")), open_button(ticket.number)],
    )
    return Receipt(
        _("Your request for more time on {number} is with the office.", number=ticket.number)
    )


def ask_reporter(desk: Desk, command: AskReporter) -> Receipt:
    """Ask the reporter; the clock stands still meanwhile, for some days at most."""
    ticket = apply_transition(desk, "ask_reporter", command.number, {"question": command.question})
    until = pause_clock(desk, ticket)
    text = _(
        "About {number} you are asked: {question}\nPlease answer by {until}.",
        number=ticket.number,
        question=command.question,
    )
    reply = action_button("add", ticket.number, ACTIONS["add"].label_for(State.WAITING))
    tell_reporter(desk, ticket, text.given(until=until), [reply])
    return Receipt(
        _(
            "The reporter of {number} is asked. The clock stands still until {until}.",
            number=ticket.number,
            until=until,
        )
    )
