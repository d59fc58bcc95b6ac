"""The fake platform for these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram import FakeTelegram, fake_telegram


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    """Open the platform; what the program says to it shows its language."""
    monkeypatch.setattr(
        "bot.channels.telegram.channel.translate",
        lambda message, language: f"{language}: {message.text}",
    )
    async with fake_telegram() as fake:
        yield fake
