"""A reason that unit or office must give: it goes on the record, so it has to say something."""

from __future__ import annotations

from talk import Words

MIN_CHARACTERS = 4  # a Chinese phrase of four says enough


class Reason(Words):
    """Free text that is no single word."""

    def __init__(self, *, shortest: int = MIN_CHARACTERS) -> None:
        super().__init__(shortest=shortest)
