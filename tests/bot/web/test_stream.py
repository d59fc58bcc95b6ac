"""The stream of a chat: what was there and what comes, in order and once, with signs of life."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any, NoReturn

import httpx
import pytest

from bot.channels.webchat import channel
from bot.settings import read_settings
from bot.web import stream
from bot.web.chat_message import Cursor, read_cursor
from bot.web.context import ChatContext
from bot.web.messages import MessageReader
from bot.web.pages import Pages
from bot.web.signing import Signer
from bot.web.stream import HEARTBEAT, REST, stream_messages
from storage.database import DatabaseAway
from tests.bot.web.echo import EchoReceiver
from tests.bot.web.wire import address_of, say, texts

ADDRESS = "a" * 32
BEGINNING = "retry: 2000\n\n"


@pytest.fixture
def context(echo: EchoReceiver) -> ChatContext:
    pages = Pages(read_settings(_env_file=None, demo=True), "t")
    reader = MessageReader(echo.database, UTC, echo.clock)
    signer = Signer(b"s" * 40, "http://mingcha.test")
    return ChatContext(pages, signer, echo.channel, reader, None, echo.receive, 1000)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it read again at once."""
    monkeypatch.setattr(stream, "REREAD_SECONDS", 0.001)


async def begun(context: ChatContext, cursor: Cursor | None = None) -> AsyncIterator[str]:
    """Return a stream of which the first line has come."""
    events = stream_messages(context, ADDRESS, cursor)
    assert await anext(events) == BEGINNING
    return events


def read(event: str) -> dict[str, Any]:
    """Return what an event says."""
    found: dict[str, Any] = json.loads(event.splitlines()[1].removeprefix("data: "))
    return found


async def test_what_was_there_and_what_comes_is_given_in_order_and_once(
    context: ChatContext, echo: EchoReceiver
) -> None:
    echo.tell(ADDRESS, "there")
    events = await begun(context)
    assert texts(read(await anext(events))) == ["there"]
    for text in ("one", "two"):
        echo.tell(ADDRESS, text)
        await echo.wake(ADDRESS)
        assert texts(read(await anext(events))) == [text]


async def test_without_mail_the_beginning_is_told_all_the_same(context: ChatContext) -> None:
    assert texts(read(await anext(await begun(context)))) == []


async def test_an_event_is_called_by_the_cursor_to_go_on_from(
    context: ChatContext, echo: EchoReceiver
) -> None:
    echo.tell(ADDRESS, "there")
    first = await anext(await begun(context))
    name = first.splitlines()[0].removeprefix("id: ")
    assert read(first)["cursor"] == name
    echo.tell(ADDRESS, "while away")
    [_known, *new] = texts(read(await anext(await begun(context, read_cursor(name)))))
    assert new == ["while away"]


@pytest.mark.usefixtures("impatient")
async def test_what_another_process_sent_is_found_unasked(
    context: ChatContext, echo: EchoReceiver
) -> None:
    events = await begun(context)
    await anext(events)
    echo.tell(ADDRESS, "of another replica")
    assert texts(read(await anext(events))) == ["of another replica"]


@pytest.mark.usefixtures("impatient")
async def test_a_quiet_stream_gives_signs_of_life(
    context: ChatContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.002)
    events = await begun(context)
    await anext(events)
    assert [await anext(events) for _time in range(2)] == [HEARTBEAT, HEARTBEAT]


async def test_it_ends_with_the_program_and_with_the_database(
    context: ChatContext, echo: EchoReceiver
) -> None:
    events = await begun(context)
    await anext(events)
    echo.channel.end_streams()
    assert [event async for event in events] == []
    assert [event async for event in stream_messages(context, ADDRESS, None)] == [BEGINNING]


async def test_it_ends_when_the_database_is_away(
    context: ChatContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> NoReturn:
        raise DatabaseAway("away")

    monkeypatch.setattr(MessageReader, "read", away)
    assert [event async for event in stream_messages(context, ADDRESS, None)] == [BEGINNING]


async def test_a_page_that_comes_back_says_from_where_it_goes_on(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = (await client.get(f"{chat}messages")).json()
    await say(client, chat, "while away")
    has_read, to_json = asyncio.Event(), ChatContext.to_json

    def noticed(*given: Any) -> dict[str, Any]:
        has_read.set()
        return to_json(*given)

    monkeypatch.setattr(ChatContext, "to_json", noticed)
    headers = {"Last-Event-ID": first["cursor"]}
    stream = asyncio.create_task(client.get(f"{chat}events", headers=headers))
    await has_read.wait()
    echo.channel.end_streams()
    answer = await stream
    assert answer.headers["content-type"].startswith("text/event-stream")
    known = {message["id"] for message in first["messages"]}
    [event] = [line[6:] for line in answer.text.splitlines() if line.startswith("data: {")]
    new = [each for each in json.loads(event)["messages"] if each["id"] not in known]
    assert texts({"messages": new}) == ["You said: while away"]
    assert not echo.channel._open.get(address_of(chat))


async def test_of_many_pages_of_a_chat_the_oldest_is_sent_to_rest(context: ChatContext) -> None:
    pages = []
    for _page in range(channel.MAX_PAGES_A_CHAT + 2):
        pages.append(await begun(context))
        await anext(pages[-1])
    for old in pages[:2]:
        assert [event async for event in old] == [REST]
    listening = context.channel._open[ADDRESS]
    assert len(listening) == channel.MAX_PAGES_A_CHAT
    for page in pages[2:]:
        await page.aclose()  # type: ignore[attr-defined]  # it is a generator
    assert not context.channel._open
    assert not context.channel._listening


async def test_of_many_pages_in_a_network_the_newest_is_sent_to_rest(
    context: ChatContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MAX_PAGES_A_NETWORK", 2)
    pages = []
    for number in range(2):
        pages.append(stream_messages(context, f"{number:032x}", None, "10.0.0.1"))
        assert [await anext(pages[-1]), "id: " in await anext(pages[-1])] == [BEGINNING, True]
    refused = stream_messages(context, "2" * 32, None, "10.0.0.1")
    assert [event async for event in refused] == [BEGINNING, REST]
    elsewhere = stream_messages(context, "3" * 32, None, "10.0.0.2")
    assert await anext(elsewhere) == BEGINNING
    assert "id: " in await anext(elsewhere)
    await pages[0].aclose()  # type: ignore[attr-defined]  # it is a generator
    later = stream_messages(context, "2" * 32, None, "10.0.0.1")
    assert [await anext(later), "id: " in await anext(later)] == [BEGINNING, True]
