"""What is said when a limit of the office or the unit runs out, and who has to act on it."""

from __future__ import annotations

from collections.abc import Mapping

from casework.desk import Desk
from casework.grouping import Item
from casework.reminders.at_hand import AtHand
from casework.reminders.ticket_plan import WITH_DATE, limit_of
from casework.reminders.warnings import OFFICE_LIST, UNIT_LIST
from casework.tickets.audience import concerned, holders_for, open_button, unit_people
from locales import Button, Message, _
from rules.actions import action_button
from rules.lifecycle import State
from rules.permissions import Role
from storage.tables import Reminder, Ticket

SUPERVISED_LIST = Button(_("Supervised tickets"), "supervised")


def say_limit(
    desk: Desk, ticket: Ticket, reminder: Reminder, at_hand: AtHand
) -> Mapping[int, Item] | None:
    """Return for whoever has to act what is to be done and since when.

    None when it has been done or the limit is another.
    """
    if reminder.about == "supervise":
        return _say_supervised(desk, ticket, reminder, at_hand)
    if limit_of(desk, ticket, at_hand.entered) != (reminder.about, reminder.planned_for):
        return None
    is_the_units = reminder.about == "take"
    own = unit_people(desk, ticket) if is_the_units else []
    people = own or holders_for(desk, ticket, None, Role.OFFICE)
    what, act = _ASKED[State(ticket.state)]
    button = action_button(act, ticket.number)
    if is_the_units and not own:
        what = _("Not taken on, for nobody answers for the unit")
        button = action_button("reassign", ticket.number)
    item = _item(desk, ticket, reminder, what, button, UNIT_LIST if own else OFFICE_LIST)
    return dict.fromkeys(people, item)


_ASKED: dict[State, tuple[Message, str]] = {
    State.SUBMITTED: (_("To be accepted or declined"), "accept"),
    State.ACCEPTED: (_("To be assigned"), "assign"),
    State.HANDED_BACK: (_("Handed back, to be ruled on"), "assign"),
    State.ASSIGNED: (_("To be taken on"), "take"),
    State.ANSWERED: (_("To be checked"), "approve"),
}


def _say_supervised(
    desk: Desk, ticket: Ticket, reminder: Reminder, at_hand: AtHand
) -> Mapping[int, Item] | None:
    listed = at_hand.supervisions.get(ticket.id or 0) if ticket.supervised else None
    if listed is None or listed.due_on is None or State(ticket.state) not in WITH_DATE:
        return None
    if listed.due_on != reminder.planned_for.astimezone(desk.bureau.zone).date():
        return None
    text = _("Under supervision, to be settled")
    lift = action_button("lift", ticket.number)
    answer = action_button("answer", ticket.number)
    for_office = _item(desk, ticket, reminder, text, lift, SUPERVISED_LIST)
    for_unit = _item(desk, ticket, reminder, text, answer, UNIT_LIST)
    own = dict.fromkeys(unit_people(desk, ticket), for_unit)
    office = dict.fromkeys(holders_for(desk, ticket, None, Role.OFFICE), for_office)
    return {**own, **{person: item for person, item in office.items() if person not in own}}


def _item(
    desk: Desk, ticket: Ticket, reminder: Reminder, what: Message, button: Button, rest: Button
) -> Item:
    due, is_over = reminder.planned_for, desk.now > reminder.planned_for
    before = _("{what}: {number} {kind}, {unit}. Due by {due}.")
    after = _("{what}: {number} {kind}, {unit}. It was due by {due}.")
    line = (after if is_over else before).given(
        what=what,
        number=ticket.number,
        kind=desk.catalogue.name_of(ticket.kind),
        unit=concerned(desk, ticket),
        due=due,
    )
    opened = open_button(ticket.number)
    weight = 1 if is_over else 0
    return Item(line, line, (opened, button), (opened,), rest, weight, ticket.number)
