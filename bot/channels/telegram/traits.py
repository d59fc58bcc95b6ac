"""What Telegram can."""

from __future__ import annotations

from bot.channels.base import Budget, ChannelTraits
from locales import _

TELEGRAM = ChannelTraits(
    name="telegram",
    label=_("Telegram"),
    account_label=_("Telegram {account}"),
    budget=Budget(per_second=30, per_chat=((1, 1.0),), per_group=((20, 60.0),)),
    page_size=8,
    cuts_texts=True,
)
