"""What a campaign's file asks for, compared with the assignments that are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.desk import Desk
from casework.people.groups import roster_of
from locales import message_to_json
from rules.campaign.duties import Counter, Duty, Immediate
from rules.campaign.groups import Assignee, assignees
from rules.campaign.model import Campaign
from rules.campaign.plan import Occurrence, occurrences
from storage.queries.assignments import Key, Wanted, assignment_rows
from storage.queries.campaigns import find_campaign
from storage.queries.units import unit_names


@dataclass(slots=True)
class Changes:
    """What carrying a campaign over would do to the rows.

    Each of `reopened`, `moved` (to another due moment) and `changed` (in words only) is a stored
    row and what is wanted of it; `kept` counts those that stay as they are.
    """

    opened: list[Wanted] = field(default_factory=list)
    reopened: list[tuple[Any, Wanted]] = field(default_factory=list)
    moved: list[tuple[Any, Wanted]] = field(default_factory=list)
    changed: list[tuple[Any, Wanted]] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    kept: int = 0

    @property
    def count(self) -> int:
        """How many rows change."""
        anew = len(self.opened) + len(self.reopened)
        return anew + len(self.moved) + len(self.changed) + len(self.dropped)

    def add(self, other: Changes) -> None:
        """Take the other changes in."""
        self.opened += other.opened
        self.reopened += other.reopened
        self.moved += other.moved
        self.changed += other.changed
        self.dropped += other.dropped
        self.kept += other.kept

    def compare_row(self, stored: Any, wanted: Wanted) -> None:
        """Note what becomes of a stored row that the file still asks for.

        What is filed or exempted stays as it is, whatever the file says.
        """
        if stored.state == "dropped":
            self.reopened.append((stored, wanted))
        elif stored.state != "open" or not wanted.differs(stored):
            self.kept += 1
        elif stored.extended_at is not None or stored.due_at == wanted.due_at:
            self.changed.append((stored, wanted))
        else:
            self.moved.append((stored, wanted))


def compare(desk: Desk, campaign: Campaign) -> Changes:
    """Return what the campaign's file asks for beyond what is stored; it changes nothing.

    What it asks for no more is dropped while it is open. Who comes to a duty later has nothing of
    it to do that was due before.
    """
    row = find_campaign(desk.session, campaign.key)
    stored = assignment_rows(desk.session, row.id or 0) if row is not None else {}
    duties_begun = {duty for duty, _period, _assignee in stored}
    wanted = {row.key: row for row in _wanted_rows(desk, campaign)}
    changes = Changes(dropped=_dropped(campaign, stored, wanted))
    for key, want in wanted.items():
        there = stored.get(key)
        if there is not None:
            changes.compare_row(there, want)
        elif want.due_at >= desk.now or want.duty not in duties_begun:
            changes.opened.append(want)
    return changes


def _dropped(campaign: Campaign, stored: Mapping[Key, Any], wanted: Collection[Key]) -> list[Any]:
    """Return the open rows that the file asks for no more; what is reported at once is no part."""
    immediate = {duty.key for duty in campaign.duties if isinstance(duty, Immediate)}
    return [
        row
        for key, row in stored.items()
        if row.state == "open" and key not in wanted and row.duty not in immediate
    ]


def _wanted_rows(desk: Desk, campaign: Campaign) -> Iterator[Wanted]:
    people, persons, units = roster_of(desk.session)
    unit_ids = {name: id_ for id_, name in unit_names(desk.session).items()}
    for duty in campaign.duties:
        times = occurrences(duty, campaign, desk.calendar)
        if not times:
            continue
        for assignee in assignees(campaign, duty, units, persons):
            for occurrence in times:
                yield _row(duty, occurrence, assignee, unit_ids, people)


def _row(
    duty: Duty,
    occurrence: Occurrence,
    assignee: Assignee,
    unit_ids: dict[str, int],
    person_ids: dict[str, int],
) -> Wanted:
    name, unit_id, person_id = "g", None, None
    if assignee.unit is not None:
        unit_id = unit_ids[assignee.unit]
        name = f"u:{unit_id}"
    elif assignee.person is not None:
        person_id = person_ids[assignee.person]
        name = f"p:{person_id}"
    return Wanted(
        duty=duty.key,
        period=occurrence.period,
        assignee=name,
        unit_id=unit_id,
        person_id=person_id,
        title=duty.title,
        stage=duty.stage,
        label=message_to_json(occurrence.label) if occurrence.label.text else {},
        opens=occurrence.opens,
        due_on=occurrence.day,
        due_at=occurrence.due_at,
        provisional=occurrence.provisional,
        at_least=duty.at_least if isinstance(duty, Counter) else None,
    )
