"""What guards the pages: our own header and origin, and a limit on bodies."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from bot.web.middleware import MAX_BODY_BYTES, SecurityHeaders


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
    assert "strict-transport-security" not in headers


async def answer_of(path: str, *, https: bool = True) -> httpx.Response:
    """Return what is answered where a path with a slash too many is redirected."""
    app = FastAPI()
    app.add_middleware(SecurityHeaders, https=https)

    @app.get("/{way:path}/here")
    async def here(way: str) -> dict[str, str]:
        return {"way": way}

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://forged.example") as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/a/here/", "//elsewhere.example/here/"])
async def test_a_redirect_stays_on_this_site(path: str) -> None:
    answer = await answer_of(f"http://forged.example{path}?b=1")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/" + path.strip("/") + "?b=1"


async def test_with_an_https_address_browsers_never_come_without() -> None:
    assert "max-age" in (await answer_of("/a/here")).headers["strict-transport-security"]
