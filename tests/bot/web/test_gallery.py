"""A digest's picture in the web chat: by its row, and only in the chat that it was sent to."""

from __future__ import annotations

import httpx
import pytest

from locales import Message
from storage.outbox.notice import Notice
from tests.bot.web.echo import EchoReceiver
from tests.pictures.situations import BUSY

NOTICE = Notice(Message("The digest"), drawing={"digest": BUSY.to_json(), "dark": False})


async def _begin(client: httpx.AsyncClient, key: str) -> str:
    path: str = (await client.post("/begin", json={"key": key * 32})).json()["chat"]
    return path


def _send(echo: EchoReceiver, chat: str) -> int:
    with echo.database.write() as session:
        return echo.put(session, chat.split("/")[2], NOTICE)


async def test_the_letter_links_to_its_drawing(
    client: httpx.AsyncClient, echo: EchoReceiver
) -> None:
    chat = await _begin(client, "a")
    _send(echo, chat)
    messages = (await client.get(f"{chat}messages")).json()["messages"]
    assert messages[-1]["photos"] == [f"{chat}drawing/{messages[-1]['id']}"]
    answer = await client.get(messages[-1]["photos"][0])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")


async def test_nobody_elses(client: httpx.AsyncClient, echo: EchoReceiver) -> None:
    first = await _begin(client, "a")
    _send(echo, first)
    row = (await client.get(f"{first}messages")).json()["messages"][-1]["id"]
    second = await _begin(client, "b")
    assert (await client.get(f"{second}drawing/{row}")).status_code == 404
    client.cookies.clear()
    assert (await client.get(f"{first}drawing/{row}")).status_code == 401


@pytest.mark.parametrize("row", ["0", "999999", "x", "99999999999999999999"])
async def test_no_such_row(client: httpx.AsyncClient, row: str) -> None:
    chat = await _begin(client, "a")
    assert (await client.get(f"{chat}drawing/{row}")).status_code == 404


async def test_a_row_without_a_drawing(client: httpx.AsyncClient, echo: EchoReceiver) -> None:
    chat = await _begin(client, "a")
    row = echo.tell(chat.split("/")[2], "words alone")
    assert (await client.get(f"{chat}drawing/{row}")).status_code == 404
