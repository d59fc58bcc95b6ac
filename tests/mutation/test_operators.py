"""What a mutant changes, where it says it stands, and what is left alone."""

from __future__ import annotations

import ast

from tests.mutation.operators import Mutant, count_mutants, make_mutant

SOURCE = '''
"""A module."""
import this
LIMIT = 3

def decide(first: int, second: int, others: list[int]) -> bool:
    """Decide."""
    if first < LIMIT and others:
        log.info("small", first=first)
        raise ValueError(first)
    others.append(compare(first, second))
    first = keep(first.id or 0)
    return not others
'''


def changes(source: str) -> list[Mutant]:
    return [make_mutant(source, number) for number in range(count_mutants(source))]


def test_each_change_is_one_and_can_be_compiled() -> None:
    mutants = changes(SOURCE)
    written = {ast.unparse(mutant.tree) for mutant in mutants}
    assert len(written) == len(mutants)
    assert ast.unparse(ast.parse(SOURCE)) not in written
    for mutant in mutants:
        compile(mutant.tree, "module", "exec")


def test_what_is_changed() -> None:
    assert [(mutant.what, mutant.after) for mutant in changes(SOURCE)] == [
        ("one more", "LIMIT = 4"),
        ("one less", "LIMIT = 2"),
        ("and for or, or for and", "if first < LIMIT or others:"),
        ("the opposite condition", "if not (first < LIMIT and others):"),
        ("another comparison", "if first <= LIMIT and others:"),
        ("another comparison", "if first >= LIMIT and others:"),
        ("leave it out", "pass"),
        ("leave it out", "pass"),
        ("arguments swapped", "others.append(compare(second, first))"),
        ("and for or, or for and", "first = keep(first.id and 0)"),
        ("without not", "return others"),
        ("nothing returned", "return None"),
    ]


def test_a_change_outside_of_functions_says_whom_it_concerns() -> None:
    number, *_others = changes(SOURCE)
    assert (number.names, number.lines) == (frozenset({"LIMIT"}), range(4, 5))
    assert not changes(SOURCE)[2].names
