"""The ways in: what begins a chat, what must not, and what a wrong request gets."""

from __future__ import annotations

import httpx
import pytest

from bot.web.address_limit import MAX_CHATS_AT_ONCE
from talk.input import Start, Tap, Words
from tests.bot.web.echo import EchoReceiver

KEY = "k" * 32


async def test_the_start_page_offers_every_way_in(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert "Report a problem" in page
    assert "Receipt code" in page
    assert "one-time link" in page


@pytest.mark.parametrize("path", ["/u/oak", "/enter/abc"])
async def test_reading_an_entrance_begins_nothing(
    client: httpx.AsyncClient, echo: EchoReceiver, path: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert echo.taken == []


async def test_a_poster_begins_a_chat_about_its_unit(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    assert 'data-start="u-oak"' in (await client.get("/u/oak")).text
    answer = await client.post("/begin", json={"key": KEY, "start": "u-oak"})
    assert answer.status_code == 201
    chat = answer.json()["chat"]
    assert [each.input for each in echo.taken] == [Start("u-oak")]
    assert chat == f"/chat/{echo.taken[0].address}/"
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", f"Path={chat}"))
    assert "Secure" not in cookie
    assert (await client.get(chat)).status_code == 200


async def test_a_poster_greets_names_its_unit_and_offers_both_ways(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/u/oak")).text
    assert "Report a problem at Oak School" in page
    assert "named, confidential or anonymous" in page
    assert "Ask how your complaint stands" in page


async def test_a_code_of_no_unit_says_so_and_leads_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/u/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "This code belongs to no unit" in answer.text
    assert 'href="/"' in answer.text


async def test_coming_again_leads_back_to_the_same_chat(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    """A browser that keeps its key returns; a request that is merely repeated says nothing twice."""
    visits = ["visit-one", "visit-two", "visit-two"]
    answers = [
        await client.post("/begin", json={"key": KEY, "visit": visit, "start": "u-oak"})
        for visit in visits
    ]
    assert len({each.json()["chat"] for each in answers}) == 1
    assert [each.input for each in echo.taken] == [Start("u-oak"), Start("u-oak")]


async def test_a_repeated_beginning_begins_the_same_chat_once(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    first, second = [await client.post("/enter/code-1", json={"key": KEY}) for _ in range(2)]
    assert first.json() == second.json()
    assert [each.input for each in echo.taken] == [Start("code-1", at_entrance=True)]
    other = await client.post("/enter/code-1", json={"key": "another-key"})
    assert other.json() != first.json()


async def test_a_receipt_code_is_given_as_its_holder_would(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    answer = await client.post("/begin", json={"key": KEY, "receipt": "1234567890123456"})
    assert answer.status_code == 201
    assert [each.input for each in echo.taken] == [Tap("go:receipt"), Words("1234567890123456")]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"key": "short"},
        {"key": KEY, "start": "a b"},
        {"key": KEY, "receipt": "12"},
        {"key": KEY, "x": 1},
        [],
        "x",
    ],
)
async def test_a_malformed_beginning_is_refused(
    client: httpx.AsyncClient, echo: EchoReceiver, body: object
) -> None:
    assert (await client.post("/begin", json=body)).status_code == 400
    assert echo.taken == []


async def test_a_beginning_that_is_not_recorded_can_be_repeated(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    echo.away = True
    answer = await client.post("/begin", json={"key": KEY})
    assert answer.status_code == 503
    assert "set-cookie" not in answer.headers
    assert answer.headers["retry-after"]
    echo.away = False
    assert (await client.post("/begin", json={"key": KEY})).status_code == 201
    assert len(echo.taken) == 1


async def test_one_network_cannot_begin_chats_without_end(client: httpx.AsyncClient) -> None:
    for number in range(MAX_CHATS_AT_ONCE):
        assert (
            await client.post("/begin", json={"key": f"key-number-{number}"})
        ).status_code == 201
    refused = await client.post("/begin", json={"key": KEY})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 10


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Mingcha": ""},
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://mingcha.test:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_sites_post_is_refused(
    client: httpx.AsyncClient, echo: EchoReceiver, headers: dict[str, str]
) -> None:
    answer = await client.post("/begin", json={"key": KEY}, headers=headers)
    assert answer.status_code == 403
    assert echo.taken == []


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/u/a b",
        "/u/" + "a" * 200,
        "/chat/zzz/",
        "/static/none.js",
        "/static/../app.py",
        "/docs",
        "/openapi.json",
    ],
)
async def test_a_wrong_address_says_what_to_do(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "begin from the start page" in answer.text


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/health", "/static/chat.js", "/nothing", "/u/oak"):
        headers = (await client.get(path)).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


async def test_pages_carry_no_inline_script_or_style(client: httpx.AsyncClient) -> None:
    chat = (await client.post("/begin", json={"key": KEY})).json()["chat"]
    for path in ("/", "/u/oak", "/enter/abc", chat):
        page = (await client.get(path)).text
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count('<script type="module" src=') + page.count(
            '<script type="application/json"'
        )


async def test_health_tells_version_and_demo(
    client: httpx.AsyncClient, echo: EchoReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await client.get("/health")
    assert answer.json() == {
        "status": "ok",
        "version": "t",
        "demo": False,
        "jobs": {"failing": [], "late": ["tidy"]},
    }
    monkeypatch.setattr("bot.web.app._reachable", lambda _database: False)
    assert (await client.get("/health")).status_code == 503


async def test_a_fault_of_ours_gives_a_page_and_no_trace(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("bot.web.pages.Pages.show", fail)
    answer = await client.get("/")
    assert answer.status_code == 500
    assert answer.json() == {"error": "broken"}
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_language_follows_the_browser_and_is_chinese_unless_english_is_wanted(
    client: httpx.AsyncClient,
) -> None:
    for wanted, lang in (
        ("en-GB,en", "en"),
        ("en,zh;q=0.5", "zh-CN"),
        ("zh-CN", "zh-CN"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
    ):
        page = (await client.get("/", headers={"Accept-Language": wanted})).text
        assert f'<html lang="{lang}">' in page
