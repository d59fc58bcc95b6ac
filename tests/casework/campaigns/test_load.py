"""Campaigns are loaded and kept up, and nothing that was filed is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from threading import Barrier

import pytest
from sqlmodel import select

from casework.calendar.days import change_days
from casework.campaigns.compare import compare
from casework.campaigns.load import keep_campaigns, load
from casework.desk import Desk
from casework.duties.assignments import AssignmentOver
from casework.duties.commands import ExemptAssignment, FileSubmission, LiftExemption
from casework.refusals import AlreadyDone
from casework.roster.load import import_roster
from casework.roster.read import read_roster
from casework.tickets import commands as c
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from storage.database import Database
from storage.queries.calendar import seed_calendar
from storage.queries.campaigns import find_campaign
from storage.tables import (
    CalendarDay,
    CampaignEvent,
    CampaignRow,
    Person,
    Reminder,
    Submission,
    Unit,
)
from tests.campaigns.reading import FOLDER, KEYS
from tests.casework.campaigns.loading import CHECKED, MONTHS, Loading, counts, evening
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import CAMPAIGN
from tests.town import BUREAU, MONDAY


def without(duty: str) -> str:
    """Return the campaign's file without one duty."""
    head, rest = CAMPAIGN.split(f"  - key: {duty}\n")
    return head + rest[rest.index("  - key: ") :] if "  - key: " in rest else head


def test_loading_again_changes_nothing(loading: Loading) -> None:
    loading.load()
    before = [each.model_dump() for each in loading.rows()]
    with loading.stage.database.read() as session:
        planned = len(session.exec(select(Reminder)).all())
    again = loading.load()
    assert (again.count, again.kept) == (0, len(before))
    assert loading.keep_up().count == 0
    assert [each.model_dump() for each in loading.rows()] == before
    with loading.stage.database.read() as session:
        assert len(session.exec(select(Reminder)).all()) == planned
        assert len(session.exec(select(CampaignRow)).all()) == 1
        assert session.exec(select(CampaignEvent)).all() == []  # nor was it ended


def test_its_kinds_are_known_at_once(sqlite_database: Database) -> None:
    idle = "{code: idle, title: 不作为, track: finding, field: meeting, limit: 5, words: [懒政]}"
    source = f"{CAMPAIGN}kinds:\n  - {idle}\n"
    with sqlite_database.write() as session:
        desk = Desk(session, MONDAY, BUREAU)
        assert "idle" not in desk.catalogue.kinds
        load(desk, read_campaign(source.encode()), source)
        assert "idle" in desk.catalogue.kinds


def test_a_duty_dropped_and_asked_for_again_keeps_its_filings(loading: Loading) -> None:
    loading.load()
    done, left = loading.one("self-check", unit=FIRST), loading.one("self-check", unit=SECOND)
    loading.stage.do("head", FileSubmission(done.id or 0, CHECKED))
    assert counts(loading.load(without("self-check"))) == (0, 0, 0, 0, 1)
    assert [each.state for each in loading.rows("self-check")] == ["filed", "dropped"]
    assert loading.reminders(left) == 0
    assert counts(loading.load()) == (0, 1, 0, 0, 0)
    assert [(each.id, each.state) for each in loading.rows("self-check")] == [
        (done.id, "filed"),
        (left.id, "open"),
    ]
    assert loading.reminders(left) > 0
    with loading.stage.database.read() as session:
        assert [each.assignment_id for each in session.exec(select(Submission))] == [done.id]


def test_what_is_no_longer_exempted_is_owed_as_before(loading: Loading) -> None:
    """Its reminders come back; what the file has stopped asking for cannot come back, and a day
    that moved is caught up with.
    """
    loading.load()
    row = loading.one("lists", unit=FIRST)
    before, id_ = loading.reminders(row), row.id or 0
    for _round in range(2):
        loading.stage.do("office", ExemptAssignment(id_, "停课"))
        assert loading.reminders(row) == 0
        loading.stage.do("office", LiftExemption(id_, "复课"))
        assert (loading.one("lists", unit=FIRST).state, loading.reminders(row)) == ("open", before)
    with pytest.raises(AlreadyDone):
        loading.stage.do("office", LiftExemption(id_, "复课"))
    loading.stage.do("office", ExemptAssignment(id_, "停课"))
    loading.load(CAMPAIGN.replace("due: 2026-04-10", "due: 2026-04-13"))
    loading.stage.do("office", LiftExemption(id_, "复课"))
    loading.keep_up()
    assert loading.one("lists", unit=FIRST).due_on == date(2026, 4, 13)
    loading.stage.do("office", ExemptAssignment(id_, "停课"))
    loading.load(without("lists"))
    with pytest.raises(AssignmentOver):
        loading.stage.do("office", LiftExemption(id_, "复课"))


def test_a_counter_of_which_fewer_are_asked_is_settled(loading: Loading) -> None:
    loading.load()
    row = loading.one("visits", period="2026-03")
    for _time in range(2):
        loading.stage.do("office", FileSubmission(row.id or 0, amount=1))
    loading.load(CAMPAIGN.replace("at_least: 4", "at_least: 2"))
    row = loading.one("visits", period="2026-03")
    assert (row.state, row.counted, row.at_least, row.late) == ("filed", 2, 2, False)
    assert loading.reminders(row) == 0


def test_who_goes_owes_no_more(loading: Loading) -> None:
    loading.load()
    with loading.stage.database.write() as session:
        person = session.exec(select(Person).where(Person.key == "teacher")).one()
        unit = session.exec(select(Unit).where(Unit.name == SECOND)).one()
        person.active = unit.active = False
        session.add_all([person, unit])
    with loading.stage.database.write() as session:
        assert keep_campaigns(loading.desk(session), loading.stage.town.clock()) == 0
    assert {each.state for each in loading.rows("letter", "signed")} == {"dropped"}
    states = {(each.unit_id, each.state) for each in loading.rows("monthly")}
    assert states == {
        (loading.stage.unit(FIRST), "open"),
        (loading.one("lists", unit=SECOND).unit_id, "dropped"),
    }


def test_a_free_day_of_the_bureau_moves_what_falls_on_it(loading: Loading) -> None:
    loading.load()
    loading.stage.mail()
    days = [CalendarDay(day=date(2026, 3, 25), free=True, name="校庆")]
    with loading.stage.database.write() as session:
        assert change_days(loading.desk(session), days, ()) == 2
    assert loading.one("monthly", unit=FIRST, period="2026-03").due_on == date(2026, 3, 24)
    assert loading.stage.mail()["elsewhere"] == [
        "月报 (3/2026): now due 24 Mar 2026, not 25 Mar 2026. [Open the task]"
    ]


def test_days_of_a_year_that_is_not_published_are_provisional_until_it_is(loading: Loading) -> None:
    source = CAMPAIGN.replace("to: 2026-12-31}\ngroups", "to: 2027-12-31}\ngroups")
    loading.load(source)
    october = loading.one("monthly", unit=FIRST, period="2027-10")
    assert (october.provisional, october.due_on) == (True, date(2027, 10, 25))
    days = [CalendarDay(day=date(2027, 10, 25), free=True, name="放假")]
    with loading.stage.database.write() as session:
        change_days(loading.desk(session), days, (), 2027)
    settled = loading.one("monthly", unit=FIRST, period="2027-10")
    assert (settled.provisional, settled.due_on) == (False, date(2027, 10, 22))


def test_a_campaign_of_the_past_makes_no_flood(loading: Loading) -> None:
    loading.stage.town.clock.now = evening("2027-06-01")
    changes = loading.load()
    assert changes.count == len(loading.rows())
    with loading.stage.database.read() as session:
        planned = session.exec(select(Reminder).where(Reminder.state == "planned")).all()
    assert all(each.due_at >= loading.stage.town.clock() for each in planned)
    assert max(Counter(each.subject for each in planned).values()) == 1
    assert loading.stage.mail() == {}


def test_a_ladder_that_changes_plans_warnings_anew(loading: Loading) -> None:
    number = loading.stage.finding()
    loading.stage.do("office", c.Assign(number, loading.stage.unit(), 5))

    def red() -> datetime:
        with loading.stage.database.read() as session:
            level = (
                Reminder.about == "ticket",
                Reminder.level == "red",
                Reminder.state == "planned",
            )
            return session.exec(select(Reminder.due_at).where(*level)).one()

    before = red()
    loading.load(CAMPAIGN + "ladder:\n  - {rung: red, offset: 8, to: [分管领导]}\n")
    assert red() > before


@pytest.mark.parametrize("key", KEYS)
def test_the_ready_campaigns_load(sqlite_database: Database, key: str) -> None:
    source = (FOLDER / f"{key}.yaml").read_bytes().decode()
    campaign = read_campaign(source.encode())
    start = datetime.combine(campaign.period.first, time(9), BEIJING).astimezone(UTC)
    with sqlite_database.write() as session:
        seed_calendar(session, campaign.period.first.year, campaign.period.last.year)
        import_roster(session, read_roster(ROSTER, BUREAU.roster_accounts), start)
        desk = Desk(session, start, BUREAU)
        changes = load(desk, campaign, source)
        assert changes.count > len(campaign.duties) / 2
        assert (
            len({(each.duty, each.period, each.assignee) for each in changes.opened})
            == changes.count
        )
        assert compare(desk, campaign).count == 0
        stored = find_campaign(session, key)
        assert stored is not None
        assert stored.source == source


ROSTER = FOLDER.parent / "bot" / "demo" / "roster.csv"


def test_two_who_load_at_once_make_every_row_once(postgresql_database: Database) -> None:
    loading = Loading(Stage(postgresql_database))
    loading.load(without("monthly"))
    both = Barrier(2)

    def again(_one: int) -> int:
        both.wait(10)
        return loading.load().count

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(again, range(2))) == [0, 2 * MONTHS]
    assert len(loading.rows("monthly")) == 2 * MONTHS
