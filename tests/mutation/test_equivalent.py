"""What is said to be no change at all is a change that the tool makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.operators import read_statements

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", EQUIVALENT)
def test_the_lines_are_still_there(path: str) -> None:
    assert {before for before, _after in EQUIVALENT[path]} <= read_statements(ROOT / path)
