"""Beginnings are counted by network, forgiven with time, and remembered in bounded memory."""

from __future__ import annotations

from bot.web.address_limit import AddressLimit


def test_a_burst_is_allowed_then_one_at_a_time() -> None:
    arrivals = AddressLimit(burst=3, seconds=10)
    assert [arrivals.wait("10.0.0.1", 0.0) for _ in range(4)] == [0, 0, 0, 10]
    assert arrivals.wait("10.0.0.2", 0.0) == 0
    assert arrivals.wait("10.0.0.1", 4.0) == 6
    assert arrivals.wait("10.0.0.1", 10.0) == 0
    assert arrivals.wait("10.0.0.1", 10.0) == 10


def test_refusals_do_not_lengthen_the_wait() -> None:
    arrivals = AddressLimit(burst=1, seconds=10)
    assert arrivals.wait("h", 0.0) == 0
    assert {arrivals.wait("h", 5.0) for _ in range(50)} == {5}


def test_an_ipv6_subscriber_counts_as_one() -> None:
    arrivals = AddressLimit(burst=1, seconds=10)
    assert arrivals.wait("2001:db8::1", 0.0) == 0
    assert arrivals.wait("2001:db8::ffff", 0.0) == 10
    assert arrivals.wait("2001:db8:0:1::1", 0.0) == 0


def test_memory_is_bounded() -> None:
    arrivals = AddressLimit(max_addresses=10)
    for number in range(1000):
        arrivals.wait(f"10.0.{number // 256}.{number % 256}", 0.0)
    assert len(arrivals._free_at) == 10


def test_the_oldest_address_is_forgotten_not_the_newest() -> None:
    limit = AddressLimit(burst=1, seconds=10, max_addresses=2)
    for host in ("oldest", "older", "newest"):
        assert limit.wait(host, 0.0) == 0
    assert limit.wait("newest", 0.0) == 10
    assert limit.wait("older", 0.0) == 10
    assert limit.wait("oldest", 0.0) == 0
