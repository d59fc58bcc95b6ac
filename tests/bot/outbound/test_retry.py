"""How often and how soon a message that failed is tried again."""

from __future__ import annotations

import pytest

from bot.channels.base import TryLater
from bot.outbound.retry import MAX_ATTEMPTS, reason_of, wait_after


def test_the_waits_grow_to_about_a_day() -> None:
    waits = [wait_after(attempts, 0.0) for attempts in range(1, MAX_ATTEMPTS)]
    assert waits == sorted(waits)
    assert 1 <= waits[0] <= 1.25
    assert 24 * 3600 * 0.9 < sum(waits) < 32 * 3600


def test_what_the_platform_asks_for_is_waited_for() -> None:
    assert 60 <= wait_after(1, 60.0) <= 75


@pytest.mark.parametrize(
    ("failure", "reason"),
    [(TryLater("busy"), "busy"), (KeyError("name"), "KeyError: 'name'")],
)
def test_a_fault_of_ours_is_named(failure: Exception, reason: str) -> None:
    assert reason_of(failure) == reason
