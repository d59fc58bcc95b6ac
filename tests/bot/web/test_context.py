"""A chat opens with its own cookie alone, and its readings carry links of its own."""

from __future__ import annotations

import httpx
import pytest

from tests.bot.web.echo import EchoReceiver
from tests.bot.web.wire import address_of

ROUTES = [
    ("GET", ""),
    ("GET", "messages"),
    ("GET", "events"),
    ("POST", "say"),
    ("POST", "photo"),
    ("POST", "seen"),
    ("GET", "picture/1-1-1"),
]


@pytest.mark.parametrize(("method", "route"), ROUTES)
@pytest.mark.parametrize("cookie", [None, "chat=forged", "chat=" + "0" * 64])
async def test_no_route_of_a_chat_opens_without_its_cookie(
    client: httpx.AsyncClient,
    echo: EchoReceiver,
    chat: str,
    method: str,
    route: str,
    cookie: str | None,
) -> None:
    client.cookies.clear()
    headers = {"Cookie": cookie} if cookie else {}
    body = {"key": "message-1", "text": "hello"} if route == "say" else {"ids": [1]}
    answer = await client.request(
        method, f"{chat}{route}", json=body if method == "POST" else None, headers=headers
    )
    assert answer.status_code == 401
    assert echo.taken == []


async def test_another_chats_cookie_does_not_open_this_one(
    client: httpx.AsyncClient, chat: str
) -> None:
    mine = client.cookies.get("chat", path=chat)
    other = (await client.post("/begin", json={"key": "other-key"})).json()["chat"]
    client.cookies.clear()
    assert (
        await client.get(f"{other}messages", headers={"Cookie": f"chat={mine}"})
    ).status_code == 401
    assert (
        await client.get(f"{chat}messages", headers={"Cookie": f"chat={mine}"})
    ).status_code == 200


async def test_a_locked_chat_says_what_to_do(client: httpx.AsyncClient, chat: str) -> None:
    client.cookies.clear()
    page = await client.get(chat, headers={"Accept": "text/html"})
    assert page.status_code == 401
    assert "receipt code" in page.text


@pytest.mark.parametrize("address", ["x", "A" * 32, "a" * 33, "..%2f"])
async def test_what_cannot_be_a_chat_is_not_there(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(f"/chat/{address}/messages")).status_code == 404


async def test_a_reading_carries_links_of_this_chat(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    echo.tell(address_of(chat), "look", photos=(echo.keep_picture("olive"),))
    reading = (await client.get(f"{chat}messages")).json()
    assert set(reading) == {"messages", "cursor", "language", "forgotten"}
    newest = reading["messages"][-1]["id"]
    assert (reading["language"], reading["cursor"].split("-")[0]) == ("en", str(newest))
    [photo] = reading["messages"][-1]["photos"]
    assert photo.startswith(f"{chat}picture/")
    assert (await client.get(photo)).status_code == 200
