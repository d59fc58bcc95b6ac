"""What a chat's page may send: words, taps, places, and which messages it has shown."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.web.entry_pages import Key
from talk.input import Input, Place, Start, Tap, Words


def _mend(text: str) -> str:
    """Replace halves of characters, and leave out NUL: the database refuses both."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Mended = Annotated[str, AfterValidator(_mend)]


class Located(BaseModel):
    """A place the device reported, in degrees."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Said(BaseModel):
    """One message that is no photo: exactly one of the four.

    `key` is made by the page, and a repeated one is dropped.
    """

    model_config = ConfigDict(extra="forbid")
    key: Key
    text: Mended | None = None
    tap: Annotated[Mended, Field(max_length=64)] | None = None
    place: Located | None = None
    start: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,96}$")] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = [
            value for value in (self.text, self.tap, self.place, self.start) if value is not None
        ]
        if len(given) != 1:
            raise ValueError("exactly one of text, tap, place, start")
        return self

    def to_input(self) -> Input:
        """Return it as every channel hands it on."""
        if self.text is not None:
            return Words(self.text)
        if self.tap is not None:
            return Tap(self.tap)
        if self.place is not None:
            return Place(self.place.latitude, self.place.longitude)
        return Start(self.start or "")


class Seen(BaseModel):
    """Which rows the page has shown."""

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(max_length=500)]
