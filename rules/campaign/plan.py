"""When duties are due: each is laid out over the periods of its days, and what falls on a free day
comes forward.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
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
    Span,
)
from rules.campaign.model import Campaign, Semester
from rules.campaign.words import WEEKDAYS
from rules.time.workdays import Workdays

_ONE = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_ORDER = list(dict.fromkeys(WEEKDAYS.values()))


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the calendar from `first` to `last`, of which `opens` to `closes` is covered.

    `id` never changes: 2017-W15, 2017-04, 2017-Q2, 2017-H1, 2017, the title of a semester, or
    "all".
    """

    id: str
    label: Message
    first: date
    last: date
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty is owed: for the days `opens` to `closes`, by `due_at` (UTC) on `day`.

    Provisional when the day was found in a year whose calendar is not published. `period` is "" for
    what is owed once.
    """

    period: str
    label: Message
    opens: date
    closes: date
    day: date
    due_at: datetime
    provisional: bool


def occurrences(duty: Duty, campaign: Campaign, workdays: Workdays) -> list[Occurrence]:
    """Return every time that the duty is owed, in order; [] for reports at once.

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
            return [
                _occurrence(
                    campaign,
                    Period("", Message(""), opens, duty.due, opens, duty.due),
                    duty.due,
                    duty.time,
                    False,
                )
            ]
        case Counter(per="campaign"):
            return _laid_out(
                [Period("all", _("The whole campaign"), span.first, span.last, *_ends(span))],
                duty,
                campaign,
                workdays,
            )
        case Counter():
            return _laid_out(periods(duty.per, span, campaign.semesters), duty, campaign, workdays)
        case RecurringDuty():
            return _laid_out(
                periods(duty.every, span, campaign.semesters), duty, campaign, workdays
            )


def periods(every: str, span: Span, semesters: Sequence[Semester] = ()) -> list[Period]:
    """Return the calendar's weeks (from Monday), months ... that meet the span, cut to it;
    semesters are those given.
    """
    found = []
    if every == "semester":
        whole = [
            Period(each.title, Message(each.title), *_ends(each.span), *_ends(each.span))
            for each in semesters
        ]
        found = sorted(
            (each for each in whole if each.last >= span.first and each.first <= span.last),
            key=lambda each: each.first,
        )
    else:
        first = span.first
        while first <= span.last:
            found.append(_calendar_period(every, first))
            first = found[-1].last + _ONE
    return [
        replace(each, opens=max(each.first, span.first), closes=min(each.last, span.last))
        for each in found
    ]


def _calendar_period(every: str, day: date) -> Period:
    if every == "week":
        first = day - timedelta(days=day.weekday())
        iso = day.isocalendar()
        return _whole(
            f"{iso.year}-W{iso.week:02}",
            _("Week of {day}", day=first),
            first,
            first + timedelta(days=6),
        )
    length = _MONTHS[every]
    number = (day.month - 1) // length
    first = date(day.year, number * length + 1, 1)
    month = number * length + length
    last = date(day.year, month, monthrange(day.year, month)[1])
    year = str(day.year)
    if every == "month":
        return _whole(
            f"{year}-{month:02}", _("{month}/{year}", month=month, year=year), first, last
        )
    if every == "quarter":
        return _whole(
            f"{year}-Q{number + 1}",
            _("Quarter {quarter} of {year}", quarter=number + 1, year=year),
            first,
            last,
        )
    if every == "half-year":
        label = (
            _("Second half of {year}", year=year)
            if number
            else _("First half of {year}", year=year)
        )
        return _whole(f"{year}-H{number + 1}", label, first, last)
    return _whole(year, _("Year {year}", year=year), first, last)


def _whole(id_: str, label: Message, first: date, last: date) -> Period:
    return Period(id_, label, first, last, first, last)


def _ends(span: Span) -> tuple[date, date]:
    return span.first, span.last


def _laid_out(
    found: list[Period], duty: RecurringDuty | Counter, campaign: Campaign, workdays: Workdays
) -> list[Occurrence]:
    """Return the periods with their due days; one without a day to be due on joins its neighbour."""
    made: list[Occurrence] = []
    waiting: date | None = None  # where the first of the periods begins that join the next one
    at = duty.time if isinstance(duty, RecurringDuty) else None
    for period in found:
        named, latest = _named_day(period, duty)
        earliest = max(period.opens, made[-1].day + _ONE) if made else period.opens
        day = (
            _due_day(earliest, min(named, latest), latest, workdays) if named >= earliest else None
        )
        if day is None:
            waiting = waiting or period.opens
            continue
        provisional = not all(
            map(workdays.published, range(min(day, named).year, max(day, named).year + 1))
        )
        made.append(
            _occurrence(
                campaign, replace(period, opens=waiting or period.opens), day, at, provisional
            )
        )
        waiting = None
    if waiting is None:
        return made
    last = found[-1]
    if made:
        return [*made[:-1], replace(made[-1], closes=last.closes)]
    day = _due_day(waiting, last.closes, last.closes, workdays) or workdays.previous_working(
        waiting
    )
    return [
        _occurrence(
            campaign, replace(last, opens=waiting), day, at, not workdays.published(day.year)
        )
    ]


def _due_day(earliest: date, named: date, latest: date, workdays: Workdays) -> date | None:
    """Return the last working day from `earliest` to `named`, else the first after it up to
    `latest`, else None.
    """
    before = workdays.previous_working(named + _ONE)
    if before >= earliest:
        return before
    after = workdays.next_working(named)
    return after if after <= latest else None


def _named_day(period: Period, duty: RecurringDuty | Counter) -> tuple[date, date]:
    """Return the day that the duty names for this period, be it free or not (without one the
    period's last), and the latest.
    """
    if isinstance(duty, Counter):
        return period.last, period.closes
    base = _calendar_period(duty.every, period.last + _ONE) if duty.following else period
    latest = base.closes
    if duty.every == "week":
        return base.first + timedelta(days=_ORDER.index(duty.weekday or "sunday")), latest
    return (base.last if duty.day is None else _in_month(base, duty.day)), latest


def _in_month(base: Period, named: DayOfPeriod) -> date:
    if named.month is None:
        year, month = base.last.year, base.last.month
    else:
        months = base.first.year * 12 + base.first.month - 1 + named.month - 1
        year, month = divmod(months, 12)
        month += 1
    return min(date(year, month, min(named.day, monthrange(year, month)[1])), base.last)


def _occurrence(
    campaign: Campaign, period: Period, day: date, at: time | None, provisional: bool
) -> Occurrence:
    due_at = datetime.combine(day, at or campaign.hours.closes, campaign.zone).astimezone(UTC)
    return Occurrence(
        period.id, period.label, period.opens, period.closes, day, due_at, provisional
    )
