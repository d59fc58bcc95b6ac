"""How long a closed ticket stays before it is archived: as the campaign of its time says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Retention:
    """What was filed from `since` on and before `until` stays so many days after it was closed."""

    since: datetime
    until: datetime
    days: int


def divide(claims: Iterable[Retention], usual: int) -> list[Retention]:
    """Divide all time among those who claim a part, earlier ones first; the rest is as usual."""
    found: list[Retention] = []
    free = [(BEGINNING, END)]
    for claim in claims:
        left: list[tuple[datetime, datetime]] = []
        for since, until in free:
            first, last = max(since, claim.since), min(until, claim.until)
            if first < last:
                found.append(Retention(first, last, claim.days))
                left += [(since, first), (last, until)]
            else:
                left.append((since, until))
        free = [(since, until) for since, until in left if since < until]
    return found + [Retention(since, until, usual) for since, until in free]
