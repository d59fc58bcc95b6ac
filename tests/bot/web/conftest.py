"""The echo receiver, and a client that speaks as our own page does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.bot.web.echo import EchoReceiver
from tests.bot.web.site import Site, visiting
from tests.browser import open_browser

BASE = "http://mingcha.test"


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[EchoReceiver]:
    """Give a receiver with a database and stores of its own."""
    receiver = EchoReceiver(tmp_path)
    yield receiver
    receiver.close()


@pytest.fixture
async def client(echo: EchoReceiver) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser's client: our header, our origin."""
    transport = httpx.ASGITransport(echo.web(photo_max_bytes=200_000), raise_app_exceptions=False)
    headers = {"X-Mingcha": "1", "Origin": BASE, "Accept-Language": "en-GB"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Run one browser for a module of plain tests."""
    with open_browser(chromium) as browser:
        yield browser


@pytest.fixture
def site(echo: EchoReceiver) -> Iterator[Site]:
    """Serve the plain site."""
    site = Site(echo, demo=False)
    yield site
    site.serving.stop()


@pytest.fixture
def demo(echo: EchoReceiver) -> Iterator[Site]:
    """Serve the demo."""
    site = Site(echo, demo=True)
    yield site
    site.serving.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a phone-sized window."""
    with visiting(browser) as context:
        yield context


@pytest.fixture
async def chat(client: httpx.AsyncClient, echo: EchoReceiver) -> str:
    """Begin a chat and return its path; what is taken from then on is counted."""
    path: str = (await client.post("/begin", json={"key": "k" * 32})).json()["chat"]
    echo.taken.clear()
    return path
