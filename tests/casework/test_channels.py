"""What the case work knows of a channel."""

from __future__ import annotations

from bot.channels.telegram.traits import TELEGRAM
from bot.channels.webchat.traits import WEB_CHAT
from bot.channels.wecom.traits import WECOM
from casework.channels import roster_accounts
from locales import translate


def test_the_account_is_named_where_the_roster_has_it() -> None:
    labels = [channel.label_of("zhang") for channel in (WEB_CHAT, TELEGRAM, WECOM)]
    assert [translate(label, "en") for label in labels] == ["web chat", "Telegram", "WeCom zhang"]


def test_a_column_for_each_channel_that_has_accounts() -> None:
    assert roster_accounts([WEB_CHAT, WECOM, TELEGRAM]) == (WECOM.accounts,)
