"""Which digests somebody gets and when."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from casework.digests.commands import ScheduleDigest, SetDigestOption
from casework.digests.schedule import USUAL_TIMES, Due, digests_due
from locales.translate import BEIJING
from storage.queries.calendar import load_workdays
from storage.tables import Person
from tests.casework.stage import Stage


def digests_of(stage: Stage, name: str) -> dict[str, str]:
    with stage.database.read() as session:
        found = digests_due(stage.town.desk(session))
        names = {session.get_one(Person, person).name: dues for person, dues in found.items()}
        return {due.every: f"{due.at:%H:%M}" for due in names.get(name, ())}


def test_leaders_get_the_usual_ones_and_others_what_they_set(stage: Stage) -> None:
    usual = {every: f"{at:%H:%M}" for every, at in USUAL_TIMES.items()}
    assert digests_of(stage, "leader") == usual
    assert digests_of(stage, "office") == {}
    stage.do("office", ScheduleDigest("week", "08:10"))
    stage.do("leader", ScheduleDigest("day", ""))
    stage.do("leader", ScheduleDigest("month", "10:20"))
    assert digests_of(stage, "office") == {"week": "08:10"}
    assert digests_of(stage, "leader") == {"week": usual["week"], "month": "10:20"}


def test_whoever_wants_free_days_needs_a_daily_digest(stage: Stage) -> None:
    stage.do("office", SetDigestOption("free_days", True))
    assert digests_of(stage, "office") == {}
    stage.do("leader", SetDigestOption("free_days", True))
    assert digests_of(stage, "leader")["day"] == f"{USUAL_TIMES['day']:%H:%M}"


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (Due("day", time(9)), date(2026, 3, 6)),  # a Friday
        (Due("day", time(9), free_days=True), date(2026, 3, 8)),
        (Due("week", time(9), weekday=6), date(2026, 3, 6)),  # Sunday's comes on Friday
        (Due("month", time(9)), date(2026, 3, 2)),  # the first working day
        (Due("month", time(9), day=8), date(2026, 3, 6)),
    ],
)
def test_what_falls_on_a_free_day_comes_on_the_working_day_before(
    stage: Stage, due: Due, expected: date
) -> None:
    sunday = datetime(2026, 3, 8, 12, tzinfo=BEIJING)
    with stage.database.read() as session:
        at = due.last_before(sunday, load_workdays(session), BEIJING)
    assert at is not None
    assert at.date() == expected
