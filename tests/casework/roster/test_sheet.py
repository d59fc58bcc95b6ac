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
from openpyxl import Workbook

from casework.roster.read import read_roster
from casework.roster.sheet import MAX_ROWS, MAX_UNPACKED_BYTES, column_letters
from casework.roster.template import write_template
from rules.permissions import Role
from tests.casework.roster.kit import ACCOUNTS, PERSONS, UNITS, faults, read


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
    cover = book.create_sheet("封面")
    cover.append(["本区名册"])
    cover.merge_cells("A1:C1")
    book.save(tmp_path / "r.xlsx")
    assert faults(read_roster(tmp_path / "r.xlsx", ACCOUNTS)) == [
        "单位, row 3, column B: Formulas are not read. Write the value itself.",
        "单位, row 3, column C: The cell shows an error. Write the value itself.",
        "单位, row 4, column B: The cells B4:B5 are merged. Split them and fill in each.",
        "单位, row 5, column B 类别: This cell must be filled in.",
        "单位, row 6, column A: Excel took this for a date. Format the column as text and "
        "write it again.",
        "单位, row 6, column B 类别: This cell must be filled in.",
        "封面, row 1: No headings above this row. A table begins with 单位名称 or 工号.",
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


def test_a_workbook_may_be_as_large_as_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "template.xlsx"
    write_template(file, ACCOUNTS)
    with zipfile.ZipFile(file) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    for less, refused in ((0, 0), (1, 1)):
        monkeypatch.setattr("casework.roster.sheet.MAX_UNPACKED_BYTES", size - less)
        assert len(faults(read_roster(file, ACCOUNTS))) == refused


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
