"""Refusals: each says what the file is and what to send instead."""

from __future__ import annotations

import pytest

from locales import translate
from pictures.refusals import refuse_bytes, refuse_kind, refuse_pixels


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"GIF89a", "a GIF picture"),
        (b"\xef\xbb\xbf <!DOCTYPE html>", "a web page"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x00\x00\x00\x18ftypmp42", "a video"),
        (b"\x00\x00\x00\x18ftypavif", "a picture of another kind"),
    ],
)
def test_a_file_is_called_what_it_is(head: bytes, kind: str) -> None:
    assert f"This is {kind}, not a photo." in translate(refuse_kind(head).message, "en")


def test_an_unknown_file_is_only_no_photo() -> None:
    assert "This file is not a photo." in translate(refuse_kind(b"anything").message, "en")


def test_a_little_over_the_limit_does_not_read_as_equal() -> None:
    assert "20.1 MB, and at most 20 MB" in translate(
        refuse_bytes(20_000_001, 20_000_000).message, "en"
    )
    assert "at most 50 million" in translate(refuse_pixels(50_000_000).message, "en")
