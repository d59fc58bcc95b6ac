"""How many chats one address on the net may begin: a leaky bucket each, in bounded memory."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict

BURST = 40  # a whole parents' evening may stand behind one school's address
EVERY = 6.0  # seconds in which one more is allowed
KNOWN = 4096  # addresses remembered


class NewChatLimit:
    """Counts beginnings by network address; `now` is a monotonic second."""

    def __init__(self, burst: int = BURST, every: float = EVERY, known: int = KNOWN) -> None:
        self.burst = burst
        self.every = every
        self.known = known
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, host: str, now: float) -> float:
        """Count one beginning and return 0, or return the seconds until one is allowed."""
        network = _network(host)
        free_at = max(self._free_at.pop(network, now), now)
        over = free_at - now - (self.burst - 1) * self.every
        self._free_at[network] = free_at if over > 0 else free_at + self.every
        while len(self._free_at) > self.known:
            self._free_at.popitem(last=False)
        return max(over, 0.0)


def _network(host: str) -> str:
    """One subscriber holds a whole IPv6 /64."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
