"""The catalogue as campaigns change it: limits, names and words of its kinds, and kinds and fields
of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from locales import Message
from rules.campaign.model import Campaign, KindChange
from rules.catalogue import USUAL, Catalogue, Kind


def merge(campaigns: Iterable[tuple[Campaign, bool]]) -> Catalogue:
    """Return the usual catalogue with what these campaigns change in it, the later ones above the
    earlier; True: it runs now.

    Of one that does not run only new kinds and fields are known, so that old tickets keep their
    names; they are not offered.
    """
    kinds, fields, parts, offered = (
        dict(USUAL.kinds),
        dict(USUAL.fields),
        dict[str, str](),
        set(USUAL.kinds),
    )
    for campaign, runs in sorted(campaigns, key=lambda pair: pair[1]):
        for each in campaign.fields:
            if runs or each.key not in fields:
                fields[each.key] = Message(each.title)
                parts.pop(each.key, None)
                if each.parent is not None:
                    parts[each.key] = each.parent
        for change in campaign.kinds:
            if runs or change.code not in kinds:
                kinds[change.code] = _changed(kinds.get(change.code), change)
            if runs:
                offered.add(change.code)
    return Catalogue(kinds, fields, parts, frozenset(offered))


def _changed(usual: Kind | None, change: KindChange) -> Kind:
    """Return a kind with what is written of it; `read_campaign` has seen to it that a new one is
    complete.
    """
    kind = usual or Kind(
        change.code,
        Message(change.code),
        change.track or "finding",
        change.field or "",
        change.limit or 1,
    )
    return replace(
        kind,
        name=Message(change.title) if change.title is not None else kind.name,
        track=change.track or kind.track,
        field=change.field or kind.field,
        limit_days=change.limit or kind.limit_days,
        proof_required=kind.proof_required if change.proof is None else change.proof,
        words_to_guess=kind.words_to_guess if change.words is None else change.words,
        urgent=kind.urgent if change.urgent is None else change.urgent,
    )
