"""Who has which part in an assignment, and may see or change it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import bindparam
from sqlmodel import select

from casework.desk import Desk
from casework.duties.receivers import receivers_of
from casework.duties.responsible import owners_of, responsible_for
from casework.refusals import Refused
from locales import _
from storage.queries.campaigns import has_ended
from storage.tables import Assignment

# Built once: whatever is done with an assignment asks it.
_FOUND = select(Assignment).where(Assignment.id == bindparam("_id"))
_LOCKED = _FOUND.with_for_update().execution_options(populate_existing=True)


class Part(StrEnum):
    """The part somebody has in an assignment."""

    ASSIGNEE = "assignee"
    OFFICE = "office"
    RECEIVER = "receiver"


class NoSuchAssignment(Refused):
    """There is no such assignment, or it is somebody else's: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("There is no such task for you. “My tasks” shows those that are yours."))


class CampaignEnded(Refused):
    """Its campaign has ended."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(
            _(
                "The campaign of “{title}” has ended; nothing more can be done with it.",
                title=assignment.title,
            )
        )


class OwnAssignment(Refused):
    """An assignee does not rule on the assignment."""

    def __init__(self) -> None:
        super().__init__(_("This task is your own; somebody else in the office decides on it."))


def get_visible_assignment(
    desk: Desk, assignment_id: int, *parts: Part, lock: bool = False
) -> Assignment:
    """Return the assignment if the actor has one of these parts in it, or any when none is named.

    Raises NoSuchAssignment. Once the campaign has ended, whoever comes in a part of theirs, or to
    change it (`lock`), is refused; all others may look.
    """
    found = _LOCKED if lock else _FOUND
    assignment = desk.session.exec(found, params={"_id": assignment_id}).first()
    if assignment is None:
        raise NoSuchAssignment
    # The receivers are asked for last, and only where need be: they take the whole roster.
    if not any(_has_part(desk, assignment, part) for part in Part if part in (parts or Part)):
        raise NoSuchAssignment
    if (parts or lock) and has_ended(desk.session, assignment.campaign_id):
        raise CampaignEnded(assignment)
    return assignment


def get_others_assignment(desk: Desk, assignment_id: int) -> Assignment:
    """Return somebody else's assignment, locked, for the office to decide on.

    On what a whole group has to do the office may rule even when it is in that group.
    """
    assignment = get_visible_assignment(desk, assignment_id, Part.OFFICE, lock=True)
    if assignment.assignee != "g" and Part.ASSIGNEE in parts_in(desk, assignment):
        raise OwnAssignment
    return assignment


def parts_in(desk: Desk, assignment: Assignment) -> set[Part]:
    """Return the parts that the actor has in it."""
    return {part for part in Part if _has_part(desk, assignment, part)}


def _has_part(desk: Desk, assignment: Assignment, part: Part) -> bool:
    me = desk.actor.person_id
    if me is None:
        return False
    if part is Part.OFFICE:
        return desk.actor.may("work_the_inbox")
    if part is Part.ASSIGNEE:
        return me in responsible_for(desk, assignment) or me in owners_of(desk, assignment)
    return me in receivers_of(desk, assignment)
