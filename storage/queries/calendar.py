"""The bureau's calendar: published holidays with their 调休, and its own days over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, delete, select

from rules.time.workdays import Workdays, seed_days
from storage.tables import CalendarDay, CalendarYear
from storage.write_buffer import beside

BUREAU_SOURCE = "bureau"  # the source of a day that the bureau has set itself

_KNOWN, _CHANGED = "workdays", "workdays changed"  # kept with a session

# Built once: every ticket filed asks for both.
_YEARS = select(col(CalendarYear.year)).order_by(col(CalendarYear.year))
_DAYS = select(col(CalendarDay.day), col(CalendarDay.free)).order_by(col(CalendarDay.day))


def load_workdays(session: Session) -> Workdays:
    """Return the calendar as it is now, read once in a transaction that does not change it."""
    known: Workdays | None = session.info.get(_KNOWN)
    if known is None:
        days = tuple((day, free) for day, free in beside(session).execute(_DAYS))
        known = _workdays(days, published_years(session))
        if _CHANGED not in session.info:
            session.info[_KNOWN] = known
    return known


@lru_cache(maxsize=8)
def _workdays(days: tuple[tuple[date, bool], ...], years: frozenset[int]) -> Workdays:
    return Workdays(dict(days), years)


def published_years(session: Session) -> frozenset[int]:
    """Return the years whose calendar is known in full."""
    return frozenset(beside(session).execute(_YEARS).scalars())


def seed_calendar(session: Session, first: int, last: int) -> list[int]:
    """Load the published years that are not there yet and return them; own days stay."""
    known = published_years(session)
    added = []
    for year in range(first, last + 1):
        days = () if year in known else seed_days(year)
        if not days:
            continue
        of_year = days_between(session, date(year, 1, 1), date(year, 12, 31))
        own = {known_day.day for known_day in of_year if known_day.source == BUREAU_SOURCE}
        publish_year(session, year)
        session.add_all(
            CalendarDay(day=day, free=free, name=name) for day, free, name in days if day not in own
        )
        added.append(year)
    return added


def publish_year(session: Session, year: int) -> None:
    """Note that this year's calendar is known in full."""
    _note_change(session)
    session.merge(CalendarYear(year=year))
    session.flush()


def days_between(session: Session, first: date, last: date) -> list[CalendarDay]:
    """Return the days of the span that differ from plain weeks or that the bureau has set."""
    between = (col(CalendarDay.day) >= first, col(CalendarDay.day) <= last)
    return list(session.exec(select(CalendarDay).where(*between).order_by(col(CalendarDay.day))))


def set_own_days(session: Session, days: Iterable[CalendarDay]) -> None:
    """Put the bureau's own free or working days over the published ones."""
    listed = list(days)
    _note_change(session)
    _forget(session, {own_day.day for own_day in listed})
    session.add_all(
        CalendarDay(day=own_day.day, free=own_day.free, name=own_day.name, source=BUREAU_SOURCE)
        for own_day in listed
    )
    session.flush()


def take_back_own_days(session: Session, days: Collection[date]) -> list[date]:
    """Remove the bureau's own days, so that what is published holds again; returns those."""
    _note_change(session)
    own = (col(CalendarDay.source) == BUREAU_SOURCE, col(CalendarDay.day).in_(days))
    gone = set(session.exec(select(col(CalendarDay.day)).where(*own)))
    _forget(session, gone)
    for year in {day.year for day in gone} & published_years(session):
        session.add_all(
            CalendarDay(day=day, free=free, name=name)
            for day, free, name in seed_days(year)
            if day in gone
        )
    session.flush()
    return sorted(gone)


def _note_change(session: Session) -> None:
    """Read the calendar anew from here on, each time: a savepoint may still undo the change."""
    session.info[_CHANGED] = True
    session.info.pop(_KNOWN, None)


def _forget(session: Session, days: Collection[date]) -> None:
    session.exec(delete(CalendarDay).where(col(CalendarDay.day).in_(days)))
