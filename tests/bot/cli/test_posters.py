"""`python -m bot posters`: a page for each unit."""

from __future__ import annotations

import re

from tests.bot.cli.conftest import Run


def test_posters_are_written_and_counted(run: Run) -> None:
    written = run("posters", "p.html").stdout
    assert re.fullmatch(
        r"p.html：已写入(\d+)个单位的二维码，请打印张贴 / QR codes of \1 units, to be printed\n",
        written,
    )
