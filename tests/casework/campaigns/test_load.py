"""Loading campaigns: rows for everybody, the same again, what was filed stays, who comes later,
days that move.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import col, select

from casework.calendar.days import change_days
from casework.campaigns.advisories import find_advisories, tell_administrators
from casework.campaigns.compare import Changes, compare
from casework.campaigns.load import keep_campaigns, keep_up, load
from casework.campaigns.report import report_lines
from casework.desk import Desk
from casework.duties.assignments import AssignmentOver
from casework.duties.commands import ExemptAssignment, FileSubmission, LiftExemption
from casework.refusals import AlreadyDone
from casework.roster.load import import_roster
from casework.roster.read import read_roster
from casework.tickets import commands as c
from locales import translate
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from rules.permissions import Role
from storage.database import Database
from storage.queries.calendar import seed_calendar
from storage.queries.campaigns import find_campaign
from storage.tables import Assignment, CalendarDay, CampaignRow, Person, Reminder, Submission, Unit
from tests.campaigns.reading import FOLDER, KEYS
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import CAMPAIGN
from tests.town import BUREAU

MONTHS = 11  # in which the monthly duties of CAMPAIGN are owed


@dataclass
class Loading:
    """A stage on which campaigns are loaded."""

    stage: Stage

    def desk(self, session: Any) -> Desk:
        return Desk(session, self.stage.town.clock(), BUREAU)

    def load(self, source: str = CAMPAIGN) -> Changes:
        with self.stage.database.write() as session:
            return load(self.desk(session), read_campaign(source.encode()), source)

    def keep_up(self) -> Changes:
        with self.stage.database.write() as session:
            return keep_up(self.desk(session))

    def rows(self, *duties: str) -> list[Assignment]:
        with self.stage.database.read() as session:
            found = session.exec(select(Assignment).order_by(col(Assignment.id)))
            return [each for each in found if not duties or each.duty in duties]

    def one(self, duty: str, *, unit: str = "", period: str = "", who: str = "") -> Assignment:
        with self.stage.database.read() as session:
            unit_id = session.exec(select(Unit.id).where(Unit.name == unit)).one() if unit else None
            person_id = (
                session.exec(select(Person.id).where(Person.key == who)).one() if who else None
            )
        (row,) = [
            each
            for each in self.rows(duty)
            if (each.unit_id, each.person_id) == (unit_id, person_id) and each.period == period
        ]
        return row

    def reminders(self, assignment: Assignment) -> int:
        with self.stage.database.read() as session:
            planned = (
                Reminder.about == "assignment",
                Reminder.subject == assignment.id,
                Reminder.state == "planned",
            )
            return len(session.exec(select(Reminder).where(*planned)).all())


@pytest.fixture
def loading(database: Database) -> Loading:
    return Loading(Stage(database))


def counts(changes: Changes) -> tuple[int, int, int, int, int]:
    return (
        len(changes.opened),
        len(changes.reopened),
        len(changes.moved),
        len(changes.changed),
        len(changes.dropped),
    )


def evening(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(18), BEIJING).astimezone(UTC)


def without(duty: str) -> str:
    """Return the campaign's file without one duty."""
    head, rest = CAMPAIGN.split(f"  - key: {duty}\n")
    return head + rest[rest.index("  - key: ") :] if "  - key: " in rest else head


def test_everybody_gets_rows(loading: Loading) -> None:
    changes = loading.load()
    assignment = Counter(each.duty for each in loading.rows())
    assert assignment == {
        "self-check": 2,
        "lists": 2,
        "letter": 1,
        "signed": 1,
        "visits": MONTHS,
        "monthly": 2 * MONTHS,
    }
    assert (changes.count, changes.kept) == (sum(assignment.values()), 0)
    row = loading.one("self-check", unit=FIRST)
    assert (row.title, row.stage, row.opens, row.due_on, row.due_at, row.state) == (
        "自查报告",
        "search",
        date(2026, 2, 1),
        date(2026, 3, 6),
        evening("2026-03-06"),
        "open",
    )
    assert row.assignee == f"u:{row.unit_id}"
    assert loading.one("letter", who="teacher").assignee.startswith("p:")
    assert (
        loading.one("visits", period="2026-03").assignee,
        loading.one("visits", period="2026-03").at_least,
    ) == ("g", 4)
    assert loading.reminders(row) > 0


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


def test_comparing_writes_nothing(loading: Loading) -> None:
    with loading.stage.database.write() as session:
        assert compare(loading.desk(session), read_campaign(CAMPAIGN.encode())).count
    assert loading.rows() == []


def test_a_day_that_moves_is_told_to_those_who_have_not_filed(loading: Loading) -> None:
    loading.load()
    filed = loading.one("self-check", unit=SECOND)
    loading.stage.do("elsewhere", FileSubmission(filed.id or 0, CHECKED))
    loading.stage.mail()
    changes = loading.load(
        CAMPAIGN.replace("due: 2026-03-06\n    carries:\n", "due: 2026-03-10\n    carries:\n")
    )
    assert counts(changes) == (0, 0, 1, 0, 0)
    assert loading.one("self-check", unit=FIRST).due_at == evening("2026-03-10")
    assert loading.one("self-check", unit=SECOND).due_at == evening("2026-03-06")
    told = loading.stage.mail()
    assert set(told) == {"head", "handler"}
    assert told["head"] == ["自查报告: now due 10 Mar 2026, not 6 Mar 2026. [Open the task]"]


def test_other_words_are_not_told(loading: Loading) -> None:
    loading.load()
    changes = loading.load(CAMPAIGN.replace("title: 月报", "title: 每月进展"))
    assert counts(changes) == (0, 0, 0, 2 * MONTHS, 0)
    assert {each.title for each in loading.rows("monthly")} == {"每月进展"}
    assert loading.stage.mail() == {}


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


def test_what_is_exempted_or_put_off_stays_so(loading: Loading) -> None:
    loading.load()
    exempted, put_off = loading.one("lists", unit=FIRST), loading.one("lists", unit=SECOND)
    loading.stage.do("office", ExemptAssignment(exempted.id or 0, "停课"))
    with loading.stage.database.write() as session:
        row = session.exec(select(Assignment).where(Assignment.id == put_off.id)).one()
        row.due_on, row.due_at, row.extended_at = (
            date(2026, 4, 20),
            evening("2026-04-20"),
            loading.stage.town.clock(),
        )
        session.add(row)
    changes = loading.load(CAMPAIGN.replace("due: 2026-04-10", "due: 2026-04-13"))
    assert counts(changes) == (0, 0, 0, 0, 0)
    assert loading.one("lists", unit=SECOND).due_on == date(2026, 4, 20)
    assert loading.one("lists", unit=FIRST).state == "exempted"


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


def test_who_comes_later_owes_what_is_still_to_come(loading: Loading) -> None:
    loading.load()
    loading.stage.town.clock.now = evening("2026-04-01")
    with loading.stage.database.write() as session:
        top = session.exec(select(Unit.id).where(Unit.kind == "bureau")).one()
        session.add(Unit(name="第三中学", qr="third", parent_id=top))
    changes = loading.keep_up()
    mine = [
        each
        for each in loading.rows("self-check", "lists", "monthly")
        if each.unit_id == _third(loading)
    ]
    assert counts(changes) == (10, 0, 0, 0, 0)  # the lists, and the reports of April to December
    assert {each.duty for each in mine} == {"lists", "monthly"}
    assert loading.keep_up().count == 0


def _third(loading: Loading) -> int:
    with loading.stage.database.read() as session:
        return session.exec(select(Unit.id).where(Unit.name == "第三中学")).one() or 0


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


def test_doubts_are_told_once(loading: Loading) -> None:
    loading.stage.town.person("admin", Role.ADMIN)
    source = CAMPAIGN.replace(
        "{kinds: [school]}", "{kinds: [school], names: [第九中学], expected: 3}"
    )
    loading.load(source)
    campaign = read_campaign(source.encode())
    for _time in range(2):
        with loading.stage.database.write() as session:
            desk = loading.desk(session)
            tell_administrators(desk, campaign, find_advisories(desk, campaign))
    (told,) = loading.stage.mail()["admin"]
    assert "第九中学" in told
    assert "the document has 3, the roster 2" in told


def test_a_campaign_is_told_in_lines(loading: Loading) -> None:
    loading.load()
    loading.stage.do("head", FileSubmission(loading.one("self-check", unit=FIRST).id or 0, CHECKED))
    with loading.stage.database.read() as session:
        lines = [
            translate(each, "en")
            for each in report_lines(loading.desk(session), "conduct-2026") or ()
        ]
        assert report_lines(loading.desk(session), "nothing") is None
    assert "filings so far: 1" in lines[1]
    assert "· 自查报告: owed 2, filed 1, exempted 0, open 1" in lines
    assert lines[lines.index("Due next:") + 1] == "· 6 Mar 2026 自查报告, 第二小学"


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
        import_roster(session, read_roster(ROSTER, ()), start)
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
CHECKED: tuple[dict[str, Any], ...] = (
    {"title": "自查情况", "type": "text", "text": "无"},
    {"title": "问题数", "type": "number", "number": 3},
)


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
