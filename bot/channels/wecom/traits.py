"""What WeCom can."""

from __future__ import annotations

import re

from bot.channels.base import Budget, ChannelTraits
from casework.channels import RosterAccounts
from locales import _

# 30 a minute and 1000 an hour per member; what goes beyond is dropped without a word. The extra
# seconds are for the way there.
WINDOWS = ((30, 61.0), (1000, 3605.0))

WECOM = ChannelTraits(
    name="wecom",
    label=_("WeCom"),
    account_label=_("WeCom {account}"),
    takes_files=False,
    accounts=RosterAccounts(
        channel="wecom",
        label=_("WeCom"),
        headings=("企业微信账号", "企业微信", "wecom"),
        example="zhangsan",
        pattern=re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*"),
        max_characters=64,
        wrong=_("Not a WeCom account: letters, digits and _ - @ . only."),
    ),
    budget=Budget(per_second=20.0, per_chat=WINDOWS),
    page_size=20,
    opens_again=True,
)
