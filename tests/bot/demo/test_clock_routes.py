"""The demo's dial: what time it is on the phones, and how far the page may move it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from bot.demo.clock_routes import DemoClockControl, clock_routes
from bot.web.middleware import OwnPage
from tests.town import BUREAU, MONDAY, Clock

BASE = "http://mingcha.test"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def page(clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser on the demo's own page."""

    def forward(span: timedelta) -> None:
        clock.now += span

    web = FastAPI()
    control = DemoClockControl(clock, forward, BUREAU.zone)
    web.include_router(clock_routes(control, OwnPage(BASE)))
    headers = {"X-Mingcha": "1", "Origin": BASE, "Accept-Language": "en"}
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as page:
        yield page


@pytest.mark.parametrize(
    ("language", "now"),
    [("en", "2 Mar 2026 Mon 09:00"), ("zh-CN", "2026年3月2日　周一　09:00")],
)
async def test_it_is_told_in_the_browsers_language(
    page: httpx.AsyncClient, language: str, now: str
) -> None:
    answer = await page.get("/clock", headers={"Accept-Language": language})
    assert answer.json() == {"now": now}


@pytest.mark.parametrize(
    ("by", "now"),
    [
        ("hour", "2 Mar 2026 Mon 10:00"),
        ("day", "3 Mar 2026 Tue 09:00"),
        ("week", "9 Mar 2026 Mon 09:00"),
    ],
)
async def test_it_moves_by_an_hour_a_day_or_a_week(
    page: httpx.AsyncClient, by: str, now: str
) -> None:
    answer = await page.post("/clock", json={"by": by})
    assert (answer.status_code, answer.json()) == (200, {"now": now})


@pytest.mark.parametrize("wish", [{"by": "year"}, {}, {"by": "day", "more": 1}])
async def test_it_moves_no_other_way(
    page: httpx.AsyncClient, clock: Clock, wish: dict[str, object]
) -> None:
    assert (await page.post("/clock", json=wish)).is_client_error
    assert clock() == MONDAY


@pytest.mark.parametrize("headers", [{"X-Mingcha": ""}, {"Origin": "http://evil.test"}])
async def test_only_the_demos_own_page_moves_it(
    page: httpx.AsyncClient, clock: Clock, headers: dict[str, str]
) -> None:
    answer = await page.post("/clock", json={"by": "day"}, headers=headers)
    assert answer.status_code == 403
    assert clock() == MONDAY
