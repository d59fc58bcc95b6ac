"""The metrics, for this machine only."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from bot.metrics import metrics_route


async def metrics_seen_from(host: str) -> httpx.Response:
    """Return what a client at this address is answered."""
    app = FastAPI()
    app.include_router(metrics_route(lambda: {"delivery": {"sent": 3, "waiting": 2}}))
    transport = httpx.ASGITransport(app=app, client=(host, 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return await client.get("/metrics")


async def test_what_is_counted_is_a_counter_and_what_waits_is_a_gauge() -> None:
    lines = (await metrics_seen_from("127.0.0.1")).text.splitlines()
    assert "mingcha_delivery_sent_total 3.0" in lines
    assert "# TYPE mingcha_delivery_waiting gauge" in lines
    assert "mingcha_delivery_waiting 2.0" in lines


async def test_nobody_else_is_told() -> None:
    assert (await metrics_seen_from("192.0.2.7")).status_code == 404
