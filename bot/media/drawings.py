"""Draws what a notice asks for, when it is sent; a drawing is kept for a day."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

import structlog

KEEP_SECONDS = 24 * 3600.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws into a folder of its own; it blocks for a fifth of a second, so call it in a thread."""

    folder: Path
    font: Path | None  # None: one is found
    zone: tzinfo

    def draw(self, drawing: dict[str, Any], language: str) -> Path | None:
        """Return the PNG file of a drawing, None when that fails.

        A drawing is {"digest": facts, "dark": bool}.
        """
        # here and below: Pillow takes memory, and only what is drawn needs it
        from bot.media.fonts import find_font

        try:
            font = self.font or find_font()
            named = json.dumps([drawing, language, str(font)], sort_keys=True).encode()
            file = self.folder / f"{hashlib.sha256(named).hexdigest()[:32]}.png"
            if not file.is_file():
                self._paint(drawing, language, font, file)
            return file
        except Exception:
            log.exception("cannot be drawn")
            return None

    def _paint(self, drawing: dict[str, Any], language: str, font: Path | None, file: Path) -> None:
        from pictures.digest import draw_digest
        from pictures.digest_facts import DigestFacts

        facts = DigestFacts.from_json(drawing["digest"])
        image = draw_digest(facts, language, font, dark=bool(drawing.get("dark")), zone=self.zone)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        # two threads may draw the same at once
        part = file.with_suffix(f".{os.urandom(4).hex()}.part")
        image.save(part, "PNG", compress_level=6)
        part.replace(file)

    def _sweep(self) -> None:
        """Remove old drawings: they are drawn again when somebody asks."""
        oldest = time.time() - KEEP_SECONDS
        for file in self.folder.iterdir():
            with suppress(FileNotFoundError):  # somebody else sweeps as well
                if file.stat().st_mtime < oldest:
                    file.unlink()
