"""What is about to be sent is read back."""

from __future__ import annotations

from handlers.duties.content import review
from handlers.kit.again import MAX_EXCERPT_CHARACTERS
from locales import translate


def test_a_line_for_each_thing_and_long_words_cut() -> None:
    content = (
        {"title": "情况", "type": "text", "text": "长" * (MAX_EXCERPT_CHARACTERS + 1)},
        {"title": "问题数", "type": "number", "number": 3, "unit": "个"},
    )
    lines = [translate(line, "en") for line in review(content)]
    assert lines == [f"情况: {'长' * MAX_EXCERPT_CHARACTERS}…", "问题数: 3个"]
