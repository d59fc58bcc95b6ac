"""What the web chat can."""

from __future__ import annotations

from bot.channels.base import Budget, ChannelTraits
from locales import _

WEB_CHAT = ChannelTraits(
    name="web",
    label=_("web chat"),
    budget=Budget(per_second=1000),
    page_size=12,
    keeps_mailbox=True,
)
