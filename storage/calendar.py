"""The bureau's calendar: the published holidays with their 调休, and the bureau's own days over them."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from rules.workdays import Workdays, seed_days
from storage.tables import CalendarDay, CalendarYear


def load_workdays(session: Session) -> Workdays:
    """Return the calendar as it stands now."""
    days = session.exec(select(CalendarDay)).all()
    years = [each.year for each in session.exec(select(CalendarYear))]
    return Workdays({each.day: each.free for each in days}, years)


def seed_calendar(session: Session, first: int, last: int) -> list[int]:
    """Load the published years `first` to `last` that are not there yet and return them; the bureau's own days stay."""
    known = {each.year for each in session.exec(select(CalendarYear))}
    added = []
    for year in range(first, last + 1):
        days = [] if year in known else seed_days(year)
        if not days:
            continue
        own = {each.day for each in session.exec(select(CalendarDay).where(CalendarDay.source == "bureau"))}
        session.add(CalendarYear(year=year))
        session.add_all(CalendarDay(day=day, free=free, name=name) for day, free, name in days if day not in own)
        added.append(year)
    return added


def set_own_day(session: Session, day: CalendarDay) -> None:
    """Put the bureau's own free or working day over the published one."""
    session.exec(delete(CalendarDay).where(col(CalendarDay.day) == day.day))
    session.add(day)
