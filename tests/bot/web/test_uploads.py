"""The photo form: what it stores before its message is taken, and what it refuses."""

from __future__ import annotations

import httpx
import pytest

from talk.input import File, Photo
from tests.bot.web.echo import EchoReceiver


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
