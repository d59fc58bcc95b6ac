"""The sentences of the code are found and written with their translations."""

from __future__ import annotations

from pathlib import Path

from locales.extract import entries, extract, write_catalogue
from locales.translate import read_catalogue


def test_what_is_marked_is_found_and_keeps_its_translation(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "x.py").write_text(
        '_("One sentence, "\n  "in two lines.")\n_("New")\nf("No")\n'
    )
    found = extract(tmp_path)
    assert sorted(str(entry.id) for entry in entries(found)) == [
        "New",
        "One sentence, in two lines.",
    ]
    write_catalogue(tmp_path / "x.po", found, {"One sentence, in two lines.": "一句话"})
    assert read_catalogue(tmp_path / "x.po") == {"New": "", "One sentence, in two lines.": "一句话"}
