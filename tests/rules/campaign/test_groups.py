"""Who belongs to a campaign's groups."""

from __future__ import annotations

from typing import Any

import pytest

from rules.campaign.groups import Assignee, PersonFacts, UnitFacts, assignees, persons_of, units_of
from rules.campaign.model import Campaign
from rules.permissions import Role

UNITS = [
    UnitFacts("局机关", "bureau"),
    UnitFacts("信访股", "section", "局机关"),
    UnitFacts("中心校", "school", "局机关"),
    UnitFacts("村小", "school", "中心校"),
    UnitFacts("村幼", "kindergarten", "中心校"),
    UnitFacts("一中", "school"),
]
PERSONS = [
    PersonFacts("1", "甲", frozenset({(Role.HEAD, "一中"), (Role.STAFF, "村小")})),
    PersonFacts("2", "乙", frozenset({(Role.HEAD, "信访股")})),
    PersonFacts("3", "丙", frozenset({(Role.LEADER, None)}), "党组书记"),
    PersonFacts("4", "丁", frozenset({(Role.STAFF, "村小")})),
]


def groups(units: dict[str, Any], persons: dict[str, Any] | None = None) -> Campaign:
    duty = {"type": "at-once", "key": "x", "title": "x", "by": ["x"], "receiver": ["x"]}
    start = {
        "key": "x",
        "title": "x",
        "issuer": "x",
        "period": {"from": "2026-01-01", "to": "2026-12-31"},
        "duties": [duty],
    }
    return Campaign.model_validate({**start, "groups": {"units": units, "persons": persons or {}}})


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"kinds": ["学校"]}, ["中心校", "村小", "一中"]),
        ({"kinds": ["school", "幼儿园"]}, ["中心校", "村小", "村幼", "一中"]),
        ({"parents": ["局机关"]}, ["信访股", "中心校", "村小", "村幼"]),
        ({"kinds": ["学校"], "parents": ["中心校"]}, ["村小"]),
        ({"kinds": ["幼儿园"], "names": ["一中"]}, ["村幼", "一中"]),
        ({"names": ["一中", "没有这个"]}, ["一中"]),
        ({"groups": ["小"], "names": ["信访股"]}, ["信访股", "村幼"]),
        ({}, []),
    ],
)
def test_units(group: dict[str, Any], expected: list[str]) -> None:
    campaign = groups({"组": group, "小": {"kinds": ["幼儿园"]}})
    assert [unit.name for unit in units_of(campaign, "组", UNITS)] == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"roles": ["单位负责人"]}, ["甲", "乙"]),
        ({"roles": ["head"], "kinds": ["学校"]}, ["甲"]),
        (
            {"roles": ["单位负责人"], "units": ["小"]},
            [],
        ),  # 甲 is head elsewhere and only staff there
        ({"roles": ["教职工"], "units": ["小"]}, ["甲", "丁"]),
        ({"units": ["小"]}, ["甲", "丁"]),
        ({"roles": ["局领导"]}, ["丙"]),
        ({"titles": ["党组书记"]}, ["丙"]),
        ({"roles": ["单位负责人"], "titles": ["党组书记"]}, []),
        ({"names": ["4", "乙"]}, ["乙", "丁"]),
        ({"names": ["4"], "groups": ["头"]}, ["甲", "乙", "丁"]),
        ({}, []),
    ],
)
def test_persons(group: dict[str, Any], expected: list[str]) -> None:
    campaign = groups({"小": {"names": ["村小"]}}, {"组": group, "头": {"roles": ["单位负责人"]}})
    assert [person.name for person in persons_of(campaign, "组", PERSONS, UNITS)] == expected


def test_the_persons_of_a_group_of_units_are_all_who_belong_there() -> None:
    campaign = groups({"小": {"names": ["村小"]}})
    assert [person.name for person in persons_of(campaign, "小", PERSONS, UNITS)] == ["甲", "丁"]


def test_a_roster_that_goes_round_in_circles_ends() -> None:
    circle = [UnitFacts("甲", "school", "乙"), UnitFacts("乙", "school", "甲")]
    assert [unit.name for unit in units_of(groups({"组": {"parents": ["甲"]}}), "组", circle)] == [
        "乙"
    ]


def test_groups_within_groups_cost_little_however_they_are_nested() -> None:
    """Told one by one, thirty storeys of two would be 2^30 groups."""
    storeys = {
        f"{n}{side}": {"groups": [f"{n + 1}a", f"{n + 1}b"]} for n in range(30) for side in "ab"
    }
    campaign = groups({**storeys, "30a": {"names": ["一中"]}, "30b": {"names": ["一中"]}})
    assert [unit.name for unit in units_of(campaign, "0a", UNITS)] == ["一中"]


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(KeyError):
        units_of(groups({}), "无", UNITS)


@pytest.mark.parametrize(
    ("by", "each", "expected"),
    [
        (["小"], None, [Assignee(unit="村小")]),
        (["小"], "person", [Assignee(person="1"), Assignee(person="4")]),
        (["小", "头"], None, [Assignee(unit="村小"), Assignee(person="1"), Assignee(person="2")]),
        (["头", "头"], "person", [Assignee(person="1"), Assignee(person="2")]),
        (["小", "头"], "group", [Assignee()]),
        (["空"], "group", []),
        (["空"], None, []),
    ],
)
def test_who_owes_a_duty(by: list[str], each: str | None, expected: list[Assignee]) -> None:
    campaign = groups(
        {"小": {"names": ["村小"]}, "空": {"names": ["没有"]}}, {"头": {"roles": ["单位负责人"]}}
    )
    duty = campaign.duties[0].model_copy(update={"by": tuple(by), "each": each})
    assert assignees(campaign, duty, UNITS, PERSONS) == expected
