"""What is left of a file with faults, and where that stands in the file."""

from __future__ import annotations

from typing import Any

from rules.campaign.sound_parts import find_sound_parts, validate

DUTY = {"type": "at-once", "key": "a", "title": "甲", "by": ["学校"], "receiver": ["学校"]}
FILE: dict[str, Any] = {
    "key": "k",
    "title": "t",
    "issuer": "i",
    "period": {"from": "2026-03-01", "to": "2026-06-30"},
    "groups": {"units": {"学校": {"kinds": ["学校"]}}},
    "duties": [DUTY],
}


def _sound(**more: Any) -> Any:
    value = {**FILE, **more}
    return find_sound_parts(value, validate(value)[1])


def test_a_faulty_duty_is_left_out_and_the_next_keeps_its_place() -> None:
    sound = _sound(duties=[{**DUTY, "key": "不"}, DUTY])
    assert [duty.key for duty in sound.campaign.duties] == ["a"]
    assert sound.place_of(("duties", 0, "by")) == ("duties", 1, "by")
    assert sound.place_of(("duties",)) == ("duties",)


def test_what_only_stands_in_for_a_missing_part_has_no_place() -> None:
    sound = _sound(duties=[{**DUTY, "key": "不"}])
    assert sound.campaign.duties[0].key == "x"
    assert sound.place_of(("duties", 0, "by")) is None


def test_a_faulty_group_is_left_out_alone() -> None:
    groups = {"units": {"学校": {"kinds": ["学校"]}, "坏": {"kinds": ["火星"]}}}
    assert list(_sound(groups=groups).campaign.groups.units) == ["学校"]


def test_around_a_misspelt_key_nothing_more_is_told() -> None:
    sound = _sound(duties=[{**DUTY, "reciever": []}])
    assert sound.place_of(("duties", 0)) is None
