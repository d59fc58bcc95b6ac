"""Codes and numbers: what is written is read again, and nothing else is taken for one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.codes import (
    INVITATION_LENGTH,
    INVITATION_LETTERS,
    RECEIPT_DIGITS,
    find_receipt,
    is_instruction_number,
    prefix_of,
    read_invitation,
    read_receipt,
    read_ticket_number,
    series_of,
    spell_receipt,
    write_number,
)

CODES = st.text("0123456789", min_size=RECEIPT_DIGITS, max_size=RECEIPT_DIGITS)


@given(CODES)
def test_a_receipt_code_as_it_is_shown_is_read_again(code: str) -> None:
    shown = spell_receipt(code)
    assert re.fullmatch(r"\d{4}(?: \d{4}){3}", shown)
    assert read_receipt(shown) == find_receipt(f"回执码：{shown}。") == code


@pytest.mark.parametrize("words", ["", "1234 5678 9012 345", "回执 1234567890123456", "1" * 17])
def test_what_is_no_receipt_code_and_nothing_else(words: str) -> None:
    assert read_receipt(words) is None


def test_an_answer_needs_as_many_digits_as_a_code() -> None:
    assert find_receipt("1234 5678 9012 345") is None
    assert find_receipt("TS-2026-0001") is None


@given(st.text(INVITATION_LETTERS, min_size=INVITATION_LENGTH, max_size=INVITATION_LENGTH))
def test_an_invitation_is_read_in_small_letters_and_groups(code: str) -> None:
    assert read_invitation(f" {code[:4]}-{code[4:8]} {code[8:]} ".lower()) == code


@pytest.mark.parametrize("alike", "01IO")
def test_no_invitation_holds_a_letter_that_is_misread(alike: str) -> None:
    assert alike not in INVITATION_LETTERS


@pytest.mark.parametrize(("count", "number"), [(1, "TS-2026-0001"), (12345, "TS-2026-12345")])
def test_a_number_is_written_and_read(count: int, number: str) -> None:
    assert write_number(series_of("TS", 2026), count) == number
    assert read_ticket_number(number.lower()) == number
    assert prefix_of(number.lower()) == "TS"


def test_whose_number_it_is() -> None:
    assert is_instruction_number("PS-2026-0001")
    assert not is_instruction_number("DC-2026-0001")
    for other in ("PS-2026-0001", "CB-2026-0001", "DC-2026-1", "see DC-2026-0001"):
        assert read_ticket_number(other) is None
