"""Who is told what of a campaign."""

from __future__ import annotations

from casework.duties.commands import FileSubmission
from tests.casework.campaigns.loading import CHECKED, MONTHS, Loading, counts, evening
from tests.casework.stage import FIRST, SECOND
from tests.duties import CAMPAIGN


def test_a_day_that_moves_is_told_to_those_who_have_not_filed(loading: Loading) -> None:
    loading.load()
    filed = loading.one("self-check", unit=SECOND)
    loading.stage.do("elsewhere", FileSubmission(filed.id or 0, CHECKED))
    loading.stage.mail()
    changes = loading.load(
        CAMPAIGN.replace("due: 2026-03-06\n    carries:\n", "due: 2026-03-10\n    carries:\n")
    )
    assert counts(changes) == (0, 0, 1, 0, 0)
    assert loading.one("self-check", unit=FIRST).due_at == evening("2026-03-10")
    assert loading.one("self-check", unit=SECOND).due_at == evening("2026-03-06")
    told = loading.stage.mail()
    assert set(told) == {"head", "handler"}
    assert told["head"] == ["自查报告: now due 10 Mar 2026, not 6 Mar 2026. [Open the task]"]


def test_other_words_are_not_told(loading: Loading) -> None:
    loading.load()
    changes = loading.load(CAMPAIGN.replace("title: 月报", "title: 每月进展"))
    assert counts(changes) == (0, 0, 0, 2 * MONTHS, 0)
    assert {each.title for each in loading.rows("monthly")} == {"每月进展"}
    assert loading.stage.mail() == {}
