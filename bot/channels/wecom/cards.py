"""What one message becomes in WeCom: pictures, short texts, and cards with a few buttons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.base import Outgoing
from locales.message import _
from locales.translate import QUOTE, translate
from talk.token import Answered, read_token

MAX_TEXT_BYTES = 2047  # bytes of a text message; WeCom cuts off what goes beyond 2048
MAX_BUTTONS = 6
# What a card shows on every client; newer ones show 36 and 160.
MAX_TITLE_CHARACTERS, MAX_SUBTITLE_CHARACTERS = 26, 112
MAX_FACTS = 6  # rows "name  value" below the text
MAX_LABEL_WIDTH = 20  # ten Chinese characters fit on a button

_FACT = re.compile(r"([^：:]{1,5})(?:：|: )\s*(.{1,26})")  # the characters such a row shows
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
Button = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TextPart:
    content: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    path: Path


@dataclass(frozen=True, slots=True)
class CardPart:
    """A card; `task_id`, which must never have been used before, is given to it when it is sent."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    buttons: tuple[Button, ...]

    def body(self, task_id: str) -> dict[str, Any]:
        """Return the `template_card` of a message."""
        card: dict[str, Any] = {
            "card_type": "button_interaction",
            "main_title": {"title": self.title},
            "task_id": task_id,
        }
        if self.subtitle:
            card["sub_title_text"] = self.subtitle
        if self.facts:
            card["horizontal_content_list"] = [
                {"keyname": name, "value": value} for name, value in self.facts
            ]
        card["button_list"] = [{"text": label, "key": token} for token, label in self.buttons]
        return card


Part = TextPart | ImagePart | CardPart


def parts_of(out: Outgoing) -> list[Part]:
    """Return what to send, in order: the pictures, the text, and last what can be tapped."""
    text = _clean(out.text).strip()
    pictures: list[Part] = [ImagePart(path) for path in out.photos]
    buttons = _buttons_of(out)
    if not buttons:
        return pictures + _texts(text)
    answers = [button for button in buttons if _number(button) is not None]
    if len(answers) > MAX_BUTTONS:
        if not out.extra.get("listed"):
            text = "\n".join([text, *_listed(answers)]).strip()
        others = [button for button in buttons if button not in answers]
        return pictures + _numbered(text, others, out.language)
    return pictures + _cards(text, buttons, out.language)


def _buttons_of(out: Outgoing) -> list[Button]:
    """Return the buttons with labels of one line, no token twice."""
    buttons = []
    for token, label in dict(out.buttons).items():
        one_line = " ".join(_clean(label).split())
        buttons.append((token, one_line or "…"))
    return buttons


def _cards(text: str, buttons: list[Button], language: str) -> list[Part]:
    """Put the choices on cards; labels that are too long for a button stand in the text as well."""
    if any(_width(label) > MAX_LABEL_WIDTH for _token, label in buttons):
        lines = _listed(buttons)
        text = "\n".join([text, *lines]).strip()
        buttons = [(token, line) for (token, _label), line in zip(buttons, lines, strict=True)]
    first, *others = _sixes(buttons)
    more = translate(_("More choices"), language)
    return [
        *_card(text, first, translate(_("Please choose"), language)),
        *(CardPart(more, "", (), six) for six in others),
    ]


def split_text(text: str, longest: int = MAX_TEXT_BYTES) -> list[str]:
    """Cut the text into pieces of at most `longest` bytes, at a line's or sentence's end."""
    pieces = []
    rest = text.strip()
    while len(rest.encode()) > longest:
        head = rest.encode()[:longest].decode(errors="ignore")
        cut = _last_end(head)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _last_end(head: str) -> int:
    """Return where to cut: at a line's or sentence's end in the second half."""
    half = len(head) // 2
    for pattern in (r"\n", r"[。！？；!?;]|\.(?=\s)", r"[，、,\s]"):
        ends = [match.end() for match in re.finditer(pattern, head) if match.end() > half]
        if ends:
            return ends[-1]
    return len(head)


def _texts(text: str) -> list[Part]:
    return [TextPart(piece) for piece in split_text(text)]


def _numbered(text: str, others: Sequence[Button], language: str) -> list[Part]:
    """Return a list to answer by number; turning the page and going back stay buttons."""
    hint = translate(_("Reply with the number of your choice."), language)
    if not others:
        return _texts(f"{text}\n{hint}")
    title = translate(_("Your answer"), language)
    return [*_texts(text), *(CardPart(title, hint, (), six) for six in _sixes(others))]


def _card(text: str, buttons: tuple[Button, ...], title: str) -> list[Part]:
    """Put the whole text on the card when it fits, otherwise before it.

    The card then repeats its question or heading.
    """
    lines = text.split("\n") if text else []
    facts = _trailing_facts(lines)
    prose = lines[: len(lines) - len(facts)]
    if prose and 0 < len(prose[0].strip()) <= MAX_TITLE_CHARACTERS:
        title, prose = prose[0], prose[1:]
    subtitle = "\n".join(prose).strip()
    if len(subtitle) <= MAX_SUBTITLE_CHARACTERS:
        return [CardPart(title, subtitle, facts, buttons)]
    # A question stands last, but so does a ticket's history.
    last = lines[-1]
    if len(last) <= MAX_TITLE_CHARACTERS and not last.startswith("·"):
        title = last
    return [*_texts(text), CardPart(title, "", (), buttons)]


def _sixes(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    fitting = [(token, _clipped(label)) for token, label in buttons]
    return [
        tuple(fitting[start : start + MAX_BUTTONS]) for start in range(0, len(buttons), MAX_BUTTONS)
    ]


def _trailing_facts(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the rows "name：value" at the text's end, none where a card cannot show them all."""
    facts: list[tuple[str, str]] = []
    for line in reversed(lines[1:]):
        fact = _FACT.fullmatch(line.strip())
        if not fact or line.startswith(QUOTE):  # what a person wrote is no row of ours
            break
        facts.insert(0, (fact[1], fact[2]))
    return tuple(facts) if len(facts) <= MAX_FACTS else ()


def _listed(buttons: Sequence[Button]) -> list[str]:
    return [_with_number(button) for button in buttons]


def _with_number(button: Button) -> str:
    number = _number(button)
    return button[1] if number is None else f"{number} {button[1]}"


def _number(button: Button) -> int | None:
    """Return the number that is typed for this answer, the same on every page."""
    meant = read_token(button[0])
    return meant.index + 1 if isinstance(meant, Answered) else None


def _clean(text: str) -> str:
    """Return the text without halves of characters, which no encoding knows, and without markup:
    WeCom makes a link of what somebody wrote as one, and shows another address.
    """
    return _TAG.sub("＜", text.encode(errors="replace").decode())


def _width(label: str) -> int:
    """Return the width in columns, of which a Chinese character takes two."""
    wide = [character for character in label if unicodedata.east_asian_width(character) in "WF"]
    return len(label) + len(wide)


def _clipped(label: str) -> str:
    """Return the label, or as much of it as a button shows."""
    if _width(label) <= MAX_LABEL_WIDTH:
        return label
    while _width(label) > MAX_LABEL_WIDTH - 2:
        label = label[:-1]
    return label + "…"
