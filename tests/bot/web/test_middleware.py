"""What guards the pages: our own header and origin, and a limit on bodies."""

from __future__ import annotations

import httpx
import pytest

from bot.web.middleware import MAX_BODY_BYTES


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Mingcha": "0"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_sites_page_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/begin", json={"key": "k" * 32}, headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"error": "foreign"})


async def test_a_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/begin", content=b"x" * (MAX_BODY_BYTES + 1))
    assert (answer.status_code, answer.json()) == (413, {"error": "too_large"})


async def test_every_answer_has_the_headers_that_keep_others_out(
    client: httpx.AsyncClient,
) -> None:
    headers = (await client.get("/")).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src" in headers["content-security-policy"]
