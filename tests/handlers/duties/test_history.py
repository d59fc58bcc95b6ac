"""What was filed, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.duties.history import item_words, submission_label
from locales import translate
from storage.tables import Submission


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"title": "情况", "type": "text", "text": "已自查"}, "情况: 已自查"),
        ({"title": "", "type": "text", "text": "补一句"}, "│补一句"),
        ({"title": "问题数", "type": "number", "number": 0, "unit": "个"}, "问题数: 0个"),
        ({"title": "照片", "type": "photo", "evidence": [1, 2]}, "照片: files or photos: 2"),
    ],
)
def test_each_sort_of_item(item: dict[str, object], words: str) -> None:
    assert translate(item_words(item), "en") == words


def test_long_words_are_cut_where_that_is_asked_for() -> None:
    item = {"title": "", "type": "text", "text": "长" * 20}
    assert translate(item_words(item, 5), "en") == "│长长长长长…"
    assert translate(item_words(item), "en") == "│" + "长" * 20


@pytest.mark.parametrize(
    ("amount", "content", "label"),
    [
        (3, [{"title": "x"}], "counted 3"),
        (None, [{"title": "情况"}], "情况"),
        (None, [{"title": ""}], "-"),
        (None, [], "nothing further"),
    ],
)
def test_a_submission_is_named_by_what_comes_first(
    amount: int | None, content: list[dict[str, object]], label: str
) -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    submission = Submission(assignment_id=1, at=at, amount=amount, content=content)
    assert translate(submission_label(submission), "en").endswith(f": {label}")
