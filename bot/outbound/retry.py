"""How often and how soon a message that failed is tried again."""

from __future__ import annotations

import random

from bot.channels.base import TryLater

MAX_ATTEMPTS = 12  # with waits of 1, 3, 9 ... 59049 s: about a day


def wait_after(attempts: int, stop: float) -> float:
    """Return the seconds until the next try, at least `stop`, spread over a quarter."""
    return max(stop, 3.0 ** (attempts - 1)) * random.uniform(1, 1.25)  # noqa: S311 - spread


def reason_of(failure: Exception) -> str:
    """Return why it is tried again; a fault of ours is named."""
    if isinstance(failure, TryLater):
        return str(failure)
    return f"{type(failure).__name__}: {failure}"
