"""Which digests somebody gets and when: as they set it, else as campaigns do, else as usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlmodel import select

from casework.desk import Desk
from casework.people.groups import members_of
from rules.campaign.model import Digest
from rules.campaign.words import WEEKDAYS
from rules.permissions import Role
from rules.time.workdays import Workdays
from storage.queries.campaigns import running_campaigns
from storage.queries.units import holders_of
from storage.tables import Preferences

USUAL_TIMES: Mapping[str, time] = {"day": time(17, 5), "week": time(16, 35), "month": time(9, 5)}
COLUMNS = {"day": "daily_at", "week": "weekly_at", "month": "monthly_at"}  # of Preferences
_FRIDAY = 4
_WEEKDAYS = list(dict.fromkeys(WEEKDAYS.values()))
_LOOK_BACK_DAYS = {"day": 12, "week": 14, "month": 62}  # in which the last time must lie
_DAY = timedelta(days=1)
_PREFERENCES = select(Preferences)  # built once: it is asked every minute


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that somebody gets: how often, at which time of day, and on which days."""

    every: str
    at: time
    free_days: bool = False
    weekday: int = _FRIDAY
    day: int | None = None  # of the month; None: the first working day

    def last_before(self, now: datetime, calendar: Workdays, zone: tzinfo) -> datetime | None:
        """Return the last moment, `now` included, at which it was due; `zone` is the bureau's."""
        today = now.astimezone(zone).date()
        for back in range(_LOOK_BACK_DAYS[self.every]):
            day = today - timedelta(days=back)
            at = datetime.combine(day, self.at, zone)
            if at <= now and self._falls_on(day, calendar):
                return at
        return None

    def _falls_on(self, day: date, calendar: Workdays) -> bool:
        """Tell whether it comes on this day.

        A week's or a month's that falls on a free day comes on the working day before.
        """
        if not self.free_days and not calendar.is_working(day):
            return False
        if self.every == "day":
            return True
        if self.every == "month" and self.day is None:
            return calendar.previous_working(day).month != day.month
        if self.free_days:
            return self._is_for(day)
        next_working = calendar.next_working(day)
        while day < next_working:
            if self._is_for(day):
                return True
            day += _DAY
        return False

    def _is_for(self, day: date) -> bool:
        if self.every == "week":
            return day.weekday() == self.weekday
        return day.day == self.day


def digests_due(desk: Desk) -> dict[int, list[Due]]:
    """Return by person which digests they get."""
    given = _digests_given(desk)
    preferences = {row.person_id: row for row in desk.session.exec(_PREFERENCES)}
    readers: set[int] = set()
    for role in (Role.LEADER, Role.OFFICE, Role.ADMIN):
        readers.update(holders_of(desk.session, role.value))
    found = {}
    for person in sorted(readers & (given.keys() | preferences.keys())):
        usual, own = given.get(person, {}), preferences.get(person)
        dues = [_as_preferred(every, usual.get(every), own) for every in USUAL_TIMES]
        found[person] = [due for due in dues if due is not None]
    return found


def _digests_given(desk: Desk) -> dict[int, dict[str, Due]]:
    """Return by person which digests they get when they set nothing themselves."""
    given: dict[int, dict[str, Due]] = {}
    for leader in holders_of(desk.session, Role.LEADER.value):
        given[leader] = {every: Due(every, at) for every, at in USUAL_TIMES.items()}
    for campaign in running_campaigns(desk.session, desk.today):
        for digest in campaign.digests:
            for person in members_of(desk, campaign, digest.to):
                given.setdefault(person, {})[digest.every] = _as_campaign_sets(digest)
    return given


def _as_campaign_sets(digest: Digest) -> Due:
    return Due(
        digest.every,
        time(digest.at.hour, digest.at.minute),
        free_days=not digest.working,
        weekday=_WEEKDAYS.index(digest.weekday) if digest.weekday else _FRIDAY,
        day=digest.day,
    )


def _as_preferred(every: str, usual: Due | None, own: Preferences | None) -> Due | None:
    if own is None:
        return usual
    own_time: str | None = getattr(own, COLUMNS[every])
    if own_time == "":
        return None
    free_days = every == "day" and own.daily_on_free_days
    if own_time is None and (usual is None or not free_days):
        return usual
    before = usual or Due(every, USUAL_TIMES[every])
    at = time.fromisoformat(own_time) if own_time else before.at
    return Due(every, at, free_days or before.free_days, before.weekday, before.day)
