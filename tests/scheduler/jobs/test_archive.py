"""Archiving by the term of the campaign in whose days a ticket was filed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from casework.campaigns.commands import EndCampaign
from casework.campaigns.load import load
from casework.desk import Desk
from rules.campaign.file import read_campaign
from rules.lifecycle import State
from rules.limits import ARCHIVE_DAYS
from scheduler.jobs.archive import archive_closed
from storage.database import Database
from storage.queries.tickets import closed_kinds, closed_since
from storage.tables import Ticket
from tests.casework.stage import Stage
from tests.duties import CAMPAIGN
from tests.town import BUREAU

SHORT = 90


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def load_campaign(stage: Stage, more: str) -> None:
    """Load the campaign with another term."""
    source = f"{CAMPAIGN}archive_after: {SHORT}\n{more}"
    with stage.database.write() as session:
        load(Desk(session, stage.town.clock(), BUREAU), read_campaign(source.encode()), source)


def archived_after(stage: Stage, days: float) -> list[str]:
    """Return the kinds that are archived when so many days have gone by since everything was
    closed.
    """
    with stage.database.write() as session:
        closed = session.exec(
            select(Ticket.closed_at).where(col(Ticket.closed_at).is_not(None))
        ).first()
        assert closed is not None
        now = closed + timedelta(days=days)
        while archive_closed(Desk(session, now, BUREAU), now):
            pass
    with stage.database.read() as session:
        return sorted(session.exec(select(Ticket.kind).where(Ticket.state == State.ARCHIVED)))


def closed(stage: Stage, kind: str) -> str:
    number = stage.finding(kind)
    stage.set(number, state=State.CLOSED, closed_at=stage.town.clock())
    return number


def test_its_kinds_have_its_term_and_others_the_usual_one(stage: Stage) -> None:
    load_campaign(stage, "kinds: [{code: late, limit: 2}]\n")
    for kind in ("late", "smoking"):
        closed(stage, kind)
    assert archived_after(stage, SHORT - 0.1) == []
    assert archived_after(stage, SHORT) == ["late"]
    assert archived_after(stage, ARCHIVE_DAYS - 0.1) == ["late"]
    assert archived_after(stage, ARCHIVE_DAYS) == ["late", "smoking"]


def test_one_that_names_no_kinds_has_all(stage: Stage) -> None:
    load_campaign(stage, "")
    closed(stage, "smoking")
    assert archived_after(stage, SHORT) == ["smoking"]


def test_what_was_filed_outside_of_its_days_has_the_usual_term(stage: Stage) -> None:
    load_campaign(stage, "")
    number = closed(stage, "smoking")
    stage.set(number, filed_at=stage.town.clock() - timedelta(days=60))
    assert archived_after(stage, SHORT) == []
    assert archived_after(stage, ARCHIVE_DAYS) == ["smoking"]


def test_a_campaign_that_was_ended_keeps_its_term(stage: Stage) -> None:
    load_campaign(stage, "")
    closed(stage, "smoking")
    stage.do("office", EndCampaign(1, "done"))
    assert archived_after(stage, SHORT - 0.1) == []
    assert archived_after(stage, SHORT) == ["smoking"]


def test_a_longer_term_and_the_kinds_of_several_campaigns(stage: Stage) -> None:
    """The campaign loaded last decides where two deal with the same kind; elsewhere the other's
    term or the usual one holds.
    """
    first = f"{CAMPAIGN}archive_after: 800\n"
    second = (
        CAMPAIGN.replace("key: conduct-2026", "key: other")
        + "archive_after: 30\nkinds: [{code: late, limit: 2}]\n"
    )
    for source in (first, second):
        with stage.database.write() as session:
            load(stage.town.desk(session), read_campaign(source.encode()), source)
    for kind in ("late", "smoking"):
        closed(stage, kind)
    stage.set(closed(stage, "dozing"), filed_at=datetime(2026, 1, 15, tzinfo=UTC))
    assert archived_after(stage, 29.9) == []
    assert archived_after(stage, 30) == ["late"]
    assert archived_after(stage, ARCHIVE_DAYS) == ["dozing", "late"]
    assert archived_after(stage, 799.9) == ["dozing", "late"]
    assert archived_after(stage, 800) == ["dozing", "late", "smoking"]


def test_a_kind_that_nobody_knows_any_more_has_the_usual_term(stage: Stage) -> None:
    load_campaign(stage, "kinds: [{code: late, limit: 2}]\n")
    stage.set(closed(stage, "smoking"), kind="gone")
    assert archived_after(stage, ARCHIVE_DAYS - 0.1) == []
    assert archived_after(stage, ARCHIVE_DAYS) == ["gone"]


def test_a_batch_at_a_time_whatever_their_kinds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.jobs.archive.BATCH", 2)
    for kind in ("late", "smoking", "late"):
        closed(stage, kind)
    now = stage.town.clock() + timedelta(days=ARCHIVE_DAYS)
    with stage.database.write() as session:
        assert [archive_closed(Desk(session, now, BUREAU), now) for _run in range(3)] == [2, 1, 0]


def test_the_kinds_that_are_closed_are_found(stage: Stage) -> None:
    with stage.database.read() as session:
        assert closed_kinds(session) == []
    for kind in ("late", "smoking", "late"):
        closed(stage, kind)
    stage.finding("dozing")
    with stage.database.read() as session:
        assert closed_kinds(session) == ["late", "smoking"]


def test_only_closed_tickets_of_the_time_in_question_are_read(stage: Stage) -> None:
    """Both databases look them up in the index, however many are open, archived or not yet due."""
    asked: list[tuple[str, Any]] = []
    engine = stage.database.writer
    with stage.database.write() as session:
        if not stage.database.is_sqlite:
            session.connection().execute(
                text("SET LOCAL enable_seqscan = off")
            )  # that is, as if there were many
        event.listen(
            engine,
            "before_cursor_execute",
            lambda _c, _cursor, sql, given, _ctx, _many: asked.append((sql, given)),
        )
        closed_kinds(session)
        now = stage.town.clock()
        closed_since(session, ["late"], (now, now + timedelta(days=1)), now, (), 100)
        plans = [
            _plan(session, stage.database, sql, given)
            for sql, given in [*asked]
            if "tickets" in sql
        ]
    assert [plan.count("tickets_to_archive") > 0 for plan in plans] == [True, True]
    assert ("kind=? AND filed_at>? AND filed_at<?" in plans[1]) or (
        "Index Cond" in plans[1] and "filed_at" in plans[1]
    )
    assert "SCAN tickets" not in "".join(plans).replace(
        "SCAN tickets USING COVERING INDEX tickets_to_archive", ""
    )


def _plan(session: Session, database: Database, sql: str, given: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    return "\n".join(
        str(tuple(row)) for row in session.connection().exec_driver_sql(f"{explain} {sql}", given)
    )
