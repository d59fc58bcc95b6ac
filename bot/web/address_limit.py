"""How many chats one network address may begin: a leaky bucket each, in bounded memory."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict

MAX_CHATS_AT_ONCE = 40  # a whole parents' evening may stand behind one school's address
SECONDS_PER_CHAT = 6.0  # after which one more is allowed
MAX_ADDRESSES = 4096


class AddressLimit:
    """Counts the chats begun by network address; `now` is a monotonic second."""

    def __init__(
        self,
        burst: int = MAX_CHATS_AT_ONCE,
        seconds: float = SECONDS_PER_CHAT,
        max_addresses: int = MAX_ADDRESSES,
    ) -> None:
        self.burst = burst
        self.seconds = seconds
        self.max_addresses = max_addresses
        self._free_at: OrderedDict[str, float] = OrderedDict()  # the oldest first

    def wait(self, host: str, now: float) -> float:
        """Count one chat and return 0, or return the seconds until one is allowed."""
        network = network_of(host)
        free_at = max(self._free_at.pop(network, now), now)
        over = free_at - now - (self.burst - 1) * self.seconds
        if over <= 0:
            free_at += self.seconds
        self._free_at[network] = free_at
        while len(self._free_at) > self.max_addresses:
            self._free_at.popitem(last=False)
        return max(over, 0.0)


def network_of(host: str) -> str:
    """Return the subscriber's network: one holds a whole IPv6 /64."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
