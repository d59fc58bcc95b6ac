"""Periods: those of the calendar, cut to the days asked for, with names that last."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from locales import translate
from rules.campaign.duties import Span
from rules.campaign.periods import periods
from tests.rules.campaign.samples import span
from tests.rules.strategies import days

ONE = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


@given(days(), st.integers(0, 800), st.sampled_from(["week", *MONTHS]))
def test_periods_are_those_of_the_calendar_cut_to_the_days(
    first: date, length: int, every: str
) -> None:
    last = first + timedelta(days=length)
    found = periods(every, span(first, last))
    assert (found[0].opens, found[-1].closes) == (first, last)
    assert all(late.first == early.last + ONE for early, late in pairwise(found))
    for each in found:
        assert each.first <= each.opens <= each.closes <= each.last
        if every == "week":
            assert (each.first.weekday(), (each.last - each.first).days) == (0, 6)
        else:
            assert each.first.day == 1
            assert (each.first.month - 1) % MONTHS[every] == 0
            assert (each.last + ONE).day == 1


def test_periods_have_names_that_last_and_labels_to_read() -> None:
    year: Span = span(date(2026, 1, 1), date(2026, 12, 31))
    names = {every: periods(every, year)[-1] for every in ("week", *MONTHS)}
    assert {every: each.id for every, each in names.items()} == {
        "week": "2026-W53",
        "month": "2026-12",
        "quarter": "2026-Q4",
        "half-year": "2026-H2",
        "year": "2026",
    }
    assert [translate(each.label, "zh_CN") for each in names.values()] == [
        "2026年12月28日起的一周",
        "2026年12月",
        "2026年第4季度",
        "2026年下半年",
        "2026年",
    ]
    assert translate(periods("half-year", year)[0].label, "en") == "First half of 2026"
