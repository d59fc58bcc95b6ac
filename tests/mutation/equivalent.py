"""Mutants that do what the program does: no test can tell them, and here is why.

They are listed with their reason and not counted. A line is known by its words, as the mutation
tool prints them, so it holds when lines move and falls away when the line changes.
"""

from __future__ import annotations

from tests.mutation.operators import Mutant

Change = tuple[str, str]  # the line before and after
EQUIVALENT: dict[str, dict[Change, str]] = {
    "casework/duties/receivers.py": {
        (
            "session.flush()",
            "pass",
        ): "a caution: no command changes roles and asks in the same transaction who receives",
    },
    "casework/people/bindings.py": {
        (
            "session.refresh(chat, with_for_update=True)",
            "pass",
        ): "a lock: only somebody who writes in the same moment could tell",
    },
    "casework/reminders/deadlines.py": {
        (
            "weight = 1 if is_over else 0",
            "weight = 2 if is_over else 0",
        ): "a warning before the day weighs at most 0, any other more than 999",
    },
    "casework/roster/template.py": {
        (
            "sheet.set_column(0, len(headings) - 1, 18, text)",
            "sheet.set_column(0, len(headings) - 1, 19, text)",
        ): "a column's width is for the eye",
    },
    "casework/roster/sheet.py": {
        (
            "top = int(''.join(filter(str.isdecimal, area.partition(':')[0])) or 0)",
            "top = int(''.join(filter(str.isdecimal, area.partition(':')[0])) or 1)",
        ): "an area that ends in a row begins in one",
    },
    "rules/campaign/yaml.py": {
        (
            "skip: bool = False",
            "skip: bool = True",
        ): "set with each key, before the value that asks for it",
    },
    "rules/time/deadline.py": {
        (
            "if opens > local.time():",
            "if opens >= local.time():",
        ): "it is asked of moments out of hours only, and hours begin with their first minute",
    },
    "rules/text/telephone.py": {
        (
            "return f'{number}-{extension[0]}' if is_whole else None",
            "return f'{number}-{extension[-1]}' if is_whole else None",
        ): "it is split once, so there is one extension at most",
    },
    "rules/text/unit_search.py": {
        (
            "if short[0] in form and _in_order(short, form):",
            "if short[1] in form and _in_order(short, form):",
        ): "a glance that spares a call: all letters in order include this one",
    },
    "rules/time/workdays.py": {
        ("if n > 0:", "if n > -1:"): "0 is answered before",
        (
            "nearest, farthest = (start + 1, start + 7 + (n + self._spare) * 7 // 5)",
            "nearest, farthest = (start + 1, start + 6 + (n + self._spare) * 7 // 5)",
        ): "a bound with days to spare for the search; a weekend takes two",
        (
            "nearest, farthest = (start - 7 + (n - self._spare) * 7 // 5, start - 1)",
            "nearest, farthest = (start - 7 + (n - self._spare) * 8 // 5, start - 1)",
        ): "the search begins earlier and finds the same",
    },
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
