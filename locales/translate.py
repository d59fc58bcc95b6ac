"""Turn a message into words: its sentence in the reader's language, with the facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from locales.message import Fact, Message

LANGUAGES = {"zh_CN": "中文", "en": "English"}
BEIJING = ZoneInfo("Asia/Shanghai")
CATALOGUE = Path(__file__).with_name("zh_CN.po")

# Before each line of what a person wrote that could pass for a line of ours.
QUOTE = "│"
# The facts that hold what a person wrote, and may have a line of a sentence to themselves.
WRITTEN = ("words", "report", "reason")

_LINE_OF_ITS_OWN = re.compile(rf"^(\{{(?:{'|'.join(WRITTEN)})\}})$", re.MULTILINE)
_ENTRY = re.compile(r'^(msgid|msgstr) ((?:"[^\n]*"\n?)+)', re.MULTILINE)
_QUOTED = re.compile(r'^"(.*)"$', re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


def translate(
    message: Message, language: str, zone: tzinfo = BEIJING, said_at: datetime | None = None
) -> str:
    """Return the message in `language` ("zh_CN" or "en"); an unknown language reads as Chinese.

    Moments are shown in `zone`; with `said_at`, those of another year show their year. What a
    person wrote is quoted line by line, so that no line of it passes for one of ours.
    """
    sentence = _catalogue(language).get(message.text) or message.text
    if not message.facts:
        return sentence

    def in_words(fact: Fact) -> str:
        if isinstance(fact, Message):
            return translate(fact, language, zone, said_at)
        if isinstance(fact, list):
            return "\n".join(map(in_words, fact))
        if isinstance(fact, datetime):
            local = fact.astimezone(zone)
            elsewhen = said_at is not None and local.year != said_at.astimezone(zone).year
            return f"{_day(local, language, year=elsewhen)} {local:%H:%M}"
        if isinstance(fact, date):
            return _day(fact, language)
        return f"\n{QUOTE}".join(str(fact).splitlines())

    if any(isinstance(message.facts.get(name), str) for name in WRITTEN):
        sentence = _quote_lines(sentence, message.facts)
    return sentence.format_map({name: in_words(fact) for name, fact in message.facts.items()})


def _quote_lines(sentence: str, facts: Mapping[str, Fact]) -> str:
    """Return the sentence with a quoting sign before what a person wrote, where it has the line to
    itself.
    """

    def quoted(found: re.Match[str]) -> str:
        is_written = isinstance(facts.get(found[0][1:-1]), str)
        return QUOTE + found[0] if is_written else found[0]

    return _LINE_OF_ITS_OWN.sub(quoted, sentence)


def _day(day: date, language: str, *, year: bool = True) -> str:
    if language == "en":
        written, of_year = f"{day.day} {day:%b}", f" {day.year}"
        return written + of_year if year else written
    written, of_year = f"{day.month}月{day.day}日", f"{day.year}年"
    return of_year + written if year else written


def read_catalogue(path: Path) -> dict[str, str]:
    """Return the sentences of a .po file with their translations, "" for those without.

    A clerk may mend the file by hand, with nothing to compile; a broken entry is as good as
    untranslated. Babel's reader does the same, but takes 70 ms to import, which is why only
    `locales.extract` uses it.
    """
    found, sentence = {}, ""
    for keyword, lines in _ENTRY.findall(path.read_text(encoding="utf-8")):
        words = _ESCAPED.sub(_unescape, "".join(_QUOTED.findall(lines)))
        if keyword == "msgid":
            sentence = words
        elif sentence:
            found[sentence] = words
    return found


def _unescape(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


@cache
def _catalogue(language: str) -> dict[str, str]:
    return {} if language == "en" else read_catalogue(CATALOGUE)
