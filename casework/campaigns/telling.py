"""Who is told what of a campaign as a whole: that it has ended, and that days have moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from casework.desk import Desk
from casework.duties.assignments import title_of
from casework.duties.responsible import responsible_for
from casework.duties.telling import MY_TASKS, assignment_button
from casework.grouping import GroupedNotice, Item
from casework.notices import Facts, Occasion, Receipt, Tell, Wording, receipt_of, tell_rows
from locales import _
from rules.permissions import Role
from storage.outbox.notice import Notice, about_assignment
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.queries.units import holders_of
from storage.tables import Assignment, CampaignRow

Told: TypeAlias = Occasion[CampaignRow]


def tell(desk: Desk, row: CampaignRow, event: str, **given: object) -> Receipt:
    """Tell the office of the event; returns what the actor is answered."""
    occasion = Occasion(desk, row, given)
    tell_rows(occasion, TELLS[event], FACTS)
    return receipt_of(occasion, RECEIPTS[event], FACTS)


def _rest_of_office(occasion: Told) -> list[int]:
    office = holders_of(occasion.desk.session, Role.OFFICE.value)
    return [person for person in office if person != occasion.desk.actor.person_id]


_ENDED = _("{campaign} has ended: {summary}\nTasks left open: {count}.")

FACTS: Facts[CampaignRow] = {"campaign": lambda occasion: occasion.subject.title}
TELLS: Mapping[str, tuple[Tell[CampaignRow], ...]] = {"ended": (Tell(_rest_of_office, _ENDED),)}
RECEIPTS: Mapping[str, tuple[Wording[CampaignRow], ...]] = {"ended": (Wording(_ENDED),)}


def tell_assignees_of_end(
    desk: Desk, row: CampaignRow, summary: str, still_open: Sequence[Assignment]
) -> None:
    """Tell each who still had something to file, in one message, in working hours.

    The office hears more of it, and by itself.
    """
    counts = _count_by_person(desk, still_open)
    for person in holders_of(desk.session, Role.OFFICE.value):
        del counts[person]
    text = _(
        "{campaign} has ended: {summary}\nYour tasks in it that are still open, {count}, "
        "need not be filed any more.",
        campaign=row.title,
        summary=summary,
    )
    at = desk.next_working_minute()
    for person, chat in chats_of_people(desk.session, counts).items():
        notice = Notice(text.given(count=counts[person]))
        queue(desk.session, chat, notice, desk.now, not_before=at)


def _count_by_person(desk: Desk, assignments: Iterable[Assignment]) -> Counter[int]:
    """Return how many of them each person answers for."""
    alike: dict[tuple[object, ...], list[Assignment]] = {}  # many rows have the same people
    for assignment in assignments:
        of_groups = assignment.duty if assignment.assignee == "g" else None
        key = (assignment.unit_id, assignment.person_id, assignment.handed_to, of_groups)
        alike.setdefault(key, []).append(assignment)
    counts = Counter[int]()
    for rows in alike.values():
        for person in responsible_for(desk, rows[0]):
            counts[person] += len(rows)
    return counts


def tell_moved(desk: Desk, rows: Iterable[Assignment], before: Mapping[int, date]) -> None:
    """Tell those responsible that due days have moved; `before` has those days by assignment."""
    grouped = GroupedNotice()
    for row in rows:
        day_before = before.get(row.id or 0)
        if day_before is None:
            continue
        line = _(
            "{title}: now due {day}, not {before}.",
            title=title_of(row),
            day=row.due_on,
            before=day_before,
        )
        buttons = (assignment_button(row),)
        for person in responsible_for(desk, row):
            about = about_assignment(row.id)
            grouped.add(person, Item(line, line, buttons, buttons, MY_TASKS, about=about))
    at = desk.next_working_minute()
    grouped.send(desk, _("The due days of {count} of your tasks have moved:"), at=at)
