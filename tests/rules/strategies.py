"""What the rules are tried on: calendars, zones, working hours and moments."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.time.deadline import WorkingHours
from rules.time.workdays import Workdays, seed_days

BEIJING = ZoneInfo("Asia/Shanghai")
PUBLISHED = range(2004, 2027)

# Zones that skip or repeat an hour (at midnight too), that skipped a whole day, and that are off by
# odd minutes.
ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "America/Havana",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/St_Johns",
    )
]


@cache
def library_calendar() -> Workdays:
    """Return the calendar as it is seeded: every year the library has published."""
    return Workdays(
        {day: free for year in PUBLISHED for day, free, _name in seed_days(year)}, PUBLISHED
    )


def days(
    early: date = date(2023, 1, 1), late: date = date(2029, 12, 31)
) -> st.SearchStrategy[date]:
    """Days around the edge between published and unpublished years."""
    return st.dates(early, late)


def overrides() -> st.SearchStrategy[dict[date, bool]]:
    """Days said to be free (True) or worked (False), whether or not the plain week says so already;
    runs included.
    """
    single = st.dictionaries(days(), st.booleans(), max_size=30)
    run = st.tuples(days(late=date(2028, 12, 31)), st.integers(1, 60), st.booleans()).map(
        lambda drawn: {drawn[0] + timedelta(days=i): drawn[2] for i in range(drawn[1])}
    )
    return st.tuples(single, run).map(lambda both: {**both[0], **both[1]})


def calendars() -> st.SearchStrategy[Workdays]:
    """Calendars with arbitrary overrides and arbitrary published years."""
    return st.builds(Workdays, overrides(), st.frozensets(st.integers(2023, 2029)))


def moments() -> st.SearchStrategy[datetime]:
    """Aware moments in UTC, years of clock changes included."""
    return st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis adds the zone


def working_hours() -> st.SearchStrategy[WorkingHours]:
    """One to three stretches in order, each at least two minutes."""

    def build(bounds: list[int]) -> WorkingHours:
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        return WorkingHours(
            tuple((time(*divmod(opens, 60)), time(*divmod(closes, 60))) for opens, closes in pairs)
        )

    spaced = st.lists(st.integers(0, 719), min_size=2, max_size=6, unique=True).filter(
        lambda drawn: len(drawn) % 2 == 0
    )
    return spaced.map(lambda drawn: build([2 * each for each in sorted(drawn)]))
