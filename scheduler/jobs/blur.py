"""Blur: a minute later nothing says when an account wrote; what is only ours to forget soon."""

from __future__ import annotations

from datetime import datetime

from casework.desk import Desk
from storage.moments import blur


def blur_moments(desk: Desk, now: datetime) -> int:
    """Take from chats, messages and drafts the moment and the order; returns from how many."""
    blur(desk.session, desk.bureau.secret, now)
    return 0  # nobody is to be woken, and nothing is left for another batch
