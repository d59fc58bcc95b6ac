"""CONTENT: what a reminder of an assignment or instruction says, and to whom; nothing once done."""

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
from casework.grouping import Item
from casework.instructions.access import addressees, my_instructions
from casework.instructions.actions import INSTRUCTION
from casework.instructions.telling import instruction_button, leader_name
from casework.unit_tree import is_manned
from locales import Button, Message, _
from rules.permissions import Role
from rules.time.escalation import Hours
from storage.id_chunks import pieces
from storage.outbox.notice import about_assignment
from storage.queries.campaigns import has_ended, load_campaign
from storage.queries.unit_tree import read_unit_tree
from storage.queries.units import holders_of
from storage.tables import Assignment, Instruction, Person

MY_TASKS = Button(_("My tasks"), "duties")


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be said of a subject, to whom, and when it may go out; late after `due_at`."""

    due_at: datetime
    item: Item
    people: tuple[int, ...]
    hours: Hours


def assignment_content(desk: Desk, assignment_id: int) -> Content | None:
    """Return what is to be said of an open assignment; with nobody to do it, to the office."""
    assignment = desk.session.get(Assignment, assignment_id)
    if assignment is None or assignment.state != "open":
        return None
    campaign = load_campaign(desk.session, assignment.campaign_id)
    if campaign is None or has_ended(desk.session, assignment.campaign_id):
        return None
    hours = Hours(desk.calendar, campaign.hours, campaign.zone)
    people = responsible_for(desk, assignment)
    line = _line(desk, assignment, hours, comes_up=bool(people))
    if not people:
        people = holders_of(desk.session, Role.OFFICE.value)
        line = _("Nobody answers for it: {line}", line=line)
    duty = find_duty(campaign, assignment.duty)
    settles = duty is not None and is_settled_by_a_tap(duty)
    buttons = (confirm_button(assignment),) if settles else ()
    about = about_assignment(assignment.id)
    item = _item(line, about, assignment_button(assignment), *buttons)
    return Content(assignment.due_at, item, tuple(people), hours)


def _item(line: Message, about: str, button: Button, *at_once: Button) -> Item:
    """Return a task; `at_once` settles it with one tap, where it is the only one."""
    return Item(line, line, (*at_once, button), (button,), MY_TASKS, about=about)


def _line(desk: Desk, assignment: Assignment, hours: Hours, *, comes_up: bool) -> Message:
    """Return what is to be done and how much time is left, or how late it is.

    `comes_up` says why it is said to those above.
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
    return {assignment.id or 0: assignment.due_at for assignment in my_assignments(desk, "open")}


def instruction_content(desk: Desk, instruction_id: int) -> Content | None:
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
    item = _item(line, made.number, instruction_button(made))
    return Content(made.due_at, item, tuple(addressees(desk, made)), hours)


def _my_instructions(desk: Desk) -> dict[int, datetime]:
    me = desk.actor.person_id
    found: dict[int, datetime] = {}
    for made in my_instructions(desk):
        if made.due_at is not None and me in addressees(desk, made):
            found[made.id or 0] = made.due_at
    return found


def _read_assignments(desk: Desk, assignment_ids: Collection[int]) -> Sequence[object]:
    """Read at once what `assignment_content` looks up.

    It is at hand as long as what is returned is kept.
    """
    session = desk.session
    assignments: list[Assignment] = []
    for some in pieces(assignment_ids):
        assignments += session.exec(select(Assignment).where(col(Assignment.id).in_(some)))
    wanted = {row.person_id for row in assignments} | {row.handed_to for row in assignments}
    people: list[Person] = []
    for persons in pieces(person for person in wanted if person is not None):
        people += session.exec(select(Person).where(col(Person.id).in_(persons)))
    read_unit_tree(session)
    return [*assignments, *people]


CONTENT: Mapping[str, Callable[[Desk, int], Content | None]] = {
    ASSIGNMENT: assignment_content,
    INSTRUCTION: instruction_content,
}
READ_AHEAD: Mapping[str, Callable[[Desk, Collection[int]], Sequence[object]]] = {
    ASSIGNMENT: _read_assignments
}
"""What reads many subjects at once for CONTENT, where that is worth it."""

WEEKLY: Mapping[str, Callable[[Desk, Collection[int]], None]] = {ASSIGNMENT: plan_weekly}
"""What plans the next weekly reminder of these subjects once one was sent."""

MINE: Mapping[str, Callable[[Desk], dict[int, datetime]]] = {
    ASSIGNMENT: _my_duties,
    INSTRUCTION: _my_instructions,
}
"""What the actor has to do of each sort, by id, and until when."""
