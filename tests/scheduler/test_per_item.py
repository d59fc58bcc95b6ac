"""Items of a job: whatever fails of one, even what is only written later, is that one's alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pytest
from sqlalchemy import insert
from sqlmodel import Session, select

from casework.desk import Desk
from scheduler.per_item import ItemFailed, attempt, attempt_all
from storage.database import Database
from storage.tables import Failure, Number
from storage.write_buffer import buffer_write
from tests.town import BUREAU, MONDAY

COUNT = insert(Number.__table__).inline()  # type: ignore[attr-defined]  # SQLModel adds it


def _count(session: Session, series: str) -> str:
    buffer_write(session, COUNT, [{"series": series, "last": 9}])
    return series


def _one_by_one(desk: Desk, works: dict[str, Callable[[], str]]) -> dict[str, str | ItemFailed]:
    return {item: attempt(desk, "job", item, work) for item, work in works.items()}


def _do_all(works: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    return {item: work() for item, work in works.items()}


@pytest.mark.parametrize(
    "way",
    [_one_by_one, lambda desk, works: attempt_all(desk, "job", works, _do_all)],
    ids=["one by one", "together"],
)
def test_what_cannot_be_written_is_found_out_with_its_item(
    database: Database,
    way: Callable[[Desk, dict[str, Callable[[], str]]], dict[str, str | ItemFailed]],
) -> None:
    with database.write() as session:
        session.add(Number(series="taken", last=1))
        session.flush()
        works: dict[str, Callable[[], str]] = {
            item: partial(_count, session, item) for item in ("first", "taken", "last")
        }
        done = way(Desk(session, MONDAY, BUREAU), works)
    assert {item: isinstance(each, ItemFailed) for item, each in done.items()} == {
        "first": False,
        "taken": True,
        "last": False,
    }
    with database.read() as session:
        assert {each.series: each.last for each in session.exec(select(Number))} == {
            "first": 9,
            "taken": 1,
            "last": 9,
        }
        assert session.exec(select(Failure.key)).all() == ["taken"]
