"""Escalating: the pushes about tickets that are due: warnings up the ladder, and the limits of
office and unit.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import partial

from casework.desk import Desk
from casework.grouping import GroupedNotice
from casework.people.unreachable import note_unreachable
from casework.reminders.deadlines import remind_of_limit
from casework.reminders.ticket_plan import campaign_of, hours_of, replan_moved
from casework.reminders.warnings import warn
from locales import _
from scheduler.per_item import attempt
from storage.queries.reminders import due, settle
from storage.queries.warnings import ABOUT_TICKETS, due_pushes, tickets_to_push
from storage.tables import Reminder, Ticket

BATCH = 200


def escalate(desk: Desk, now: datetime) -> int:
    """Push what is due about tickets, one message a person; returns how many pushes were settled or
    put off.
    """
    claimed = due(desk.session, ABOUT_TICKETS, now, BATCH)
    if not claimed:
        return 0
    tickets = tickets_to_push(desk.session, {each.subject for each in claimed})
    by_ticket: dict[int, list[Reminder]] = defaultdict(list)
    for each in due_pushes(desk.session, tickets, now):
        by_ticket[each.subject].append(each)
    bundle, settled = GroupedNotice(), 0
    for id_, ticket in tickets.items():
        settled += len(by_ticket[id_])
        said = attempt(
            desk, "escalate", ticket.number, partial(_push, desk, ticket, by_ticket[id_])
        )
        if isinstance(said, GroupedNotice):
            bundle.merge(said)
        else:
            desk.moved.clear()
            _put_off(desk, by_ticket[id_], said.again)
    unreached = bundle.send(desk, _("Tickets that need attention: {count}"))
    note_unreachable(desk, unreached)
    return settled


def _push(desk: Desk, ticket: Ticket, reminders: list[Reminder]) -> GroupedNotice:
    """Settle what is due about one ticket and plan what follows; returns what is to be said, to
    whom.
    """
    bundle = GroupedNotice()
    at = hours_of(desk, ticket, campaign_of(desk, ticket)).allowed(desk.now)
    if at > desk.now:  # the machine was off when it was time, and now it is night or a free day
        _move(desk, reminders, at)
        return bundle
    climbing = [
        each for each in reminders if each.about == "ticket" and each.planned_for == ticket.due_at
    ]
    issued = warn(desk, ticket, [each.level for each in climbing], bundle)
    for each in reminders:
        pressed = each.about != "ticket" and remind_of_limit(desk, ticket, each, bundle)
        said = pressed or (each in climbing and each.level == issued)
        # What is superseded never comes back; what is dropped may, should its deadline be set
        # again.
        settle(
            desk.session,
            [each.id or 0],
            "sent" if said else "superseded" if each in climbing else "dropped",
            desk.now,
        )
    desk.moved[ticket.id or 0] = ticket
    replan_moved(desk)
    return bundle


def _put_off(desk: Desk, reminders: list[Reminder], again: datetime | None) -> None:
    """Try what failed again later; what failed often enough is given up and waits in the failures
    for somebody.
    """
    if again is None:
        settle(desk.session, [each.id or 0 for each in reminders], "superseded", desk.now)
    else:
        _move(desk, reminders, again)


def _move(desk: Desk, reminders: list[Reminder], at: datetime) -> None:
    for each in reminders:
        each.due_at = at
        desk.session.add(each)
    desk.session.flush()
