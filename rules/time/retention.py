"""How long a closed ticket stays before it is archived: by the campaign in whose days it was filed,
as a pure function.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Term:
    """What was filed from `since` on and before `until` stays so many days after it was closed."""

    since: datetime
    until: datetime
    days: int


def divide(claims: Iterable[Term], usual: int) -> list[Term]:
    """Divide the whole of time among those who claim a part, earlier ones first; what nobody claims
    has the usual term.
    """
    found: list[Term] = []
    free = [(BEGINNING, END)]
    for claim in claims:
        left: list[tuple[datetime, datetime]] = []
        for since, until in free:
            first, last = max(since, claim.since), min(until, claim.until)
            if first < last:
                found.append(Term(first, last, claim.days))
                left += [(since, first), (last, until)]
            else:
                left.append((since, until))
        free = [(since, until) for since, until in left if since < until]
    return found + [Term(since, until, usual) for since, until in free]
