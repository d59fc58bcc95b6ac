"""A year replayed, anchored day by day: `check` finds nothing wrong with what is recorded."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from bot.cli.check_rows import Course
from bot.cli.check_up import check_records
from bot.replay import run
from locales import translate
from storage.tables import Anchor, Record
from tests.bot.replay.calendars import replay, scratch

pytestmark = pytest.mark.timeout(900)


def test_a_year_gives_no_false_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "IDLE", run.IDLE - {"anchor"})
    with scratch() as database:
        replay("rectification-2025", database)
        with database.read() as session:
            faults = [translate(fault, "en") for fault in check_records(Course(session))]
            anchors = session.exec(select(func.count()).select_from(Anchor)).one()
            waiting = session.exec(
                select(func.count()).select_from(Record).where(Record.anchored == 0)
            ).one()
    assert faults == []
    assert anchors > 100
    assert waiting < 500  # of the last day
