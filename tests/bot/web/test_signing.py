"""What is signed opens what it was signed for, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.web.signing import ADDRESS, LINK_SECONDS, Signer

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SIGNER = Signer(b"s" * 40, "https://mingcha.example")


def test_a_repeated_request_begins_the_same_chat() -> None:
    address = SIGNER.address("begin", "key")
    assert address == SIGNER.address("begin", "key") != SIGNER.address("begin", "other")
    assert ADDRESS.fullmatch(address)


def test_a_cookie_opens_its_own_chat() -> None:
    assert SIGNER.admits("a" * 32, SIGNER.pass_for("a" * 32))
    assert not SIGNER.admits("b" * 32, SIGNER.pass_for("a" * 32))
    assert not SIGNER.admits("a" * 32, None)
    assert not Signer(b"t" * 40, "").admits("a" * 32, SIGNER.pass_for("a" * 32))


def test_a_picture_link_ends_and_is_for_its_chat() -> None:
    token = SIGNER.picture_token("a" * 32, 7, NOW)
    assert SIGNER.read_picture_token("a" * 32, token, NOW) == 7
    assert SIGNER.read_picture_token("b" * 32, token, NOW) is None
    late = NOW + timedelta(seconds=3 * LINK_SECONDS)
    assert SIGNER.read_picture_token("a" * 32, token, late) is None
