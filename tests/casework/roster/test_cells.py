"""The cells of a roster: what is wrong in one is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.roster_terms import ROLES
from tests.casework.roster.kit import faults, read


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


@pytest.mark.parametrize("more", [0, 1])
def test_each_text_has_its_length(tmp_path: Path, more: int) -> None:
    unit = ("校" * (60 + more), "学校", "a" * (300 + more), "b" * (60 + more))
    person = ("1" * (40 + more), "张" * (60 + more), "职" * (60 + more), "督查员")
    roster = read(
        tmp_path,
        f"单位名称,类别,拼音,首字母\n{','.join(unit)}\n\n工号,姓名,职务,角色\n{','.join(person)}\n",
    )
    too_long = [fault for fault in faults(roster) if "Too long" in fault]
    assert len(too_long) == len(faults(roster)) == more * 6
