"""Talk: what a script asks with; each run stops at the first question without an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from locales import LANGUAGES, Button, Fact, Message, _, translate
from talk import input as sent
from talk.answers import (
    MAX_TEXT_LENGTH,
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
    photos: tuple[int, ...]
    counter: bool
    private: bool
    files: bool  # documents are an answer
    held: str


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
        # a script sets it: what it says from there on is not kept once delivered
        self.private = False
        self._frame = frame
        self._said = said
        self._waiting_for = waiting_for
        self._photo_key: tuple[str, Answer[Any]] | None = None
        self._kept_late = False
        self._result = RunResult()

    def ask(self, key: str, kind: Answer[T], text: Message, *, photos: Sequence[int] = ()) -> T:  # noqa: RET503  # _wait never returns
        """Return the answer to the question `key`; without one the run stops and it is asked."""
        if key in self._frame.answers:
            self._result.said.clear()
            if kind.takes_photos:
                self._photo_key = key, kind
            return kind.load(self._frame.answers[key])
        said, self._said = self._said, None
        partial = self._frame.partial.get(key)
        if said is None or self._waiting_for not in (None, key):
            self._wait(key, kind, kind.so_far(partial) or text, photos)
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
        asked = _("{fault}\n\n{question}", fault=fault, question=text)
        self._wait(key, kind, asked, photos, reading, held=_held(said, kind))

    def noted(self, key: str) -> Any:
        """Return what was noted when the conversation was opened, which nobody answers; or None."""
        return self._frame.partial.get(key)

    def confirm(
        self, text: Message, *more: tuple[str, Message], key: str = "confirm", **facts: Fact
    ) -> bool | str:
        """Ask the last question: send it (True), drop it (False), or one `more` (value, label)."""
        submit, drop = (True, _("Submit")), (False, _("Drop"))
        answer: bool | str = self.choose(key, text, submit, *more, drop, **facts)
        return answer

    def choose(self, key: str, text: Message, *options: tuple[Any, Message], **facts: Fact) -> Any:
        """Ask for one of a few options, each a value and its label."""
        choices = [Choice(value, label) for value, label in options]
        return self.ask(key, Pick[Any](choices), text.given(**facts))

    def say(
        self,
        text: Message,
        *buttons: Button,
        photos: Sequence[int] = (),
        secret: bool = False,
        drawing: dict[str, Any] | None = None,
    ) -> None:
        """Say something once, together with what comes next."""
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
        choices: Sequence[Choice] = wrong.choices if wrong is not None else ()
        if not choices:
            choices = kind.choices(self._frame.partial.get(key))
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
        """Keep a photo for the question that comes later; return what is said with it, if any."""
        words = ""
        if later.caption and clean(photo.caption):
            words = photo.caption
        bare = replace(photo, caption="") if words else photo
        kept = later.kind.read(bare, self._frame.partial.get(later.key))
        if not isinstance(kept, Partly):  # as many as there may be
            return photo
        self._frame.partial[later.key] = kept.partial
        self._kept_late = True
        return sent.Words(words) if words else None

    def _keep_late(self, photo: sent.Photo) -> bool:
        """Add a photo that arrives after Done, on a slow line, to those that were given."""
        if self._photo_key is None:
            return False
        key, kind = self._photo_key
        extended = kind.extend(self._frame.answers[key], photo)
        if extended is None:
            return False
        self._frame.answers[key] = extended
        return True


def _not_kept(said: Said, kind: Answer[Any], fault: Message) -> Message:
    """Return what is wrong, and of a photo or file that nobody asked for that it was not kept."""
    if isinstance(said, sent.Photo) and not kind.takes_photos:
        return _("The photo was not kept. {fault}", fault=fault)
    if isinstance(said, sent.File) and not kind.takes_files:
        return _("The file was not kept. {fault}", fault=fault)
    return fault


def is_cut(said: object) -> bool:
    """Tell whether these words are so long that a platform cuts them; no question takes them."""
    return isinstance(said, sent.Words) and len(said.text) > MAX_TEXT_LENGTH


def _held(said: Said, kind: Answer[Any]) -> str:
    """Return the key under which a refusal is held back, "" when no more is likely to come."""
    if isinstance(said, sent.Photo) or (isinstance(said, sent.File) and not kind.takes_files):
        return REFUSED
    return CUT if is_cut(said) else ""


def _as_tap(said: Said, kind: Answer[Any], partial: Any) -> Said:
    """Return the choice that words such as a typed "Done" name; a Pick reads words itself."""
    if kind.numbered or not isinstance(said, sent.Words):
        return said
    words = clean(said.text).casefold()
    for choice in kind.choices(partial):
        labels = [translate(choice.label, language).casefold() for language in LANGUAGES]
        if words in labels:
            return Chosen(choice.value)
    return said
