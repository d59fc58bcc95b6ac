"""Whether Telegram calls the address that is set."""

from __future__ import annotations

import pytest

from bot.channels.telegram.health import check_webhook
from bot.settings import Settings, read_settings
from locales import translate
from tests.fakes.telegram import TOKEN, fake_telegram

URL = "https://bot.example.cn"


def settings_for(base_url: str) -> Settings:
    """Return settings with a webhook."""
    return read_settings(
        _env_file=None,
        secret_key="k" * 32,
        telegram_token=TOKEN,
        telegram_base_url=base_url,
        telegram_webhook_url=URL,
        telegram_webhook_secret="s",
    )


@pytest.mark.parametrize("called", [f"{URL}/telegram/webhook", "https://old.example.cn", ""])
async def test_another_address_than_the_one_that_is_set_is_said(called: str) -> None:
    async with fake_telegram() as fake:
        fake.webhook["url"] = called
        said = [translate(line, "en") for line in await check_webhook(settings_for(fake.base_url))]
    if called.startswith(URL):
        assert said == []
    else:
        assert len(said) == 1
        assert f"Telegram does not call {URL}/telegram/webhook." in said[0]


async def test_a_telegram_that_cannot_be_asked_is_no_fault_of_ours() -> None:
    assert await check_webhook(settings_for("http://127.0.0.1:1")) == []
