"""Campaigns change the catalogue: what is new, what is changed, what is offered, and what remains
when they are over.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from locales import translate
from rules.campaign.model import Campaign, KindChange, ProblemField
from rules.kinds.catalogue import guess_kinds
from rules.kinds.of_campaigns import merge
from rules.kinds.usual import KINDS, USUAL
from tests.rules.campaign.samples import campaign

FIRST, LAST = date(2026, 3, 2), date(2026, 6, 30)
NEW = {
    "code": "inaction",
    "title": "不作为",
    "track": "finding",
    "field": "attitude-of-work",
    "limit": 4,
    "words": ["躺平"],
}


def having(
    *kinds: dict[str, Any],
    fields: tuple[dict[str, Any], ...] = ({"key": "attitude-of-work", "title": "工作作风"},),
) -> Campaign:
    usual = campaign({"type": "once", "due": "2026-03-20"}, first=FIRST, last=LAST)
    changes = tuple(KindChange.model_validate(each) for each in kinds)
    return usual.model_copy(
        update={
            "kinds": changes,
            "fields": tuple(ProblemField.model_validate(each) for each in fields),
        }
    )


def test_without_campaigns_it_is_the_usual_one() -> None:
    assert merge([]) == USUAL
    assert [*USUAL.findings, *USUAL.complaints] == list(KINDS.values())


def test_a_new_kind_is_offered_guessed_and_named() -> None:
    found = merge([(having(NEW), True)])
    assert found.findings[-1].code == "inaction"
    assert [each.code for each in guess_kinds("全员躺平", found.findings)] == ["inaction"]
    assert {translate(found.kinds["inaction"].name, language) for language in ("zh_CN", "en")} == {
        "不作为"
    }
    assert (found.kinds["inaction"].limit_days, found.field_of("inaction")) == (
        4,
        "attitude-of-work",
    )


def test_only_what_is_written_changes() -> None:
    late = merge([(having({"code": "late", "limit": 2, "urgent": True}), True)]).kinds["late"]
    usual = KINDS["late"]
    assert (late.limit_days, late.urgent) == (2, True)
    assert (late.name, late.field, late.words_to_guess, late.proof_required) == (
        usual.name,
        usual.field,
        usual.words_to_guess,
        usual.proof_required,
    )
    off = merge([(having({"code": "smoking", "proof": False}), True)]).kinds["smoking"]
    assert (KINDS["smoking"].proof_required, off.proof_required) == (True, False)


def test_something_else_stays_last() -> None:
    found = merge([(having({**NEW, "track": "complaint"}), True)])
    assert [each.code for each in found.complaints[-2:]] == ["inaction", "other"]


def test_the_later_campaign_is_above_the_earlier() -> None:
    both = [
        (having({"code": "late", "limit": 2}), True),
        (having({"code": "late", "limit": 7}), True),
    ]
    assert merge(both).kinds["late"].limit_days == 7


def test_one_that_does_not_run_lends_its_names_only() -> None:
    fields = (
        {"key": "attitude-of-work", "title": "工作作风"},
        {"key": "meeting", "title": "会议纪律"},
    )
    found = merge([(having(NEW, {"code": "late", "limit": 2}, fields=fields), False)])
    assert found.fields["attitude-of-work"].text == "工作作风"
    assert found.fields["meeting"] == USUAL.fields["meeting"]
    assert found.name_of("inaction") == found.kinds["inaction"].name
    assert "inaction" not in {each.code for each in found.findings}
    assert found.kinds["late"] == KINDS["late"]


def test_one_that_runs_is_above_one_that_does_not() -> None:
    for both in (
        [(having(NEW), True), (having({**NEW, "limit": 9}), False)],
        [(having({**NEW, "limit": 9}), False), (having(NEW), True)],
    ):
        assert merge(both).kinds["inaction"].limit_days == 4


def test_a_part_belongs_to_its_field() -> None:
    parts = (
        {"key": "m6", "title": "廉洁"},
        {"key": "m6-2", "title": "礼品", "parent": "m6"},
        {"key": "meeting", "title": "会议纪律"},
    )
    found = merge([(having({**NEW, "field": "m6-2"}, fields=parts), True)])
    assert found.fields_of("inaction") == {"m6-2", "m6"}
    assert found.fields_of("late") == {"meeting"}
    assert found.fields["meeting"].text == "会议纪律"


def test_what_nobody_knows_has_its_code() -> None:
    assert (USUAL.name_of("gone"), USUAL.field_of("gone"), USUAL.fields_of("gone")) == (
        "gone",
        "",
        set(),
    )
