"""Working days: the office sees which days differ, adds its own, and takes them back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from casework.calendar.commands import SetDays, TakeBackDays
from casework.calendar.days import MAX_DAYS_AT_ONCE, span_words, spans
from casework.desk import Desk
from locales import Message, _
from rules.time.date_parsing import read_days
from storage.queries.calendar import BUREAU_SOURCE, days_between, published_years
from storage.tables import CalendarDay
from talk import Answer, Choice, Given, Pick, Reading, Said, Talk, Words, Wrong, clean
from talk import input as sent

LISTED_PERIOD = timedelta(days=400)  # from today on
MAX_LISTED_SPANS = 15


class SpanOfDays(Answer[tuple[date, date]]):
    """One day, or the first and the last of several."""

    def __init__(self, today: date) -> None:
        self.today = today

    def read(self, said: Said, partial: Any) -> Reading:
        days = read_days(clean(said.text), self.today) if isinstance(said, sent.Words) else None
        if days is None:
            return Wrong(
                _(
                    "That is no day. Write for example {day}, or {span}.",
                    day="3月16日",
                    span="1月20日至2月25日",
                )
            )
        first, last = days
        if (last - first).days >= MAX_DAYS_AT_ONCE:
            return Wrong(_("At most {count} days can be set at once.", count=MAX_DAYS_AT_ONCE))
        return Given([first.isoformat(), last.isoformat()])

    def load(self, stored: Any) -> tuple[date, date]:
        return date.fromisoformat(stored[0]), date.fromisoformat(stored[1])


def calendar(talk: Talk, desk: Desk) -> SetDays | TakeBackDays | None:
    """The office keeps the calendar by which deadlines are counted."""
    if not desk.actor.may("keep_calendar"):
        return talk.drop(_("The working days are kept by the office."))
    shown = spans(days_between(desk.session, desk.today, desk.today + LISTED_PERIOD))
    own = [span for span in shown if span[2].source == BUREAU_SOURCE]
    options = [Choice("free", _("Add free days")), Choice("worked", _("Add working days"))]
    if own:
        options.append(Choice("back", _("Take days back")))
    options.append(Choice("", _("Done")))
    way = talk.ask("way", Pick[str](options), _listed(desk, shown))
    if way == "back":
        return _take_back(talk, own)
    if way:
        return _set(talk, desk, free=way == "free")
    return talk.drop(_("The working days stay as they are."))


def _take_back(talk: Talk, own: list[tuple[date, date, CalendarDay]]) -> TakeBackDays:
    options = [
        Choice([first.isoformat(), last.isoformat()], span_line(first, last, day))
        for first, last, day in own
    ]
    asked = _("Which days are taken back?")
    first, last = talk.ask("which", Pick[list[str]](options), asked)
    return TakeBackDays(date.fromisoformat(first), date.fromisoformat(last))


def _set(talk: Talk, desk: Desk, *, free: bool) -> SetDays | None:
    asked = _(
        "Which days? One day or from one to another, for example {day} or {span}.",
        day="3月16日",
        span="1月20日至2月25日",
    )
    first, last = talk.ask("days", SpanOfDays(desk.today), asked)
    name = talk.ask("name", Words(longest=20), _("What are they called? For example 寒假."))
    sure = _(
        "{line}\nOpen deadlines are reckoned anew. Set these days?",
        line=_line(first, last, name, free=free),
    )
    if not talk.confirm(sure):
        return talk.drop(_("The working days stay as they are."))
    return SetDays(first, last, free, name)


def _listed(desk: Desk, shown: list[tuple[date, date, CalendarDay]]) -> Message:
    """Return the spans in lines, and which years are not known in full."""
    lines = [_("No day from today on differs from plain weeks.")]
    if shown:
        lines = [_("Days from today on that differ from plain weeks:")]
    lines += [span_line(*span) for span in shown[:MAX_LISTED_SPANS]]
    if len(shown) > MAX_LISTED_SPANS:
        lines.append(_("… and {count} more", count=len(shown) - MAX_LISTED_SPANS))
    published = published_years(desk.session)
    for year in (desk.today.year, desk.today.year + 1):
        if year not in published:
            text = _("{year}: not published yet; deadlines in it are provisional.", year=str(year))
            lines.append(text)
    return _("{lines}", lines=lines)


def span_line(first: date, last: date, day: CalendarDay) -> Message:
    """Return what a span of days is, in one line."""
    line = _line(first, last, day.name, free=day.free)
    return _("{line} (the bureau's own)", line=line) if day.source == BUREAU_SOURCE else line


def _line(first: date, last: date, name: str, *, free: bool) -> Message:
    said = _("{days} {name}: free") if free else _("{days} {name}: worked")
    return said.given(days=span_words(first, last), name=name or "-")
