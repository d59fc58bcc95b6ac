"""When duties are due, laid out over periods; what falls on a free day comes forward."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from locales import Message, _
from rules.campaign.duties import (
    Confirmation,
    Counter,
    DayOfPeriod,
    Duty,
    Immediate,
    OnceDuty,
    RecurringDuty,
)
from rules.campaign.model import Campaign
from rules.campaign.periods import Period, calendar_period, periods, whole_period
from rules.campaign.words import WEEKDAYS
from rules.time.workdays import Workdays

_DAY = timedelta(days=1)
_WEEKDAYS = list(dict.fromkeys(WEEKDAYS.values()))  # their codes, from Monday


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty is due: for the days `opens` to `closes`, by `due_at` (UTC) on `day`.

    Provisional when the day was found in a year whose calendar is not published. `period` is "" for
    what is due once.
    """

    period: str
    label: Message
    opens: date
    closes: date
    day: date
    due_at: datetime
    provisional: bool


def occurrences(duty: Duty, campaign: Campaign, workdays: Workdays) -> list[Occurrence]:
    """Return every time that the duty is due, in order; [] for reports at once.

    Periods are cut to the duty's days. A period in which nobody works, or whose named day is past
    when they begin, joins the next one (the last joins the one before): the occurrences cover the
    days without gap or overlap, each due after the one before.
    """
    span = campaign.span_of(duty)
    match duty:
        case Immediate():
            return []
        case OnceDuty() | Confirmation():
            opens = min(span.first, duty.due)
            period = whole_period("", Message(""), opens, duty.due)
            return [_occurrence(campaign, period, duty.due, duty.time, provisional=False)]
        case Counter(per="campaign"):
            found = [whole_period("all", _("The whole campaign"), span.first, span.last)]
            return _Plan(duty, campaign, workdays).lay_out(found)
        case Counter():
            found = periods(duty.per, span, campaign.semesters)
            return _Plan(duty, campaign, workdays).lay_out(found)
        case RecurringDuty():
            found = periods(duty.every, span, campaign.semesters)
            return _Plan(duty, campaign, workdays).lay_out(found)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Lays a duty out over the periods of its days."""

    duty: RecurringDuty | Counter
    campaign: Campaign
    workdays: Workdays

    def lay_out(self, found: list[Period]) -> list[Occurrence]:
        """Return the periods with their due days; one without such a day joins its neighbour."""
        made: list[Occurrence] = []
        waiting: date | None = None  # where the first of the periods begins that join the next one
        for period in found:
            earliest = max(period.opens, made[-1].day + _DAY) if made else period.opens
            opens = waiting or period.opens
            due = self._due_in(replace(period, opens=opens), earliest)
            if due is None:
                waiting = opens
                continue
            made.append(due)
            waiting = None
        if waiting is None:
            return made
        last = found[-1]
        if made:
            return [*made[:-1], replace(made[-1], closes=last.closes)]
        return [self._before_it_begins(replace(last, opens=waiting))]

    def _due_in(self, period: Period, earliest: date) -> Occurrence | None:
        """Return when the duty is due for this period, None when no day from `earliest` fits."""
        named, latest = _named_day(period, self.duty)
        if named < earliest:
            return None
        day = _due_day(earliest, min(named, latest), latest, self.workdays)
        if day is None:
            return None
        years = range(min(day, named).year, max(day, named).year + 1)
        provisional = not all(self.workdays.published(year) for year in years)
        return self._made(period, day, provisional=provisional)

    def _before_it_begins(self, period: Period) -> Occurrence:
        """Return when a duty is due in whose days nobody works: before them."""
        day = _due_day(period.opens, period.closes, period.closes, self.workdays)
        if day is None:
            day = self.workdays.previous_working(period.opens)
        return self._made(period, day, provisional=not self.workdays.published(day.year))

    def _made(self, period: Period, day: date, *, provisional: bool) -> Occurrence:
        at = self.duty.time if isinstance(self.duty, RecurringDuty) else None
        return _occurrence(self.campaign, period, day, at, provisional=provisional)


def _due_day(earliest: date, named: date, latest: date, workdays: Workdays) -> date | None:
    """Return the last working day up to the named one, else the first after it, else None."""
    before = workdays.previous_working(named + _DAY)
    if before >= earliest:
        return before
    after = workdays.next_working(named)
    return after if after <= latest else None


def _named_day(period: Period, duty: RecurringDuty | Counter) -> tuple[date, date]:
    """Return the day that the duty names for this period, free or not, and the latest one.

    A duty that names none means the period's last.
    """
    if isinstance(duty, Counter):
        return period.last, period.closes
    base = calendar_period(duty.every, period.last + _DAY) if duty.following else period
    if duty.every == "week":
        weekday = _WEEKDAYS.index(duty.weekday or "sunday")
        return base.first + timedelta(days=weekday), base.closes
    if duty.day is None:
        return base.last, base.closes
    return _in_month(base, duty.day), base.closes


def _in_month(base: Period, named: DayOfPeriod) -> date:
    if named.month is None:
        year, month = base.last.year, base.last.month
    else:
        months = base.first.year * 12 + base.first.month - 1 + named.month - 1
        year, month = divmod(months, 12)
        month += 1
    last_of_month = monthrange(year, month)[1]
    return min(date(year, month, min(named.day, last_of_month)), base.last)


def _occurrence(
    campaign: Campaign, period: Period, day: date, at: time | None, *, provisional: bool
) -> Occurrence:
    due_at = datetime.combine(day, at or campaign.hours.closes, campaign.zone).astimezone(UTC)
    return Occurrence(
        period.id, period.label, period.opens, period.closes, day, due_at, provisional
    )
