"""A chat on the wire: what is taken, what is refused, who may."""

from __future__ import annotations

import json

import httpx
import pytest

from talk.input import Place, Start, Tap, Words
from tests.bot.web.echo import EchoReceiver


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"text": "  两行\n文字 🙂 \u202eabc "}, Words("  两行\n文字 🙂 \u202eabc ")),
        ({"text": ""}, Words("")),
        ({"text": "x" * 50_000}, Words("x" * 50_000)),
        ({"text": "half \ud83d a smile\0"}, Words("half \ufffd a smile")),
        ({"tap": "ans:1:2"}, Tap("ans:1:2")),
        ({"place": {"latitude": 31.2, "longitude": 121.5}}, Place(31.2, 121.5)),
        ({"start": "u-1"}, Start("u-1")),
    ],
)
async def test_what_is_said_reaches_the_door(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str, said: dict[str, object], heard: object
) -> None:
    body = json.dumps(
        {"key": "message-1", **said}
    )  # as a browser does it: halves of characters are escaped
    answer = await client.post(
        f"{chat}say", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 202
    assert [each.input for each in echo.taken] == [heard]
    assert echo.taken[0].channel == "web"
    assert f"/chat/{echo.taken[0].address}/" == chat
    assert echo.taken[0].language == "en"


async def test_a_repeated_message_is_taken_once(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    for _ in range(3):
        assert (
            await client.post(f"{chat}say", json={"key": "message-1", "text": "hello"})
        ).status_code == 202
    assert len(echo.taken) == 1
    messages = (await client.get(f"{chat}messages")).json()["messages"]
    assert [each["text"] for each in messages].count("You said: hello") == 1


async def test_the_same_key_in_two_chats_is_two_messages(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    other = (await client.post("/begin", json={"key": "other-key"})).json()["chat"]
    for path in (chat, other):
        await client.post(f"{path}say", json={"key": "message-1", "text": "hello"})
    assert len({each.key for each in echo.taken if each.input == Words("hello")}) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b'{"key": "message-1"}',
        b'{"text": "a"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"key": "message-1", "text": "a", "tap": "b"}',
        b'{"key": "bad key!", "text": "a"}',
        b'{"key": "message-1", "text": 5}',
        b'{"key": "message-1", "text": "a", "more": 1}',
        b'{"key": "message-1", "place": {"latitude": 91, "longitude": 0}}',
        b'{"key": "message-1", "place": {"latitude": NaN, "longitude": 0}}',
        b'{"key": "message-1", "tap": "' + b"x" * 65 + b'"}',
    ],
)
async def test_a_malformed_message_is_refused_with_400(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str, body: bytes
) -> None:
    answer = await client.post(
        f"{chat}say", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert echo.taken == []


async def test_a_large_body_is_refused_whether_it_says_its_length_or_not(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    async def pieces() -> object:
        for _ in range(30):
            yield b"x" * 50_000

    said = await client.post(f"{chat}say", content=b"x" * 1_000_001)
    unsaid = await client.post(
        f"{chat}say",
        content=pieces(),  # type: ignore[arg-type]
        headers={"Content-Type": "application/json"},
    )
    assert (said.status_code, unsaid.status_code) == (413, 413)
    assert unsaid.headers["x-content-type-options"] == "nosniff"
    assert echo.taken == []


async def test_what_cannot_be_recorded_is_to_be_sent_again(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    echo.away = True
    answer = await client.post(f"{chat}say", json={"key": "message-1", "text": "hello"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    echo.away = False
    assert (
        await client.post(f"{chat}say", json={"key": "message-1", "text": "hello"})
    ).status_code == 202
    assert [each.input for each in echo.taken] == [Words("hello")]


@pytest.mark.parametrize("route", ["say", "photo", "seen"])
async def test_another_sites_post_to_a_chat_is_refused(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str, route: str
) -> None:
    body = {"key": "message-1", "text": "hello"} if route == "say" else {"ids": [1]}
    assert (
        await client.post(f"{chat}{route}", json=body, headers={"X-Mingcha": ""})
    ).status_code == 403
    assert (
        await client.post(f"{chat}{route}", json=body, headers={"Origin": "http://evil.test"})
    ).status_code == 403
    assert echo.taken == []


async def test_a_page_opened_before_an_upgrade_loads_itself_anew(
    client: httpx.AsyncClient, chat: str
) -> None:
    """It asked for its mail, and loads itself anew where that is in another language than it is."""
    mail = (await client.get(f"{chat}mail?after=3-1772413200000")).json()
    assert mail["letters"] == []
    assert mail["language"] not in ("", "en", "zh_CN")
    assert (await client.get(f"{chat}events?after={mail['cursor']}")).status_code == 409
