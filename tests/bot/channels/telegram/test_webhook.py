"""The webhook over real HTTP: 200 only for what was committed, and a clear refusal for all that is
not Telegram's.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import uvicorn
from structlog.testing import capture_logs

from bot.channels.base import Incoming
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.webhook import TelegramWebhook
from talk.input import Unusable, Words
from tests.fakes.telegram import SECRET_HEADER, TOKEN, FakeTelegram, fake_telegram
from tests.fakes.telegram_updates import Person, Updates

WANG = Person(77)
SECRET = "s3cret_-"
updates = Updates()
GOOD = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}


class InboundReceiver:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.failures = 0
        self.unusable: list[str] = []
        self.keys: set[str] = set()

    async def receive(self, incoming: Incoming) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        if isinstance(incoming.input, Unusable):
            self.unusable.append(incoming.input.what)
            return
        assert isinstance(incoming.input, Words)
        if incoming.key not in self.keys:
            self.said.append(incoming.input.text)
        self.keys.add(incoming.key)


@pytest.fixture
def receiver() -> InboundReceiver:
    return InboundReceiver()


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    monkeypatch.setattr(
        "bot.channels.telegram.channel.translate",
        lambda message, language: f"{language}: {message.text}",
    )
    async with fake_telegram(retry_pause=0.01) as fake:
        yield fake


@pytest.fixture
async def channel(
    fake: FakeTelegram, receiver: InboundReceiver, unused_tcp_port: int
) -> AsyncIterator[TelegramChannel]:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    channel = TelegramChannel(
        TOKEN, receiver.receive, base_url=fake.base_url, webhook_url=url, webhook_secret=SECRET
    )
    config = uvicorn.Config(
        TelegramWebhook(channel),
        port=unused_tcp_port,
        log_level="warning",
        ws="none",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # without serve()'s signal handlers
    await channel.start()
    await fake.wait_until(lambda: server.started and fake.webhook["url"])
    yield channel
    await channel.stop()
    server.should_exit = True
    await serving


async def test_the_webhook_is_registered_with_its_path_and_secret(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    assert fake.webhook == {"url": channel.webhook_url, "secret_token": SECRET}
    assert channel.webhook_url.endswith("/telegram/webhook")


async def test_messages_come_in_and_a_repeated_delivery_has_the_same_key(
    channel: TelegramChannel, fake: FakeTelegram, receiver: InboundReceiver
) -> None:
    await fake.deliver(updates.text(WANG, "一"), times=2)
    await fake.deliver(updates.text(WANG, "二"))
    assert receiver.said == ["一", "二"]
    assert channel.refused == {}


async def test_what_was_not_recorded_is_refused_and_comes_again_in_order(
    channel: TelegramChannel, fake: FakeTelegram, receiver: InboundReceiver
) -> None:
    receiver.failures = 3
    with capture_logs() as logs:
        await asyncio.gather(*(fake.deliver(updates.text(WANG, each)) for each in "abc"))
    assert receiver.said == ["a", "b", "c"]
    assert channel.refused["not_recorded"] == 3
    assert [each["event"] for each in logs] == ["telegram.update_not_recorded"] * 3


async def test_what_no_one_waits_for_is_accepted(
    channel: TelegramChannel, fake: FakeTelegram, receiver: InboundReceiver
) -> None:
    await fake.deliver(updates.message(WANG, pinned_message=updates.text(WANG, "x")["message"]))
    assert (receiver.said, channel.refused) == ([], {})


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET + "x"}, {SECRET_HEADER: "密"}]
)
async def test_a_forged_call_is_refused_logged_and_counted(
    channel: TelegramChannel, fake: FakeTelegram, receiver: InboundReceiver, headers: dict[str, str]
) -> None:
    body = json.dumps(updates.text(WANG, "forged")).encode()
    with capture_logs() as logs:
        assert await fake.post(body, headers) == 403
    assert (receiver.said, channel.refused) == ([], {"forged": 1})
    assert logs == [
        {
            "event": "telegram.webhook_refused",
            "reason": "forged",
            "sender": "127.0.0.1",
            "log_level": "warning",
        }
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"5",
        b'"x"',
        b"\xff\xfe",
        b"{}",
        b'{"update_id": 1e999}',
        b'{"update_id": NaN}',
        b'{"update_id": "1"}',
        b"[" * 100_000,
    ],
)
async def test_a_malformed_body_is_refused(
    channel: TelegramChannel, fake: FakeTelegram, body: bytes
) -> None:
    assert await fake.post(body, GOOD) == 400
    assert channel.refused == {"malformed": 1}


async def test_an_update_that_cannot_be_read_is_answered_and_does_not_come_again(
    channel: TelegramChannel, fake: FakeTelegram, receiver: InboundReceiver
) -> None:
    strange = updates.text(WANG, "机密")
    strange["message"]["sticker"] = 5
    with capture_logs() as logs:
        await fake.deliver(strange)
        assert await fake.post(b'{"update_id": 1, "message": 1}', GOOD) == 200
    assert (receiver.unusable, channel.refused) == (["other"], {"unreadable": 2})
    assert [each["event"] for each in logs] == ["telegram.unreadable_update"] * 2
    assert "机密" not in str(logs)


async def test_a_body_over_one_megabyte_is_refused(
    channel: TelegramChannel, fake: FakeTelegram, receiver: InboundReceiver
) -> None:
    update = updates.text(WANG, "x" * (1 << 20))
    assert await fake.post(json.dumps(update).encode(), GOOD) == 413
    assert (receiver.said, channel.refused) == ([], {"too_large": 1})


async def test_a_body_that_never_says_its_length_is_bounded_too(
    channel: TelegramChannel, receiver: InboundReceiver
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _chunk in range(40):
            yield b" " * 65_536

    async with (
        aiohttp.ClientSession() as client,
        client.post(channel.webhook_url, data=endless(), headers=GOOD) as response,
    ):
        assert response.status == 413
    assert receiver.said == []


async def test_only_posts_are_taken(channel: TelegramChannel) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.get(channel.webhook_url, headers=GOOD) as response,
    ):
        assert response.status == 405
