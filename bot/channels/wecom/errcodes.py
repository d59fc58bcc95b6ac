"""What WeCom's errcodes mean for a message: wait, wait with the whole channel, or never."""

from __future__ import annotations

from bot.channels.base import SendFailed, TryLater, Undeliverable
from bot.channels.wecom.errors import BUSY, STALE_TOKEN, Refused, TokenRefused

MEDIA_INVALID = 40007
CARD_KNOWN = 42014  # "taskid has existed": an earlier attempt, whose answer was lost, has arrived

_GONE = frozenset(
    {40003, 40031, 43004, 60111, 81013, 82001}
)  # no such member, left, or never joined
_WAIT = frozenset({BUSY, 6000})  # busy, or two changes at once
_RATE = {
    45009: 60.0,
    45033: 2.0,
}  # too many calls a minute: closed for 60 s; too many at once: no longer than they take
# Corp id, secret, app switched off, address not trusted, AgentId not there or another app's, no
# right to the call: the admin's.
_SETUP = STALE_TOKEN | {40013, 2000002, 40091, 50003, 60020, 40056, 301002, 48002}
_SETUP_SECONDS = 300.0


def failure_of(refusal: Refused) -> SendFailed:
    """Return what the outbox is to do about a refused message; a code we do not know is final, with
    its reason.
    """
    code, reason = refusal.code, str(refusal)
    if code in _WAIT:
        return TryLater(reason, 3.0)
    if code in _RATE:
        return TryLater(reason, _RATE[code], whole_channel=True)
    if code in _SETUP or isinstance(refusal, TokenRefused):
        return TryLater(reason, _SETUP_SECONDS, whole_channel=True)
    return Undeliverable(reason, gone=code in _GONE)
