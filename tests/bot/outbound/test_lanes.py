"""Lanes on their own: budgets, turns and stops, with times made up."""

from __future__ import annotations

import math

import pytest

from bot.channels.base import Budget
from bot.outbound.lanes import BATCH_SECONDS, SLOT_MARGIN, Lanes, Waiting

TELEGRAM = Budget(per_second=30, per_chat=((1, 1.0),), per_group=((20, 60.0),))


def _lanes(budget: Budget = TELEGRAM) -> Lanes:
    return Lanes(budget, lambda address: address.startswith("-"))


def _run(lanes: Lanes, latency: float, until: float) -> list[tuple[int, float]]:
    """Send whatever may be sent, each taking `latency` seconds; return (row, when it was sent)."""
    now, sent = 0.0, []
    under_way: list[tuple[float, Waiting]] = []
    while now < until:
        for row, slot in lanes.pick(now):
            sent.append((row.id, slot))
            under_way.append((slot + latency, row))
        coming = min([lanes.next_at(now), *(at for at, _ in under_way)])
        if coming == math.inf:
            break
        now = max(now, coming) + 1e-9
        for at, row in [each for each in under_way if each[0] <= now]:
            under_way.remove((at, row))
            lanes.done(row, at)
    return sent


def test_a_backlog_uses_the_whole_budget_and_no_more() -> None:
    lanes = _lanes()
    for each in range(900):
        lanes.add(Waiting(each, each, str(each)))
    sent = _run(lanes, latency=0.05, until=100)
    times = [at for _, at in sent]
    assert [row for row, _ in sent] == list(range(900))
    assert times[-1] == pytest.approx(899 / 30 * SLOT_MARGIN, abs=0.01)
    assert SLOT_MARGIN < 1 / 0.95
    assert all(
        times[n + 30] - times[n] > 1.01 for n in range(len(times) - 30)
    )  # on its way one may take a little longer


def test_one_chat_gets_one_message_a_second() -> None:
    lanes = _lanes()
    for each in range(5):
        lanes.add(Waiting(each, 1, "7"))
    times = [at for _, at in _run(lanes, latency=0.05, until=100)]
    assert times == pytest.approx([0, 1.05, 2.1, 3.15, 4.2], abs=0.01)


def test_a_group_gets_twenty_a_minute() -> None:
    lanes = _lanes()
    for each in range(41):
        lanes.add(Waiting(each, 1, "-7"))
    times = [at for _, at in _run(lanes, latency=0.05, until=300)]
    assert times[19] < 2
    assert times[20] >= 60
    assert times[40] >= 120
    assert len(times) == 41


def test_several_windows_hold_together() -> None:
    lanes = _lanes(Budget(per_second=100, per_chat=((3, 10.0), (5, 100.0))))
    for each in range(7):
        lanes.add(Waiting(each, 1, "7"))
    times = [at for _, at in _run(lanes, latency=0.0, until=300)]
    assert times == pytest.approx([0, 0, 0, 10, 10, 100, 100], abs=0.1)


def test_the_longest_waiting_lane_is_first() -> None:
    lanes = _lanes(Budget(per_second=1))
    lanes.add(Waiting(3, 1, "a", ready_at=5.0))
    lanes.add(Waiting(2, 2, "b", ready_at=3.0))
    lanes.add(Waiting(1, 3, "c", ready_at=4.0))
    assert lanes.pick(2.0) == []
    order = [lanes.pick(10.0 + each)[0][0].id for each in range(3)]
    assert order == [2, 1, 3]


def test_an_answer_overtakes_announcements_but_not_for_ever() -> None:
    lanes = _lanes(Budget(per_second=1))
    for each in range(100):
        lanes.add(Waiting(each, each, "a", ready_at=0.0, bulk=True))
    assert lanes.pick(0.0)[0][0].id == 0
    lanes.add(
        Waiting(500, 50, "a", ready_at=1.0)
    )  # behind an announcement of the same chat, which goes first
    assert lanes.pick(1.0)[0][0].id == 50
    lanes.done(Waiting(50, 50, "a"), 1.5)
    assert lanes.pick(2.0)[0][0].id == 500
    lanes.add(Waiting(501, 501, "b", ready_at=700.0))
    assert lanes.pick(700.0)[0][0].id == 1  # it has waited 700 seconds by now


def test_rows_keep_their_order_whenever_they_are_found() -> None:
    lanes = _lanes(Budget(per_second=1000))
    for each in (3, 1, 2):
        lanes.add(Waiting(each, 1, "a"))
    assert [row for row, _ in _run(lanes, 0.01, 10)] == [1, 2, 3]


def test_a_busy_lane_is_not_picked() -> None:
    lanes = _lanes(Budget(per_second=1000))
    lanes.add(Waiting(1, 1, "a"))
    ((row, _),) = lanes.pick(0.0)
    lanes.add(Waiting(2, 1, "a"))
    assert lanes.pick(10.0) == []
    assert lanes.next_at(10.0) == math.inf
    lanes.done(row, 10.0)
    assert [each.id for each, _ in lanes.pick(10.0)] == [2]


def test_a_stopped_channel_gives_out_nothing_until_it_may() -> None:
    lanes = _lanes(Budget(per_second=1000))
    lanes.add(Waiting(1, 1, "a"))
    lanes.stop(60.0)
    assert lanes.pick(59.0) == []
    assert lanes.next_at(59.0) == 60.0
    assert len(lanes.pick(60.0)) == 1


def test_slots_are_given_out_a_little_ahead() -> None:
    lanes = _lanes(Budget(per_second=50 * SLOT_MARGIN))
    for each in range(100):
        lanes.add(Waiting(each, each, "a"))
    slots = [slot for _, slot in lanes.pick(0.0)]
    assert len(slots) == 6
    assert slots == pytest.approx([0.02 * each for each in range(6)])
    assert slots[-1] <= BATCH_SECONDS + 1e-6
    assert BATCH_SECONDS / 2 <= lanes.next_at(0.0) <= BATCH_SECONDS


def test_dropped_rows_are_gone_and_the_lane_goes_on() -> None:
    lanes = _lanes(Budget(per_second=1000))
    for each in range(3):
        lanes.add(Waiting(each, 1, "a"))
    ((row, _),) = lanes.pick(0.0)
    assert lanes.drop(1) == [1, 2]
    lanes.done(row, 0.5)
    assert lanes.pick(1.0) == []
    lanes.add(Waiting(9, 1, "a", ready_at=1.0))
    assert [each.id for each, _ in lanes.pick(1.0)] == [9]


def test_a_lane_is_forgotten_when_its_history_is_over() -> None:
    lanes = _lanes()
    lanes.add(Waiting(1, 1, "a"))
    ((row, _),) = lanes.pick(0.0)
    lanes.cleanup(0.0)
    lanes.done(row, 0.5)
    lanes.cleanup(1.0)
    lanes.add(Waiting(2, 1, "a", ready_at=1.0))
    assert lanes.pick(1.0) == []  # a second has not passed
    lanes.drop(1)
    lanes.cleanup(2.0)
    assert not lanes._lanes


def test_a_lane_is_idle_unless_something_waits_is_under_way_or_was_sent_since() -> None:
    """What was put into words before an earlier message came through may not know which message it
    replaces.
    """
    lanes = _lanes()
    assert lanes.is_idle_since(1, 0.0)
    lanes.add(Waiting(1, 1, "1"))
    assert not lanes.is_idle_since(1, 0.0)
    ((row, _slot),) = lanes.pick(0.0)
    assert not lanes.is_idle_since(1, 0.0)
    lanes.done(row, 2.0)
    assert [lanes.is_idle_since(1, moment) for moment in (1.9, 2.0, 2.1)] == [False, False, True]
    assert lanes.is_idle_since(2, 0.0)
