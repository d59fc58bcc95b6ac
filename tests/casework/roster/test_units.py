"""Importing units: known by name, renamed by an alias, spelt."""

from __future__ import annotations

from pathlib import Path

from casework.roster.summary import Count, ImportSummary
from casework.roster.units import new_qr
from storage.database import Database
from tests.casework.roster.imports import (
    PERSONS,
    START,
    UNITS,
    bring_in,
    unit,
)


def test_a_unit_whose_old_name_is_an_alias_is_renamed(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    with database.read() as session:
        before = unit(session, "育才小学")
    text = f"{UNITS}育才实验学校,学校,教育局,育才小学,\n育才分校,学校,育才实验学校,,\n{PERSONS}1,张三,育才实验学校,单位负责人,,,\n"
    assert bring_in(database, tmp_path, text).units == Count(added=1, changed=1)
    with database.read() as session:
        after = unit(session, "育才实验学校")
        assert (after.id, after.qr, after.pinyin) == (
            before.id,
            before.qr,
            "yu cai shi yan xue xiao",
        )
        assert unit(session, "育才分校").parent_id == after.id
    assert bring_in(database, tmp_path, text) == ImportSummary(
        Count(unchanged=2), Count(unchanged=1)
    )


def test_spelling_in_the_file_goes_before_our_own(database: Database, tmp_path: Path) -> None:
    head = "单位名称,类别,拼音,首字母\n"
    bring_in(database, tmp_path, f"{head}长青小学,学校,Zhang Qing Xiao Xue,\n重光中学,学校,,CGZX\n")
    bring_in(database, tmp_path, "单位名称,类别\n长青小学,学校\n")
    with database.read() as session:
        assert (unit(session, "长青小学").pinyin, unit(session, "长青小学").initials) == (
            "zhang qing xiao xue",
            "zqxx",
        )
        assert (unit(session, "重光中学").pinyin, unit(session, "重光中学").initials) == (
            "chong guang zhong xue",
            "cgzx",
        )


def test_codes_are_long_and_plain() -> None:
    codes = {new_qr() for _each in range(200)}
    assert len(codes) == 200
    assert all(
        len(code) == 12 and not set(code) & set("0o1li") and code.isalnum() and code.islower()
        for code in codes
    )
