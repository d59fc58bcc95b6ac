"""What one message becomes in WeCom: pictures, texts below 2048 bytes, and cards with up to six
buttons.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.base import Outgoing
from locales.message import _
from locales.translate import translate
from talk.token import Answered, read_token

LONGEST_TEXT = 2047  # bytes of a text message; WeCom cuts off what goes beyond 2048
MOST_BUTTONS = 6
TITLE, SUBTITLE = 26, 112  # characters a card shows on every client (newer ones show 36 and 160)
FACTS = 6  # rows "name  value" below the text
LABEL_WIDTH = 20  # ten Chinese characters fit on a button

_FACT = re.compile(r"([^：:]{1,5})(?:：|: )\s*(.{1,26})")  # the characters such a row shows
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
    parts: list[Part] = [ImagePart(path) for path in out.photos]
    buttons = [
        (token, " ".join(_clean(label).split()) or "…")
        for token, label in dict(out.buttons).items()
    ]  # no key twice
    if not buttons:
        return parts + _texts(text)
    answers = [each for each in buttons if _number(each) is not None]
    if len(answers) > MOST_BUTTONS:
        if not out.extra.get("listed"):
            text = "\n".join([text, *_listed(answers)]).strip()
        return parts + _numbered(
            text, [each for each in buttons if each not in answers], out.language
        )
    if any(_width(label) > LABEL_WIDTH for _token, label in buttons):
        text = "\n".join([text, *_listed(buttons)]).strip()
        buttons = [
            (token, line) for (token, _label), line in zip(buttons, _listed(buttons), strict=True)
        ]
    first, *others = _sixes(buttons)
    parts += _card(text, first, translate(_("Please choose"), out.language))
    return parts + [
        CardPart(translate(_("More choices"), out.language), "", (), each) for each in others
    ]


def split_text(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """Cut the text into pieces of at most `longest` bytes, at the end of a line, else of a
    sentence, else where it must be.
    """
    pieces = []
    rest = text.strip()
    while len(rest.encode()) > longest:
        head = rest.encode()[:longest].decode(errors="ignore")
        cut = _last_end(head)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _last_end(head: str) -> int:
    """Return where to cut: at a line's or sentence's end in the second half, so that no piece is a
    scrap.
    """
    half = len(head) // 2
    for pattern in (r"\n", r"[。！？；!?;]|\.(?=\s)", r"[，、,\s]"):
        ends = [match.end() for match in re.finditer(pattern, head) if match.end() > half]
        if ends:
            return ends[-1]
    return len(head)


def _texts(text: str) -> list[Part]:
    return [TextPart(piece) for piece in split_text(text)]


def _numbered(text: str, others: Sequence[Button], language: str) -> list[Part]:
    """A list to answer by number; what is no answer (turning the page, going back) stays a button."""
    hint = translate(_("Reply with the number of your choice."), language)
    if not others:
        return _texts(f"{text}\n{hint}")
    return [
        *_texts(text),
        *(
            CardPart(translate(_("Your answer"), language), hint, (), each)
            for each in _sixes(others)
        ),
    ]


def _card(text: str, buttons: tuple[Button, ...], title: str) -> list[Part]:
    """Put the whole text on the card when it fits; otherwise send it first, and the card repeats
    its question or heading.
    """
    lines = text.split("\n") if text else []
    facts = _trailing_facts(lines)
    prose = lines[: len(lines) - len(facts)]
    if prose and 0 < len(prose[0].strip()) <= TITLE:
        title, prose = prose[0], prose[1:]
    subtitle = "\n".join(prose).strip()
    if len(subtitle) <= SUBTITLE:
        return [CardPart(title, subtitle, facts, buttons)]
    if len(lines[-1]) <= TITLE and not lines[-1].startswith(
        "·"
    ):  # a question stands last, but so does a ticket's history
        title = lines[-1]
    return [*_texts(text), CardPart(title, "", (), buttons)]


def _sixes(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    fitting = [(token, _clipped(label)) for token, label in buttons]
    return [
        tuple(fitting[start : start + MOST_BUTTONS])
        for start in range(0, len(buttons), MOST_BUTTONS)
    ]


def _trailing_facts(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the rows "name：value" at the text's end, none when they are too long or too many for a
    card.
    """
    facts: list[tuple[str, str]] = []
    for line in reversed(lines[1:]):
        fact = _FACT.fullmatch(line.strip())
        if not fact:
            break
        facts.insert(0, (fact[1], fact[2]))
    return tuple(facts) if len(facts) <= FACTS else ()


def _listed(buttons: Sequence[Button]) -> list[str]:
    return [
        label if (number := _number((token, label))) is None else f"{number} {label}"
        for token, label in buttons
    ]


def _number(button: Button) -> int | None:
    """Return the number a person types for this answer: its place in the question, the same on
    every page.
    """
    meant = read_token(button[0])
    return meant.index + 1 if isinstance(meant, Answered) else None


def _clean(text: str) -> str:
    """Return the text without halves of characters, which no encoding knows."""
    return text.encode(errors="replace").decode()


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in label)


def _clipped(label: str) -> str:
    """Return the label, or as much of it as a button shows."""
    if _width(label) <= LABEL_WIDTH:
        return label
    while _width(label) > LABEL_WIDTH - 2:
        label = label[:-1]
    return label + "…"
