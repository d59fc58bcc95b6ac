"""The Bot API on our connections: where it is, what it says, and updates read one by one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.channels.telegram.api import OFFICIAL, TelegramApi, base_of, wait_of
from bot.channels.telegram.transport import NoAnswer, PlainRequest
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes.telegram_updates import Person, Updates

WANG = Person(77)
updates = Updates()


@pytest.fixture
async def api(fake: FakeTelegram) -> AsyncIterator[TelegramApi]:
    api = TelegramApi(TOKEN, fake.base_url)
    yield api
    await api.close()


def answering(monkeypatch: pytest.MonkeyPatch, result: Any) -> list[str]:
    """Let every request be answered so; return the addresses that are asked."""
    asked: list[str] = []

    async def do_request(_request: PlainRequest, url: str, **_given: Any) -> tuple[int, bytes]:
        asked.append(url)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    monkeypatch.setattr(PlainRequest, "do_request", do_request)
    return asked


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("", OFFICIAL),
        (OFFICIAL, OFFICIAL),
        ("http://localhost:8081/", "http://localhost:8081"),
        ("http://localhost:8081/bot", "http://localhost:8081"),
        ("http://localhost:8081/bot/", "http://localhost:8081"),
    ],
)
def test_the_address_of_the_server_is_read_with_and_without_bot(given: str, base: str) -> None:
    assert base_of(given) == base
    api = TelegramApi(TOKEN, given)
    assert api.is_self_hosted == (base != OFFICIAL)
    assert api.bot.base_url == f"{base}/bot{TOKEN}"
    assert api.bot.base_file_url == f"{base}/file/bot{TOKEN}"


def test_how_long_it_asks_to_be_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    assert wait_of(RetryAfter(17)) == 17
    assert wait_of(RetryAfter(timedelta(minutes=2))) == 120
    assert wait_of(BadRequest("x")) is None


async def test_a_call_gives_its_result_or_raises_the_librarys_errors(
    api: TelegramApi, fake: FakeTelegram
) -> None:
    fake.open_chat(77)
    sent = await api.call("sendMessage", {"chat_id": 77, "text": "hello"})
    assert (sent["chat"]["id"], sent["text"]) == (77, "hello")
    fake.plan("sendMessage", Fault(400, "Bad Request: message is too long"))
    with pytest.raises(BadRequest, match="too long"):
        await api.call("sendMessage", {"chat_id": 77, "text": "hello"})


async def test_an_update_that_cannot_be_read_comes_without_its_content(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = {"update_id": 1, "message": {"text": "x"}}
    answering(monkeypatch, ["x", {}, broken, {**updates.text(WANG, "x"), "update_id": 2}])
    [unread, read] = await TelegramApi(TOKEN).get_updates(0, 100, 0)
    assert (unread.update_id, unread.message) == (1, None)
    assert read.message is not None
    assert (read.update_id, read.message.text) == (2, "x")


async def test_an_answer_without_a_list_of_updates_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, 5)
    with pytest.raises(NoAnswer):
        await TelegramApi(TOKEN).get_updates(0, 100, 0)


@pytest.mark.parametrize("whole", [False, True])
async def test_a_file_is_had_by_its_path_or_its_whole_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, whole: bool
) -> None:
    asked: list[str] = []

    async def download(_request: PlainRequest, url: str, _into: Path, _limit: int) -> None:
        asked.append(url)

    monkeypatch.setattr(PlainRequest, "download", download)
    files = f"{OFFICIAL}/file/bot{TOKEN}"
    path = f"{files}/photos/1.jpg" if whole else "photos/1.jpg"
    await TelegramApi(TOKEN).download(path, tmp_path / "a", 100)
    assert asked == [f"{files}/photos/1.jpg"]
