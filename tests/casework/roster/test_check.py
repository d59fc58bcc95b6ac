"""Checking a roster against itself and what is stored."""

from __future__ import annotations

from pathlib import Path

from storage.database import Database
from tests.casework.roster.imports import (
    PERSONS,
    START,
    UNITS,
    bring_in,
    refused,
)


def test_one_fault_anywhere_refuses_everything(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    faulty = f"{UNITS}新小学,学校,教育局,,\n{PERSONS}1,张三三,第一中学,单位负责人,,,\n5,钱七,新小学,校长,,,\n"
    (fault,) = refused(database, tmp_path, faulty)
    assert fault.startswith("r.csv, row 6, column D 角色: No such role: 校长.")


def test_what_is_stored_counts_in_checking(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    assert refused(database, tmp_path, f"{PERSONS}7,孙八,,督查员,,ZHANG,\n") == [
        "r.csv, row 3, column F 企业微信账号: This WeCom account already belongs to the person "
        "with the number 1."
    ]
    assert refused(database, tmp_path, f"{UNITS}教育局,局机关,第一中学,,\n") == [
        "r.csv, row 2, column C 上级单位: Its parents go in a circle, or over more than 10 levels."
    ]
