"""The program stays as plain as it is, and the measure counts what it says."""

from __future__ import annotations

import ast

import pytest

from tests.style import complexity, measure

BRANCHING = """
def decide(numbers, limit):
    assert limit
    for number in numbers:
        if number > limit and number % 2:
            return [one for one in numbers if one]
    match limit:
        case 1:
            return numbers if limit else []
        case _:
            return None
"""


def test_the_program_reads_plainly() -> None:
    style = measure()
    assert style.nodes_a_line <= 8
    assert style.median <= 9
    assert style.ninth_decile <= 24
    assert style.longest <= 60
    assert style.share_complex <= 0.02


@pytest.mark.parametrize(("source", "ways"), [("def f(): pass", 1), (BRANCHING, 10)])
def test_ways_through_a_function_are_counted(source: str, ways: int) -> None:
    assert complexity(ast.parse(source)) == ways
