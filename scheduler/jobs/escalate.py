"""Escalate: what is due about tickets, warnings and the limits of office and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from casework.desk import Desk
from casework.grouping import lay_out
from casework.reminders.said import Found, Line, Subject
from casework.reminders.ticket_plan import replan_moved
from casework.reminders.tickets_due import WARNING, find_due
from locales import _
from scheduler.push import Pushed, push
from storage.outbox.notice import Notice
from storage.queries.reminders import due
from storage.queries.warnings import ABOUT_TICKETS, due_pushes, tickets_to_push
from storage.tables import Reminder, Ticket

JOB = "escalate"
BATCH = 200


def escalate(desk: Desk, now: datetime) -> int:
    """Push what is due about tickets; returns how many reminders were settled or put off."""
    claimed = due(desk.session, ABOUT_TICKETS, now, BATCH)
    if not claimed:
        return 0
    tickets = tickets_to_push(desk.session, {row.subject for row in claimed})
    by_ticket: dict[Subject, list[Reminder]] = {(WARNING, id_): [] for id_ in tickets}
    reminders = due_pushes(desk.session, tickets, now)
    for row in reminders:
        by_ticket[WARNING, row.subject].append(row)
    numbers = {(WARNING, id_): ticket.number for id_, ticket in tickets.items()}
    push(desk, WARNINGS, by_ticket, numbers.__getitem__)
    return len(reminders)


def _replan(desk: Desk, found: Mapping[Subject, Found]) -> None:
    """Plan what follows for the tickets of which something was settled."""
    for (_about, id_), result in found.items():
        if result.states:
            desk.moved[id_] = desk.session.get_one(Ticket, id_)
    replan_moved(desk)


def _lay_out(_desk: Desk, lines: Sequence[Line]) -> Notice:
    return lay_out([line.item for line in lines], _("Tickets that need attention: {count}"))


WARNINGS = Pushed(JOB, find_due, _replan, _lay_out, given_up="superseded")
