"""Grouped notices: one message a person, the worst first."""

from __future__ import annotations

import pytest

from casework.grouping import (
    MAX_LINES,
    MAX_TASKS_WITH_BUTTONS,
    MAX_TICKETS_WITH_BUTTONS,
    GroupedNotice,
    Item,
    lay_out,
    lay_out_tasks,
)
from locales import Button, Message, translate
from storage.database import Database
from storage.outbox.notice import Notice
from tests.casework.stage import Stage


def item(n: int, weight: int = 0) -> Item:
    own = Button(Message("Open {n}", {"n": n}), "ticket", str(n))
    rest = Button(Message(f"List {n}"), "unit")
    return Item(Message(f"whole {n}"), Message(f"line {n}"), (own,), (own,), rest, weight)


def lines(notice: Notice) -> list[str]:
    return translate(notice.text, "en").splitlines()


def labels(notice: Notice) -> list[str]:
    return [translate(button.label, "en") for button in notice.buttons]


@pytest.mark.parametrize("weights", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_the_worst_comes_first_whatever_the_order_in_which_it_came(
    weights: tuple[int, ...],
) -> None:
    notice = lay_out([item(weight, weight) for weight in weights], Message("{count} things"))
    assert lines(notice) == ["3 things", "line 3", "line 2", "line 1"]
    assert labels(notice) == ["Open 3", "Open 2", "Open 1", "List 3"]


def test_what_is_alone_is_told_whole() -> None:
    notice = lay_out([item(1)], Message("{count} things"))
    assert (lines(notice), labels(notice)) == (["whole 1"], ["Open 1"])


def test_more_than_fits_is_counted() -> None:
    notice = lay_out([item(n) for n in range(MAX_LINES + 2)], Message("{count} things"))
    assert lines(notice)[-1] == "… and 2 more"
    assert len(notice.buttons) == MAX_TICKETS_WITH_BUTTONS + 1


def test_tasks_are_numbered_in_their_order() -> None:
    notice = lay_out_tasks([item(n, n) for n in range(1, 7)], can_wait=True)
    assert lines(notice)[1:3] == ["1. line 1", "2. line 2"]
    numbered = [f"Do no. {place}" for place in range(1, MAX_TASKS_WITH_BUTTONS + 1)]
    assert labels(notice) == [*numbered, "List 1", "Remind me later"]
    assert "Remind me later" not in labels(lay_out_tasks([item(1), item(2)], can_wait=False))


def test_who_has_no_account_is_returned(database: Database) -> None:
    stage = Stage(database)
    with database.write() as session:
        desk = stage.desk(session, "office")
        grouped = GroupedNotice()
        for person in (desk.actor.person_id or 0, 999):
            grouped.add(person, item(1))
        assert grouped.send(desk, Message("{count} things")) == [999]
    assert stage.mail()["office"] == ["whole 1 [Open 1]"]
