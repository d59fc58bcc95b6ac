"""How receipt codes, invitation codes and numbers are written, and how they are read."""

from __future__ import annotations

import re

RECEIPT_DIGITS = 16
_GROUP_DIGITS = 4
_RECEIPT = re.compile(rf"\d{{{RECEIPT_DIGITS}}}")

INVITATION_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread aloud or on paper
INVITATION_LENGTH = 12

FINDING_PREFIX = "DC"
COMPLAINT_PREFIX = "TS"
INSTRUCTION_PREFIX = "PS"
REMINDER_PREFIX = "CB"
_NUMBER = r"-\d{4}-\d{4,}"
_TICKET = re.compile(rf"(?:{FINDING_PREFIX}|{COMPLAINT_PREFIX}){_NUMBER}", re.IGNORECASE)
_INSTRUCTION = re.compile(rf"{INSTRUCTION_PREFIX}{_NUMBER}")


def spell_receipt(code: str) -> str:
    """Return a receipt code in groups of four digits, as it is shown."""
    places = range(0, RECEIPT_DIGITS, _GROUP_DIGITS)
    return " ".join(code[place : place + _GROUP_DIGITS] for place in places)


def read_receipt(words: str) -> str | None:
    """Return the digits when the words are a receipt code and nothing else."""
    digits = re.sub(r"[\s-]", "", words)
    return digits if _RECEIPT.fullmatch(digits) else None


def find_receipt(answer: str) -> str | None:
    """Return the digits of an answer that holds as many as a receipt code, and any words."""
    digits = "".join(letter for letter in answer if letter.isdecimal())
    return digits if len(digits) == RECEIPT_DIGITS else None


def read_invitation(words: str) -> str:
    """Return an invitation code as it was made: in capitals, without spaces and dashes."""
    return words.strip().upper().replace("-", "").replace(" ", "")


def series_of(prefix: str, year: int) -> str:
    """Return the series in which numbers are counted: DC-2026."""
    return f"{prefix}-{year}"


def write_number(series: str, count: int) -> str:
    """Return the number so many places into its series: DC-2026-0001."""
    return f"{series}-{count:04d}"


def prefix_of(number: str) -> str:
    """Return which kind of number this is: DC, TS, PS, CB."""
    return number[:2].upper()


def read_ticket_number(words: str) -> str | None:
    """Return a ticket's number in capitals when the words are one and nothing else."""
    return words.upper() if _TICKET.fullmatch(words) else None


def is_instruction_number(written: str) -> bool:
    """Tell whether this is the number of an instruction."""
    return _INSTRUCTION.fullmatch(written) is not None
