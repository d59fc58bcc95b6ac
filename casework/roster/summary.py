"""What an import of the roster did."""

from __future__ import annotations

from dataclasses import dataclass, field

from locales import Message, _


@dataclass
class Count:
    """How many rows were added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, *, is_new: bool, is_changed: bool) -> None:
        """Count a row."""
        if is_new:
            self.added += 1
        elif is_changed:
            self.changed += 1
        else:
            self.unchanged += 1


@dataclass
class ImportSummary:
    """What an import did; `released` holds how many chats of each platform were unbound."""

    units: Count = field(default_factory=Count)
    persons: Count = field(default_factory=Count)
    released: list[tuple[Message, int]] = field(default_factory=list)

    @property
    def unbound(self) -> int:
        """How many chats are no longer their person's."""
        return sum(count for _platform, count in self.released)

    def as_message(self) -> Message:
        """Return the summary in words."""
        counts = {f"units_{name}": count for name, count in vars(self.units).items()}
        counts |= {f"persons_{name}": count for name, count in vars(self.persons).items()}
        text = _(
            "Units: {units_added} added, {units_changed} changed, {units_unchanged} as before. "
            "Persons: {persons_added} added, {persons_changed} changed, "
            "{persons_unchanged} as before.",
            **counts,
        )
        for platform, count in self.released:
            text = _(
                "{summary} {platform} accounts unbound that are no longer theirs: {count}.",
                summary=text,
                platform=platform,
                count=count,
            )
        return text
