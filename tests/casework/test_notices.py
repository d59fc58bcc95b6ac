"""The rows of a table of tellings, and how their sentences find their facts."""

from __future__ import annotations

from typing import Any

import pytest

from casework.notices import Occasion, Wording, all_of, always, bare, fill_in, none_of, receipt_of
from locales import _, translate
from storage.database import Database
from tests.casework.stage import Stage


def _occasion(database: Database, **given: Any) -> Occasion[str]:
    stage = Stage(database)
    with database.read() as session:
        return Occasion(stage.desk(session, "office"), "subject", given)


def test_a_fact_is_bound_or_given_or_from_the_table(sqlite_database: Database) -> None:
    occasion = _occasion(sqlite_database, given="2")
    text = _("{bound} {given} {known}", bound="1")
    filled = fill_in(text, occasion, {"given": lambda _told: "-", "known": lambda _told: "3"})
    assert translate(filled, "en") == "1 2 3"


def test_a_sentence_within_a_sentence_is_filled_too(sqlite_database: Database) -> None:
    occasion = _occasion(sqlite_database, name="x")
    outer = _("({inner})", inner=_("<{name}>"))
    assert translate(fill_in(outer, occasion, {}), "en") == "(<x>)"


def test_the_first_wording_that_holds_is_answered(sqlite_database: Database) -> None:
    occasion = _occasion(sqlite_database)
    wordings: tuple[Wording[str], ...] = (
        Wording(_("a"), when=none_of(always)),
        Wording(_("b"), when=all_of(always, none_of(none_of(always))), secret=True),
        Wording(_("c")),
    )
    receipt = receipt_of(occasion, wordings, {})
    assert (receipt.text.text, receipt.secret) == ("b", True)


@pytest.mark.parametrize(
    ("words", "said"), [("补充：明天到。", "明天到"), ("理由: x", "x"), ("。", "。"), ("", "")]
)
def test_words_in_a_sentence_have_no_label_and_full_stop(words: str, said: str) -> None:
    assert bare(words) == said
