"""Reading a roster's file: what is read, what is refused, and that nothing ever escapes as an
exception.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.channels.wecom.traits import WECOM
from casework.channels import roster_accounts
from casework.roster.check import check
from casework.roster.read import read_roster
from casework.roster.rows import Roster
from casework.roster.sheet import MAX_ROWS, MAX_UNPACKED_BYTES, column_letters
from casework.roster.template import write_template
from locales import translate
from rules.permissions import Role
from rules.roster_terms import ROLES

ACCOUNTS = roster_accounts([WECOM])
UNITS = "单位名称,类别,上级单位,别名\n教育局,局机关,,\n第一中学,学校,教育局,一中、市一中\n"
PERSONS = "工号,姓名,单位,职务,角色,手机,企业微信账号\nA1,张三,第一中学,校长,单位负责人、教职工,138 0000-0000,zhangsan\n"


def faults(roster: Roster) -> list[str]:
    """Return every fault in English."""
    return [translate(fault.as_message(), "en") for fault in check(roster)]


def read(path: Path, content: str | bytes, name: str = "r.csv") -> Roster:
    """Write the content to a file and read it as a roster."""
    (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_roster(path / name, ACCOUNTS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_reads_csv_as_excel_writes_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    roster = read(
        tmp_path,
        f"{UNITS}\n{PERSONS}".replace(",", delimiter).replace("\n", "\r\n").encode(encoding),
    )
    assert faults(roster) == []
    assert [(unit.name, unit.kind, unit.parent, unit.aliases) for unit in roster.units] == [
        ("教育局", "bureau", "", ()),
        ("第一中学", "school", "教育局", ("一中", "市一中")),
    ]
    (person,) = roster.persons
    assert (person.key, person.name, person.units, person.title) == (
        "A1",
        "张三",
        ("第一中学",),
        "校长",
    )
    assert (person.roles, person.phone, person.accounts, person.disabled) == (
        (Role.HEAD, Role.STAFF),
        "13800000000",
        {"wecom": "zhangsan"},
        None,
    )
    assert (person.line.row, person.line.columns["roles"]) == (6, "E 角色")


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


def test_the_template_imports_cleanly_and_so_does_what_is_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    write_template(file, ACCOUNTS)
    assert read_roster(file, ACCOUNTS) == Roster()
    book = load_workbook(file)
    assert book.sheetnames == ["单位", "人员", "说明"]
    kinds = [
        rule
        for rule in book["单位"].data_validations.dataValidation
        if "学校" in str(rule.formula1)
    ]
    assert [str(rule.sqref) for rule in kinds] == ["B2:B20001"]
    book["单位"].append(["教育局", "局机关"])
    book["单位"].append(["+1 中学", "学校", "教育局", None, None, None, None])
    book["人员"].append([1001, "张三", "教育局", None, "局领导", 13800000000.0, None, False])
    book["人员"].append(["007", "李四", "教育局", None, "督查员", None, None, True])
    book.save(file)
    roster = read_roster(file, ACCOUNTS)
    assert faults(roster) == []
    assert [unit.name for unit in roster.units] == ["教育局", "+1 中学"]
    assert [(person.key, person.phone, person.disabled) for person in roster.persons] == [
        ("1001", "13800000000", False),
        ("007", "", True),
    ]


def test_every_fault_is_reported_at_once_with_its_place(tmp_path: Path) -> None:
    roster = read(
        tmp_path,
        "单位名称,类别,上级单位,停用\n"
        "甲校,学校,乙校,\n乙校,学校,甲校,\n丙校,大学,没有的,\n甲 校,学校,,也许\n,学校,,\n己校,学校,,是\n庚校,学校,己校,\n\n"
        "工号,姓名,单位,角色,手机,企业微信账号\n"
        "1,张三,甲校,校长,12345,zhang san\n2,,没有的,督查员,,ok\n2,李四,,经办人,,OK\n4,=A1,己校,教职工,,\n5,王五,甲校,,,\n",
    )
    assert faults(roster) == [
        "r.csv, row 2, column C 上级单位: Its parents go in a circle, or over more than 10 levels.",
        "r.csv, row 3, column C 上级单位: Its parents go in a circle, or over more than 10 levels.",
        "r.csv, row 4, column B 类别: No such kind: 大学. One of: 学校、幼儿园、股室、二层机构、局机关.",
        "r.csv, row 4, column C 上级单位: There is no unit 没有的.",
        "r.csv, row 5, column D 停用: Write 是 here, or leave it empty.",
        "r.csv, row 5, column A 单位名称: The same as in row 2.",
        "r.csv, row 6, column A 单位名称: This cell must be filled in.",
        "r.csv, row 8, column C 上级单位: The unit 己校 is out of use.",
        f"r.csv, row 11, column D 角色: No such role: 校长. One of: {'、'.join(ROLES)}.",
        "r.csv, row 11, column E 手机: Not a telephone number. Write 11 digits, or area "
        "code and number.",
        "r.csv, row 11, column F 企业微信账号: Not a WeCom account: letters, digits and _ - @ . only.",
        "r.csv, row 12, column B 姓名: This cell must be filled in.",
        "r.csv, row 12, column C 单位: There is no unit 没有的.",
        "r.csv, row 13, column C 单位: This role is held in a unit: fill in 单位.",
        "r.csv, row 13, column A 工号: The same as in row 12.",
        "r.csv, row 13, column F 企业微信账号: The same as in row 12.",
        "r.csv, row 14, column B: Formulas are not read. Write the value itself.",
        "r.csv, row 14, column C 单位: The unit 己校 is out of use.",
        "r.csv, row 15, column D 角色: This cell must be filled in.",
    ]


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


def test_formulas_errors_dates_and_merged_cells_are_faults(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "单位"
    sheet.append(["本区单位一览"])
    sheet.merge_cells("A1:C1")  # a merged title does no harm
    sheet.append(["单位名称", "类别", "上级单位"])
    sheet.append(["甲校", "=B5", "#N/A"])
    sheet.append(["乙校", "学校", None])
    sheet.append(["丙校", "学校", None])
    sheet.merge_cells("B4:B5")
    sheet["A6"] = datetime.date(2026, 3, 1)
    book.save(tmp_path / "r.xlsx")
    assert faults(read_roster(tmp_path / "r.xlsx", ACCOUNTS)) == [
        "单位, row 3, column B: Formulas are not read. Write the value itself.",
        "单位, row 3, column C: The cell shows an error. Write the value itself.",
        "单位, row 4, column B: The cells B4:B5 are merged. Split them and fill in each.",
        "单位, row 5, column B 类别: This cell must be filled in.",
        "单位, row 6, column A: Excel took this for a date. Format the column as text and "
        "write it again.",
        "单位, row 6, column B 类别: This cell must be filled in.",
    ]


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (MAX_UNPACKED_BYTES + 1))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is an old .xls file or one with a password. Save it as .xlsx without a password",
        ),
        (b"PK\x03\x04 broken", "The workbook is damaged or not an xlsx workbook."),
        (_bomb(), "The workbook holds too much."),
        (b"a" * 10_000_001, "The file is larger than 10 MB."),
        (b"\xff" * 99, "The file is neither an xlsx workbook nor CSV in UTF-8 or GBK."),
        (b'"' + b"x" * 200_000, "The file is not a table: a quotation mark may be missing."),
        (b"x,y\n" * (MAX_ROWS + 1), f"More than {MAX_ROWS} rows in one sheet."),
        (b"", "The file is empty."),
    ],
    ids=["xls", "broken", "bomb", "huge", "binary", "quote", "rows", "empty"],
)
def test_refuses_what_is_no_roster(tmp_path: Path, content: bytes, said: str) -> None:
    (fault,) = faults(read(tmp_path, content))
    assert fault.startswith(said)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert faults(read_roster(tmp_path / "none.csv", ACCOUNTS)) == [
        "The file none.csv cannot be opened."
    ]
    assert faults(read_roster(tmp_path, ACCOUNTS)) == [
        f"The file {tmp_path.name} cannot be opened."
    ]


def test_a_stray_cell_far_out_costs_nothing(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位名称", "类别"])
    sheet.append(["甲校", "学校"])
    sheet["XFD1048576"] = "far"
    book.save(tmp_path / "r.xlsx")
    roster = read_roster(tmp_path / "r.xlsx", ACCOUNTS)
    assert [unit.name for unit in roster.units] == ["甲校"]


def test_column_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=400))
def test_any_bytes_give_faults(tmp_path: Path, content: bytes) -> None:
    assert faults(read(tmp_path, content))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_workbook_damaged_anywhere_never_raises(tmp_path: Path, data: st.DataObject) -> None:
    """Change letters inside the parts of a template, so that the archive is whole and the XML is
    not.
    """
    file = tmp_path / "whole.xlsx"
    if not file.exists():
        write_template(file, ACCOUNTS)
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(packed, "w") as damaged:
        part = data.draw(
            st.sampled_from(
                [entry for entry in whole.namelist() if entry.endswith(("xml", "rels"))]
            )
        )
        for entry in whole.namelist():
            content = bytearray(whole.read(entry))
            if entry == part:
                at = data.draw(st.integers(0, len(content) - 1))
                content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
            damaged.writestr(entry, bytes(content))
    faults(read(tmp_path, packed.getvalue(), "damaged.xlsx"))
