"""The calendar's periods: weeks, months, quarters, half-years, years, and semesters."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from locales import Message, _
from rules.campaign.duties import Span
from rules.campaign.model import Semester

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


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


def periods(every: str, span: Span, semesters: Sequence[Semester] = ()) -> list[Period]:
    """Return the weeks (from Monday), months ... or semesters that meet the span, cut to it."""
    if every == "semester":
        found = _semesters_in(span, semesters)
    else:
        found = []
        first = span.first
        while first <= span.last:
            found.append(calendar_period(every, first))
            first = found[-1].last + _DAY
    return [
        replace(period, opens=max(period.first, span.first), closes=min(period.last, span.last))
        for period in found
    ]


def _semesters_in(span: Span, semesters: Sequence[Semester]) -> list[Period]:
    found = []
    for semester in semesters:
        first, last = semester.span.first, semester.span.last
        if last >= span.first and first <= span.last:
            found.append(whole_period(semester.title, Message(semester.title), first, last))
    return sorted(found, key=lambda period: period.first)


def calendar_period(every: str, day: date) -> Period:
    """Return the week, month, quarter, half-year or year in which this day lies, whole."""
    if every == "week":
        return _week(day)
    length = _MONTHS[every]
    number = (day.month - 1) // length
    month = number * length + length
    first = date(day.year, number * length + 1, 1)
    last = date(day.year, month, monthrange(day.year, month)[1])
    year = str(day.year)
    match every:
        case "month":
            id_, label = f"{year}-{month:02}", _("{month}/{year}", month=month)
        case "quarter":
            id_ = f"{year}-Q{number + 1}"
            label = _("Quarter {quarter} of {year}", quarter=number + 1)
        case "half-year":
            id_ = f"{year}-H{number + 1}"
            label = _("Second half of {year}") if number else _("First half of {year}")
        case _year:
            id_, label = year, _("Year {year}")
    return whole_period(id_, label.given(year=year), first, last)


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    iso = day.isocalendar()
    label = _("Week of {day}", day=monday)
    return whole_period(f"{iso.year}-W{iso.week:02}", label, monday, monday + timedelta(days=6))


def whole_period(id_: str, label: Message, first: date, last: date) -> Period:
    """Return a period that is covered whole."""
    return Period(id_, label, first, last, first, last)
