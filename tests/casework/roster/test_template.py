"""The empty roster that a bureau fills in."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from casework.roster.read import read_roster
from casework.roster.rows import Roster
from casework.roster.template import write_template
from tests.casework.roster.kit import ACCOUNTS, faults


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
    assert [(str(rule.sqref), rule.errorStyle) for rule in kinds] == [("B2:B20001", None)]
    roles = [
        rule
        for rule in book["人员"].data_validations.dataValidation
        if "督查员" in str(rule.formula1)
    ]
    assert [(rule.errorStyle, rule.showErrorMessage) for rule in roles] == [("information", False)]
    assert book["单位"].freeze_panes == "A2"
    assert [row[0].value for row in book["人员"].iter_rows(min_row=2, max_row=3)] == [
        "（示例）A001",
        "（示例）A002",
    ]
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
