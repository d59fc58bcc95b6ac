"""Read a campaign file's YAML within bounds, with the line of every key and its faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from locales import Message, _

MAX_FILE_BYTES = 256 * 1024
_NOT_LINES = _(
    "The file must consist of lines like {example}, with a half-width colon and a space."
)
_SECOND_DOCUMENT = _("A second document begins here. Write one campaign in one file, without ---.")
MAX_DEPTH = 12  # the deepest campaign has seven
Path: TypeAlias = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}
_TAB = re.compile(r"^[ \t-]*\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a campaign file, in a line (from 1; 0 for the whole file), at a key."""

    what: Message
    line: int = 0
    key: str = ""

    def as_message(self, file: str) -> Message:
        """Return the fault in one sentence with its place."""
        if not self.line:
            return _("{file}: {what}", file=file, what=self.what)
        sentence = _("{file}, line {line}: {what}")
        if self.key:
            sentence = _("{file}, line {line}, {key}: {what}", key=self.key)
        return sentence.given(file=file, line=self.line, what=self.what)


@dataclass(slots=True)
class Written:
    """What a file says: its values, the line of each key and list item, and its faults."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Return the line of this path or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Unreadable(Exception):
    """Reading stops here."""

    def __init__(self, what: Message, line: int) -> None:
        super().__init__(what.text)
        self.fault = Fault(what, line)


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being read, and the key whose value comes next."""

    into: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    skip: bool = False  # the key was there already: what it holds is read and forgotten


def read_yaml(raw: bytes) -> Written:
    """Return what the file says; a fault that stops the reading drops what stood before it."""
    written = Written()
    if len(raw) > MAX_FILE_BYTES:
        kilobytes = MAX_FILE_BYTES // 1024
        too_large = _("The file is too large: at most {count} kilobytes.", count=kilobytes)
        written.faults.append(Fault(too_large))
        return written
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        not_utf8 = _("The file is not UTF-8 here. Save it again with the encoding UTF-8.")
        written.faults.append(Fault(not_utf8, line))
        return written
    tabbed = [number for number, line in enumerate(text.splitlines(), 1) if _TAB.match(line)]
    for number in tabbed:
        tab = _("A tab stands here. Indent with spaces, two for each step.")
        written.faults.append(Fault(tab, number))
    try:
        written.value = _Builder(written).build(text.expandtabs(2) if tabbed else text)
    except _Unreadable as stop:
        written.faults.append(stop.fault)
    return written


@dataclass(slots=True)
class _Builder:
    """Builds the values of a file from what the parser meets, one event after the other."""

    written: Written
    stack: list[_Frame] = field(default_factory=list)
    root: Any = None
    documents: int = 0

    def build(self, text: str) -> dict[str, Any]:
        """Return what the text says; raises _Unreadable."""
        for event in _events(text):
            line = event.start_mark.line + 1 if event.start_mark else 1
            self._meet(event, line)
        if self.root is None or self.root == {} or self.root == []:
            raise _Unreadable(
                _("The file is empty. Begin with the example of the documentation page."), 1
            )
        if not isinstance(self.root, dict):
            raise _Unreadable(_NOT_LINES.given(example="“key: value”"), 1)
        return self.root

    def _meet(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Unreadable(_SECOND_DOCUMENT, line)
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unreadable(
                _("The signs & and * are not used here. Write it out, or put the text in quotes."),
                line,
            )
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._add_node(event, line)

    def _add_node(self, event: yaml.NodeEvent, line: int) -> None:
        """Add one value, list, mapping or key."""
        if getattr(event, "tag", None) not in (None, "!"):
            raise _Unreadable(
                _("The sign ! stands for a type; here it is not used. Put the text in quotes."),
                line,
            )
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.into, dict) and frame.key is None:
            self._set_key(frame, event, line)
            return
        value = _value_of(event)
        path: Path = ()
        if frame is None:
            self.root = value
        else:
            path = self._put(frame, value, line)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) >= MAX_DEPTH:
                raise _Unreadable(
                    _("Too many steps inside one another. Look at the indentation."), line
                )
            self.stack.append(_Frame(value, path))

    def _set_key(self, frame: _Frame, event: yaml.NodeEvent, line: int) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise _Unreadable(
                _("A key must be one word, followed by a half-width colon and a space."), line
            )
        key = event.value
        path = (*frame.path, key)
        frame.key, frame.skip = key, key in frame.into
        if frame.skip:
            twice = _("This key is there twice; the first is in line {line}. Delete one.")
            first = self.written.lines[path]
            self.written.faults.append(Fault(twice.given(line=first), line, key))
        else:
            self.written.lines[path] = line

    def _put(self, frame: _Frame, value: Any, line: int) -> Path:
        """Put a value where it belongs and return its path."""
        if isinstance(frame.into, list):
            path = (*frame.path, len(frame.into))
            frame.into.append(value)
            self.written.lines[path] = line
            return path
        key, frame.key = frame.key or "", None
        if frame.skip:
            # a place of its own, so that lines of the first stay what they are
            return (*frame.path, key, "")
        frame.into[key] = value
        return (*frame.path, key)


def _value_of(event: yaml.NodeEvent) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    return {} if isinstance(event, yaml.MappingStartEvent) else []


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Return a value as YAML 1.2 reads it: 18:00 and on are words, a date stays as written."""
    text = event.value
    if not event.implicit[0]:
        return text
    if text in _PLAIN:
        return _PLAIN[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as wrong:
        line = text.count("\n", 0, wrong.position if isinstance(wrong.position, int) else 0) + 1
        raise _Unreadable(_("A sign stands here that cannot be shown. Delete it."), line) from None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise _Unreadable(
            _hint(wrong.problem or "", wrong.context or ""), mark.line + 1 if mark else 1
        ) from None


def _hint(problem: str, context: str) -> Message:
    if "quoted scalar" in context:
        return _("A quotation mark is not closed. Half-width quotes come in pairs.")
    if "expected ':'" in problem:
        return _(
            "A colon is missing in this line or the one above. After a key come a "
            "half-width colon and a space."
        )
    if "mapping values are not allowed" in problem:
        return _(
            "One colon too many, or wrongly indented. Put text with a colon and a space in quotes."
        )
    if "flow" in context:
        return _("A bracket is not closed, or a comma is missing between two items.")
    if "cannot start any token" in problem:
        return _("A text cannot begin with this sign. Put it in quotes.")
    return _(
        "The line is indented wrongly: keys of one level stand exactly below one another, "
        "list items begin with “- ”."
    )
