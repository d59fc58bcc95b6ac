"""Campaigns: a checked file is compared with what is stored, and carried over without losing
anything that was filed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.campaigns.end import note_campaign_event
from casework.campaigns.telling import tell_moved
from casework.desk import Desk
from casework.duties.assignments import settle
from casework.duties.reminder_plan import ASSIGNMENT, forget_reminders, plan_reminders
from casework.people.groups import roster_of
from casework.reminders.ticket_plan import replan_moved
from locales import message_to_json
from rules.campaign.duties import Counter, Immediate
from rules.campaign.groups import Assignee, assignees
from rules.campaign.model import Campaign
from rules.campaign.plan import occurrences
from storage.queries.assignments import (
    Key,
    Wanted,
    assignment_rows,
    change_assignments,
    drop_assignments,
    insert_assignments,
    open_assignments,
)
from storage.queries.campaigns import active_campaigns, find_campaign, load_campaign, store_campaign
from storage.queries.units import unit_names
from storage.queries.warnings import pushed_tickets
from storage.tables import CampaignRow


@dataclass(frozen=True, slots=True)
class Changes:
    """What carrying a campaign over would do to the rows; each of `changed` and `moved` is (stored,
    wanted).
    """

    opened: list[Wanted] = field(default_factory=list)
    reopened: list[tuple[Any, Wanted]] = field(default_factory=list)
    moved: list[tuple[Any, Wanted]] = field(default_factory=list)  # to another due moment
    changed: list[tuple[Any, Wanted]] = field(default_factory=list)  # in words only
    dropped: list[Any] = field(default_factory=list)
    kept: int = 0

    @property
    def count(self) -> int:
        """How many rows change."""
        return (
            len(self.opened)
            + len(self.reopened)
            + len(self.moved)
            + len(self.changed)
            + len(self.dropped)
        )

    def and_also(self, other: Changes) -> Changes:
        """Return these changes and the others together."""
        return Changes(
            self.opened + other.opened,
            self.reopened + other.reopened,
            self.moved + other.moved,
            self.changed + other.changed,
            self.dropped + other.dropped,
            self.kept + other.kept,
        )


def compare(desk: Desk, campaign: Campaign) -> Changes:
    """Return what the campaign's file asks for beyond what is stored; it changes nothing.

    What is filed or exempted stays as it is, whatever the file says; what it asks for no more is
    dropped while it is open. Who comes to a duty later owes nothing of it that was due before.
    """
    row = find_campaign(desk.session, campaign.key)
    stored = assignment_rows(desk.session, row.id or 0) if row is not None else {}
    begun = {duty for duty, _period, _ower in stored}
    at_once = {duty.key for duty in campaign.duties if isinstance(duty, Immediate)}
    changes, wanted, kept = Changes(), _wanted(desk, campaign), 0
    for key, want in wanted.items():
        there = stored.get(key)
        if there is None:
            if want.due_at >= desk.now or want.duty not in begun:
                changes.opened.append(want)
        elif there.state == "dropped":
            changes.reopened.append((there, want))
        elif there.state == "open" and want.differs(there):
            same_day = there.extended_at is not None or there.due_at == want.due_at
            (changes.changed if same_day else changes.moved).append((there, want))
        else:
            kept += 1
    gone = (each for key, each in stored.items() if key not in wanted and key[0] not in at_once)
    changes.dropped.extend(each for each in gone if each.state == "open")
    return Changes(
        changes.opened, changes.reopened, changes.moved, changes.changed, changes.dropped, kept
    )


def load(desk: Desk, campaign: Campaign, source: str) -> Changes:
    """Load the campaign, or load it again, which opens one that was ended; returns what that
    changed.
    """
    before = find_campaign(desk.session, campaign.key)
    ended = before is not None and not before.active
    row = store_campaign(desk.session, campaign, source, desk.now)
    if ended:
        note_campaign_event(desk, row.id or 0, "reopened")
    desk.__dict__.pop("catalogue", None)  # it was read before the kinds changed
    changes = compare(desk, campaign)
    apply_changes(desk, row, campaign, changes)
    desk.moved |= {
        each.id or 0: each for each in pushed_tickets(desk.session)
    }  # the ladder may be another
    replan_moved(desk)
    return changes


def apply_changes(desk: Desk, loaded: CampaignRow, campaign: Campaign, changes: Changes) -> None:
    """Write the changes down, plan the reminders anew, and tell those for whom a day moved."""
    session, id_ = desk.session, loaded.id or 0
    insert_assignments(session, id_, changes.opened)
    change_assignments(
        session,
        [
            (stored, want, "open")
            for stored, want in (*changes.reopened, *changes.moved, *changes.changed)
        ],
    )
    drop_assignments(session, changes.dropped)
    for gone in changes.dropped:
        forget_reminders(desk, ASSIGNMENT, gone.id)
    still_open = open_assignments(session, id_)
    for row in still_open:
        if row.at_least is not None and row.counted >= row.at_least:  # the file asks for fewer now
            settle(desk, row, "filed", late=desk.now > row.due_at)
    plan_reminders(desk, still_open, campaign)
    days_before = {
        stored.id: stored.due_on for stored, want in changes.moved if stored.due_on != want.due_on
    }
    tell_moved(desk, still_open, days_before)


def keep_up(desk: Desk) -> Changes:
    """Bring all campaigns up to the roster and the calendar as they are now; returns what that
    changed.
    """
    whole = Changes()
    for key in [row.key for row, _campaign in active_campaigns(desk.session)]:
        row = find_campaign(desk.session, key, lock=True)
        campaign = load_campaign(desk.session, row.id or 0) if row is not None else None
        if row is not None and campaign is not None and (changes := compare(desk, campaign)).count:
            apply_changes(desk, row, campaign, changes)
            whole = whole.and_also(changes)
    return whole


def keep_campaigns(desk: Desk, _now: datetime) -> int:
    """Keep up, as a job; once is enough."""
    keep_up(desk)
    return 0


def _wanted(desk: Desk, campaign: Campaign) -> dict[Key, Wanted]:
    people, persons, units = roster_of(desk.session)
    places = {name: id_ for id_, name in unit_names(desk.session).items()}
    found: dict[Key, Wanted] = {}
    for duty in campaign.duties:
        at_least = duty.at_least if isinstance(duty, Counter) else None
        times = occurrences(duty, campaign, desk.calendar)
        for assignee in assignees(campaign, duty, units, persons) if times else ():
            name, unit, person = _ower_key(assignee, places, people)
            for each in times:
                label = message_to_json(each.label) if each.label.text else None
                wanted = Wanted(
                    duty.key,
                    each.period,
                    name,
                    unit,
                    person,
                    duty.title,
                    duty.stage,
                    label or {},
                    each.opens,
                    each.day,
                    each.due_at,
                    each.provisional,
                    at_least,
                )
                found[wanted.key] = wanted
    return found


def _ower_key(
    assignee: Assignee, units: dict[str, int], people: dict[str, int]
) -> tuple[str, int | None, int | None]:
    if assignee.unit is not None:
        return f"u:{units[assignee.unit]}", units[assignee.unit], None
    if assignee.person is not None:
        return f"p:{people[assignee.person]}", None, people[assignee.person]
    return "g", None, None
