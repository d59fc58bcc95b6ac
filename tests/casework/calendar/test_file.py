"""A file of free and working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest

from casework.calendar.file import CalendarRefused, read_calendar
from locales import translate

TODAY = date(2026, 3, 2)


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


def test_what_a_heading_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("姓名,名称\n张三,寒假", encoding="utf-8")
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(path, TODAY)
    (fault,) = refused.value.faults
    assert "lacks: 日期、休/班." in translate(fault, "en")
