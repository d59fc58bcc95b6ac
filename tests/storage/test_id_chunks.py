"""Long lists of ids, in pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.id_chunks import CHUNK_SIZE, pieces


@given(st.lists(st.integers(0, 2000), max_size=1500))
def test_every_id_comes_once_in_order_in_short_lists(ids: list[int]) -> None:
    found = list(pieces(ids))
    assert [id_ for some in found for id_ in some] == sorted(set(ids))
    assert all(0 < len(some) <= CHUNK_SIZE for some in found)
