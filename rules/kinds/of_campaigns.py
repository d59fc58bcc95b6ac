"""The catalogue as campaigns change it: limits, names, words, kinds and fields of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from locales import Message
from rules.campaign.model import Campaign, KindChange, ProblemField
from rules.kinds.catalogue import Catalogue, Kind
from rules.kinds.usual import USUAL


def merge(campaigns: Iterable[tuple[Campaign, bool]]) -> Catalogue:
    """Return the usual catalogue with what these campaigns change in it; True: it runs now.

    Later ones are above earlier ones. Of one that does not run only new kinds and fields are known,
    so that old tickets keep their names; they are not offered.
    """
    merged = _Merged()
    for campaign, runs in sorted(campaigns, key=lambda pair: pair[1]):
        for problem_field in campaign.fields:
            if runs or problem_field.key not in merged.fields:
                merged.set_field(problem_field)
        for change in campaign.kinds:
            if runs or change.code not in merged.kinds:
                merged.kinds[change.code] = _change(merged.kinds.get(change.code), change)
            if runs:
                merged.offered.add(change.code)
    return Catalogue(merged.kinds, merged.fields, merged.parts, frozenset(merged.offered))


@dataclass(slots=True)
class _Merged:
    """A catalogue under way."""

    kinds: dict[str, Kind] = field(default_factory=lambda: dict(USUAL.kinds))
    fields: dict[str, Message] = field(default_factory=lambda: dict(USUAL.fields))
    parts: dict[str, str] = field(default_factory=dict)
    offered: set[str] = field(default_factory=lambda: set(USUAL.kinds))

    def set_field(self, changed: ProblemField) -> None:
        self.fields[changed.key] = Message(changed.title)
        self.parts.pop(changed.key, None)
        if changed.parent is not None:
            self.parts[changed.key] = changed.parent


def _change(usual: Kind | None, change: KindChange) -> Kind:
    """Return a kind with what is written of it; a new one is complete, which was checked before."""
    code = change.code
    kind = usual or Kind(code, Message(code), track="finding", field="", limit_days=1)
    written: dict[str, Any] = {
        "name": Message(change.title) if change.title is not None else None,
        "track": change.track,
        "field": change.field,
        "limit_days": change.limit,
        "proof_required": change.proof,
        "words_to_guess": change.words,
        "urgent": change.urgent,
    }
    return replace(kind, **{name: value for name, value in written.items() if value is not None})
