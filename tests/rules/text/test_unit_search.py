"""Finding the unit that is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.spelling import normalise, spell
from rules.text.unit_search import Candidate, Grade, rank

NAMES = [
    "第一中学",
    "第二中学",
    "第十一中学",
    "第一实验小学",
    "育才小学",
    "育才小学附属幼儿园",
    "实验小学",
    "新桥镇中心小学",
    "明察示范区第三中学",
    "明察示范区第十三中学",
    "人事股",
    "教师发展中心",
    "长江路学校",
    "山城小学",
]


def candidates(*names: str, aliases: dict[str, tuple[str, ...]] | None = None) -> list[Candidate]:
    """Return candidates spelt as the roster spells them."""
    spelt = [(name, spell(name)) for name in names]
    return [
        Candidate(i, n, (aliases or {}).get(n, ()), s.pinyin, s.initials)
        for i, (n, s) in enumerate(spelt)
    ]


UNITS = candidates(*NAMES, aliases={"教师发展中心": ("教研室", "师训中心")})


@pytest.mark.parametrize(
    ("typed", "name", "grade"),
    [
        ("第一中学", "第一中学", Grade.EXACT),
        ("教研室", "教师发展中心", Grade.EXACT),
        ("一中", "第一中学", Grade.SHORT),
        ("1中", "第一中学", Grade.SHORT),
        ("市一中", "第一中学", Grade.SHORT),
        ("第11中学", "第十一中学", Grade.SHORT),
        ("三中", "明察示范区第三中学", Grade.PREFIX),
        ("13中", "明察示范区第十三中学", Grade.PREFIX),
        ("明察示范区第二中学", "第二中学", Grade.NAMED),
        ("新桥", "新桥镇中心小学", Grade.PREFIX),
        ("发展中", "教师发展中心", Grade.CONTAINS),
        ("附属幼儿", "育才小学附属幼儿园", Grade.CONTAINS),
        ("renshigu", "人事股", Grade.SHORT),
        ("RSG", "人事股", Grade.SHORT),
        ("changjiang", "长江路学校", Grade.SOUNDS),
        ("cjl", "长江路学校", Grade.SOUNDS),
        ("fazhan", "教师发展中心", Grade.SOUNDS_INSIDE),
        ("长江路学校的食堂", "长江路学校", Grade.NAMED),
        ("一小", "第一实验小学", Grade.ABBREVIATED),
        ("cjxx", "长江路学校", Grade.ABBREVIATED),
        ("山诚小学", "山城小学", Grade.NEAR),
        ("新侨镇中心小学", "新桥镇中心小学", Grade.NEAR),
        ("rensigu", "人事股", Grade.NEAR),
    ],
)
def test_finds_what_is_meant(typed: str, name: str, grade: Grade) -> None:
    best = rank(typed, UNITS)[0]
    assert (best.candidate.name, best.grade) == (name, grade)


@pytest.mark.parametrize(
    ("typed", "sure"),
    [
        ("一中", True),
        ("育才小学", True),  # though the kindergarten's name begins with it
        ("育才", False),
        ("新桥", True),
        ("rsg", True),
        ("山诚小学", False),  # a near miss is for the person to confirm
        ("新桥区第一中学", False),
        ("第一中学附属小学", False),  # another school than the one it names
        ("小学", False),
    ],
)
def test_is_sure_only_of_one_clear_answer(typed: str, sure: bool) -> None:
    found = rank(typed, UNITS)
    assert found[0].sure is sure
    assert not any(match.sure for match in found[1:])


def test_two_units_with_the_same_alias_are_asked_about() -> None:
    both = [
        Candidate(1, "东区第一小学", ("一小",)),
        Candidate(2, "西区第一小学", ("一小",), recent=0),
    ]
    assert [(m.candidate.id, m.grade, m.sure) for m in rank("一小", both)] == [
        (2, Grade.EXACT, False),
        (1, Grade.EXACT, False),
    ]


def test_recent_units_come_first_within_a_grade_and_alone_when_nothing_is_typed() -> None:
    units = [
        Candidate(1, "东风小学"),
        Candidate(2, "东山小学", recent=1),
        Candidate(3, "东河小学", recent=0),
        Candidate(4, "东风"),
    ]
    assert [m.candidate.id for m in rank("东", units)] == [3, 2, 4, 1]
    assert [m.candidate.id for m in rank("东风", units)][:2] == [4, 1]
    found = rank("  ", units, limit=2)
    assert [(m.candidate.id, m.grade.name) for m in found] == [(3, "UNASKED"), (2, "UNASKED")]


@pytest.mark.parametrize(
    "typed",
    [
        "😀",
        "\u202e\u200b",
        "？？",
        "查无此校",
        "q",
        "qqq",
        "cjxxx",
        "x" * 5000,
        "九" * 5000,
        "9" * 5000,
    ],
)
def test_finds_nothing_for_what_names_nothing(typed: str) -> None:
    assert rank(typed, UNITS) == []


@given(
    st.text(max_size=200),
    st.lists(
        st.tuples(st.text(max_size=30), st.text(max_size=8), st.text(max_size=20)), max_size=8
    ),
)
def test_ranks_anything(typed: str, rows: list[tuple[str, str, str]]) -> None:
    units = [
        Candidate(i, name, (alias,), sound, sound[:3])
        for i, (name, alias, sound) in enumerate(rows)
    ]
    found = rank(typed, units, limit=5)
    assert len(found) <= 5
    assert [m.grade for m in found] == sorted(m.grade for m in found)
    for unit in units:
        if normalise(unit.name) and normalise(unit.name[:100]) == normalise(unit.name):
            best = rank(unit.name, units, limit=1)[0]
            assert best.grade == Grade.EXACT or not unit.name.strip()


def test_a_long_name_is_compared_up_to_a_hundred_letters() -> None:
    both = [Candidate(1, "甲" * 99 + "乙"), Candidate(2, "甲" * 99)]
    (best, *_others) = rank("甲" * 99 + "乙" * 9, both)
    assert (best.candidate.id, best.grade) == (1, Grade.EXACT)


def test_a_near_whole_name_stands_before_a_near_ending() -> None:
    ending = Candidate(1, "东镇山城小学", recent=0)
    found = rank("山诚小学", [ending, Candidate(2, "山城小学")])
    assert [(m.candidate.id, m.grade) for m in found] == [(2, Grade.NEAR), (1, Grade.NEAR)]
