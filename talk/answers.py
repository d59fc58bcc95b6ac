"""The kinds of answer: each says which choices it offers, and reads what was sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from locales import LANGUAGES, Message, _, translate
from locales.unseen import without_unseen
from talk import input as sent

if TYPE_CHECKING:
    from talk.photos import Photos

T = TypeVar("T")

MAX_TEXT_LENGTH = 2000  # characters of free text
MAX_PLACE_LENGTH = 200


def clean(text: str) -> str:
    """Return typed text in normal form, without what nobody sees, trimmed."""
    return without_unseen(unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: `value` is stored as the answer (JSON), `label` is on the button."""

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
    """This is no answer to the question; `reply` says what was wrong and what to do.

    `choices` may replace the question's. `unrelated` says that the words fit none of the options at
    all: where they mean something by themselves, that is meant.
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
        """The options in order; put in order when needed, for most runs are past the question."""
        first = list(self.come_first())  # values may be lists, which no dictionary takes

        def place(option: Choice) -> int:
            return first.index(option.value) if option.value in first else len(first)

        return sorted(self._given, key=place)

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
            number = words[:8]
            fault = _("There is no number {number} here. Please choose one from the list.")
            return Wrong(fault.given(number=number))
        fitting = self._fitting(words)
        exact = [option for option in fitting if words in _labels(option)]
        meant = exact or fitting
        if len(meant) == 1:
            return Given(meant[0].value)
        wrong = _("That is not one of the choices. Please choose one from the list.")
        return Wrong(wrong, tuple(fitting), unrelated=not fitting)

    def _fitting(self, words: str) -> list[Choice]:
        """Return the options in whose labels these words stand."""
        if not words:
            return []
        return [
            option for option in self.options if any(words in label for label in _labels(option))
        ]


def _labels(choice: Choice) -> list[str]:
    return [translate(choice.label, language).casefold() for language in LANGUAGES]


class Words(Answer[str]):
    """Free text of `shortest` to `longest` characters; skipped, where that may be, it is empty.

    What was given `before`, for the same question of an earlier time, can be given again with one
    tap. Photos that are asked for `later` may come here already.
    """

    def __init__(
        self,
        *,
        optional: bool = False,
        shortest: int = 1,
        longest: int = MAX_TEXT_LENGTH,
        before: str = "",
        later: Later | None = None,
    ) -> None:
        self.optional, self.before, self.later = optional, before, later
        self.shortest = shortest
        self.longest = longest

    def choices(self, partial: Any) -> Sequence[Choice]:
        offered = []
        if self.before:
            offered.append(Choice(self.before, _("As before")))
        if self.optional:
            offered.append(Choice("", _("Skip")))
        return tuple(offered)

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if not isinstance(said, sent.Words):
            return Wrong(_("Words are needed here, please type them."))
        words = clean(said.text)
        if len(words) < self.shortest:
            fault = _("That is too short. Please write at least {count} characters.")
            return Wrong(fault.given(count=self.shortest))
        if len(words) > self.longest:
            return too_long(words, self.longest)
        return Given(words)


def too_long(words: str, limit: int) -> Wrong:
    """Say by how much the words are too long."""
    fault = _("That is {count} characters, at most {limit} fit. Please shorten it.")
    return Wrong(fault.given(count=len(words), limit=limit))


class Where(Answer[str]):
    """A place: the device's location or a few words; it may be skipped and is then empty."""

    def choices(self, partial: Any) -> Sequence[Choice]:
        return (Choice("", _("Skip")),)

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if isinstance(said, sent.Place):
            place = f"{said.latitude:.5f}, {said.longitude:.5f}"
            return Given(clean(said.label)[:MAX_PLACE_LENGTH] or place)
        words = clean(said.text) if isinstance(said, sent.Words) else ""
        if len(words) > MAX_PLACE_LENGTH:
            return too_long(words, MAX_PLACE_LENGTH)
        if words:
            return Given(words)
        return Wrong(_("Send your location or write where it was."))
