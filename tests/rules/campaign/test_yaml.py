"""A campaign file as text: bounded, in UTF-8, without tabs and tricks; every line number right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import translate
from rules.campaign.yaml import MAX_FILE_BYTES, Fault, read_yaml


def faults(raw: str | bytes) -> list[tuple[int, str]]:
    found = read_yaml(raw.encode() if isinstance(raw, str) else raw).faults
    return [(fault.line, translate(fault.what, "en")) for fault in found]


def test_values_and_lines() -> None:
    written = read_yaml(
        "\ufeffa: 1\nb:\n  - x\n  - {c: 2.5}\nd: 18:00 # dusk\non: yes\ne: 2026-02-30\nf: "
        "'3'\ng: ~\nh: 08\ni: true\nj: false\nk: null\nl:\n".encode()
    )
    assert written.faults == []
    assert written.value == {
        "a": 1,
        "b": ["x", {"c": 2.5}],
        "d": "18:00",
        "on": "yes",
        "e": "2026-02-30",
        "f": "3",
        "g": None,
        "h": "08",
        "i": True,
        "j": False,
        "k": None,
        "l": None,
    }
    assert written.lines[("b", 1, "c")] == 4
    assert written.line_of(("b", 1, "missing")) == 4
    assert written.line_of(()) == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "The file is empty"),
        ("# nothing\n", 1, "The file is empty"),
        ("标题：桂平\n", 1, "half-width colon"),
        ("- a\n- b\n", 1, "half-width colon"),
        ("a: 1\n标题：桂平\nb: 2\n", 3, "A colon is missing"),
        ("a: b: c\n", 1, "One colon too many"),
        ("a: 1\n b: 2\n", 2, "One colon too many"),
        ("a:\n  - b\n c: 1\n", 3, "indented wrongly"),
        ('a: 1\nb: "open\n', 3, "A quotation mark"),
        ("a: [1, 2\nb: 3\n", 2, "A bracket"),
        ("a: @home\n", 1, "cannot begin with this sign"),
        ("a: \x07\n", 1, "cannot be shown"),
        ("a: 1\n---\nb: 2\n", 2, "A second document"),
        ("a: &x 1\nb: *x\n", 1, "& and *"),
        ("a: *x\n", 1, "& and *"),
        ("a: !!python/object:os.system x\n", 1, "The sign !"),
        ("? [a]\n: 1\n", 1, "A key must be one word"),
        ("a: " + "[" * 5000, 1, "Too many steps"),
    ],
)
def test_what_stops_the_reading(text: str, line: int, words: str) -> None:
    ((found, what),) = faults(text)
    assert (found, words in what) == (line, True), what


def test_tabs_are_all_told_and_the_rest_is_read() -> None:
    written = read_yaml(b"a:\n\tb: 1\n\tc: 2\n")
    assert [fault.line for fault in written.faults] == [2, 3]
    assert written.value == {"a": {"b": 1, "c": 2}}


def test_duplicates_are_all_told_and_the_first_is_kept() -> None:
    written = read_yaml(b"a: 1\nb:\n  c: 1\n  c: {d: [1]}\na: {x: 1}\n")
    assert [(fault.line, fault.key, fault.what.facts["line"]) for fault in written.faults] == [
        (4, "c", 3),
        (5, "a", 1),
    ]
    assert written.value == {"a": 1, "b": {"c": 1}}
    assert written.lines[("a",)] == 1


def test_other_encodings_are_told_with_their_line() -> None:
    assert [line for line, _what in faults("key: a\ntitle: 作风\n".encode("gbk"))] == [2]
    assert [line for line, _what in faults("key: a".encode("utf-16"))] == [1]


def test_a_file_is_read_up_to_its_bound_and_no_further() -> None:
    fits = b"a: 1\n# " + b"x" * (MAX_FILE_BYTES - 7)
    assert len(fits) == MAX_FILE_BYTES
    assert faults(fits) == []
    assert faults(fits + b"x") == [(0, "The file is too large: at most 256 kilobytes.")]


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "a:\n" + "- " * 100_000, "{" * 200_000, "? " * 100_000, "a: " + "9" * 200_000],
)
@pytest.mark.timeout(60)  # one takes 0.3 s; a reader that the bomb works on takes minutes
def test_a_bomb_costs_little(text: str) -> None:
    assert read_yaml(text.encode()) is not None


@given(
    st.binary(max_size=300)
    | st.text(alphabet="ab: -\n[]{}'\"#&*!|>?%@\t，：", max_size=80).map(str.encode)
)
def test_whatever_is_read_never_raises(raw: bytes) -> None:
    written = read_yaml(raw)
    assert written.faults or isinstance(written.value, dict)


def test_a_fault_says_where_it_is() -> None:
    what = read_yaml(b"").faults[0].what
    said = [
        translate(fault.as_message("a.yaml"), "en").split(": The")[0]
        for fault in (Fault(what), Fault(what, 3), Fault(what, 3, "key"))
    ]
    assert said == ["a.yaml", "a.yaml, line 3", "a.yaml, line 3, key"]
