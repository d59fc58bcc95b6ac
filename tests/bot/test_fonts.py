"""Which font is taken: one that draws Chinese, the configured one first."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import fonts


@pytest.fixture
def chinese() -> Path:
    found = fonts.find_font()
    if found is None:
        pytest.skip("no font that draws Chinese on this machine: make fonts")
    return found


def test_the_configured_font_comes_first(chinese: Path, tmp_path: Path) -> None:
    own = tmp_path / f"own{chinese.suffix}"
    shutil.copy(chinese, own)
    assert fonts.find_font(own) == own


def test_what_draws_no_chinese_is_passed_over(chinese: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.ttf"
    words.write_text("not a font")
    assert fonts.find_font(words) == chinese
    assert fonts.find_font(tmp_path / "missing.ttf") == chinese


def test_a_fetched_font_serves_a_bare_machine(chinese: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CANDIDATES", ())
    monkeypatch.setattr(fonts, "FETCHED", tmp_path)
    assert fonts.find_font() is None
    (tmp_path / "deeper").mkdir()
    fetched = tmp_path / "deeper" / f"font{chinese.suffix}"
    shutil.copy(chinese, fetched)
    assert fonts.find_font() == fetched
