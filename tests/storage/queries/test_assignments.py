"""What a campaign asks for is opened once, changed where it says something else, and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.database import Database
from storage.queries.assignments import (
    Wanted,
    assignment_rows,
    change_assignments,
    count_assignments,
    count_filings,
    drop_assignments,
    insert_assignments,
    open_assignments,
)
from storage.tables import Assignment, CampaignRow, Submission
from tests.town import MONDAY

DUE = date(2026, 3, 6)
REPORT = Wanted(
    duty="report",
    period="2026-03",
    assignee="g",
    unit_id=None,
    person_id=None,
    title="报告",
    stage="a",
    label={"t": "2026-03"},
    opens=date(2026, 3, 1),
    due_on=DUE,
    due_at=MONDAY + timedelta(days=4),
    provisional=False,
    at_least=None,
)
LIST = replace(REPORT, duty="list", title="清单")
LATER = replace(
    REPORT, due_on=DUE + timedelta(days=7), due_at=REPORT.due_at + timedelta(days=7), title="新报告"
)


@pytest.fixture
def campaigns(database: Database) -> Database:
    """A database with two campaigns of which the first asks for a report and a list."""
    with database.write() as session:
        for key in ("one", "two"):
            row = CampaignRow(
                key=key,
                title=key,
                source="",
                digest=key,
                first=DUE,
                last=DUE,
                loaded_at=MONDAY,
            )
            session.add(row)
            session.flush()
        insert_assignments(session, 1, [REPORT, LIST])
    return database


def test_rows_are_opened_once_and_for_their_campaign(campaigns: Database) -> None:
    with campaigns.write() as session:
        insert_assignments(session, 1, [LATER])  # somebody else opened it meanwhile
        insert_assignments(session, 2, [REPORT])
        insert_assignments(session, 2, [])
    with campaigns.read() as session:
        rows = assignment_rows(session, 1)
        assert (
            set(rows)
            == {REPORT.key, LIST.key}
            == {("report", "2026-03", "g"), ("list", "2026-03", "g")}
        )
        stored = rows[REPORT.key]
        assert (stored.title, stored.due_at, stored.label) == (
            "报告",
            REPORT.due_at,
            {"t": "2026-03"},
        )
        assert (stored.state, stored.counted, stored.late) == ("open", 0, False)
        assert set(assignment_rows(session, 2)) == {REPORT.key}


def test_a_stored_row_says_the_same_or_something_else(campaigns: Database) -> None:
    with campaigns.read() as session:
        stored = assignment_rows(session, 1)[REPORT.key]
    assert not REPORT.differs(stored)
    for other in (LATER, replace(REPORT, at_least=3), replace(REPORT, provisional=True)):
        assert other.differs(stored)
    assert not replace(REPORT, unit_id=7).differs(stored)  # that is another row's key


def test_a_row_is_given_what_is_wanted_now_and_a_state(campaigns: Database) -> None:
    with campaigns.write() as session:
        rows = assignment_rows(session, 1)
        change_assignments(session, [(rows[REPORT.key], LATER, "filed")])
        change_assignments(session, [])
    with campaigns.read() as session:
        rows = assignment_rows(session, 1)
        changed = rows[REPORT.key]
        assert (changed.title, changed.due_on, changed.state) == ("新报告", LATER.due_on, "filed")
        assert rows[LIST.key].title == "清单"


def test_a_day_that_was_put_off_is_not_brought_forward(campaigns: Database) -> None:
    with campaigns.write() as session:
        row = session.get_one(Assignment, 1)
        row.extended_at, row.due_on = MONDAY, date(2026, 4, 30)
        session.flush()
        stored = assignment_rows(session, 1)[REPORT.key]
        assert not REPORT.differs(stored)
        assert LATER.differs(stored)  # by its title
        change_assignments(session, [(stored, LATER, "open")])
        changed = assignment_rows(session, 1)[REPORT.key]
        assert (changed.title, changed.due_on) == ("新报告", date(2026, 4, 30))
        assert changed.due_at == REPORT.due_at


def test_what_is_asked_for_no_more_is_dropped(campaigns: Database) -> None:
    with campaigns.write() as session:
        drop_assignments(session, [assignment_rows(session, 1)[LIST.key]])
        drop_assignments(session, [])
        assert [row.duty for row in open_assignments(session, 1)] == ["report"]
        assert open_assignments(session, 2) == []


def test_rows_and_filings_are_counted(campaigns: Database) -> None:
    with campaigns.write() as session:
        insert_assignments(session, 1, [replace(REPORT, period="2026-04")])
        session.get_one(Assignment, 1).state = "filed"
        insert_assignments(session, 2, [REPORT])
        session.add_all(
            Submission(assignment_id=number, at=MONDAY)
            for number in (1, 1, session.get_one(Assignment, 2).id or 0)
        )
    with campaigns.read() as session:
        assert count_assignments(session, 1) == {
            "report": {"filed": 1, "open": 1},
            "list": {"open": 1},
        }
        assert (count_filings(session, 1), count_filings(session, 2)) == (3, 0)
