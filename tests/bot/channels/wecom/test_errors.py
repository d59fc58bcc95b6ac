"""What WeCom's errcodes mean for a message."""

from __future__ import annotations

import pytest

from bot.channels.base import TryLater, Undeliverable
from bot.channels.wecom.errors import Refused, failure_of


@pytest.mark.parametrize(
    ("code", "seconds", "whole"),
    [
        (-1, 3.0, False),
        (6000, 3.0, False),
        (45009, 60.0, True),
        (45033, 2.0, True),
        (40001, 300.0, True),
        (60020, 300.0, True),
        (40056, 300.0, True),
        (48002, 300.0, True),
        (301002, 300.0, True),
    ],
)
def test_errcodes_that_pass(code: int, seconds: float, whole: bool) -> None:
    failure = failure_of(Refused(code, "why"))
    assert isinstance(failure, TryLater)
    assert (failure.seconds, failure.whole_channel) == (seconds, whole)


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        (60111, True),
        (81013, True),
        (43004, True),
        (60011, False),
        (44004, False),
        (99999, False),
    ],
)
def test_errcodes_that_stay(code: int, gone: bool) -> None:
    failure = failure_of(Refused(code, "why it is so"))
    assert isinstance(failure, Undeliverable)
    assert failure.gone is gone
    assert str(failure) == f"{code} why it is so"
