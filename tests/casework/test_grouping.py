"""Grouped messages: what they are about."""

from __future__ import annotations

import pytest

from casework.grouping import Item, lay_out, lay_out_tasks
from locales import Message

LINE = Message("line")


@pytest.mark.parametrize(
    ("abouts", "about"),
    [
        (["TS-2026-0001"], "TS-2026-0001"),
        (["TS-2026-0001", "TS-2026-0001"], "TS-2026-0001"),
        (["TS-2026-0001", ""], "TS-2026-0001"),
        (["TS-2026-0001", "assignment:3"], ""),
        (["", ""], ""),
    ],
)
def test_a_message_of_several_things_is_about_the_only_one(abouts: list[str], about: str) -> None:
    items = [Item(LINE, LINE, about=each) for each in abouts]
    assert lay_out(items, Message("{count}")).about == about
    assert lay_out_tasks(items, can_wait=False).about == about
