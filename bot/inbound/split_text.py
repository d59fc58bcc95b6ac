"""A text that is too long: Telegram's programs cut it into several messages, and its end must not
be taken for an answer.
"""

from __future__ import annotations

from datetime import datetime

from bot.inbound.text_commands import command_in, control_in
from talk import clean, is_cut
from talk import input as sent
from talk.state import State

WITHIN = 5  # seconds between two pieces


def goes_on(state: State, said: sent.Input, sent_at: datetime) -> bool:
    """Tell whether these words go on with a text that was too long, and remember when the last
    piece of it was sent.
    """
    before, state.cut_at = state.cut_at, None
    if not isinstance(said, sent.Words):
        return False
    now = int(sent_at.timestamp())
    more = (
        before is not None
        and 0 <= now - before <= WITHIN
        and not control_in(command_in(clean(said.text)))
    )
    state.cut_at = now if more or is_cut(said) else None
    return more
