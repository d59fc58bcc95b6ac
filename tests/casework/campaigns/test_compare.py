"""What a campaign's file asks for beyond what is stored."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlmodel import select

from casework.campaigns.compare import compare
from casework.duties.commands import ExemptAssignment
from rules.campaign.file import read_campaign
from storage.tables import Assignment, Unit
from tests.casework.campaigns.loading import MONTHS, Loading, counts, evening
from tests.casework.stage import FIRST, SECOND
from tests.duties import CAMPAIGN


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


def test_comparing_writes_nothing(loading: Loading) -> None:
    with loading.stage.database.write() as session:
        assert compare(loading.desk(session), read_campaign(CAMPAIGN.encode())).count
    assert loading.rows() == []


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
