"""What every change to a duty goes through: who has which part in it, how it is settled or opened,
and what is kept of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.duties.reminder_plan import plan_reminders
from casework.duties.responsible import owners_of, responsible_for
from casework.notices import tell_person
from casework.people.accounts import bureau_wide
from casework.people.groups import members_of
from casework.refusals import Refused
from locales import Button, Message, _, message_from_json
from rules.actions import action_button
from rules.campaign.duties import Duty
from rules.campaign.model import Campaign
from rules.permissions import Role
from storage.queries.campaigns import has_ended, load_campaign
from storage.queries.units import holders_of
from storage.tables import Assignment, DutyEvent, Person, RoleHeld, Unit


class DutyPart(StrEnum):
    """The part somebody has in a duty: the one who owes it, the office, those who receive what is
    filed.
    """

    ASSIGNEE = "assignee"
    OFFICE = "office"
    RECEIVER = "receiver"


class NoSuchDuty(Refused):
    """There is no such duty, or it is somebody else's: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("There is no such task for you. “My tasks” shows those that are yours."))


class DutyOver(Refused):
    """It is settled, or no longer asked for."""


class CampaignEnded(Refused):
    """Its campaign has ended."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(
            _(
                "The campaign of “{title}” has ended; nothing more can be done with it.",
                title=assignment.title,
            )
        )


def duty_of(campaign: Campaign | None, key: str) -> Duty | None:
    """Return the duty with this key, None when the campaign's file no longer has it."""
    return (
        next((each for each in campaign.duties if each.key == key), None)
        if campaign is not None
        else None
    )


def get_visible_assignment(
    desk: Desk, assignment_id: int, *parts: DutyPart, lock: bool = False
) -> Assignment:
    """Return what is owed if the actor has one of these parts in it (or any, when none is named);
    raises NoSuchDuty.

    Whoever comes in a part of theirs, or to change it (`lock`), is refused once the campaign has
    ended; all others may look.
    """
    found = select(Assignment).where(Assignment.id == assignment_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    assignment = desk.session.exec(found).first()
    if assignment is None or not parts_in(desk, assignment) & (set(parts) or set(DutyPart)):
        raise NoSuchDuty
    if (parts or lock) and has_ended(desk.session, assignment.campaign_id):
        raise CampaignEnded(assignment)
    return assignment


def parts_in(desk: Desk, assignment: Assignment) -> set[DutyPart]:
    """Return the parts that the actor has in it."""
    me = desk.actor.person_id
    if me is None:
        return set()
    parts = {DutyPart.OFFICE} if desk.actor.may("work_the_inbox") else set()
    if me in responsible_for(desk, assignment) or me in owners_of(desk, assignment):
        parts.add(DutyPart.ASSIGNEE)
    if me in receivers_of(desk, assignment):
        parts.add(DutyPart.RECEIVER)
    return parts


def receivers_of(desk: Desk, assignment: Assignment) -> list[int]:
    """Return the ids of the persons who receive what is filed.

    One whose own unit owes the same, or is of the same kind, such as one of many heads, receives
    only from it and those below.
    """
    campaign = load_campaign(desk.session, assignment.campaign_id)
    duty = duty_of(campaign, assignment.duty)
    if campaign is None or duty is None:
        return []
    units, wide = _roles_held(desk.session)
    own = (
        {assignment.unit_id}
        if assignment.unit_id is not None
        else units.get(assignment.person_id or 0, set())
    )
    near = _units_near(desk.session, own)
    kinds = dict(desk.session.exec(select(Unit.id, Unit.kind)).all())
    peers = {unit for each in members_of(desk, campaign, duty.by) for unit in units.get(each, ())}
    peers |= {
        unit
        for unit, kind in kinds.items()
        if unit is not None and kind in {kinds.get(each) for each in own}
    }
    members = members_of(desk, campaign, duty.receiver)
    return [
        each
        for each in members
        if each in wide or units.get(each, set()) & near or not units.get(each, set()) & peers
    ]


def _roles_held(session: Session) -> tuple[dict[int, set[int]], set[int]]:
    """Return the units of all persons, and who holds a role over the whole bureau."""
    units: dict[int, set[int]] = {}
    wide: set[int] = set()
    for each in session.exec(select(RoleHeld)):
        if bureau_wide(Role(each.role)):
            wide.add(each.person_id)
        if each.unit_id is not None:
            units.setdefault(each.person_id, set()).add(each.unit_id)
    return units, wide


def _units_near(session: Session, own: set[int]) -> set[int]:
    """Return the ids of these units and of all above them."""
    todo = [*own]
    near: set[int] = set()
    while todo:
        at = todo.pop()
        unit = session.get(Unit, at) if at not in near else None
        near.add(at)
        if unit is not None and unit.parent_id is not None:
            todo.append(unit.parent_id)
    return near


def colleagues_of(desk: Desk, assignment: Assignment) -> list[Person]:
    """Return the active persons of the unit that owes it (of the actor's, where it is owed by
    groups together), but the actor.
    """
    mine = _roles_held(desk.session)[0].get(
        assignment.person_id or desk.actor.person_id or 0, set()
    )
    inside = select(RoleHeld.person_id).where(
        col(RoleHeld.unit_id).in_([assignment.unit_id] if assignment.unit_id is not None else mine)
    )
    others = (col(Person.id).in_(inside), col(Person.active), Person.id != desk.actor.person_id)
    return list(desk.session.exec(select(Person).where(*others).order_by(col(Person.id))))


def note_event(desk: Desk, assignment: Assignment, name: str, **note: str | int) -> None:
    """Keep what happened to it, and who did it."""
    event = DutyEvent(
        assignment_id=assignment.id or 0,
        at=desk.now,
        person_id=desk.actor.person_id,
        name=name,
        note=note,
    )
    desk.session.add_all([assignment, event])
    desk.session.flush()


def settle(
    desk: Desk,
    assignment: Assignment,
    state: str,
    *,
    late: bool = False,
    at: datetime | None = None,
) -> None:
    """Take it off everybody's list."""
    assignment.state, assignment.late, assignment.settled_at, assignment.settled_by = (
        state,
        late,
        at or desk.now,
        desk.actor.person_id,
    )
    desk.session.add(assignment)
    replan(desk, assignment)


def open_again(desk: Desk, assignment: Assignment) -> None:
    """Put it on the list again."""
    assignment.state, assignment.late, assignment.settled_at, assignment.settled_by = (
        "open",
        False,
        None,
        None,
    )
    desk.session.add(assignment)
    replan(desk, assignment)


def replan(desk: Desk, assignment: Assignment) -> None:
    """Let the plan of reminders follow: none for what is settled, those that are still to come for
    what is open.
    """
    campaign = load_campaign(desk.session, assignment.campaign_id)
    if campaign is not None:
        plan_reminders(desk, [assignment], campaign)


def title_of(assignment: Assignment) -> Message:
    """Return what is owed, and for which period."""
    if assignment.label and assignment.period and assignment.label.get("t"):
        return _(
            "{title} ({period})", title=assignment.title, period=message_from_json(assignment.label)
        )
    return _("{title}", title=assignment.title)


def tell_assignees(
    desk: Desk, assignment: Assignment, text: Message, *buttons: Button, also: Sequence[int] = ()
) -> None:
    """Tell those responsible, and `also` these persons, each once; not the actor."""
    for person in dict.fromkeys([*responsible_for(desk, assignment), *also]):
        if person != desk.actor.person_id:
            tell_person(desk, person, text, buttons)


def tell_the_office(desk: Desk, text: Message, *buttons: Button) -> None:
    """Tell everybody in the office but the actor."""
    for person in holders_of(desk.session, Role.OFFICE.value):
        if person != desk.actor.person_id:
            tell_person(desk, person, text, buttons)


def duty_button(assignment: Assignment) -> Button:
    """Return the button that opens it."""
    return Button(_("Open the task"), "duty", str(assignment.id))


def confirm_button(assignment: Assignment) -> Button:
    """Return the button that confirms it (收到)."""
    return action_button("dutyok", str(assignment.id))


def assignee_name(desk: Desk, assignment: Assignment) -> Message | str:
    """Return the name of the unit or person that owes it."""
    if assignment.unit_id is not None:
        unit = desk.session.get(Unit, assignment.unit_id)
        return unit.name if unit is not None else "-"
    if assignment.person_id is not None:
        return person_name(desk.session, assignment.person_id)
    duty = duty_of(load_campaign(desk.session, assignment.campaign_id), assignment.duty)
    return "、".join(duty.by) if duty is not None else "-"


def person_name(session: Session, person_id: int | None) -> str:
    """Return a person's name, a dash for nobody."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else "-"
