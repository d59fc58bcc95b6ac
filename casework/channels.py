"""What the case work must know of a channel; `bot.channels` says it of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from locales import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterAccounts:
    """The roster's column for accounts of a channel; a chat's address is such an account.

    The template shows the first of `headings` and `example`. What does not match `pattern` is
    refused with `wrong`.
    """

    channel: str
    label: Message
    headings: tuple[str, ...]
    example: str
    pattern: re.Pattern[str]
    max_characters: int
    wrong: Message

    def fold(self, account: str) -> str:
        """Return what is equal for all spellings of one account."""
        return account.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """A channel as conversations and commands see it.

    `account_label` names a chat by its {account}, where that leads to somebody.
    """

    name: str
    label: Message
    account_label: Message | None = None
    takes_files: bool = True
    accounts: RosterAccounts | None = None

    def label_of(self, address: str) -> Message:
        """Return the channel's name, with the account where the roster names it."""
        if self.accounts is None or self.account_label is None:
            return self.label
        return self.account_label.given(account=address)


def roster_accounts(channels: Iterable[ChannelFacts]) -> tuple[RosterAccounts, ...]:
    """Return the accounts for which the roster has a column."""
    return tuple(channel.accounts for channel in channels if channel.accounts is not None)
