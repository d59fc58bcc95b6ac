"""Tokens: what a platform gives back for a tapped button, written and read in one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from locales import AnyButton, Button, ChoiceButton, Message, PageButton
from talk.token import (
    MAX_TOKEN_BYTES,
    Answered,
    Paged,
    Started,
    fits_in_token,
    read_token,
    start_token,
    token_of,
    token_of_key,
)

LABEL = Message("Label")
TOP = Path(__file__).parents[2]
ROOMS = (
    "bot",
    "casework",
    "handlers",
    "locales",
    "papers",
    "pictures",
    "rules",
    "scheduler",
    "storage",
)
# a token's head at the beginning of a string, of a pattern or of one of its alternatives
TOKEN = re.compile(r"""(?:["'`^]|\(\?:|\|)(?:go|ans|page)(?:\)|\|\w+\))?:(?=\S)""")


@pytest.mark.parametrize(
    ("button", "meaning"),
    [
        (Button(LABEL, "menu"), Started("menu", "")),
        (Button(LABEL, "ticket", "TS-2026-0001"), Started("ticket", "TS-2026-0001")),
        (Button(LABEL, "instruct", "digest:2026-03-02"), Started("instruct", "digest:2026-03-02")),
        (ChoiceButton(LABEL, 12, 3), Answered(12, 3)),
        (PageButton(LABEL, 12, 1), Paged(12, 1)),
    ],
)
def test_what_is_written_is_read(button: AnyButton, meaning: Answered | Paged | Started) -> None:
    assert read_token(token_of(button)) == meaning


@pytest.mark.parametrize(
    "token",
    [
        "",
        "menu",
        "go:",
        "ans:1",
        "ans:1:x",
        "page:-1:2",
        "ans:1:2\n",
        f"ans:1:{'2' * 20}",
        "x" * 65,
    ],
)
def test_what_is_not_ours_means_nothing(token: str) -> None:
    assert read_token(token) is None


def test_a_button_carries_no_more_than_a_platform_gives_back() -> None:
    longest = "x" * (MAX_TOKEN_BYTES - len(start_token("ticket", "x")) + 1)
    assert len(start_token("ticket", longest)) == MAX_TOKEN_BYTES
    assert not fits_in_token("ticket", f"{longest}x")
    with pytest.raises(ValueError, match="at most 64 bytes"):
        start_token("ticket", f"{longest}x")


def test_a_menus_key_is_a_token_or_a_name() -> None:
    assert token_of_key(start_token("report")) == token_of_key("report") == start_token("report")


@pytest.mark.parametrize(
    "line",
    [
        'token.startswith("ans:3")',
        'f"go:{name}"',
        "/^(?:ans|page):(\\d+):/",
        'const LEADS_BACK = "go:resume"',
        "like('%\"ans:%')",
    ],
)
def test_a_token_is_recognised(line: str) -> None:
    assert TOKEN.search(line)


def test_no_other_file_writes_or_reads_a_token() -> None:
    files = [
        file
        for room in (*ROOMS, "talk")
        for suffix in ("py", "js", "html")
        for file in (TOP / room).rglob(f"*.{suffix}")
        if "versions" not in file.parts  # migrations keep the form of their day
    ]
    assert len(files) > 200
    found = [file.relative_to(TOP) for file in files if TOKEN.search(file.read_text("utf-8"))]
    assert found == []
