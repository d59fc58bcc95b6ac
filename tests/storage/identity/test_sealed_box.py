"""A sealed box opens with the private key, under its own label, and in no other way."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.identity.sealed_box import decode, encode, fingerprint, is_public_key, seal
from tests.custodian import OTHER_KEY, TEST_KEY, open_box


@given(st.binary(max_size=300), st.text(max_size=20))
@settings(max_examples=25)
def test_what_is_sealed_comes_out_whole(content: bytes, label: str) -> None:
    assert open_box(TEST_KEY, seal(TEST_KEY.public, content, label=label), label) == content


def test_no_other_key_and_no_other_label_opens_it() -> None:
    box = seal(TEST_KEY.public, "张三".encode(), label="TS-2026-0001")
    with pytest.raises(InvalidTag):
        open_box(OTHER_KEY, box, "TS-2026-0001")
    with pytest.raises(InvalidTag):
        open_box(TEST_KEY, box, "TS-2026-0002")


def test_two_boxes_of_the_same_are_not_alike() -> None:
    first, second = (seal(TEST_KEY.public, b"same", label="") for _time in range(2))
    assert first[:20] != second[:20]
    assert first[-20:] != second[-20:]


@pytest.mark.parametrize("text", ["", "key", encode(bytes(65)), TEST_KEY.public[:-4], "密钥", "A"])
def test_what_is_no_public_key(text: str) -> None:
    assert not is_public_key(text)


def test_a_public_key_and_what_people_compare_of_it() -> None:
    assert is_public_key(TEST_KEY.public)
    assert len(fingerprint(TEST_KEY.public)) == 19
    assert fingerprint(TEST_KEY.public) != fingerprint(OTHER_KEY.public)
    assert encode(decode(TEST_KEY.public)) == TEST_KEY.public
