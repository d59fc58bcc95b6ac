"""Digests come at their times, once a person and day; after a rest only the newest, and in working
time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from casework.digests import commands as lead
from casework.digests import notice
from casework.digests.schedule import Due
from casework.execute import execute
from casework.refusals import NotAllowed
from casework.tickets.commands import FileFinding
from locales import translate
from rules.permissions import Role
from scheduler.jobs.send_digests import send_digests
from storage.database import Database
from storage.outbox.notice import Notice
from storage.queries.calendar import load_workdays
from storage.tables import Failure, OutboxRow, Person, Preferences, Ticket
from tests.casework.stage import Stage
from tests.town import BUREAU, MONDAY

FIVE_PAST_FIVE = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)  # 17:05 in Beijing


@pytest.fixture
def stage(database: Database) -> Stage:
    """The stage, where the leader has been here for a while."""
    stage = Stage(database)
    stage.do("leader", lead.ScheduleDigest("week", ""))
    stage.do("leader", lead.ScheduleDigest("month", ""))
    return stage


def _tick(stage: Stage, at: datetime | None = None) -> int:
    stage.town.clock.now = at or stage.town.clock.now
    done = 0
    while True:
        with stage.database.write() as session:
            some = send_digests(stage.town.desk(session), stage.town.clock())
        done += some
        if not some:
            return done


def _sent(stage: Stage) -> list[OutboxRow]:
    with stage.database.read() as session:
        return list(
            session.exec(
                select(OutboxRow)
                .where(col(OutboxRow.once).like("digest:%"))
                .order_by(col(OutboxRow.id))
            )
        )


def _file(stage: Stage) -> None:
    stage.do("inspector", FileFinding(stage.unit(), "late", "words"))


def test_at_its_time_and_once(stage: Stage) -> None:
    _file(stage)
    assert _tick(stage, FIVE_PAST_FIVE - timedelta(minutes=1)) == 0
    assert _tick(stage, FIVE_PAST_FIVE) == 1
    assert _tick(stage) == 0
    assert _tick(stage, FIVE_PAST_FIVE + timedelta(hours=3)) == 0
    (row,) = _sent(stage)
    notice = Notice.from_row(row)
    assert notice.drawing is not None
    assert notice.drawing["digest"]["came"] == [1, 0, 0]
    assert len(translate(notice.text, "zh_CN").splitlines()) <= 10
    assert row.not_before == FIVE_PAST_FIVE


def test_nothing_to_say_is_one_line_without_a_picture(stage: Stage) -> None:
    assert _tick(stage, FIVE_PAST_FIVE) == 1
    notice = Notice.from_row(_sent(stage)[0])
    assert translate(notice.text, "zh_CN") == "督查日报　2026年3月2日：无新收、无在办、无逾期。"
    assert notice.drawing is None


def test_after_a_rest_only_the_newest_and_in_working_time(stage: Stage) -> None:
    _file(stage)
    assert _tick(stage, FIVE_PAST_FIVE) == 1
    stage.mail()
    back = datetime(2026, 3, 5, 19, 0, tzinfo=UTC)  # three in the morning of Friday
    assert _tick(stage, back) == 1
    row = _sent(stage)[-1]
    assert (row.once or "").startswith("digest:day:2026-03-05:")
    assert row.not_before == datetime(
        2026, 3, 6, 0, 31, tzinfo=UTC
    )  # 8:31, the first working minute


def test_what_was_due_before_somebody_came_is_not_made_up_for(stage: Stage) -> None:
    _file(stage)
    stage.town.person("新局长", Role.LEADER)
    assert _tick(stage, FIVE_PAST_FIVE + timedelta(hours=2)) == 0
    assert _tick(stage, FIVE_PAST_FIVE + timedelta(days=1)) == 2


def test_free_days_only_for_who_wants_them(stage: Stage) -> None:
    saturday = FIVE_PAST_FIVE + timedelta(days=5)
    assert _tick(stage, saturday) == 0
    stage.do("leader", lead.SetDigestOption("free_days", True))
    assert _tick(stage, saturday) == 1


def test_the_weekly_and_the_monthly_one(stage: Stage) -> None:
    stage.do("leader", lead.ScheduleDigest("day", ""))
    for every in ("week", "month"):
        stage.do("leader", lead.ScheduleDigest(every, None))
    days: list[str] = []
    for day in range(1, 33):
        for hour, minute in ((1, 5), (8, 35)):
            _tick(stage, MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day))
    days = [(row.once or "").rpartition(":")[0] for row in _sent(stage)]
    assert days == [
        "digest:week:2026-03-06",
        "digest:week:2026-03-13",
        "digest:week:2026-03-20",
        "digest:week:2026-03-27",
        "digest:month:2026-04-01",
        "digest:week:2026-04-03",
    ]


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        (
            Due("day", datetime.min.time().replace(hour=17, minute=5)),
            "2026-02-22 12:00",
            "2026-02-14",
        ),  # a long holiday
        (
            Due("week", datetime.min.time().replace(hour=9, minute=5)),
            "2026-10-05 12:00",
            "2026-09-30",
        ),  # its Friday is free
        (
            Due("month", datetime.min.time().replace(hour=9, minute=5)),
            "2026-10-08 12:00",
            "2026-10-08",
        ),  # after the holiday
        (
            Due("month", datetime.min.time().replace(hour=9, minute=5), day=3),
            "2026-10-20 12:00",
            "2026-09-30",
        ),
    ],
)
def test_days_that_are_free(stage: Stage, due: Due, now: str, expected: str) -> None:
    with stage.database.read() as session:
        at = due.last_before(
            datetime.fromisoformat(now).replace(tzinfo=BUREAU.zone),
            load_workdays(session),
            BUREAU.zone,
        )
    assert at is not None
    assert f"{at:%Y-%m-%d}" == expected


def test_one_that_fails_stops_nobody_and_is_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.town.person("副局长", Role.LEADER)
    with stage.database.write() as session:
        deputy = session.exec(select(Person.id).where(Person.name == "副局长")).one()
        session.add(Preferences(person_id=deputy or 0, weekly_at="", monthly_at=""))
    real, broken = notice.digest_notice, {"leader"}

    def fail_for_one(desk: Any, reader: Any, facts: Any) -> Notice:
        if reader.name in broken:
            raise ValueError("broken")
        return real(desk, reader, facts)

    monkeypatch.setattr("scheduler.jobs.send_digests.digest_notice", fail_for_one)
    assert _tick(stage, FIVE_PAST_FIVE) == 1
    with stage.database.read() as session:
        assert "broken" in session.exec(select(Failure.error)).one()
    broken.clear()
    assert _tick(stage, FIVE_PAST_FIVE + timedelta(minutes=1)) == 0  # it rests
    assert _tick(stage, FIVE_PAST_FIVE + timedelta(minutes=6)) == 1


def test_a_leader_sees_no_restricted_ticket_by_name(stage: Stage) -> None:
    number = stage.complaint(about_head=True)
    late = stage.bring(stage.finding(), "assigned")
    with stage.database.write() as session:
        for each in session.exec(select(Ticket)):
            each.state, each.due_at, each.assigned_at = (
                "assigned",
                MONDAY - timedelta(days=3),
                MONDAY,
            )
            session.add(each)
    stage.do("office", lead.ScheduleDigest("day", "17:05"))
    assert _tick(stage, FIVE_PAST_FIVE) == 2
    drawn = [row.payload["drawing"]["digest"] for row in _sent(stage)]
    named = sorted(sorted(each["number"] for each in facts["worst"]) for facts in drawn)
    assert named == [[late], [late, number]]
    assert [facts["overdue"] for facts in drawn] == [2, 2]


def test_nobody_who_is_no_leader_wishes_for_one(stage: Stage) -> None:
    with pytest.raises(NotAllowed), stage.database.write() as session:
        execute(stage.desk(session, "head"), lead.ScheduleDigest("day", "17:05"))
