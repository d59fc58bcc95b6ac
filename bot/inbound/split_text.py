"""A text that is too long: programs cut it into several messages; its end is no answer."""

from __future__ import annotations

from datetime import datetime

from bot.inbound.text_commands import command_in, control_in
from talk import clean, is_cut
from talk import input as sent
from talk.state import State

MAX_SECONDS_BETWEEN_PIECES = 5


def goes_on(state: State, said: sent.Input, sent_at: datetime) -> bool:
    """Tell whether these words go on with a text that was too long; remember when they came."""
    before, state.cut_at = state.cut_at, None
    if not isinstance(said, sent.Words):
        return False
    now = int(sent_at.timestamp())
    is_soon = before is not None and 0 <= now - before <= MAX_SECONDS_BETWEEN_PIECES
    is_more = is_soon and control_in(command_in(clean(said.text))) is None
    state.cut_at = now if is_more or is_cut(said) else None
    return is_more
