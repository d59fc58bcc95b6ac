"""Find a font that can draw Chinese: for the stamp on a photo and for pictures in a digest."""

from __future__ import annotations

from pathlib import Path

import typer
from PIL import ImageFont

# where `make fonts` puts one when the system has none
FETCHED = Path(__file__).parents[2] / ".fonts"
CANDIDATES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",  # Debian, Ubuntu: fonts-noto-cjk
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",  # Fedora, openEuler
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",  # Fedora, newer
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",  # Arch
    "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",  # Alpine
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",  # Debian, Ubuntu: fonts-wqy-microhei
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",  # Fedora, Arch
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",  # macOS
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "C:/Windows/Fonts/msyh.ttc",  # Windows: 微软雅黑
    "C:/Windows/Fonts/simhei.ttf",
)


def find_font() -> Path | None:
    """Return a font file that draws Chinese: the system's, else what was fetched, else None."""
    fetched = sorted(FETCHED.rglob("*.[ot]t[cf]"))
    return next((path for path in (*map(Path, CANDIDATES), *fetched) if draws_chinese(path)), None)


def draws_chinese(path: Path) -> bool:
    """Tell whether the font has the characters: what it lacks, it draws as one box or blank."""
    if not path.is_file():
        return False
    try:
        font = ImageFont.truetype(path, 24)
        lacking, seen = (bytes(font.getmask(character)) for character in ("\U0010fffd", "察"))
    except OSError:
        return False
    return any(seen) and seen != lacking


def main() -> None:
    """Print the font that would be used; exit status 1 when there is none."""
    found = find_font()
    if found is None:
        typer.echo(
            "no font that draws Chinese was found: see docs/operations.md, or set FONT_PATH",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(found)


if __name__ == "__main__":
    typer.run(main)
