"""What every change to a duty goes through: who has which part in it, how it is settled or opened,
and what is kept of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.notices import Button, tell_person
from casework.nudging import plan_nudges_for_owed
from casework.people import bureau_wide
from casework.refusals import Refused
from casework.responsible import members_of, owners_of, responsible_for
from locales import Message, _, message_from_json
from rules.campaign import Campaign
from rules.campaign_duties import Duty
from rules.permissions import Role
from storage.campaign_tables import DutyEvent, Owed
from storage.campaigns import has_ended, load_campaign
from storage.tables import Person, RoleHeld, Unit
from storage.units import holders_of


class DutyPart(StrEnum):
    """The part somebody has in a duty: the one who owes it, the office, those who receive what is
    filed.
    """

    OWER = "ower"
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

    def __init__(self, owed: Owed) -> None:
        super().__init__(
            _(
                "The campaign of “{title}” has ended; nothing more can be done with it.",
                title=owed.title,
            )
        )


def duty_of(campaign: Campaign | None, key: str) -> Duty | None:
    """Return the duty with this key, None when the campaign's file no longer has it."""
    return (
        next((each for each in campaign.duties if each.key == key), None)
        if campaign is not None
        else None
    )


def see_owed(desk: Desk, owed_id: int, *parts: DutyPart, lock: bool = False) -> Owed:
    """Return what is owed if the actor has one of these parts in it (or any, when none is named);
    raises NoSuchDuty.

    Whoever comes in a part of theirs, or to change it (`lock`), is refused once the campaign has
    ended; all others may look.
    """
    found = select(Owed).where(Owed.id == owed_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    owed = desk.session.exec(found).first()
    if owed is None or not parts_in(desk, owed) & (set(parts) or set(DutyPart)):
        raise NoSuchDuty
    if (parts or lock) and has_ended(desk.session, owed.campaign_id):
        raise CampaignEnded(owed)
    return owed


def parts_in(desk: Desk, owed: Owed) -> set[DutyPart]:
    """Return the parts that the actor has in it."""
    me = desk.actor.person_id
    if me is None:
        return set()
    parts = {DutyPart.OFFICE} if desk.actor.may("work_the_inbox") else set()
    if me in responsible_for(desk, owed) or me in owners_of(desk, owed):
        parts.add(DutyPart.OWER)
    if me in receivers_of(desk, owed):
        parts.add(DutyPart.RECEIVER)
    return parts


def receivers_of(desk: Desk, owed: Owed) -> list[int]:
    """Return the ids of the persons who receive what is filed.

    One whose own unit owes the same, or is of the same kind, such as one of many heads, receives
    only from it and those below.
    """
    campaign = load_campaign(desk.session, owed.campaign_id)
    duty = duty_of(campaign, owed.duty)
    if campaign is None or duty is None:
        return []
    units, wide = _roles_held(desk.session)
    own = {owed.unit_id} if owed.unit_id is not None else units.get(owed.person_id or 0, set())
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


def colleagues_of(desk: Desk, owed: Owed) -> list[Person]:
    """Return the active persons of the unit that owes it (of the actor's, where it is owed by
    groups together), but the actor.
    """
    mine = _roles_held(desk.session)[0].get(owed.person_id or desk.actor.person_id or 0, set())
    inside = select(RoleHeld.person_id).where(
        col(RoleHeld.unit_id).in_([owed.unit_id] if owed.unit_id is not None else mine)
    )
    others = (col(Person.id).in_(inside), col(Person.active), Person.id != desk.actor.person_id)
    return list(desk.session.exec(select(Person).where(*others).order_by(col(Person.id))))


def note_event(desk: Desk, owed: Owed, name: str, **note: str | int) -> None:
    """Keep what happened to it, and who did it."""
    event = DutyEvent(
        owed_id=owed.id or 0, at=desk.now, person_id=desk.actor.person_id, name=name, note=note
    )
    desk.session.add_all([owed, event])
    desk.session.flush()


def settle(
    desk: Desk, owed: Owed, state: str, *, late: bool = False, at: datetime | None = None
) -> None:
    """Take it off everybody's list."""
    owed.state, owed.late, owed.settled_at, owed.settled_by = (
        state,
        late,
        at or desk.now,
        desk.actor.person_id,
    )
    desk.session.add(owed)
    replan(desk, owed)


def open_again(desk: Desk, owed: Owed) -> None:
    """Put it on the list again."""
    owed.state, owed.late, owed.settled_at, owed.settled_by = "open", False, None, None
    desk.session.add(owed)
    replan(desk, owed)


def replan(desk: Desk, owed: Owed) -> None:
    """Let the plan of reminders follow: none for what is settled, those that are still to come for
    what is open.
    """
    campaign = load_campaign(desk.session, owed.campaign_id)
    if campaign is not None:
        plan_nudges_for_owed(desk, [owed], campaign)


def title_of(owed: Owed) -> Message:
    """Return what is owed, and for which period."""
    if owed.label and owed.period and owed.label.get("t"):
        return _("{title} ({period})", title=owed.title, period=message_from_json(owed.label))
    return _("{title}", title=owed.title)


def tell_owers(
    desk: Desk, owed: Owed, text: Message, *buttons: Button, also: Sequence[int] = ()
) -> None:
    """Tell those responsible, and `also` these persons, each once; not the actor."""
    for person in dict.fromkeys([*responsible_for(desk, owed), *also]):
        if person != desk.actor.person_id:
            tell_person(desk, person, text, buttons)


def tell_the_office(desk: Desk, text: Message, *buttons: Button) -> None:
    """Tell everybody in the office but the actor."""
    for person in holders_of(desk.session, Role.OFFICE.value):
        if person != desk.actor.person_id:
            tell_person(desk, person, text, buttons)


def duty_button(owed: Owed) -> Button:
    """Return the button that opens it."""
    return f"go:duty:{owed.id}", _("Open the task")


def confirm_button(owed: Owed) -> Button:
    """Return the button that confirms it (收到)."""
    return f"go:dutyok:{owed.id}", _("Confirm receipt")


def ower_name(desk: Desk, owed: Owed) -> Message | str:
    """Return the name of the unit or person that owes it."""
    if owed.unit_id is not None:
        unit = desk.session.get(Unit, owed.unit_id)
        return unit.name if unit is not None else "-"
    if owed.person_id is not None:
        return person_name(desk.session, owed.person_id)
    duty = duty_of(load_campaign(desk.session, owed.campaign_id), owed.duty)
    return "、".join(duty.by) if duty is not None else "-"


def person_name(session: Session, person_id: int | None) -> str:
    """Return a person's name, a dash for nobody."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else "-"
