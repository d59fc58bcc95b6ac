"""The channel as it starts and hands on: its name, commands, webhook, and taps answered at once."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Incoming
from bot.channels.telegram.channel import TelegramChannel, full_webhook
from bot.settings import WrongSettings
from talk.input import Tap
from tests.bot.channels.telegram.listening import InboundReceiver, polling
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes.telegram_updates import Person, Updates

WANG = Person(77)
updates = Updates()


async def test_commands_are_registered_in_both_languages(fake: FakeTelegram) -> None:
    async with polling(fake, InboundReceiver().receive):
        await fake.wait_until(lambda: "zh" in fake.commands and "" in fake.commands)
    assert fake.commands["zh"][0] == {
        "command": "menu",
        "description": "zh_CN: What can I do here?",
    }
    assert fake.commands[""][0] == {"command": "menu", "description": "en: What can I do here?"}


async def test_a_tap_is_answered_before_the_message_is_committed(fake: FakeTelegram) -> None:
    committed = asyncio.Event()
    came: list[Incoming] = []

    async def receive(incoming: Incoming) -> None:
        came.append(incoming)
        await committed.wait()

    async with polling(fake, receive):
        tap = updates.tap(WANG, "ans:1:0")
        await fake.deliver(tap)
        await fake.wait_until(lambda: fake.answered_taps == [tap["callback_query"]["id"]])
        committed.set()
    assert came[0].input == Tap("ans:1:0")


async def test_a_tap_that_is_too_old_harms_nothing(fake: FakeTelegram) -> None:
    receiver = InboundReceiver()
    async with polling(fake, receiver.receive):
        fake.plan("answerCallbackQuery", Fault(400, "Bad Request: query is too old"))
        await fake.deliver(updates.tap(WANG, "ans:1:0"))
        await fake.wait_until(lambda: receiver.came)
    assert fake.answered_taps == []


async def test_a_webhook_that_was_set_before_is_removed(fake: FakeTelegram) -> None:
    fake.webhook["url"] = "https://old.example.cn"
    async with polling(fake, InboundReceiver().receive):
        await fake.wait_until(lambda: any(each.method == "getUpdates" for each in fake.calls))
    assert fake.webhook["url"] == ""


async def test_a_wrong_token_stops_the_start(fake: FakeTelegram) -> None:
    channel = TelegramChannel("1:wrong", InboundReceiver().receive, base_url=fake.base_url)
    with pytest.raises(WrongSettings, match="TELEGRAM_TOKEN"):
        await channel.start()


async def test_a_platform_that_is_away_at_the_start_is_waited_for(
    fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_seconds: float) -> None:
        await real_sleep(0.01)

    real_sleep = asyncio.sleep
    monkeypatch.setattr("bot.channels.telegram.channel.asyncio.sleep", at_once)
    receiver = InboundReceiver()
    fake.plan("getMe", Fault(drop=True), Fault(500, "Internal Server Error"))
    fake.plan("deleteWebhook", Fault(drop=True))
    with capture_logs() as logs:
        async with polling(fake, receiver.receive) as channel:
            await fake.deliver(updates.text(WANG, "x"))
            await fake.wait_until(lambda: receiver.came and channel.username)
    assert [each["event"] for each in logs].count("telegram.not_reached") == 1


async def test_who_it_is_is_told_when_it_is_known(fake: FakeTelegram) -> None:
    names: list[str] = []
    channel = TelegramChannel(TOKEN, InboundReceiver().receive, base_url=fake.base_url)
    channel.introduced = names.append
    await channel.start()
    await channel.stop()
    assert names == ["mingcha_bot"]


async def test_an_update_read_quickly_and_one_left_to_the_library_are_both_taken(
    fake: FakeTelegram,
) -> None:
    receiver = InboundReceiver()
    channel = TelegramChannel(TOKEN, receiver.receive, base_url=fake.base_url)
    await channel.take_json(updates.text(WANG, "plain"))
    odd = updates.text(WANG, "odd")
    odd["message"]["message_id"] = "x"
    with capture_logs():
        await channel.take_json(odd)
    assert [each.address for each in receiver.came] == ["77", "77"]
    assert (receiver.said, channel.refused) == (["plain"], {"unreadable": 1})
    await channel.stop()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", ""),
        ("https://bot.example.cn", "https://bot.example.cn/telegram/webhook"),
        ("https://bot.example.cn/", "https://bot.example.cn/telegram/webhook"),
        ("https://bot.example.cn/behind/hook", "https://bot.example.cn/behind/hook"),
    ],
)
def test_a_webhook_that_names_only_a_host_has_our_path(given: str, address: str) -> None:
    assert full_webhook(given) == address
