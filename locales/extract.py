"""Bring the catalogue up to date: add new sentences untranslated, drop those that are gone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from locales.translate import CATALOGUE, read_catalogue

ROOMS = ("bot", "handlers", "scheduler", "casework", "storage", "pictures", "rules", "talk")
ROOT = Path(__file__).parent.parent


def extract(root: Path = ROOT) -> Catalog:
    """Return every sentence that the rooms mark with `_()`, with the files that say it."""
    found = Catalog(fuzzy=False)
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            for _line, sentence, _comments, _context in extract_from_file(
                "python", file, keywords={"_": None}
            ):
                found.add(str(sentence), locations=[(file.relative_to(root).as_posix(), 1)])
    return found


def write_catalogue(path: Path, found: Catalog, translated: Mapping[str, str]) -> None:
    """Write the sentences found, sorted, with their translations; line numbers change daily."""
    for entry in entries(found):
        entry.string = translated.get(str(entry.id), "")
    with path.open("wb") as file:
        write_po(file, found, width=0, sort_output=True, omit_header=True, include_lineno=False)


def entries(catalogue: Catalog) -> Iterator[Entry]:
    """Return the sentences of a catalogue without its header."""
    return (entry for entry in catalogue if entry.id)


def main() -> int:
    """Update the catalogue and tell what is left to translate; returns 1 when something is."""
    found, kept = extract(), read_catalogue(CATALOGUE)
    write_catalogue(CATALOGUE, found, kept)
    missing = [str(entry.id) for entry in entries(found) if not entry.string]
    dropped = [sentence for sentence in kept if sentence not in found]
    lines = [
        f"{CATALOGUE.name}: {len(found)} sentences, dropped: {len(dropped)}, to be "
        f"translated: {len(missing)}",
        *missing,
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
