"""ITEMS: what a nudge says of its subject, to whom, and in whose hours; nothing for what is done or
no longer asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.assignments import assignee_name, find_duty, is_settled_by_a_tap, title_of
from casework.duties.reminder_plan import ASSIGNMENT, plan_weekly
from casework.duties.responsible import my_assignments, responsible_for
from casework.duties.telling import assignment_button, confirm_button
from casework.instructions.access import addressees, my_instructions
from casework.instructions.actions import INSTRUCTION
from casework.instructions.telling import instruction_button, leader_name
from casework.unit_tree import is_manned
from locales import Button, Message, _
from rules.permissions import Role
from rules.time.escalation import Hours
from storage.id_chunks import pieces
from storage.queries.campaigns import active_campaigns, load_campaign
from storage.queries.unit_tree import read_unit_tree
from storage.queries.units import holders_of
from storage.tables import Assignment, CampaignRow, Instruction, Person


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a person's grouped reminder: it is late after `due_at`."""

    due_at: datetime
    line: Message
    button: Button
    people: tuple[int, ...]
    hours: Hours
    at_once: tuple[Button, ...] = ()  # what settles it with one tap, where it is the only line


def assignment_item(desk: Desk, assignment_id: int) -> Item | None:
    """Return what is to be said of something owed; where nobody answers for it, it is said to the
    office.
    """
    assignment = desk.session.get(Assignment, assignment_id)
    row = desk.session.get(CampaignRow, assignment.campaign_id) if assignment is not None else None
    campaign = (
        load_campaign(desk.session, assignment.campaign_id) if assignment is not None else None
    )
    if (
        assignment is None
        or assignment.state != "open"
        or row is None
        or not row.active
        or campaign is None
    ):
        return None
    hours = Hours(desk.calendar, campaign.hours, campaign.zone)
    people = responsible_for(desk, assignment)
    line = _line(desk, assignment, hours, comes_up=bool(people))
    if not people:
        people, line = (
            holders_of(desk.session, Role.OFFICE.value),
            _("Nobody answers for it: {line}", line=line),
        )
    duty = find_duty(campaign, assignment.duty)
    tap = (confirm_button(assignment),) if duty is not None and is_settled_by_a_tap(duty) else ()
    return Item(assignment.due_at, line, assignment_button(assignment), tuple(people), hours, tap)


def _line(desk: Desk, assignment: Assignment, hours: Hours, *, comes_up: bool) -> Message:
    """Return what is owed and how much time is left, or how late it is, in working days; `comes_up`
    to those above says why.
    """
    title = title_of(assignment)
    if (
        assignment.unit_id is not None
        and assignment.handed_to is None
        and not is_manned(desk.session, assignment.unit_id)
    ):
        because = _("{title} ({unit} has nobody of its own, so it comes to the unit above)")
        title = (because if comes_up else _("{title} ({unit})")).given(
            title=title, unit=assignee_name(desk, assignment)
        )
    if assignment.at_least is not None:
        title = _(
            "{title}, {done} of {wanted}",
            title=title,
            done=assignment.counted,
            wanted=assignment.at_least,
        )
    today, due = hours.day_of(desk.now), hours.day_of(assignment.due_at)
    if desk.now > assignment.due_at:
        days = max(0, hours.calendar.count(due, today))
        return _(
            "Late by working days: {days}. {title}, due {day}", days=days, title=title, day=due
        )
    if due == today:
        return _("Due today: {title}", title=title)
    return _(
        "Due {day}, working days left: {days}. {title}",
        day=due,
        days=hours.calendar.count(today, due),
        title=title,
    )


def _my_duties(desk: Desk) -> dict[int, datetime]:
    return {each.id or 0: each.due_at for each in my_assignments(desk, "open")}


def instruction_item(desk: Desk, instruction_id: int) -> Item | None:
    """Return what is to be said of a leader's instruction that is not reported yet."""
    made = desk.session.get(Instruction, instruction_id)
    if made is None or made.state != "open" or made.due_at is None:
        return None
    hours = Hours(desk.calendar, desk.bureau.hours, desk.bureau.zone)
    day = hours.day_of(made.due_at)
    late = _("Late: {leader}'s instruction {number}, due {day}: {words}")
    line = (
        late if desk.now > made.due_at else _("Due {day}: {leader}'s instruction {number}: {words}")
    )
    line = line.given(
        leader=leader_name(desk, made), number=made.number, day=day, words=made.words[:60]
    )
    return Item(made.due_at, line, instruction_button(made), tuple(addressees(desk, made)), hours)


def _my_instructions(desk: Desk) -> dict[int, datetime]:
    me, found = desk.actor.person_id, my_instructions(desk)
    return {
        each.id or 0: each.due_at
        for each in found
        if each.due_at is not None and me in addressees(desk, each)
    }


def _read_owed(desk: Desk, assignment_ids: Collection[int]) -> Sequence[object]:
    """Read at once what `owed_item` looks up; it is at hand as long as what is returned is kept."""
    session = desk.session
    assignment = [
        each
        for some in pieces(assignment_ids)
        for each in session.exec(select(Assignment).where(col(Assignment.id).in_(some)))
    ]
    theirs = [
        each for row in assignment for each in (row.person_id, row.handed_to) if each is not None
    ]
    people = [
        each
        for some in pieces(theirs)
        for each in session.exec(select(Person).where(col(Person.id).in_(some)))
    ]
    read_unit_tree(session)
    return [*assignment, *people, *active_campaigns(session)]


ITEMS: Mapping[str, Callable[[Desk, int], Item | None]] = {
    ASSIGNMENT: assignment_item,
    INSTRUCTION: instruction_item,
}
READ_AHEAD: Mapping[str, Callable[[Desk, Collection[int]], Sequence[object]]] = {
    ASSIGNMENT: _read_owed
}
"""What reads many subjects at once for ITEMS, where that is worth it."""

WEEKLY: Mapping[str, Callable[[Desk, Collection[int]], None]] = {ASSIGNMENT: plan_weekly}
"""What plans the next weekly reminder of these subjects once one was sent."""

MINE: Mapping[str, Callable[[Desk], dict[int, datetime]]] = {
    ASSIGNMENT: _my_duties,
    INSTRUCTION: _my_instructions,
}
"""What the actor has to do of each sort, by id, and until when."""
