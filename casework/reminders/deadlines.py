"""Pressing: what is said when a limit of the office or the unit runs out: to accept, to take on, to
check, to settle.
"""

from __future__ import annotations

from casework.desk import Desk
from casework.grouping import GroupedNotice, Item
from casework.reminders.ticket_plan import WITH_DATE, limit_of
from casework.reminders.warnings import OFFICE_LIST, UNIT_LIST
from casework.tickets.audience import concerned, holders_for, open_button, unit_people
from locales import Button, Message, _
from rules.actions import action_button
from rules.lifecycle import State
from rules.permissions import Role
from storage.queries.warnings import supervision_of
from storage.tables import Reminder, Ticket


def remind_of_limit(desk: Desk, ticket: Ticket, reminder: Reminder, bundle: GroupedNotice) -> bool:
    """Put in for whoever has to act what is to be done and since when; False when it has been done
    or the limit is another.
    """
    if reminder.about == "supervise":
        return _press_supervised(desk, ticket, reminder, bundle)
    if limit_of(desk, ticket) != (reminder.about, reminder.planned_for):
        return False
    taken = reminder.about == "take"
    own = unit_people(desk, ticket) if taken else []
    people = own or holders_for(desk, ticket, None, Role.OFFICE)
    what, act = _ASKED[State(ticket.state)]
    ways: tuple[Button, ...] = (action_button(act, ticket.number),)
    if taken and not own:
        what = _("Not taken on, for nobody answers for the unit")
        ways = (action_button("reassign", ticket.number),)
    item = _item(desk, ticket, reminder, what, ways, UNIT_LIST if own else OFFICE_LIST)
    for person in people:
        bundle.add(person, item)
    return True


_ASKED: dict[State, tuple[Message, str]] = {
    State.SUBMITTED: (_("To be accepted or declined"), "accept"),
    State.ACCEPTED: (_("To be assigned"), "assign"),
    State.HANDED_BACK: (_("Handed back, to be ruled on"), "assign"),
    State.ASSIGNED: (_("To be taken on"), "take"),
    State.ANSWERED: (_("To be checked"), "approve"),
}


def _press_supervised(
    desk: Desk, ticket: Ticket, reminder: Reminder, bundle: GroupedNotice
) -> bool:
    listed = supervision_of(desk.session, ticket) if ticket.supervised else None
    if listed is None or listed.due_on is None or State(ticket.state) not in WITH_DATE:
        return False
    if listed.due_on != reminder.planned_for.astimezone(desk.bureau.zone).date():
        return False
    text, own = _("Under supervision, to be settled"), unit_people(desk, ticket)
    for person in own:
        bundle.add(
            person,
            _item(
                desk,
                ticket,
                reminder,
                text,
                (action_button("answer", ticket.number),),
                UNIT_LIST,
            ),
        )
    for person in holders_for(desk, ticket, None, Role.OFFICE):
        if person not in own:
            rest = Button(_("Supervised tickets"), "supervised")
            bundle.add(
                person,
                _item(
                    desk,
                    ticket,
                    reminder,
                    text,
                    (action_button("lift", ticket.number),),
                    rest,
                ),
            )
    return True


def _item(
    desk: Desk,
    ticket: Ticket,
    reminder: Reminder,
    what: Message,
    ways: tuple[Button, ...],
    rest: Button,
) -> Item:
    over = desk.now > reminder.planned_for
    line = (
        _("{what}: {number} {kind}, {unit}. It was due by {due}.")
        if over
        else _("{what}: {number} {kind}, {unit}. Due by {due}.")
    )
    due = reminder.planned_for
    kind = desk.catalogue.name_of(ticket.kind)
    line = line.given(
        what=what, number=ticket.number, kind=kind, unit=concerned(desk, ticket), due=due
    )
    opened = open_button(ticket.number)
    return Item(line, line, (opened, *ways), (opened,), rest, weight=int(over))
