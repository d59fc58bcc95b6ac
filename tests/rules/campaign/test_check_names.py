"""Names in a campaign: unknown ones and doubled ones are told, with what may be meant."""

from __future__ import annotations

from locales import translate
from rules.campaign.check_names import check_names, find_doubled, find_unknown_groups


def _said(found: object) -> list[tuple[object, str]]:
    return [(path, translate(what, "en")) for path, what in found]  # type: ignore[attr-defined]  # of any check


def test_a_slip_is_answered_with_what_may_be_meant() -> None:
    (told,) = _said(find_unknown_groups(("by",), ["全区学校们"], {"全区学校", "机关"}))
    assert told == (("by", 0), "There is no group 全区学校们. Did you mean 全区学校?")


def test_a_name_like_none_is_to_be_defined() -> None:
    (told,) = _said(find_unknown_groups(("by",), ["天文台"], {"机关"}))
    assert told == (("by", 0), "There is no group 天文台. Define it under groups.")


def test_only_the_second_of_two_is_told() -> None:
    names = [(("stages", number), name) for number, name in enumerate("甲乙甲")]
    assert [path for path, _what in find_doubled(names)] == [("stages", 2)]


def test_a_duty_however_wrong_is_asked_for_its_names() -> None:
    duty = {"by": ["甲", "丁"], "receiver": 7, "stage": "x", "field": "y"}
    found = [path for path, _what in check_names(duty, {"甲"}, ["a"], ["b"])]
    assert found == [("stage",), ("by", 1), ("field",)]
