"""Mutants that do what the program does: no test can tell them, and here is why.

They are listed with their reason and not counted. A line is known by its words, as the mutation
tool prints them, so it holds when lines move and falls away when the line changes.
"""

from __future__ import annotations

from tests.mutation.operators import Mutant

Change = tuple[str, str]  # the line before and after
EQUIVALENT: dict[str, dict[Change, str]] = {
    "rules/time/reminders.py": {
        (
            "week = max(1, (hours.day_of(now) - start).days // 7 - 1)",
            "week = max(1, (hours.day_of(now) - start).days // 7 - 2)",
        ): "the search begins a week earlier; only its last two weeks are returned",
        (
            "week = max(1, (hours.day_of(now) - start).days // 7 - 1)",
            "week = max(1, (hours.day_of(now) - start).days // 8 - 1)",
        ): "the search begins earlier; only its last two weeks are returned",
    },
}


def find_reason(path: str, mutant: Mutant) -> str | None:
    """Return why a mutant can't be told from the program, if that is known."""
    return EQUIVALENT.get(path, {}).get((mutant.before, mutant.after))
