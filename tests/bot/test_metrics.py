"""The metrics, for whoever has the token."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from bot.metrics import metrics_route

TOKEN = "m" * 32


async def metrics_with(header: str, token: str = TOKEN) -> httpx.Response:
    """Return what this machine is answered with this header."""
    app = FastAPI()
    app.include_router(metrics_route(lambda: {"delivery": {"sent": 3, "waiting": 2}}, token))
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return await client.get("/metrics", headers={"Authorization": header})


async def test_what_is_counted_is_a_counter_and_what_waits_is_a_gauge() -> None:
    lines = (await metrics_with(f"Bearer {TOKEN}")).text.splitlines()
    assert "mingcha_delivery_sent_total 3.0" in lines
    assert "# TYPE mingcha_delivery_waiting gauge" in lines
    assert "mingcha_delivery_waiting 2.0" in lines


@pytest.mark.parametrize("header", ["", "Bearer ", f"Bearer {TOKEN}m", f"Basic {TOKEN}"])
async def test_nobody_else_is_told(header: str) -> None:
    assert (await metrics_with(header)).status_code == 404


async def test_without_a_token_there_are_none() -> None:
    assert (await metrics_with("Bearer ", token="")).status_code == 404
