"""Warnings (预警): each level is issued once a ticket and deadline, with a slip (催办单)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert

from casework.desk import Desk
from casework.grouping import Item
from casework.reminders.ticket_plan import levels_of
from casework.tickets.audience import (
    concerned,
    handling_name,
    open_button,
)
from casework.tickets.transition import apply_transition
from locales import Button, Message, _, message_from_json
from rules import limits
from rules.actions import action_button
from rules.campaign.model import Campaign
from rules.lifecycle import State
from rules.time.deadline import working_days
from rules.time.escalation import SERIOUSNESS
from storage.tables import IssuedWarning, Ticket
from storage.write_buffer import buffer_write

_ISSUE = insert(IssuedWarning.__table__).inline()  # type: ignore[attr-defined]  # SQLModel adds it

LEVEL_NAMES: Mapping[str, Message] = {"blue": _("blue"), "yellow": _("yellow"), "red": _("red")}
DEMANDS: Mapping[str, Message] = {
    "blue": _("Please press ahead and answer within the time limit."),
    "yellow": _(
        "Please deal with it at once, answer within {limit} of this reminder and "
        "give the cause of the delay."
    ),
    "red": _(
        "The head is to see to it in person, settle it today and explain the delay in writing."
    ),
}
UNIT_LIST: Button = Button(_("Our unit's tickets"), "unit")
OFFICE_LIST: Button = Button(_("Waiting for the office"), "inbox")
MENU: Button = Button(_("Menu"), "menu")


def issue(desk: Desk, ticket: Ticket, level: str, number: str) -> IssuedWarning:
    """Issue a warning under this number, as an event of the ticket."""
    apply_transition(desk, ticket, "warn", {"rung": level, "number": number})
    issued = IssuedWarning(
        ticket_id=ticket.id or 0,
        deadline=ticket.due_at or desk.now,
        level=level,
        number=number,
        issued_at=desk.now,
    )
    buffer_write(desk.session, _ISSUE, [issued.model_dump(exclude={"id"})])
    return issued


def warned_by(level: str, campaign: Campaign | None) -> list[str]:
    """Return the names of whom a warning reaches: all whom a lower one reached, too."""
    up_to = SERIOUSNESS.index(level)
    names: list[str] = []
    for step in levels_of(campaign):
        if SERIOUSNESS.index(step.rung) <= up_to:
            names += step.to
    return names


def slip(desk: Desk, ticket: Ticket, warning: IssuedWarning) -> Message:
    """Return the reminder (催办单) in words, as it was on the day of its issue."""
    zone = desk.bureau.zone
    text = _(
        "Reminder {number} ({level} warning)\nTo: {unit}\nMatter: {ticket} {kind}\n"
        "Assigned on: {assigned}\nTime limit: {limit}\n"
        "{standing}\nDemand: {demand}\n{bureau}\n{day}",
        number=warning.number,
        level=LEVEL_NAMES[warning.level],
        unit=handling_name(desk, ticket),
    )
    return text.given(
        ticket=ticket.number,
        kind=desk.catalogue.name_of(ticket.kind),
        standing=_standing(desk, warning),
        demand=_demand(warning.level),
        assigned=(ticket.assigned_at or ticket.filed_at).astimezone(zone).date(),
        limit=_limit(desk, ticket, warning),
        bureau=desk.bureau.name,
        day=warning.issued_at.astimezone(zone).date(),
    )


def _demand(level: str) -> Message:
    """Return what a warning demands."""
    if level != "yellow":
        return DEMANDS[level]
    return DEMANDS[level].given(limit=working_days(limits.YELLOW_ANSWER_WORKING_DAYS))


def warning_item(
    desk: Desk, ticket: Ticket, warning: IssuedWarning, *, own: bool, sees: bool
) -> Item:
    line = _(
        "{slip} {level}: {ticket} {kind}, {unit}. {standing}",
        slip=warning.number,
        level=LEVEL_NAMES[warning.level],
        ticket=ticket.number,
        kind=desk.catalogue.name_of(ticket.kind),
    )
    line = line.given(unit=concerned(desk, ticket), standing=_standing(desk, warning))
    take = action_button("take", ticket.number)
    answer = action_button("answer", ticket.number)
    act = (take if ticket.state == State.ASSIGNED else answer,) if own else ()
    buttons = (open_button(ticket.number), *act) if sees else ()
    among = (
        (Button(_("{number}", number=warning.number), "reminder", warning.number),) if sees else ()
    )
    return Item(
        slip(desk, ticket, warning),
        line,
        buttons,
        among,
        UNIT_LIST if own else MENU,
        _weight(desk, warning),
        ticket.number,
    )


def proposal_item(desk: Desk, ticket: Ticket, warning: IssuedWarning) -> Item:
    text = _(
        "{number} {kind}, {unit}: red warning {slip}. Put it under supervision? {standing}",
        number=ticket.number,
    )
    text = text.given(
        kind=desk.catalogue.name_of(ticket.kind), unit=concerned(desk, ticket), slip=warning.number
    )
    text = text.given(standing=_standing(desk, warning))
    decide = action_button("supervise", ticket.number, _("Decide on it"))
    rest = Button(_("Supervised tickets"), "supervised")
    buttons = (open_button(ticket.number), decide)
    weight = _weight(desk, warning)
    return Item(text, text, buttons, (decide,), rest, weight, ticket.number)


def _late(desk: Desk, warning: IssuedWarning) -> int:
    """Return by how many working days the deadline had passed when the warning was issued; negative
    before it.
    """
    zone = desk.bureau.zone
    return desk.calendar.count(
        warning.deadline.astimezone(zone).date(), warning.issued_at.astimezone(zone).date()
    )


def _standing(desk: Desk, warning: IssuedWarning) -> Message:
    late = _late(desk, warning)
    if warning.issued_at > warning.deadline:
        return _("Working days overdue: {days}.", days=late)
    return _("Working days left: {days}.", days=-late) if late else _("It is due today.")


def _limit(desk: Desk, ticket: Ticket, warning: IssuedWarning) -> Message | str:
    """Return the limit as it was promised; of a deadline that has moved since, its day."""
    if ticket.due_at == warning.deadline and ticket.promised:
        return message_from_json(ticket.promised)
    return _("{at}", at=warning.deadline)


def _weight(desk: Desk, warning: IssuedWarning) -> int:
    return 1000 * SERIOUSNESS.index(warning.level) + _late(desk, warning)
