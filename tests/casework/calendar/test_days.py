"""The bureau's own days: deadlines, pauses and pushes follow them, who is concerned hears of it,
and a file is read whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlmodel import select

from casework.calendar.commands import SetDays, TakeBackDays
from casework.calendar.days import NothingToTakeBack, SpanTooLong, change_days, load_years, spans
from casework.calendar.file import CalendarRefused, read_calendar
from casework.refusals import NotAllowed
from casework.tickets import commands as c
from locales import message_from_json, translate
from locales.translate import BEIJING
from scheduler.jobs.missing_calendar import tell_of_missing_year
from storage.database import Database
from storage.queries.calendar import days_between, load_workdays, published_years
from storage.tables import CalendarDay, CalendarYear, OutboxRow, Pause, Reminder, Ticket
from tests.casework.stage import Stage

TODAY = date(2026, 3, 2)


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def at(stage: Stage, day: str, clock: str = "09:00") -> None:
    stage.town.clock.now = (
        datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=BEIJING).astimezone(UTC)
    )


def due(stage: Stage, number: str) -> str:
    moment = stage.town.ticket(number).due_at
    assert moment is not None
    return f"{moment.astimezone(BEIJING):%m-%d %H:%M}"


def assigned(stage: Stage, limit: int = 3) -> str:
    number = stage.finding()
    stage.do("office", c.Assign(number, stage.unit(), limit))
    stage.mail()
    return number


def free(first: str, last: str = "", name: str = "校运会") -> SetDays:
    return SetDays(date.fromisoformat(first), date.fromisoformat(last or first), True, name)


def planned(stage: Stage, about: str = "ticket") -> dict[str, str]:
    with stage.database.read() as session:
        rows = session.exec(
            select(Reminder).where(Reminder.state == "planned", Reminder.about == about)
        ).all()
    return {each.level: f"{each.due_at.astimezone(BEIJING):%m-%d}" for each in rows}


def test_a_free_day_moves_the_deadline_and_its_warnings(stage: Stage) -> None:
    number = assigned(stage)
    assert planned(stage) == {"blue": "03-04", "yellow": "03-06", "red": "03-10"}
    receipt = stage.do("office", free("2026-03-04"))
    assert stage.words(receipt) == "4 Mar 2026 校运会: free. Deadlines that moved: 1."
    assert due(stage, number) == "03-06 18:00"
    assert planned(stage) == {"blue": "03-05", "yellow": "03-09", "red": "03-11"}
    assert planned(stage, "take") == {"limit-1": "03-03"}
    told = stage.mail()
    assert set(told) == {"head", "handler", "inspector"}
    now = "by 6 Mar 2026 18:00 (working days: 3) (before: 5 Mar 2026)."
    assert told["head"][0].startswith(
        f"{number}: the working days have changed; the deadline is now {now}"
    )
    stage.do("clerk", TakeBackDays(date(2026, 3, 4), date(2026, 3, 4)))
    assert due(stage, number) == "03-05 18:00"
    assert planned(stage) == {"blue": "03-04", "yellow": "03-06", "red": "03-10"}


def test_what_moves_nothing_tells_nobody(stage: Stage) -> None:
    number = assigned(stage)
    for command in (free("2026-03-06"), free("2026-03-08"), free("2026-03-02")):
        receipt = stage.do("office", command)
        assert "Deadlines that moved: 0." in stage.words(receipt)
    assert due(stage, number) == "03-05 18:00"
    assert stage.mail() == {}


def test_those_concerned_hear_of_it_in_working_time_in_one_message(stage: Stage) -> None:
    numbers = [assigned(stage), assigned(stage)]
    at(stage, "2026-03-02", "22:00")
    stage.do("office", free("2026-03-04"))
    with stage.database.read() as session:
        moments = {
            each.not_before
            for each in session.exec(select(OutboxRow).where(OutboxRow.state == "queued"))
        }
    assert {each.astimezone(BEIJING).strftime("%m-%d %H:%M") for each in moments} == {"03-03 08:31"}
    (line,) = stage.mail()["head"]
    assert line.startswith("The working days have changed. Deadlines that move: 2")
    assert all(number in line for number in numbers)


def test_a_working_saturday_brings_the_deadline_nearer(stage: Stage) -> None:
    number = assigned(stage, 5)
    assert due(stage, number) == "03-09 18:00"
    stage.do("office", SetDays(date(2026, 3, 7), date(2026, 3, 7), False, "补班"))
    assert due(stage, number) == "03-07 18:00"


def test_a_pause_follows_the_days_too(stage: Stage) -> None:
    number = assigned(stage)
    stage.do("head", c.Take(number))
    stage.do("head", c.AskReporter(number, "q"))
    stage.do("office", free("2026-03-05"))
    with stage.database.read() as session:
        until = session.exec(select(Pause)).one().until_at
    assert until is not None
    assert until.astimezone(BEIJING).date() == date(2026, 3, 10)


def test_what_is_answered_or_closed_keeps_quiet(stage: Stage) -> None:
    closed = stage.bring(stage.finding(), "closed")
    before = due(stage, closed)
    stage.do("office", free("2026-03-04"))
    assert due(stage, closed) == before
    assert stage.mail() == {}


def test_published_days_hold_again_when_the_bureaus_own_are_taken_back(stage: Stage) -> None:
    stage.do("office", SetDays(date(2026, 10, 1), date(2026, 10, 10), False, "迎检"))
    with stage.database.read() as session:
        assert load_workdays(session).is_working(date(2026, 10, 1))
    stage.do("office", TakeBackDays(date(2026, 10, 1), date(2026, 10, 10)))
    with stage.database.read() as session:
        found = days_between(session, date(2026, 10, 1), date(2026, 10, 10))
    said = [(first.day, last.day, day.free, day.source) for first, last, day in spans(found)]
    assert said == [(1, 7, True, "library"), (10, 10, False, "library")]
    with pytest.raises(NothingToTakeBack):
        stage.do("office", TakeBackDays(date(2026, 10, 1), date(2026, 10, 10)))


def test_the_office_alone_and_within_bounds(stage: Stage) -> None:
    for name in ("head", "leader", "inspector", "parent"):
        with pytest.raises(NotAllowed):
            stage.do(name, free("2026-03-04"))
    for command in (free("2026-03-04", "2026-03-03"), free("2026-01-01", "2026-12-31")):
        with pytest.raises(SpanTooLong):
            stage.do("office", command)


def test_a_year_that_is_published_later_tells_those_whose_day_moves(stage: Stage) -> None:
    at(stage, "2026-12-30")
    moving, staying = assigned(stage, 2), assigned(stage, 9)
    assert stage.town.ticket(moving).due_provisional
    assert due(stage, moving) == "01-01 18:00"
    assert due(stage, staying) == "01-12 18:00"
    days = [CalendarDay(day=date(2027, 1, each), free=True, name="元旦") for each in (1, 2, 3)]
    days.append(CalendarDay(day=date(2027, 1, 9), free=False, name="元旦调休上班"))
    with stage.database.write() as session:
        assert change_days(stage.desk(session, "office"), days, [], publishes=2027) == 1
    told = stage.mail()
    assert set(told) == {"head", "handler", "inspector"}
    assert moving in told["head"][0]
    assert staying not in told["head"][0]
    ticket = stage.town.ticket(staying)
    assert not ticket.due_provisional  # its promise is a plain one now, the day is the same
    assert "provisional" not in translate(message_from_json(ticket.promised or {}), "en")
    assert due(stage, moving) == "01-04 18:00"


def test_at_the_start_missing_years_are_loaded_and_nothing_is_told_that_has_not_moved(
    stage: Stage,
) -> None:
    number = assigned(stage)
    with stage.database.write() as session:
        for year in (2025, 2026):
            session.delete(session.get(CalendarYear, year))
        for day in days_between(session, date(2025, 1, 1), date(2026, 12, 31)):
            session.delete(day)
    with stage.database.write() as session:
        assert load_years(stage.desk(session, "office"), 2024, 2027) == [2025, 2026]
        assert load_years(stage.desk(session, "office"), 2024, 2027) == []
        assert published_years(session) == {2024, 2025, 2026}
    assert due(stage, number) == "03-05 18:00"
    assert stage.mail() == {}


def _alerts(stage: Stage, day: str) -> list[str]:
    at(stage, day, "09:07")
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        while tell_of_missing_year(desk, desk.now):
            pass
    return sorted(stage.mail())


def test_from_november_on_a_missing_year_is_told_once_a_week(stage: Stage) -> None:
    assert _alerts(stage, "2026-10-30") == []
    assert _alerts(stage, "2026-11-02") == ["clerk", "office"]  # there is no administrator
    assert _alerts(stage, "2026-11-03") == []
    assert _alerts(stage, "2026-11-09") == ["clerk", "office"]
    assert _alerts(stage, "2027-01-04") == ["clerk", "office"]
    with stage.database.write() as session:
        session.add(CalendarYear(year=2027))
    assert _alerts(stage, "2027-01-11") == []


def csv(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(["日期,休/班,名称", *rows]), encoding=encoding)
    return path


def test_a_file_of_days(tmp_path: Path) -> None:
    read = read_calendar(
        csv(
            tmp_path / "days.csv",
            "2026-01-20至2026-01-22,休,寒假",
            "3月7日,班,补班",
            "2026/5/4,取消,",
        ),
        TODAY,
    )
    assert {day.isoformat(): (each.free, each.name) for day, each in read.days.items()} == {
        "2026-01-20": (True, "寒假"),
        "2026-01-21": (True, "寒假"),
        "2026-01-22": (True, "寒假"),
        "2026-03-07": (False, "补班"),
    }
    assert read.taken_back == {date(2026, 5, 4)}
    assert read_calendar(csv(tmp_path / "gbk.csv", "3月7日,班,补班", encoding="gbk"), TODAY).days


def test_a_workbook_with_true_dates(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows: Sequence[Sequence[object]] = [
        ("日期", "休/班", "名称"),
        (datetime.combine(date(2026, 3, 7), time()), "班", "补班"),
    ]
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "days.xlsx")
    assert list(read_calendar(tmp_path / "days.xlsx", TODAY).days) == [date(2026, 3, 7)]


def test_every_fault_of_a_file_at_once(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "days.csv",
        "明天,休,x",
        "2026-02-30,休,x",
        "2026-03-04,也许,x",
        "2026-03-05,休,x",
        "2026-03-05,班,y",
        "2026-01-01至2026-12-31,休,x",
        "2026-03-06,休," + "长" * 21,
        "=1+1,休,x",
    )
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(path, TODAY)
    said = [translate(each, "zh_CN") for each in refused.value.faults]
    assert len(said) == 7
    expected = {"明天": 2, "2026-02-30": 3, "也许": 4, "重复": 6, "100": 7, "20": 8, "公式": 9}
    for words, place in expected.items():
        assert any(words in line and f"第{place}行" in line for line in said), (words, said)


@pytest.mark.parametrize("rows", ["", "姓名,单位\n张三,一中", "日期,休/班,名称"])
def test_a_file_that_is_no_calendar(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(CalendarRefused):
        read_calendar(path, TODAY)
    with pytest.raises(CalendarRefused):
        read_calendar(csv(path, "2026-03-07,班,补班"), TODAY, publishes=2027)
    with pytest.raises(CalendarRefused):
        read_calendar(tmp_path / "nowhere.csv", TODAY)


def test_nothing_stays_locked_behind_a_ticket_of_an_unknown_kind(stage: Stage) -> None:
    """A ticket of a kind whose campaign is gone is reckoned anew like any other."""
    number = assigned(stage)
    stage.set(number, kind="gone")
    stage.do("office", free("2026-03-04"))
    with stage.database.read() as session:
        assert session.exec(select(Ticket.due_at)).one() is not None
    assert due(stage, number) == "03-06 18:00"
