"""What is drawn when it is sent: once for the same facts and the reader's language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.media.drawings import Drawer
from locales.translate import BEIJING
from tests.pictures.situations import BUSY

DRAWING: dict[str, Any] = {"digest": BUSY.to_json(), "dark": False}


@pytest.fixture
def drawer(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path / "drawings", None, BEIJING)


def test_the_same_is_drawn_once(drawer: Drawer) -> None:
    file = drawer.draw(DRAWING, "zh_CN")
    assert file is not None
    drawn_at = file.stat().st_mtime_ns
    assert drawer.draw(DRAWING, "zh_CN") == file
    assert file.stat().st_mtime_ns == drawn_at
    with Image.open(file) as image:
        assert (image.format, image.width) == ("PNG", 1080)


def test_another_language_and_another_screen_are_other_pictures(drawer: Drawer) -> None:
    dark = {**DRAWING, "dark": True}
    assert (
        len({drawer.draw(DRAWING, "zh_CN"), drawer.draw(DRAWING, "en"), drawer.draw(dark, "zh_CN")})
        == 3
    )
    assert len(list(drawer.folder.iterdir())) == 3  # nothing half drawn is left


def test_old_ones_are_swept(drawer: Drawer) -> None:
    file = drawer.draw(DRAWING, "zh_CN")
    assert file is not None
    os.utime(file, (0, 0))
    drawer.draw(DRAWING, "en")
    assert not file.exists()


@pytest.mark.parametrize("broken", [{}, {"digest": {}}, {"digest": {**BUSY.to_json(), "bars": 7}}])
def test_what_cannot_be_drawn_is_left_out(drawer: Drawer, broken: dict[str, Any]) -> None:
    assert drawer.draw(broken, "en") is None
