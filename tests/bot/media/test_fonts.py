"""Which font is taken: one that draws Chinese; a configured one that does not stops the start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.media import fonts
from bot.settings import WrongSettings, read_settings


@pytest.fixture
def chinese() -> Path:
    found = fonts.find_font()
    if found is None:
        pytest.skip("no font that draws Chinese on this machine: make fonts")
    return found


def test_a_configured_font_is_taken(chinese: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONT_PATH", str(chinese))
    assert read_settings(_env_file=None, demo=True).font_path == chinese


@pytest.mark.parametrize("name", ["missing.ttf", "words.ttf", "."])
def test_a_wrong_font_path_stops_the_start_with_one_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words.ttf").write_text("not a font")
    monkeypatch.setenv("FONT_PATH", str(tmp_path / name))
    with pytest.raises(WrongSettings) as wrong:
        read_settings(_env_file=None, demo=True)
    said = f"FONT_PATH: {tmp_path / name} 不是中文字体，留空则自动查找"
    assert wrong.value.lines == [
        f"{said} / no font that draws Chinese; leave it empty to have one found"
    ]


def test_what_draws_no_chinese_is_passed_over(
    chinese: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words.ttf").write_text("not a font")
    monkeypatch.setattr(
        fonts, "CANDIDATES", (tmp_path / "words.ttf", tmp_path / "missing.ttf", chinese)
    )
    assert fonts.find_font() == chinese


def test_a_fetched_font_serves_a_bare_machine(
    chinese: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "CANDIDATES", ())
    monkeypatch.setattr(fonts, "FETCHED", tmp_path)
    assert fonts.find_font() is None
    (tmp_path / "deeper").mkdir()
    fetched = tmp_path / "deeper" / f"font{chinese.suffix}"
    shutil.copy(chinese, fetched)
    assert fonts.find_font() == fetched
