"""The empty roster for the bureau to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casework.channels import RosterAccounts
from casework.roster.rows import UNIT_HEADINGS, Headings, person_headings
from casework.roster.sheet import MAX_ROWS
from rules.roster_terms import ROLES, UNIT_KINDS

_UNIT_EXAMPLES = (
    ("（示例）第一中学", "学校", "（示例）教育局", "一中、市一中", "", "", ""),
    ("（示例）人事股", "股室", "（示例）教育局", "人事科", "ren shi gu", "rsg", ""),
)
_PERSON_EXAMPLES = (
    ("（示例）A001", "张三", "（示例）第一中学", "校长", "单位负责人", "13800000000"),
    ("（示例）A002", "李四", "", "督查专干", "督查员、办公室", ""),
)
_NOTES = (
    "填写说明",
    "1. 先填“单位”表，再填“人员”表；标 * 的列必填（表头不要改动，* 只在本说明中出现）。",
    "2. 单位：单位名称*、类别*。别名写平时的简称，几个之间用“、”隔开。"
    "拼音、首字母可以空着，系统自动生成；读音不对时再填。",
    "3. 人员：工号*（每人一个，不可重复）、姓名*、角色*。"
    "一人多个角色用“、”隔开，如：督查员、办公室。",
    f"4. 角色只能写：{'、'.join(ROLES)}。"
    "单位负责人、经办人、教职工必须填“单位”；其余角色管全局，“单位”不起作用。",
    f"5. 类别只能写：{'、'.join(UNIT_KINDS)}。上级单位须是表中或系统中已有的单位。",
    "6. 同一份表可以反复导入：单位按名称、人员按工号对应，改了的更新，没改的不动。"
    "表里没有的人不会被删除。",
    "7. 停用：在“停用”列写“是”。停用的人失去全部角色。重新启用时把“是”清掉再导入。",
    "8. 单位更名：单位名称写新名，别名里写旧名，再导入一次，原有的事项和二维码都保留。",
    "9. 以“（示例）”开头的行不会导入，可以留着。不要用公式，不要合并单元格。",
    "10. 导入时逐行检查，有一处错误就全部不导入，并一次列出所有错误的表、行、列。",
    "11. 也可以用 CSV（UTF-8 或 GBK）：两张表上下放在一个文件里，各带自己的表头。",
)


def write_template(path: Path, accounts: Sequence[RosterAccounts]) -> None:
    """Write the template to `path` as xlsx, with a column for each of `accounts`.

    The sheets are 单位 and 人员, with examples and drop-downs, and 说明 with notes.
    """
    import xlsxwriter  # here, because only an import needs it

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _write_table(
            book,
            "单位",
            UNIT_HEADINGS,
            _UNIT_EXAMPLES,
            {"kind": (list(UNIT_KINDS), True), "disabled": (["是"], True)},
        )
        # Several roles may be written.
        choices = {"roles": (list(ROLES), False), "disabled": (["是"], True)}
        headings = person_headings(accounts)
        first, *others = _PERSON_EXAMPLES
        examples = [(*first, *(kind.example for kind in accounts), "")]
        examples += [(*other, *("" for _kind in accounts), "") for other in others]
        _write_table(book, "人员", headings, examples, choices)
        notes = book.add_worksheet("说明")
        notes.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
        for row, sentence in enumerate(_NOTES):
            notes.write_string(row, 0, sentence)


def _write_table(
    book: Any,
    name: str,
    headings: Headings,
    examples: Sequence[Sequence[str]],
    choices: dict[str, tuple[list[str], bool]],
) -> None:
    sheet = book.add_worksheet(name)
    # As text, so that 007 and long numbers stay as they are typed.
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "num_format": "@", "bg_color": "#DDEBF7", "border": 1})
    grey = book.add_format({"num_format": "@", "font_color": "#808080"})
    sheet.set_column(0, len(headings) - 1, 18, text)
    sheet.freeze_panes(1, 0)
    for at, (field, words) in enumerate(headings.items()):
        sheet.write_string(0, at, words[0], bold)
        for row, example in enumerate(examples, start=1):
            sheet.write_string(row, at, example[at], grey)
        if field in choices:
            values, strict = choices[field]
            rule = {
                "validate": "list",
                "source": values,
                "error_type": "stop" if strict else "information",
                "show_error": strict,
            }
            sheet.data_validation(1, at, MAX_ROWS, at, rule)
