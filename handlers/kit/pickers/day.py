"""Choosing a day, by button or as people write it."""

from __future__ import annotations

from datetime import date
from typing import Any

from locales import Message, _
from rules.time.date_parsing import read_day
from talk import Answer, Choice, Chosen, Given, Reading, Said, Talk, Wrong, clean
from talk import input as sent


class OneDay(Answer[date]):
    """A day as people write it, from `first` on; the usual ones are buttons."""

    def __init__(self, today: date, first: date, usual: tuple[date, ...] = ()) -> None:
        self.today, self.first, self.usual = today, first, usual

    def choices(self, partial: Any) -> tuple[Choice, ...]:
        return tuple(Choice(day.isoformat(), _("{day}", day=day)) for day in self.usual)

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        day = read_day(clean(said.text), self.today) if isinstance(said, sent.Words) else None
        if day is None:
            return Wrong(_("That day could not be read."))
        if day < self.first:
            early = _("{day} is too early; from {first} on, please.", day=day, first=self.first)
            return Wrong(early)
        return Given(day.isoformat())

    def load(self, stored: Any) -> date:
        return date.fromisoformat(stored)


def ask_day(talk: Talk, key: str, kind: OneDay, asked: Message) -> date:
    """Ask for a day, with examples of how it may be written."""
    day = max(kind.first, kind.today)
    near = "明天、三天内、下周五" if kind.first >= kind.today else "昨天"
    question = _("{question}\nTap one, or write for example {examples}.", question=asked)
    return talk.ask(key, kind, question.given(examples=f"{day.month}月{day.day}日、{near}"))
