"""The time of filing divided among campaigns: no gap, no overlap, earlier claims first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.time.retention import BEGINNING, END, Retention, divide

DAY = timedelta(days=1)
USUAL = 365


def day(n: int) -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC) + n * DAY


def test_nobody_claims_anything() -> None:
    assert divide([], USUAL) == [Retention(BEGINNING, END, USUAL)]


def test_what_was_claimed_first_stays_so() -> None:
    """The second claim gets what lies before and after the first, the usual term what lies outside
    of both.
    """
    assert divide([Retention(day(2), day(4), 90), Retention(day(1), day(6), 30)], USUAL) == [
        Retention(day(2), day(4), 90),
        Retention(day(1), day(2), 30),
        Retention(day(4), day(6), 30),
        Retention(BEGINNING, day(1), USUAL),
        Retention(day(6), END, USUAL),
    ]


def test_a_claim_within_another_gets_nothing() -> None:
    assert [
        each.days
        for each in divide([Retention(day(0), day(9), 90), Retention(day(3), day(4), 30)], USUAL)
    ] == [90, USUAL, USUAL]


CLAIMS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 20), st.integers(1, 900)), max_size=5
)


@given(CLAIMS, st.integers(-5, 45))
def test_every_moment_has_the_term_of_the_first_that_claims_it(
    claims: list[tuple[int, int, int]], n: int
) -> None:
    terms = [Retention(day(first), day(first + length), days) for first, length, days in claims]
    (found,) = [each.days for each in divide(terms, USUAL) if each.since <= day(n) < each.until]
    assert found == next((each.days for each in terms if each.since <= day(n) < each.until), USUAL)
