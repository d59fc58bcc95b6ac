"""Telegram in the program: wanted with a token, its webhook answered where one is set."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel
from bot.channels.telegram.setup import TELEGRAM_SETUP
from bot.channels.telegram.webhook import TelegramWebhook
from locales import translate
from storage.database import Database
from tests.bot.channels.hosting import Hosting
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_updates import Person, Updates

WEBHOOK = {"telegram_webhook_url": "https://bot.example.cn", "telegram_webhook_secret": "s"}


def test_it_is_wanted_with_a_token(sqlite_database: Database) -> None:
    for token in ("", TOKEN):
        host = Hosting().host(sqlite_database, telegram_token=token)
        assert TELEGRAM_SETUP.is_wanted(host.settings) == bool(token)


@pytest.mark.parametrize(("settings", "paths"), [({}, []), (WEBHOOK, [WEBHOOK_PATH])])
async def test_what_comes_in_is_received_and_counted_by_the_program(
    sqlite_database: Database, settings: dict[str, Any], paths: list[str]
) -> None:
    program = Hosting()
    host = program.host(sqlite_database, telegram_token=TOKEN, **settings)
    channel = TELEGRAM_SETUP.build(host)
    assert isinstance(channel, TelegramChannel)
    assert list(host.webhooks) == paths
    assert all(isinstance(each, TelegramWebhook) for each in host.webhooks.values())
    assert channel.refused is host.refused
    await channel.take_json(Updates().text(Person(77), "hello"))
    assert [each.address for each in program.came] == ["77"]


async def test_the_way_to_join_names_the_bot(sqlite_database: Database) -> None:
    program = Hosting()
    channel = TELEGRAM_SETUP.build(program.host(sqlite_database, telegram_token=TOKEN))
    assert isinstance(channel, TelegramChannel)
    channel.introduced("mingcha_bot")
    [line] = program.invitations
    assert translate(line.given(code="ABC"), "en") == (
        "Telegram: https://t.me/mingcha_bot?start=ABC"
    )
