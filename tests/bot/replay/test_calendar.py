"""The calendar of a replay: a row for each message, laid out for the eye, as CSV, and counted."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.replay.calendar import row_of, summary_lines, table_lines, write_csv
from bot.replay.run import Replayed, Sent
from locales.translate import BEIJING

REMINDED = Sent(
    datetime(2026, 3, 6, 9, 7, tzinfo=BEIJING),
    "王一",
    "校长",
    "第一中学",
    "reminder",
    ("自查报告", "月报"),
    "【今日到期】自查报告\n月报",
)
WARNED = replace(REMINDED, name="李二", sort="warning", about=(), text="x" * 80)


def test_a_row_says_when_to_whom_and_about_what() -> None:
    assert row_of(REMINDED) == (
        "2026-03-06",
        "09:07",
        "周五",
        "王一",
        "校长",
        "第一中学",
        "任务提醒",
        "自查报告；月报",
        "【今日到期】自查报告\n月报",
    )


def test_the_table_has_its_columns_below_each_other_whatever_the_alphabet() -> None:
    lines = list(table_lines([REMINDED, replace(REMINDED, name="Ann")]))
    assert [line.split()[0] for line in lines] == ["日期", "2026-03-06", "2026-03-06"]
    places = {len(line[: line.index("校长")].encode("gbk")) for line in lines[1:]}
    assert len(places) == 1  # in this encoding a Chinese character has two bytes


def test_in_the_table_a_text_is_one_line_and_what_is_too_long_is_cut() -> None:
    _heading, reminded, warned = table_lines([REMINDED, WARNED])
    assert reminded.endswith("【今日到期】自查报告 / 月报")
    assert warned.endswith(f"  {'x' * 71}…")
    assert "自查报告；月报" not in reminded  # the tasks stand in the CSV alone


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("示" * 12, "示" * 12),
        ("示" * 13, "示" * 11 + "… "),
        ("a" + "示" * 12, "a" + "示" * 11 + "…"),
    ],
)
def test_a_chinese_character_is_not_cut_in_two(unit: str, shown: str) -> None:
    line = list(table_lines([replace(REMINDED, unit=unit)]))[1]
    assert f"  {shown}  任务提醒" in line


def test_the_csv_has_every_text_whole_and_is_not_written_twice(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    write_csv(path, [REMINDED, WARNED])
    with path.open(encoding="utf-8-sig", newline="") as file:
        _headings, *rows = csv.reader(file)
    assert [tuple(row) for row in rows] == [row_of(REMINDED), row_of(WARNED)]
    with pytest.raises(FileExistsError):
        write_csv(path, [])


def test_it_is_counted_by_sort_and_by_person_and_says_how_filings_stand() -> None:
    found = Replayed(assignment={"open": 1, "filed": 7}, filed_late=2)
    lines = list(summary_lines(found, [REMINDED, REMINDED, WARNED]))
    assert lines == [
        "共发送3条：",
        "  任务提醒  2",
        "  预警催办  1",
        "收到最多的是：",
        "  王一（校长，第一中学）  2",
        "  李二（校长，第一中学）  1",
        "任务：已报送 7，未报送 1；其中迟报2次",
    ]
