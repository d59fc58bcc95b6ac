"""Outcomes that wait for a database that is away."""

from __future__ import annotations

from bot.outbound.outcomes import pause_after


def test_the_pauses_grow_to_ten_seconds() -> None:
    pauses = [pause_after(faults) for faults in range(1, 12)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.4, 10.0)
