"""A digest under way: its canvas, its facts, and the language they are said in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from locales import Message, _, translate
from pictures.canvas import Canvas, Palette
from pictures.digest_facts import DigestFacts

CAME, SOLVED = _("Came in"), _("Resolved")


@dataclass(frozen=True, slots=True)
class Page:
    """What the parts of a digest are drawn from and on."""

    canvas: Canvas
    facts: DigestFacts
    language: str
    zone: tzinfo

    @property
    def colours(self) -> Palette:
        return self.canvas.colours

    def say(self, message: Message) -> str:
        """Return a sentence in the reader's language."""
        return translate(message, self.language, self.zone, self.facts.until)
