"""Talk: what a script asks with. It runs from the top on every message and stops at the first
question without an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from locales import LANGUAGES, Button, Fact, Message, _, translate
from talk import input as sent
from talk.answers import (
    LONGEST,
    Answer,
    Choice,
    Chosen,
    Given,
    Later,
    Partly,
    Pick,
    Said,
    Wrong,
    clean,
)
from talk.state import ADDED, CUT, REFUSED, Frame

T = TypeVar("T")
WAS_ADDED = _("The photo was added to your draft.\n{question}")


@dataclass(frozen=True, slots=True)
class Speech:
    """Something said without a question.

    It may hold buttons that lead on, pictures by evidence id, and one yet to be drawn. What is
    `private` is not kept once delivered; nor is what is `secret`, which its reader should keep.
    """

    text: Message
    buttons: tuple[Button, ...] = ()
    photos: tuple[int, ...] = ()
    private: bool = False
    drawing: dict[str, Any] | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits for its answer; `counter` questions take the place of an unsent earlier
    one.

    So do those with the same `held` key: pictures that come together, and the pieces of a long
    text, get one answer.
    """

    key: str
    text: Message
    choices: tuple[Choice, ...]
    numbered: bool
    photos: tuple[int, ...] = ()
    counter: bool = False
    private: bool = False
    files: bool = False  # documents are an answer
    held: str = ""


@dataclass(slots=True)
class RunResult:
    """What one run of a script came to: words, and a question or what the script returned.

    `unrelated` says that what was typed has nothing to do with the question.
    """

    said: list[Speech] = field(default_factory=list)
    question: Question | None = None
    unrelated: bool = False
    result: Any = None


class _Waits(Exception):
    """The script has reached a question without an answer."""


class _Again(Exception):
    """An answer given before has changed: what was built of it is to be built anew."""


class Talk:
    """The script's side of a conversation."""

    def __init__(self, frame: Frame, said: Said | None, *, waiting_for: str | None = None) -> None:
        self.argument = frame.argument
        self.begun = bool(frame.answers or frame.partial)
        self.private = (
            False  # a script sets it: what it says from there on is not kept once delivered
        )
        self._frame = frame
        self._said = said
        self._waiting_for = waiting_for
        self._photo_key: tuple[str, Answer[Any]] | None = None
        self._kept_late = False
        self._result = RunResult()

    def ask(self, key: str, kind: Answer[T], text: Message, *, photos: Sequence[int] = ()) -> T:  # noqa: RET503  # _wait never returns
        """Return the answer to the question `key`; without one the run stops here and the person is
        asked.
        """
        if key in self._frame.answers:
            self._result.said.clear()
            if kind.takes_photos:
                self._photo_key = key, kind
            return kind.load(self._frame.answers[key])
        said, self._said = self._said, None
        if said is None or (self._waiting_for is not None and self._waiting_for != key):
            self._wait(key, kind, kind.so_far(self._frame.partial.get(key)) or text, photos)
        partial = self._frame.partial.get(key)
        if isinstance(said, sent.Photo) and kind.later is not None:
            said = self._keep_early(said, kind.later)
            if said is None:
                self._wait(key, kind, text, photos)
        reading = kind.read(_as_tap(said, kind, partial), partial)
        if isinstance(reading, Given):
            self._frame.partial.pop(key, None)
            self._frame.answers[key] = reading.value
            self._result.said.clear()
            return kind.load(reading.value)
        if isinstance(reading, Partly):
            self._frame.partial[key] = reading.partial
            self._wait(key, kind, reading.reply, (), counter=True)
        if isinstance(said, sent.Photo) and self._keep_late(said):
            raise _Again
        fault = _not_kept(said, kind, reading.reply)
        self._wait(
            key,
            kind,
            _("{fault}\n\n{question}", fault=fault, question=text),
            photos,
            reading,
            held=_held(said, kind),
        )

    def confirm(
        self, text: Message, *more: tuple[str, Message], key: str = "confirm", **facts: Fact
    ) -> bool | str:
        """Ask the last question: send it (True), or drop it (False), or do something `more`, each a
        value and its label.
        """
        answer: bool | str = self.choose(
            key, text, (True, _("Submit")), *more, (False, _("Drop")), **facts
        )
        return answer

    def choose(self, key: str, text: Message, *options: tuple[Any, Message], **facts: Fact) -> Any:
        """Ask for one of a few options, each a value and its label."""
        return self.ask(
            key, Pick[Any](Choice(value, label) for value, label in options), text.given(**facts)
        )

    def say(
        self,
        text: Message,
        *buttons: Button,
        photos: Sequence[int] = (),
        secret: bool = False,
        drawing: dict[str, Any] | None = None,
    ) -> None:
        """Say something together with what comes next; it is said once, when the script first gets
        here.
        """
        self._result.said.append(
            Speech(text, buttons, tuple(photos), self.private, drawing, secret)
        )

    def drop(self, text: Message, **facts: Fact) -> None:
        """Say that it ends here without doing anything."""
        self.say(text.given(**facts))

    def run(self, script: Callable[[Talk], Any]) -> RunResult:
        """Run the script from the top and return what came of it."""
        with suppress(_Waits):
            try:
                self._result.result = script(self)
            # nothing is left to be read: it stops at the same question, which now counts the photo
            except _Again:
                self._kept_late, self._photo_key = True, None
                self._result.said.clear()
                self._result.result = script(self)
        return self._result

    def _wait(
        self,
        key: str,
        kind: Answer[Any],
        text: Message,
        photos: Sequence[int],
        wrong: Wrong | None = None,
        *,
        counter: bool = False,
        held: str = "",
    ) -> NoReturn:
        if self._kept_late:
            text, held = WAS_ADDED.given(question=text), ADDED
        self._result.unrelated = wrong is not None and wrong.unrelated
        choices = (wrong and wrong.choices) or kind.choices(self._frame.partial.get(key))
        self._result.question = Question(
            key,
            text,
            tuple(choices),
            kind.numbered,
            tuple(photos),
            counter,
            self.private,
            kind.takes_files,
            held,
        )
        raise _Waits

    def _keep_early(self, photo: sent.Photo, later: Later) -> Said | None:
        """A photo that comes before it is asked for is kept for its question; return what is said
        with it, None for nothing.
        """
        words = photo.caption if later.caption and clean(photo.caption) else ""
        kept = later.kind.read(
            replace(photo, caption="") if words else photo, self._frame.partial.get(later.key)
        )
        if not isinstance(kept, Partly):  # as many as there may be
            return photo
        self._frame.partial[later.key] = kept.partial
        self._kept_late = True
        return sent.Words(words) if words else None

    def _keep_late(self, photo: sent.Photo) -> bool:
        """A photo that arrives after Done, on a slow line, joins the photos that were already
        given.
        """
        if self._photo_key is None:
            return False
        key, kind = self._photo_key
        extended = kind.extend(self._frame.answers[key], photo)
        if extended is None:
            return False
        self._frame.answers[key] = extended
        return True


def _not_kept(said: Said, kind: Answer[Any], fault: Message) -> Message:
    """Return what is wrong; of a photo or file sent where none is asked for, that it was not kept,
    too.
    """
    if isinstance(said, sent.Photo) and not kind.takes_photos:
        return _("The photo was not kept. {fault}", fault=fault)
    if isinstance(said, sent.File) and not kind.takes_files:
        return _("The file was not kept. {fault}", fault=fault)
    return fault


def is_cut(said: object) -> bool:
    """Tell whether these words are so long that a platform cuts them, from about 2,000 characters
    on: no question takes them.
    """
    return isinstance(said, sent.Words) and len(said.text) > LONGEST


def _held(said: Said, kind: Answer[Any]) -> str:
    """Return the key under which a refusal is held back, "" when nothing more is likely to come
    with what was refused.
    """
    if isinstance(said, sent.Photo) or (isinstance(said, sent.File) and not kind.takes_files):
        return REFUSED
    return CUT if is_cut(said) else ""


def _as_tap(said: Said, kind: Answer[Any], partial: Any) -> Said:
    """Return the choice that the words name, such as a typed "Done" where no button can be shown; a
    Pick reads words itself.
    """
    if kind.numbered or not isinstance(said, sent.Words):
        return said
    words = clean(said.text).casefold()
    for each in kind.choices(partial):
        if words in (translate(each.label, language).casefold() for language in LANGUAGES):
            return Chosen(each.value)
    return said
