"""A chat on the wire: what is taken, what is refused, who may, and what the photo form stores."""

from __future__ import annotations

import json

import httpx
import pytest

from talk.input import File, Photo, Place, Start, Tap, Words
from tests.bot.web.echo import EchoReceiver

KEY = "k" * 32


@pytest.fixture
async def chat(client: httpx.AsyncClient, echo: EchoReceiver) -> str:
    """Begin a chat and return its path."""
    path: str = (await client.post("/begin", json={"key": KEY})).json()["chat"]
    echo.taken.clear()
    return path


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


async def test_a_photo_is_on_the_disk_before_its_message_is_taken(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    data = bytes(range(256)) * 400
    fields = {"key": "photo-key-1", "caption": "三楼走廊", "album": "album-key-1"}
    for _ in range(2):
        answer = await client.post(
            f"{chat}photo", data=fields, files={"photo": ("a.jpg", data, "image/jpeg")}
        )
        assert answer.status_code == 202
    assert len(echo.taken) == 1
    photo = echo.taken[0].input
    assert isinstance(photo, Photo)
    assert (photo.caption, photo.size) == ("三楼走廊", len(data))
    assert photo.album == f"{echo.taken[0].address}:album-key-1"
    stored = list(echo.channel.uploads.iterdir())
    assert [file.name for file in stored] == [photo.source["file"]]
    assert stored[0].read_bytes() == data


async def test_a_document_comes_with_its_name(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    fields = {"key": "file-key-1", "name": "自查报告.pdf", "album": "album-key-1"}
    answer = await client.post(
        f"{chat}photo", data=fields, files={"photo": ("photo", b"%PDF-1.7", "application/pdf")}
    )
    assert answer.status_code == 202
    file = echo.taken[0].input
    assert isinstance(file, File)
    assert (file.name, file.size) == ("自查报告.pdf", 8)
    assert (echo.channel.uploads / file.source["file"]).read_bytes() == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("fields", "files", "status"),
    [
        ({"key": "photo-key-1"}, {"photo": ("a.jpg", b"", "image/jpeg")}, 400),
        ({"key": "photo-key-1", "photo": "text"}, {"other": ("a.jpg", b"x", "image/jpeg")}, 400),
        ({}, {"photo": ("a.jpg", b"x", "image/jpeg")}, 400),
        ({"key": "../../../etc"}, {"photo": ("a.jpg", b"x", "image/jpeg")}, 400),
        (
            {"key": "photo-key-1", "name": "x" * 256},
            {"photo": ("a.pdf", b"x", "application/pdf")},
            400,
        ),
        (
            {"key": "photo-key-1", "caption": "x" * 2001},
            {"photo": ("a.jpg", b"x", "image/jpeg")},
            400,
        ),
        ({"key": "photo-key-1"}, {"photo": ("a.jpg", b"x" * 200_001, "image/jpeg")}, 413),
        ({"key": "photo-key-1"}, {"photo": ("a.jpg", b"x" * 300_000, "image/jpeg")}, 413),
    ],
)
async def test_a_faulty_photo_form_is_refused(
    client: httpx.AsyncClient,
    echo: EchoReceiver,
    chat: str,
    fields: dict[str, str],
    files: dict[str, tuple[str, bytes, str]],
    status: int,
) -> None:
    answer = await client.post(f"{chat}photo", data=fields, files=files)
    assert answer.status_code == status
    assert echo.taken == []
    assert not echo.channel.uploads.exists()


async def test_a_body_that_is_no_form_is_refused(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str
) -> None:
    for content_type in ("multipart/form-data; boundary=x", "multipart/form-data", "text/plain"):
        answer = await client.post(
            f"{chat}photo", content=b"--y\r\nnothing", headers={"Content-Type": content_type}
        )
        assert answer.status_code == 400
    assert echo.taken == []


async def test_a_full_disk_is_said_so_that_the_page_tries_again(
    client: httpx.AsyncClient, echo: EchoReceiver, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.channels.webchat.channel.os.fsync", full)
    answer = await client.post(
        f"{chat}photo", data={"key": "photo-key-1"}, files={"photo": ("a.jpg", b"x", "image/jpeg")}
    )
    assert answer.status_code == 503
    assert echo.taken == []
    assert list(echo.channel.uploads.iterdir()) == []
