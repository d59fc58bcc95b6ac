"""What the office does: accept, decline, assign, rule, check, close, look back."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from casework.clockwork import lapse_requests, note_misrouting, reckon, start_clock
from casework.commands import (
    Accept,
    Approve,
    Assign,
    Close,
    Decline,
    Insist,
    LookBack,
    Reopen,
    RuleOnTime,
    SendBack,
    Uphold,
)  # fmt: skip
from casework.desk import Desk
from casework.filing import next_number
from casework.ledger import answering_when_assigned, record, see_ticket, take_step
from casework.merging import merged_of, photos_reported, pictures_of_result, with_merged, words_reported
from casework.notices import (
    Receipt,
    act_button,
    handling_name,
    open_button,
    tell_reporter,
    tell_unit,
    unit_name,
)  # fmt: skip
from casework.refusals import AlreadyDone, NoSuchUnit, TooEarly
from locales import Message, _, message_from_json
from rules.lifecycle import RATING_DAYS, Party, SomethingMissing, State
from storage.accused import name_accused, named_in
from storage.tables import Extension, Reporter, Ticket, Unit

LONGEST_LIMIT = 60  # working days


def accept(desk: Desk, command: Accept) -> Receipt:
    """Take a complaint up."""
    ticket = take_step(desk, "accept", command.number)
    ticket.responded_at = desk.now
    tell_reporter(desk, ticket, _("Your complaint {number} is taken up.", number=ticket.number), [open_button(ticket.number)])
    text = _("{number} is accepted. Assign it to a unit next.", number=ticket.number)
    return Receipt(text, (act_button("assign", ticket.number, _("Assign")), open_button(ticket.number)))


def decline(desk: Desk, command: Decline) -> Receipt:
    """Decline a complaint, saying why and where to turn instead."""
    given = {"reason": command.reason, "elsewhere": command.elsewhere}
    ticket = take_step(desk, "decline", command.number, given)
    ticket.responded_at = desk.now
    text = _("Your complaint {number} is not taken up: {reason}\nPlease turn to: {elsewhere}").given(**given)
    for each in with_merged(desk, ticket):
        tell_reporter(desk, each, text.given(number=each.number))
    return Receipt(_("{number} is declined. The reporter reads the reason.", number=ticket.number))


def assign(desk: Desk, command: Assign) -> Receipt:
    """Assign the ticket to a unit; its clock starts now."""
    unit = desk.session.get(Unit, command.unit)
    if unit is None or not unit.active:
        raise NoSuchUnit
    waiting = see_ticket(desk, command.number, lock=True)
    if waiting.state == State.HANDED_BACK:
        note_misrouting(desk, waiting)
        if waiting.unit_id != unit.id:
            waiting.handed_back = False
    limit = command.limit_days or waiting.limit_days
    if not 1 <= limit <= max(LONGEST_LIMIT, waiting.limit_days):
        raise SomethingMissing(_("The limit lies between 1 and {most} working days.", most=LONGEST_LIMIT), "limit")
    where = unit_name(desk, answering_when_assigned(desk.session, waiting, unit.id))
    given = {"unit": where if isinstance(where, str) else unit.name, "limit_days": limit}
    ticket = take_step(desk, "assign", command.number, given)
    ticket.unit_id, ticket.limit_days, ticket.taken_by, ticket.taken_at = unit.id, limit, None, None
    start_clock(desk, ticket)
    send_to_unit(desk, ticket, _("Assigned to you: {number}, {kind}. Deadline: {promised}.\n{words}"))
    promised = _promised(ticket)
    told = _("{number} is now with {unit}. Deadline: {promised}.", number=ticket.number, unit=where, promised=promised)
    tell_reporter(desk, ticket, told, [open_button(ticket.number)])
    return Receipt(told, (open_button(ticket.number),))


def send_to_unit(desk: Desk, ticket: Ticket, text: Message) -> None:
    """Put the ticket in front of the unit, with its photos and the buttons that take it up."""
    said = [ticket.words, ticket.place, *(words_reported(desk, each) for each in merged_of(desk, ticket))]
    about: Message | str = "\n".join(each for each in said if each) or _("(no words; see the photos)")
    if ticket.about_id is not None:  # it comes to the unit above, which has to know whom it is about
        about = _("About the head of: {unit}\n{words}", unit=unit_name(desk, ticket.about_id), words=about)
    filled = text.given(number=ticket.number, kind=desk.catalogue.name_of(ticket.kind), promised=_promised(ticket), words=about)
    photos = [photo for each in with_merged(desk, ticket) for photo in photos_reported(desk, each)]
    take = act_button("take", ticket.number, _("Take it on"))
    tell_unit(desk, ticket, filled, [take, open_button(ticket.number)], photos)


def insist(desk: Desk, command: Insist) -> Receipt:
    """Refuse a hand-back: the ticket stays with the unit and its clock has never stopped."""
    ticket = take_step(desk, "insist", command.number, {"reason": command.reason})
    text = _("{number} stays with you: {reason}\nDeadline unchanged: {promised}.", number=ticket.number, reason=command.reason)
    take = act_button("take", ticket.number, _("Take it on"))
    tell_unit(desk, ticket, text.given(promised=_promised(ticket)), [take])
    return Receipt(_("{number} stays with {unit}.", number=ticket.number, unit=handling_name(desk, ticket)))


def rule_on_time(desk: Desk, command: RuleOnTime) -> Receipt:
    """Grant or refuse more time."""
    ticket = see_ticket(desk, command.number, lock=True)
    open_ones = (Extension.ticket_id == ticket.id, col(Extension.granted).is_(None))
    asked = desk.session.exec(select(Extension).where(*open_ones)).first()
    if asked is None:
        raise AlreadyDone(_("No request for more time is open on {number}.", number=ticket.number))
    name = "grant_time" if command.granted else "refuse_time"
    take_step(desk, name, command.number, {"days": asked.days, "reason": command.reason})
    asked.granted, asked.ruling, asked.ruled_at = command.granted, command.reason, desk.now
    desk.session.add(asked)
    desk.session.flush()
    if not command.granted:
        text = _("{number}: more time is refused: {reason}", number=ticket.number, reason=command.reason)
        tell_unit(desk, ticket, text, [open_button(ticket.number)])
        return Receipt(text)
    reckon(desk, ticket)
    text = _("{number}: {days} more working days are granted. New deadline: {promised}.", number=ticket.number, days=asked.days)
    text = text.given(promised=_promised(ticket))
    tell_unit(desk, ticket, text, [open_button(ticket.number)])
    tell_reporter(desk, ticket, text)
    return Receipt(text)


def send_back(desk: Desk, command: SendBack) -> Receipt:
    """Return an answer that does not do; the deadline is not reset."""
    ticket = take_step(desk, "send_back", command.number, {"reason": command.reason})
    text = _(
        "{number}: your answer is returned: {reason}\nDeadline unchanged: {promised}.",
        number=ticket.number,
        reason=command.reason,
    )
    again = act_button("answer", ticket.number, _("Answer again"))
    tell_unit(desk, ticket, text.given(promised=_promised(ticket)), [again, open_button(ticket.number)])
    return Receipt(_("{number} is returned to {unit}.", number=ticket.number, unit=handling_name(desk, ticket)))


def approve(desk: Desk, command: Approve) -> Receipt:
    """Approve the answer: a complaint is resolved and may be rated, a finding is closed in the same step."""
    ticket = take_step(desk, "approve", command.number)
    ticket.resolved_at = desk.now
    lapse_requests(desk, ticket)
    photos = pictures_of_result(desk, ticket)
    excuse, measure = (ticket.answer or {}).get("excuse", ""), (ticket.answer or {}).get("measure", "")
    if ticket.track == "finding":
        ticket.closed_at = desk.now
        for each in with_merged(desk, ticket):
            done = _("{number} is closed. What was done: {measure}", number=each.number, measure=measure)
            done = _("{number} is closed; it was excused: {excuse}", number=each.number, excuse=excuse) if excuse else done
            tell_reporter(desk, each, done, [open_button(each.number)], photos)
        tell_unit(desk, ticket, _("{number}: your answer is approved and the ticket is closed.", number=ticket.number))
        return Receipt(_("{number} is approved and closed.", number=ticket.number))
    buttons = [act_button("rate", ticket.number, _("Rate the result")), open_button(ticket.number)]
    for each in with_merged(desk, ticket):
        done = _("{number} is resolved. What was done: {measure}\nAre you content? You can say so within {days} days.")
        done = done if each is ticket else _("{number} is resolved. What was done: {measure}")  # it is the main one's to be rated
        done = done.given(number=each.number, measure=measure, days=RATING_DAYS)
        tell_reporter(desk, each, done, buttons if each is ticket else [open_button(each.number)], photos)
    tell_unit(desk, ticket, _("{number}: your answer is approved.", number=ticket.number))
    return Receipt(_("{number} is resolved; the reporter may rate it.", number=ticket.number), (open_button(ticket.number),))


def reopen(desk: Desk, command: Reopen) -> Receipt:
    """Grant reopening: back to the unit with a fresh clock."""
    ticket = take_step(desk, "reopen", command.number)
    ticket.resolved_at, ticket.taken_by, ticket.rating = None, None, None  # the new result may be rated anew
    start_clock(desk, ticket)
    send_to_unit(desk, ticket, _("Reopened: {number}, {kind}. Deadline: {promised}.\n{words}"))
    tell_reporter(
        desk, ticket, _("{number} is reopened. Deadline: {promised}.", number=ticket.number, promised=_promised(ticket))
    )
    return Receipt(_("{number} is reopened and back with {unit}.", number=ticket.number, unit=handling_name(desk, ticket)))


def uphold(desk: Desk, command: Uphold) -> Receipt:
    """Uphold the result against a request to reopen; the complainant is not asked again."""
    ticket = take_step(desk, "uphold", command.number, {"reason": command.reason})
    ticket.upheld, ticket.closed_at = True, desk.now
    text = _("{number}: the result is upheld and the ticket is closed: {reason}", reason=command.reason)
    for each in with_merged(desk, ticket):
        tell_reporter(desk, each, text.given(number=each.number))
    return Receipt(text.given(number=ticket.number))


def close(desk: Desk, command: Close) -> Receipt:
    """Close a resolved complaint, once it was rated or the time for rating is over."""
    ticket = see_ticket(desk, command.number, lock=True)
    if ticket.state == State.RESOLVED and ticket.rating is None and ticket.resolved_at:
        until = ticket.resolved_at + timedelta(days=RATING_DAYS)
        if desk.now < until:
            day = until.astimezone(desk.bureau.zone).date()
            raise TooEarly(
                _("{number}: the reporter may still rate it until {day}. Close it then.", number=ticket.number, day=day)
            )
    take_step(desk, "close", command.number)
    ticket.closed_at = desk.now
    for each in with_merged(desk, ticket):
        tell_reporter(desk, each, _("{number} is closed. Thank you.", number=each.number), [open_button(each.number)])
    tell_unit(desk, ticket, _("{number} is closed.", number=ticket.number))
    return Receipt(_("{number} is closed.", number=ticket.number))


def look_back(desk: Desk, command: LookBack) -> Receipt:
    """Look again at a closed ticket; on a relapse a new ticket is opened, linked and waits to be assigned."""
    ticket = take_step(desk, "look_back", command.number, {"result": command.result, "relapse": command.relapse})
    if not command.relapse:
        return Receipt(_("{number}: looked back, nothing new.", number=ticket.number))
    again = Ticket(
        number=next_number(desk, ticket.number[:2]), track=ticket.track, kind=ticket.kind, state=State.ACCEPTED,
        unit_id=ticket.unit_id, words=command.result, restricted=ticket.restricted,
        about_id=ticket.about_id, inspector_id=ticket.inspector_id,
        limit_days=ticket.limit_days, filed_at=desk.now, relapse_of=ticket.id,
    )  # fmt: skip
    desk.session.add(again)
    desk.session.flush()
    name_accused(desk.session, again, named_in(desk.session, [ticket]).get(ticket.id or 0, ()))
    _copy_reporter(desk, ticket, again)
    record(desk, again, "filed", State.ACCEPTED, {"relapse_of": ticket.number, "words": command.result}, Party.OFFICE)
    text = _("{number} has relapsed; {again} is opened for it. Assign it next.", number=ticket.number, again=again.number)
    return Receipt(text, (act_button("assign", again.number, _("Assign")), open_button(again.number)))


def _copy_reporter(desk: Desk, ticket: Ticket, again: Ticket) -> None:
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is not None:
        values = reporter.model_dump(exclude={"ticket_id", "receipt_hash"})
        desk.session.add(Reporter(ticket_id=again.id or 0, **values))


def _promised(ticket: Ticket) -> Message | str:
    return message_from_json(ticket.promised) if ticket.promised else ""
