"""How far a message has come."""

from __future__ import annotations

from pathlib import Path

from bot.channels.base import Outgoing
from bot.channels.wecom.cards import TextPart, parts_of
from bot.channels.wecom.progress import Progress, Recent

OUT = Outgoing(1, "收到。", photos=(Path("a.jpg"), Path("b.jpg")), language="en")


def test_what_was_sent_is_not_sent_again() -> None:
    progress = Progress(parts_of(OUT), [0, 1, 2])
    assert progress.is_at_picture
    progress.part_sent()
    progress.part_sent()
    assert progress.next_part == TextPart("收到。")
    assert not progress.is_at_picture


def test_a_refused_picture_is_left_out_and_the_words_say_so() -> None:
    progress = Progress(parts_of(OUT), [0, 1, 2])
    progress.do_without(OUT)
    assert progress.waiting == [1, 2]
    last = progress.parts[2]
    assert isinstance(last, TextPart)
    assert "1 photos cannot be shown here" in last.content


def test_what_is_in_doubt_is_repeated_without_the_words_that_are_out() -> None:
    progress = Progress(parts_of(OUT), [], doubtful=[0, 1])
    progress.repeat_doubtful()
    assert (progress.waiting, progress.doubtful, progress.repeated) == ([0, 1], [], True)
    progress.do_without(OUT)
    assert progress.waiting == [1]


def test_the_oldest_is_forgotten() -> None:
    recent: Recent[int] = Recent(2)
    for key in "abc":
        recent[key] = ord(key)
    assert list(recent) == ["b", "c"]
