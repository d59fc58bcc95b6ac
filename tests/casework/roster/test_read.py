"""Reading the tables of a roster: headings, rows, and every fault with its place."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.permissions import Role
from tests.casework.roster.kit import UNITS, faults, read


def test_english_headings_and_codes_do_as_well(tmp_path: Path) -> None:
    roster = read(
        tmp_path,
        "Unit name,Kind,Aliases\nFirst School,school,No. 1|FS\n\n"
        "Staff number,Name,Unit,Roles,WeCom,Disabled\n7,Ann,First School,head;staff,,\n",
    )
    assert faults(roster) == []
    assert roster.units[0].aliases == ("No. 1", "FS")
    assert (roster.persons[0].roles, roster.persons[0].accounts, roster.persons[0].disabled) == (
        (Role.HEAD, Role.STAFF),
        {"wecom": ""},
        False,
    )


def test_headings_that_are_wrong_are_faults(tmp_path: Path) -> None:
    assert faults(read(tmp_path, "单位名称,上级,别名,简称,备注\n甲校,,,,\n")) == [
        "r.csv, row 1, column B: There is no column 上级. Delete it, or use the headings of "
        "the template.",
        "r.csv, row 1, column D: The column 简称 is there twice.",
        "r.csv, row 1: The column 类别 is missing.",
    ]
    assert faults(read(tmp_path, "单位,人\n甲校,乙\n")) == [
        "r.csv, row 1: No headings above this row. A table begins with 单位名称 or 工号."
    ]
    assert faults(read(tmp_path, f"教育局名册,,\n{UNITS}")) == []  # a title is not a table
    assert faults(read(tmp_path, "\n,,\n")) == [
        "The file is empty. Fill in the template and import that."
    ]


WORDS = [
    "单位名称",
    "类别",
    "上级单位",
    "停用",
    "工号",
    "姓名",
    "角色",
    "单位",
    "学校",
    "甲",
    "教职工",
    "是",
    "=1",
    "（示例）",
]
CELLS = st.one_of(st.sampled_from([*WORDS, ""]), st.text(max_size=12))
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES)
def test_any_table_gives_rows_or_faults(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    roster = read(tmp_path, text.encode("utf-8", "replace"))
    found = faults(roster)
    assert found == faults(roster)
    if not (
        roster.units or roster.persons or found
    ):  # then it was a table without rows, or with examples only
        assert "单位名称" in text or "工号" in text
