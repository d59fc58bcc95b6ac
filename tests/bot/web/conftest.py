"""The echo door, and a client that speaks as our own page does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.bot.web.echo import EchoDoor

BASE = "http://mingcha.test"


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[EchoDoor]:
    """Give a door with a database and stores of its own."""
    door = EchoDoor(tmp_path)
    yield door
    door.close()


@pytest.fixture
async def client(echo: EchoDoor) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser's client: our header, our origin."""
    transport = httpx.ASGITransport(echo.web(photo_max_bytes=200_000), raise_app_exceptions=False)
    headers = {"X-Mingcha": "1", "Origin": BASE, "Accept-Language": "en-GB"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield client
