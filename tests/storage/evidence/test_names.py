"""Keys of the evidence store."""

from __future__ import annotations

import pytest

from storage.evidence.failures import WrongName
from storage.evidence.names import copy_name, original_name


def test_keys() -> None:
    assert original_name("ab" + "0" * 62) == "originals/ab/" + "0" * 62
    assert copy_name("7/public.jpg") == "copies/7/public.jpg"


@pytest.mark.parametrize("digest", ["", "AB" + "0" * 62, "../" + "0" * 61, "0" * 63])
def test_what_is_no_digest(digest: str) -> None:
    with pytest.raises(WrongName):
        original_name(digest)
