"""Turn a message into words: look its sentence up in the reader's catalogue and fill in the facts."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

from locales.message import Fact, Message

LANGUAGES = {"zh_CN": "中文", "en": "English"}
BEIJING = ZoneInfo("Asia/Shanghai")


def translate(message: Message, language: str, zone: tzinfo = BEIJING) -> str:
    """Return the message in `language` ("zh_CN" or "en"); moments are shown in `zone`, an unknown language reads as Chinese."""
    sentence = _catalogue(language).get(message.text) or message.text
    if not message.facts:
        return sentence
    return sentence.format_map({name: _fact_in_words(fact, language, zone) for name, fact in message.facts.items()})


def _fact_in_words(fact: Fact, language: str, zone: tzinfo) -> str:
    if isinstance(fact, Message):
        return translate(fact, language, zone)
    if isinstance(fact, list):
        return "\n".join(translate(each, language, zone) for each in fact)
    if isinstance(fact, datetime):
        local = fact.astimezone(zone)
        return f"{local.month}月{local.day}日 {local:%H:%M}" if language != "en" else f"{local.day} {local:%b %H:%M}"
    if isinstance(fact, date):
        return f"{fact.year}年{fact.month}月{fact.day}日" if language != "en" else f"{fact.day} {fact:%b %Y}"
    return str(fact)


@cache
def _catalogue(language: str) -> dict[str, str]:
    """Read the .po file as it is: a clerk who mends a sentence sees it after a restart, with nothing to compile."""
    if language == "en":
        return {}
    path = Path(__file__).parent / "zh_CN.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
