"""Read a campaign file's YAML within bounds, remembering the line of every key; whatever is wrong
becomes a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from locales import Message, _

BYTES_AT_MOST = 256 * 1024
_NOT_LINES = _(
    "The file must consist of lines like {example}, with a half-width colon and a space."
)
DEPTH_AT_MOST = 12  # the deepest campaign has seven
Path: TypeAlias = tuple[str | int, ...]

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_BROKEN = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}
_TAB = re.compile(r"^[ \t-]*\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a campaign file: what, in which line (from 1; 0 for the whole file), at
    which key.
    """

    what: Message
    line: int = 0
    key: str = ""

    def as_message(self, file: str) -> Message:
        """Return the fault in one sentence with its place."""
        if self.line and self.key:
            return _(
                "{file}, line {line}, {key}: {what}",
                file=file,
                line=self.line,
                key=self.key,
                what=self.what,
            )
        if self.line:
            return _("{file}, line {line}: {what}", file=file, line=self.line, what=self.what)
        return _("{file}: {what}", file=file, what=self.what)


@dataclass(slots=True)
class Written:
    """What a file says: plain values, the line of each key and list item by its path, and the
    faults met on the way.
    """

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
    """Return what the file says; with a fault that stops the reading, what stood before it is
    dropped.
    """
    written = Written()
    if len(raw) > BYTES_AT_MOST:
        written.faults.append(
            Fault(
                _("The file is too large: at most {count} kilobytes.", count=BYTES_AT_MOST // 1024)
            )
        )
        return written
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        written.faults.append(
            Fault(_("The file is not UTF-8 here. Save it again with the encoding UTF-8."), line)
        )
        return written
    tabs = [number for number, each in enumerate(text.splitlines(), 1) if _TAB.match(each)]
    written.faults += [
        Fault(_("A tab stands here. Indent with spaces, two for each step."), number)
        for number in tabs
    ]
    try:
        written.value = _build(text.expandtabs(2) if tabs else text, written)
    except _Unreadable as stop:
        written.faults.append(stop.fault)
    return written


def _build(text: str, written: Written) -> Any:
    stack: list[_Frame] = []
    root: Any = None
    documents = 0
    for event in _events(text):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Unreadable(
                    _(
                        "A second document begins here. Write one campaign in one file, "
                        "without ---."
                    ),
                    line,
                )
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unreadable(
                _("The signs & and * are not used here. Write it out, or put the text in quotes."),
                line,
            )
        elif isinstance(event, yaml.CollectionEndEvent):
            done = stack.pop()
            if not stack:
                root = done.into
        elif isinstance(event, yaml.NodeEvent):
            root = _node(event, line, stack, written, root)
    if root is None or root == {} or root == []:
        raise _Unreadable(
            _("The file is empty. Begin with the example of the documentation page."), 1
        )
    if not isinstance(root, dict):
        raise _Unreadable(_NOT_LINES.given(example="“key: value”"), 1)
    return root


def _node(
    event: yaml.NodeEvent, line: int, stack: list[_Frame], written: Written, root: Any
) -> Any:
    """Take one value, list, mapping or key; return the root as far as it is known."""
    if getattr(event, "tag", None) not in (None, "!"):
        raise _Unreadable(
            _("The sign ! stands for a type; here it is not used. Put the text in quotes."), line
        )
    frame = stack[-1] if stack else None
    if frame is not None and isinstance(frame.into, dict) and frame.key is None:
        if not isinstance(event, yaml.ScalarEvent):
            raise _Unreadable(
                _("A key must be one word, followed by a half-width colon and a space."), line
            )
        _take_key(frame, event.value, line, written)
        return root
    value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
    if isinstance(event, yaml.ScalarEvent):
        value = _scalar(event)
    path = _put(frame, value, line, written)
    if isinstance(event, yaml.CollectionStartEvent):
        if len(stack) >= DEPTH_AT_MOST:
            raise _Unreadable(
                _("Too many steps inside one another. Look at the indentation."), line
            )
        stack.append(_Frame(value, path))
        return root
    return value if frame is None else root


def _take_key(frame: _Frame, key: str, line: int, written: Written) -> None:
    path = (*frame.path, key)
    frame.key, frame.skip = key, key in frame.into
    if frame.skip:
        twice = _(
            "This key is there twice; the first is in line {line}. Delete one.",
            line=written.lines[path],
        )
        written.faults.append(Fault(twice, line, key))
    else:
        written.lines[path] = line


def _put(frame: _Frame | None, value: Any, line: int, written: Written) -> Path:
    """Put a value where it belongs and return its path."""
    if frame is None:
        return ()
    if isinstance(frame.into, list):
        path = (*frame.path, len(frame.into))
        frame.into.append(value)
        written.lines[path] = line
        return path
    key, frame.key = frame.key or "", None
    if frame.skip:
        return (
            *frame.path,
            key,
            "",
        )  # a place of its own, so that lines of the first stay what they are
    frame.into[key] = value
    return (*frame.path, key)


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Return a value as YAML 1.2 reads it: 18:00 and on are words, a date stays as it is written."""
    text = event.value
    if not event.implicit[0]:
        return text
    if text in _PLAIN:
        return _PLAIN[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _BROKEN.fullmatch(text) else text


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
