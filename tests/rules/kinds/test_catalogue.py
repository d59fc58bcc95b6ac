"""The catalogue holds what was asked for and guesses a kind from a caption."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.kinds.catalogue import guess_kinds
from rules.kinds.usual import FIELDS, KINDS, USUAL

CODES = {
    "迟到": "late",
    "早退": "left-early",
    "缺席": "absent",
    "替会": "stand-in",
    "玩手机": "phone-use",
    "接打电话": "phone-call",
    "交头接耳": "talking",
    "打瞌睡": "dozing",
    "随意走动": "walking-about",
    "吸烟": "smoking",
    "会场外逗留": "loitering",
    "首问负责": "first-asked",
    "一次性告知": "told-at-once",
    "限时办结": "time-limit",
    "推诿扯皮": "passing-the-buck",
    "吃拿卡要": "asking-favours",
    "态度": "attitude",
    "乱收费": "unlawful-fees",
    "违规补课": "banned-tutoring",
    "师德师风": "teacher-conduct",
    "校园餐": "school-meals",
    "教辅校服": "materials-uniforms",
    "招生": "admissions",
    "校园安全": "campus-safety",
    "其他": "other",
}


def guess(text: str) -> list[str]:
    return [kind.code for kind in guess_kinds(text, KINDS.values())]


def test_every_kind_asked_for_is_there_under_a_stable_code() -> None:
    assert list(KINDS) == list(CODES.values())
    assert [kind.code for kind in USUAL.findings + USUAL.complaints] == list(KINDS)
    assert (len(USUAL.findings), len(USUAL.complaints)) == (17, 8)


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_the_official_name_is_guessed_first(name: str, code: str) -> None:
    assert guess(name)[0] == code


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_is_fit_to_be_stored_and_counted(code: str) -> None:
    kind = KINDS[code]
    assert kind.code == code
    assert code.isascii()
    assert len(code) <= 24
    assert kind.field in FIELDS
    assert 1 <= kind.limit_days <= 60
    assert all(word and word == word.strip().casefold() for word in kind.words_to_guess)


def test_names_are_told_apart() -> None:
    assert len({kind.name.text for kind in KINDS.values()}) == len(KINDS)


def test_a_danger_is_urgent_and_shortest() -> None:
    assert [kind.code for kind in KINDS.values() if kind.urgent] == ["campus-safety"]
    assert KINDS["campus-safety"].limit_days == min(kind.limit_days for kind in USUAL.complaints)


@pytest.mark.parametrize(
    ("caption", "codes"),
    [
        ("两名老师在会场看手机", ["phone-use"]),
        ("教代会上刷手机", ["phone-use"]),  # 教代会 is an assembly, nobody stood in
        ("让副校长代会", ["stand-in"]),
        ("开会睡觉", ["dozing"]),
        ("走廊抽烟", ["smoking", "loitering"]),
        ("校长没来", ["absent"]),
        ("会上接手机", ["phone-call", "phone-use"]),
        ("ＰＨＯＮＥ call", ["phone-call", "phone-use"]),
        (
            "Outside the hall, smoking",
            ["smoking", "loitering"],
        ),  # as long: in the catalogue's order
        ("came LATE", ["late"]),
        ("a plate, later", []),
        ("学校乱收补课费", ["unlawful-fees", "banned-tutoring"]),
        ("食堂饭菜变质，孩子食物中毒", ["campus-safety", "school-meals"]),
        ("今天天气很好", []),
        ("", []),
        ("😀\u202e\x00", []),
    ],
)
def test_a_caption_is_guessed(caption: str, codes: list[str]) -> None:
    assert guess(caption) == codes


def test_only_the_kinds_offered_are_guessed() -> None:
    assert [kind.code for kind in guess_kinds("老师收礼", USUAL.findings)] == ["asking-favours"]
    assert [kind.code for kind in guess_kinds("老师收礼", USUAL.complaints)] == ["teacher-conduct"]


@given(st.text(max_size=5000))
def test_any_text_can_be_guessed_from(text: str) -> None:
    found = guess(text)
    assert len(found) == len(set(found))
    assert set(found) <= set(KINDS)
