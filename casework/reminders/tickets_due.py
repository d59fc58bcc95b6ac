"""What the due reminders of tickets say: warnings are issued, limits called to mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casework.desk import Desk
from casework.grouping import Item
from casework.reminders.at_hand import AtHand, read_at_hand
from casework.reminders.deadlines import say_limit
from casework.reminders.recipients import reached_by
from casework.reminders.said import Found, Line, Subject
from casework.reminders.ticket_plan import CLIMBING, campaign_for, hours_of
from casework.reminders.warnings import issue, proposal_item, warned_by, warning_item
from casework.tickets.audience import holders_for, unit_people
from casework.tickets.numbering import next_numbers
from casework.tickets.supervision import propose
from rules.campaign.model import Campaign
from rules.lifecycle import State
from rules.permissions import Role
from rules.text.codes import REMINDER_PREFIX
from rules.time.escalation import SERIOUSNESS, Hours
from storage.queries.reminders import FOR_ONE
from storage.tables import IssuedWarning, Reminder, Ticket

WARNING = "ticket"  # what the reminders of warnings are about; all others are about limits


@dataclass(slots=True)
class _Due:
    """What is due of one ticket."""

    desk: Desk
    ticket: Ticket
    rows: Sequence[Reminder]
    campaign: Campaign | None
    hours: Hours
    at_hand: AtHand
    missing: list[str] = field(default_factory=list)  # the levels to be issued, the lowest first
    found: Found = field(default_factory=Found)


def find_due(desk: Desk, due: Mapping[Subject, Sequence[Reminder]]) -> dict[Subject, Found]:
    """Return what is to be said of these tickets, which are locked; their warnings are issued."""
    tickets = {subject: desk.session.get_one(Ticket, subject[1]) for subject in due}
    at_hand = read_at_hand(desk, [*tickets.values()])
    each_due: dict[Subject, _Due] = {}
    for subject, rows in due.items():
        ticket = tickets[subject]
        campaign = campaign_for(desk, ticket)
        hours = hours_of(desk, ticket, campaign)
        each_due[subject] = _Due(desk, ticket, rows, campaign, hours, at_hand)
    count = 0
    for one in each_due.values():
        if not _is_put_off(one):
            one.missing = _missing_levels(one)
            count += len(one.missing)
    numbers = iter(next_numbers(desk, REMINDER_PREFIX, count))
    for one in each_due.values():
        if not one.found.moved:
            _say(one, [next(numbers) for _level in one.missing])
    return {subject: one.found for subject, one in each_due.items()}


def _is_put_off(due: _Due) -> bool:
    """Put off what can't be said now: the machine was off when it was time, and now it is night."""
    at = due.hours.allowed(due.desk.now)
    if at > due.desk.now:
        due.found.moved = {row.id or 0: at for row in due.rows}
    return at > due.desk.now


def _missing_levels(due: _Due) -> list[str]:
    """Return the levels that are due and not yet issued for the deadline as it is."""
    ticket = due.ticket
    if State(ticket.state) not in CLIMBING or ticket.due_at is None:
        return []
    missing = {row.level for row in _climbing(due)} & set(SERIOUSNESS)
    missing -= due.at_hand.issued[ticket.id or 0].keys()
    if due.desk.now > ticket.due_at:
        missing.discard("blue")  # that the day is near needs not be said of a day that is over
    return sorted(missing, key=SERIOUSNESS.index)


def _climbing(due: _Due) -> list[Reminder]:
    """Return the reminders of warnings for the deadline as it is."""
    return [
        row for row in due.rows if row.about == WARNING and row.planned_for == due.ticket.due_at
    ]


def _say(due: _Due, numbers: Sequence[str]) -> None:
    """Say the highest level and the limits; what no longer holds is not said.

    What is superseded never comes back; what is dropped may, should its deadline be set again.
    """
    climbing = _climbing(due)
    for row in due.rows:
        due.found.states[row.id or 0] = "superseded" if row in climbing else "dropped"
    if due.missing:
        _say_warning(due, climbing, numbers)
    else:
        _repeat_warnings(due, climbing)
    for row in _of_limits(due.rows):
        _say_limit(due, row)


def _say_warning(due: _Due, climbing: Sequence[Reminder], numbers: Sequence[str]) -> None:
    desk, ticket = due.desk, due.ticket
    issued = [
        issue(desk, ticket, level, number)
        for level, number in zip(due.missing, numbers, strict=True)
    ]
    highest = issued[-1]
    row = next(row for row in climbing if row.level == highest.level)
    if "red" in due.missing:
        if ticket.id not in due.at_hand.supervisions:
            propose(desk, ticket)
        item = proposal_item(desk, ticket, highest)
        for person in holders_for(desk, ticket, None, Role.OFFICE):
            _add(due, person, row, item)
    for person, item in _warned(due, highest).items():
        _add(due, person, row, item)
    due.found.states[row.id or 0] = "sent"


def _repeat_warnings(due: _Due, climbing: Sequence[Reminder]) -> None:
    """Say a warning again that was put off for one person alone."""
    issued = due.at_hand.issued[due.ticket.id or 0]
    for row in climbing:
        level, _sign, person = row.level.partition(FOR_ONE)
        is_over = level == "blue" and due.desk.now > row.planned_for
        if not person or level not in issued or is_over:
            continue
        item = _warned(due, issued[level]).get(int(person))
        if item is not None and State(due.ticket.state) in CLIMBING:
            _add(due, int(person), row, item)
            due.found.states[row.id or 0] = "sent"


def _warned(due: _Due, warning: IssuedWarning) -> dict[int, Item]:
    """Return what those are told whom the warning reaches, or where it reaches nobody, the office.

    What the unit is warned of reaches everybody whom a lower level reached, too.
    """
    desk, ticket = due.desk, due.ticket
    persons = reached_by(desk, ticket, warned_by(warning.level, due.campaign), due.campaign)
    reached = due.at_hand.may_be_told(desk, ticket, persons)
    if not reached:
        office = holders_for(desk, ticket, None, Role.OFFICE)
        reached = due.at_hand.may_be_told(desk, ticket, office)
    own = set(unit_people(desk, ticket))
    items: dict[tuple[bool, bool], Item] = {}
    told: dict[int, Item] = {}
    for person, sees in reached.items():
        sort = person in own, sees
        if sort not in items:
            items[sort] = warning_item(desk, ticket, warning, own=sort[0], sees=sees)
        told[person] = items[sort]
    return told


def _of_limits(rows: Sequence[Reminder]) -> list[Reminder]:
    """Return the reminders of limits; one put off for a person says nothing beside one for all."""
    limits = [row for row in rows if row.about != WARNING]
    for_all = {row.about for row in limits if FOR_ONE not in row.level}
    return [row for row in limits if FOR_ONE not in row.level or row.about not in for_all]


def _say_limit(due: _Due, row: Reminder) -> None:
    said = say_limit(due.desk, due.ticket, row, due.at_hand)
    if said is None:
        return
    only = row.level.partition(FOR_ONE)[2]
    for person, item in said.items():
        if only in ("", str(person)):
            _add(due, person, row, item)
    due.found.states[row.id or 0] = "sent"


def _add(due: _Due, person: int, row: Reminder, item: Item) -> None:
    """Put in a line; what is late or urgent is said whatever the person prefers."""
    until: datetime = row.planned_for
    is_late = due.desk.now > until
    cannot_wait = is_late or due.hours.urgent
    due.found.lines.append(Line(person, row, item, due.hours, until, is_late, cannot_wait))
