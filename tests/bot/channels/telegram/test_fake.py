"""The fake refuses what Telegram refuses; without that the other tests would prove nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, Conflict, Forbidden

from tests.fakes.telegram import TOKEN, FakeTelegram, fake_telegram
from tests.fakes.telegram_updates import Person, Updates

WANG = Person(77)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(clock: Clock) -> AsyncIterator[FakeTelegram]:
    async with fake_telegram(clock=clock) as fake:
        fake.open_chat(77)
        yield fake


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    """The Bot of python-telegram-bot, a client written by others, against the fake."""
    bot = telegram.Bot(
        TOKEN, base_url=f"{fake.base_url}/bot", base_file_url=f"{fake.base_url}/file/bot"
    )
    async with bot:
        yield bot


async def call(
    fake: FakeTelegram, method: str, token: str = TOKEN, **parameters: Any
) -> tuple[int, str]:
    url = f"{fake.base_url}/bot{token}/{method}"
    async with aiohttp.ClientSession() as client, client.post(url, json=parameters) as response:
        return response.status, (await response.json()).get("description", "")


@pytest.mark.parametrize(
    ("method", "parameters", "refusal"),
    [
        ("sendMessage", {"text": " "}, "message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"text": "x", "chat_id": 5}, "chat not found"),
        ("sendMessage", {"text": "x", "buttons": []}, "unknown parameters"),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [{}]}}, "can't parse"),
        ("sendMessage", {"text": "x", "reply_markup": {"keyboard": []}}, "can't parse"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "unallowed",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "中" * 22}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
        ("sendPhoto", {"photo": "attach://p0", "caption": "x" * 1025}, "caption is too long"),
        ("sendPhoto", {"photo": "attach://p0"}, "wrong remote file"),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "attach://p0"}]}, "2 to 10"),
        ("editMessageText", {"text": "x", "message_id": 1}, "message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        ("setWebhook", {"url": "http://bot.example.cn"}, "HTTPS"),
        (
            "setMyCommands",
            {"commands": [{"command": "Nö", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
    ],
)
async def test_refuses(
    fake: FakeTelegram, method: str, parameters: dict[str, Any], refusal: str
) -> None:
    chat = {"chat_id": 77} if method.startswith(("send", "edit")) else {}
    status, description = await call(fake, method, **{**chat, **parameters})
    assert status == 400
    assert refusal in description
    assert fake.sent == []


async def test_refuses_a_wrong_token_and_an_unknown_method(fake: FakeTelegram) -> None:
    assert await call(fake, "getMe", token="1:no") == (401, "Unauthorized")
    assert await call(fake, "sendTelegram") == (404, "Not Found")


async def test_another_client_is_understood_and_told_the_same(
    fake: FakeTelegram, bot: telegram.Bot, clock: Clock
) -> None:
    button = telegram.InlineKeyboardButton("菜单", callback_data="go:menu")
    message = await bot.send_message(
        77, "你好", reply_markup=telegram.InlineKeyboardMarkup([[button]])
    )
    await bot.edit_message_text("再见", 77, message.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("再见", 77, message.message_id)
    clock.now += 10
    await bot.send_media_group(
        77, [telegram.InputMediaPhoto(b"\xff\xd8one"), telegram.InputMediaPhoto(b"\xff\xd8\r\ntwo")]
    )
    assert [(each.text, each.photo) for each in fake.shown(77)] == [
        ("再见", None),
        ("", b"\xff\xd8one"),
        ("", b"\xff\xd8\r\ntwo"),
    ]
    fake.keep_file(b"abc", "f1")
    assert await (await bot.get_file("f1")).download_as_bytearray() == b"abc"
    fake.block(77)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(77, "x")


async def test_a_person_gets_a_burst_and_then_one_a_second(
    fake: FakeTelegram, clock: Clock
) -> None:
    for _round in range(2):
        statuses = [await call(fake, "sendMessage", chat_id=77, text="x") for _message in range(4)]
        assert [each for each, _ in statuses] == [200] * 3 + [429]
        assert statuses[3][1] == "Too Many Requests: retry after 3"
        clock.now += 3


async def test_all_together_get_thirty_a_second_and_a_group_twenty_a_minute(
    fake: FakeTelegram, clock: Clock
) -> None:
    for person in range(100, 131):
        fake.open_chat(person)
    statuses = [
        (await call(fake, "sendMessage", chat_id=person, text="x"))[0] for person in range(100, 131)
    ]
    assert statuses == [200] * 30 + [429]
    fake.open_chat(-5)
    statuses = []
    for _message in range(21):
        clock.now += 1
        statuses.append((await call(fake, "sendMessage", chat_id=-5, text="x"))[0])
    assert statuses == [200] * 20 + [429]


async def test_get_updates_forgets_what_the_offset_confirms(
    fake: FakeTelegram, bot: telegram.Bot
) -> None:
    updates = Updates(first=10)
    for word in "abc":
        await fake.deliver(updates.text(WANG, word))
    assert [each.update_id for each in await bot.get_updates()] == [10, 11, 12]
    assert [each.update_id for each in await bot.get_updates(offset=11, limit=1)] == [11]
    assert [each.update_id for each in await bot.get_updates()] == [11, 12]
    assert await bot.get_updates(offset=13) == ()


async def test_get_updates_waits_and_a_second_caller_ends_the_first(
    fake: FakeTelegram, bot: telegram.Bot
) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await fake.wait_until(lambda: any(each.method == "getUpdates" for each in fake.calls))
    second = asyncio.create_task(call(fake, "getUpdates", timeout=5))
    with pytest.raises(Conflict):
        await waiting
    await fake.deliver(Updates().text(WANG, "x"))
    assert (await second)[0] == 200
    assert (await call(fake, "setWebhook", url="http://127.0.0.1:1/"))[0] == 200
    assert (await call(fake, "getUpdates"))[0] == 409


async def test_a_tap_can_be_answered_for_150_seconds(fake: FakeTelegram, clock: Clock) -> None:
    tap = Updates().tap(WANG, "ans:1:0")
    await fake.deliver(tap)
    clock.now += 149
    assert (await call(fake, "answerCallbackQuery", callback_query_id=tap["callback_query"]["id"]))[
        0
    ] == 200
    clock.now += 2
    assert (await call(fake, "answerCallbackQuery", callback_query_id=tap["callback_query"]["id"]))[
        0
    ] == 400


async def test_finds_the_newest_button_by_its_label(fake: FakeTelegram) -> None:
    for number in (1, 2):
        rows = [[{"text": "✅ 完成", "callback_data": f"ans:{number}:0"}]]
        await call(
            fake,
            "sendMessage",
            chat_id=77,
            text=json.dumps(number),
            reply_markup={"inline_keyboard": rows},
        )
    assert fake.button(77, "完成")[0] == "ans:2:0"
    with pytest.raises(AssertionError, match="no button"):
        fake.button(77, "取消")
