"""The app answers for its health, and in a form that fits who asks."""

from __future__ import annotations

import httpx

from tests.bot.web.echo import EchoReceiver


async def test_health_tells_of_the_database_and_the_jobs(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["jobs"] == {"failing": [], "late": ["tidy"]}


async def test_what_is_missing_is_a_page_for_people_and_json_for_scripts(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/nowhere", headers={"Accept": "text/html"})
    script = await client.get("/nowhere")
    assert (page.status_code, script.status_code) == (404, 404)
    assert "There is nothing here" in page.text
    assert set(script.json()) == {"error"}


async def test_what_is_not_recorded_is_to_be_sent_again(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    echo.away = True
    answer = await client.post("/begin", json={"key": "k" * 32})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
