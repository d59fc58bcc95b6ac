"""Working days: the office sees which days differ, adds its own free or working days, and takes
them back.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from casework.calendar import commands as c
from casework.calendar.days import LONGEST_SPAN, span_words, spans
from casework.desk import Desk
from locales import Message, _
from rules.time.date_parsing import read_days
from storage.queries.calendar import OWN, days_between, published_years
from storage.tables import CalendarDay
from talk import Answer, Choice, Given, Pick, Reading, Said, Talk, Words, Wrong, clean
from talk import input as sent

AHEAD = timedelta(days=400)  # of which days are shown
LINES = 15


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
        if (days[1] - days[0]).days >= LONGEST_SPAN:
            return Wrong(_("At most {count} days can be set at once.", count=LONGEST_SPAN))
        return Given([each.isoformat() for each in days])

    def load(self, stored: Any) -> tuple[date, date]:
        return date.fromisoformat(stored[0]), date.fromisoformat(stored[1])


def calendar(talk: Talk, desk: Desk) -> c.SetDays | c.TakeBackDays | None:
    """The office keeps the calendar by which deadlines are counted."""
    if not desk.actor.may("keep_calendar"):
        return talk.drop(_("The working days are kept by the office."))
    shown = spans(days_between(desk.session, desk.today, desk.today + AHEAD))
    own = [each for each in shown if each[2].source == OWN]
    options = [Choice("free", _("Add free days")), Choice("worked", _("Add working days"))]
    options += [Choice("back", _("Take days back"))] if own else []
    way = talk.ask("way", Pick[str]([*options, Choice("", _("Done"))]), _listed(desk, shown))
    if not way:
        return talk.drop(_("The working days stay as they are."))
    if way == "back":
        which = [
            Choice([first.isoformat(), last.isoformat()], span_line(first, last, day))
            for first, last, day in own
        ]
        first, last = talk.ask("which", Pick[list[str]](which), _("Which days are taken back?"))
        return c.TakeBackDays(date.fromisoformat(first), date.fromisoformat(last))
    asked = _(
        "Which days? One day or from one to another, for example {day} or {span}.",
        day="3月16日",
        span="1月20日至2月25日",
    )
    begins, ends = talk.ask("days", SpanOfDays(desk.today), asked)
    name = talk.ask("name", Words(longest=20), _("What are they called? For example 寒假."))
    free = way == "free"
    sure = _(
        "{line}\nOpen deadlines are reckoned anew. Set these days?",
        line=_line(begins, ends, name, free=free),
    )
    if not talk.confirm(sure):
        return talk.drop(_("The working days stay as they are."))
    return c.SetDays(begins, ends, free, name)


def _listed(desk: Desk, shown: list[tuple[date, date, CalendarDay]]) -> Message:
    years = published_years(desk.session)
    unknown = [year for year in (desk.today.year, desk.today.year + 1) if year not in years]
    lines = [
        _("Days from today on that differ from plain weeks:")
        if shown
        else _("No day from today on differs from plain weeks.")
    ]
    lines += [span_line(*each) for each in shown[:LINES]]
    lines += [_("… and {count} more", count=len(shown) - LINES)] if len(shown) > LINES else []
    lines += [
        _("{year}: not published yet; deadlines in it are provisional.", year=str(year))
        for year in unknown
    ]
    return _("{lines}", lines=lines)


def span_line(first: date, last: date, day: CalendarDay) -> Message:
    """Return what a span of days is, in one line."""
    line = _line(first, last, day.name, free=day.free)
    return _("{line} (the bureau's own)", line=line) if day.source == OWN else line


def _line(first: date, last: date, name: str, *, free: bool) -> Message:
    said = _("{days} {name}: free") if free else _("{days} {name}: worked")
    return said.given(days=span_words(first, last), name=name or "-")
