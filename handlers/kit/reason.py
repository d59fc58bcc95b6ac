"""A reason that unit or office must give: it goes on the record, so it has to say something."""

from __future__ import annotations

from talk import Words

SHORTEST = 4  # characters: a Chinese phrase of four says enough


class Reason(Words):
    """Free text that is no single word."""

    def __init__(self, *, shortest: int = SHORTEST) -> None:
        super().__init__(shortest=shortest)
