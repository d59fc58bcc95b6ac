"""The kinds of answer: each says which choices it offers and reads what was sent, by button, number
or words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from locales import LANGUAGES, Message, _, translate
from talk import input as sent

T = TypeVar("T")

LONGEST = 2000  # characters of free text

_PICTURE = r"\u2190-\u2bff\U0001f000-\U0001faff"  # where emoji are
# A joiner between two emoji makes one of them (a family, a profession); anywhere else nobody sees
# it.
_JOINS = rf"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])"
_UNSEEN = re.compile(
    rf"(?!{_JOINS})[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return typed text without control characters, direction overrides and half characters, in
    normal form, trimmed.

    Half characters (lone surrogates) come out of JSON and can neither be stored nor sent.
    """
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: `value` is stored as the answer (JSON), `label` is what the button says."""

    value: Any
    label: Message


@dataclass(frozen=True, slots=True)
class Chosen:
    """A button of the question that waits was tapped; `value` is its choice's."""

    value: Any


@dataclass(frozen=True, slots=True)
class Given:
    """The answer is complete; `value` is kept (JSON)."""

    value: Any


@dataclass(frozen=True, slots=True)
class Partly:
    """The answer goes on: `partial` is kept (JSON), `reply` is said."""

    partial: Any
    reply: Message


@dataclass(frozen=True, slots=True)
class Wrong:
    """This is no answer to the question; `reply` says what was wrong and what to do. `choices` may
    replace the question's.

    `unrelated` says that the words fit none of the options at all: where they mean something by
    themselves, that is meant.
    """

    reply: Message
    choices: tuple[Choice, ...] = ()
    unrelated: bool = False


Reading = Given | Partly | Wrong
Said = sent.Words | sent.Photo | sent.File | sent.Place | Chosen


@dataclass(frozen=True, slots=True)
class Later:
    """The question `key` of this `kind` that comes later: photos sent here already are kept for it.

    What is written under them is the answer here, unless it is no `caption` for that: then it is
    kept with them.
    """

    key: str
    kind: Photos
    caption: bool = True


class Answer(Generic[T]):
    """A kind of answer."""

    numbered = False  # a typed number means the choice of that number
    takes_files = False  # documents are an answer
    takes_photos = False
    later: Later | None = None

    def choices(self, partial: Any) -> Sequence[Choice]:
        """Return what is offered as buttons, given what has been sent so far."""
        return ()

    def read(self, said: Said, partial: Any) -> Reading:
        """Read what was sent."""
        raise NotImplementedError

    def so_far(self, partial: Any) -> Message | None:
        """Return what a half-given answer is asked again with, None for the question itself."""
        return None

    def load(self, stored: Any) -> T:
        """Return the kept answer as the script uses it."""
        return stored  # type: ignore[no-any-return]  # kinds whose JSON is their value

    def extend(self, stored: Any, late: sent.Photo) -> Any | None:
        """Return the kept answer with a late photo added, None when this kind takes no photos."""
        return None


class Pick(Answer[T]):
    """One of several options; `first` names the values to offer first."""

    numbered = True

    def __init__(self, options: Iterable[Choice], *, first: Sequence[Any] = ()) -> None:
        self._given, self._first = options, first

    @cached_property
    def options(self) -> list[Choice]:
        """The options in order; put in order when they are needed, for most runs are past the
        question.
        """
        rank = list(self.come_first())  # values may be lists, which no dictionary takes
        return sorted(
            self._given,
            key=lambda each: rank.index(each.value) if each.value in rank else len(rank),
        )

    def come_first(self) -> Sequence[Any]:
        """Return the values to offer first."""
        return self._first

    def choices(self, partial: Any) -> Sequence[Choice]:
        return self.options

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if not isinstance(said, sent.Words):
            return Wrong(_("Please choose one of the buttons here."))
        words = clean(said.text).casefold()
        if words.isdecimal():
            return Wrong(
                _(
                    "There is no number {number} here. Please choose one from the list.",
                    number=words[:8],
                )
            )
        fitting = [
            each
            for each in self.options
            if words and any(words in label for label in _labels(each))
        ]
        exact = [each for each in fitting if words in _labels(each)]
        if len(exact or fitting) == 1:
            return Given((exact or fitting)[0].value)
        wrong = _("That is not one of the choices. Please choose one from the list.")
        return Wrong(wrong, tuple(fitting), unrelated=not fitting)


def _labels(choice: Choice) -> list[str]:
    return [translate(choice.label, language).casefold() for language in LANGUAGES]


class Words(Answer[str]):
    """Free text of `shortest` to `longest` characters; when optional it can be skipped and is then
    empty.

    What was given `before`, for the same question of an earlier time, can be given again with one
    tap. Photos that are asked for `later` may come here already.
    """

    def __init__(
        self,
        *,
        optional: bool = False,
        shortest: int = 1,
        longest: int = LONGEST,
        before: str = "",
        later: Later | None = None,
    ) -> None:
        self.optional, self.before, self.later = optional, before, later
        self.shortest = shortest
        self.longest = longest

    def choices(self, partial: Any) -> Sequence[Choice]:
        again = (Choice(self.before, _("As before")),) if self.before else ()
        return (*again, Choice("", _("Skip"))) if self.optional else again

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if not isinstance(said, sent.Words):
            return Wrong(_("Words are needed here, please type them."))
        words = clean(said.text)
        if len(words) < self.shortest:
            return Wrong(
                _(
                    "That is too short. Please write at least {count} characters.",
                    count=self.shortest,
                )
            )
        if len(words) > self.longest:
            return _too_long(words, self.longest)
        return Given(words)


def _too_long(words: str, limit: int) -> Wrong:
    return Wrong(
        _(
            "That is {count} characters, at most {limit} fit. Please shorten it.",
            count=len(words),
            limit=limit,
        )
    )


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """Photos by evidence id, with the words that came along."""

    ids: tuple[int, ...] = ()
    caption: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def added_to(self, words: str) -> str:
        """Return the words with those written under the photos, except for lines that stand there
        already.
        """
        return f"{words}\n{self.beside(words)}".strip()

    def beside(self, words: str) -> str:
        """Return what is written under the photos, except for lines that stand in these words
        already.
        """
        there = words.split("\n")
        return "\n".join(line for line in self.caption.split("\n") if line not in there)


class Photos(Answer[PhotoSet]):
    """Photos sent one after another until Done is tapped; with `with_words`, text sent in between
    is kept as their caption.

    Where none need be sent, `none` is what the button without any says.
    """

    def __init__(
        self,
        *,
        at_least: int = 0,
        at_most: int = 20,
        with_words: bool = False,
        none: Message | None = None,
    ) -> None:
        self.at_least, self.none = at_least, none or _("No photos")
        self.at_most = at_most
        self.takes_photos = at_most > 0
        self.with_words = with_words

    def choices(self, partial: Any) -> Sequence[Choice]:
        if (partial and (partial["ids"] or not self.at_least)) or (
            partial and self.with_words and partial["caption"]
        ):
            return (Choice("done", _("Done")),)
        return () if self.at_least else (Choice("done", self.none),)

    def read(self, said: Said, partial: Any) -> Reading:
        kept = partial or {"ids": [], "caption": ""}
        if isinstance(said, Chosen):
            enough = len(kept["ids"]) >= self.at_least or (self.with_words and kept["caption"])
            return (
                Given(kept)
                if enough
                else Wrong(_("At least {count} photos are needed here.", count=self.at_least))
            )
        if isinstance(said, sent.Photo):
            if len(kept["ids"]) >= self.at_most:
                return Wrong(
                    _(
                        "{count} photos are the most here; no more were taken. Tap Done to go on.",
                        count=self.at_most,
                    )
                )
            kept = self._with(kept, said)
            return Partly(
                kept, _("Photos received: {count}. Send more, or tap Done.", count=len(kept["ids"]))
            )
        if isinstance(said, sent.Words) and self.with_words and clean(said.text):
            words = f"{kept['caption']}\n{clean(said.text)}".strip()
            if len(words) > LONGEST:
                return _too_long(words, LONGEST)
            kept = {**kept, "caption": words}
            return Partly(kept, _("Your words are noted. Send photos, or tap Done."))
        if isinstance(said, sent.File):
            return Wrong(
                _(
                    "Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please "
                    "send photos."
                )
            )
        return Wrong(_("A photo is needed here. Take one or choose one from your album."))

    def so_far(self, partial: Any) -> Message | None:
        if partial and partial["ids"]:
            return _("Photos received: {count}. Send more, or tap Done.", count=len(partial["ids"]))
        return (
            _("Your words are noted. Send photos, or tap Done.")
            if partial and partial["caption"]
            else None
        )

    def load(self, stored: Any) -> PhotoSet:
        return PhotoSet(tuple(stored["ids"]), stored["caption"])

    def extend(self, stored: Any, late: sent.Photo) -> Any | None:
        if len(stored["ids"]) >= self.at_most:
            return None
        return self._with(stored, late)

    @staticmethod
    def _with(stored: dict[str, Any], photo: sent.Photo | sent.File) -> dict[str, Any]:
        caption = f"{stored['caption']}\n{clean(photo.caption)}".strip()
        return {"ids": [*stored["ids"], photo.evidence], "caption": caption}


class Where(Answer[str]):
    """A place: the device's location or a few words; it may be skipped and is then empty."""

    def choices(self, partial: Any) -> Sequence[Choice]:
        return (Choice("", _("Skip")),)

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if isinstance(said, sent.Place):
            return Given(clean(said.label)[:200] or f"{said.latitude:.5f}, {said.longitude:.5f}")
        if isinstance(said, sent.Words) and clean(said.text):
            words = clean(said.text)
            return Given(words) if len(words) <= 200 else _too_long(words, 200)
        return Wrong(_("Send your location or write where it was."))
