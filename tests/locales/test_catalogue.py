"""The Chinese catalogue: complete, nothing left over, the same facts as the English, fit to be read
and to be tapped.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from locales.extract import ROOMS, ROOT, entries, extract, write_catalogue
from locales.translate import CATALOGUE, read_catalogue
from rules.lifecycle import STATE_NAMES, State

CHINESE = read_catalogue(CATALOGUE)
MAY_STAY = re.compile(
    r"\{url\}/enter|https?://\S+|\{\w+\}|_ - @ \. 符号|\.xlsx?|\d\d:\d\d"
    r"|\b(?:JPEG|PNG|WebP|HEIC|GIF|PDF|MB|Telegram|JavaScript|CSV|UTF-8|GBK|English|xlsx)\b"
)
HALF_WIDTH = re.compile(r"""[,;:?!()"'.]|[一-鿿] [一-鿿]""")
ON_BUTTONS = {
    "Choice",
    "Button",
    "act",
    "action_button",
    "Conversation",
    "Action",
    "_step",
}  # calls that put their sentence on a button
LONGEST_BUTTON = 20  # columns, two for each Chinese character: WeCom cuts off what is longer


def facts_of(sentence: str) -> set[str]:
    return {
        name for _text, name, _form, _conversion in Formatter().parse(sentence) if name is not None
    }


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Return every call in the rooms: where it is, what it calls, and the call itself."""
    for file in (file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))):
        for each in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(each, ast.Call):
                yield (
                    f"{file.relative_to(ROOT)}:{each.lineno}",
                    getattr(each.func, "id", getattr(each.func, "attr", "")),
                    each,
                )


def literal(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def on_buttons() -> set[str]:
    """Return the sentences that stand on buttons, as far as the source shows it."""
    found: set[str | None] = set()
    for _where, name, call in calls():
        parts = call.args if name in ON_BUTTONS else call.args[2:] if name == "choose" else []
        marks = (
            each
            for part in parts
            if name != "choose" or isinstance(part, ast.Tuple)
            for each in ast.walk(part)
        )
        found |= {
            literal(each)
            for each in marks
            if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "_"
        }
    return {each for each in found if each is not None}


def test_every_sentence_has_its_chinese_and_nothing_is_left_over() -> None:
    """Run `python -m locales.extract` when this fails, and translate what it names."""
    said = {str(entry.id) for entry in entries(extract())}
    assert said - {each for each, chinese in CHINESE.items() if chinese} == set()
    assert set(CHINESE) - said == set()


def test_what_is_marked_is_written_out() -> None:
    """A sentence put together while running would escape the extraction."""
    assert [where for where, name, call in calls() if name == "_" and literal(call) is None] == []


def test_both_languages_name_the_same_facts() -> None:
    assert {
        each: chinese for each, chinese in CHINESE.items() if facts_of(each) != facts_of(chinese)
    } == {}


def test_the_chinese_is_chinese() -> None:
    """No English left over, no half-width signs, no gap between two characters or at an end."""
    bare = {each: MAY_STAY.sub("", chinese) for each, chinese in CHINESE.items()}
    assert {each: chinese for each, chinese in bare.items() if re.search("[A-Za-z]", chinese)} == {}
    assert {each: chinese for each, chinese in bare.items() if HALF_WIDTH.search(chinese)} == {}
    assert {each: chinese for each, chinese in CHINESE.items() if chinese != chinese.strip()} == {}


# facts that name something by a code, such as DC-2026-0001
NAMES = "number|main|slip|again|area|option"
CODES = re.compile(rf"[一-鿿]\{{(?:{NAMES})\}}|\{{(?:{NAMES})\}}[一-鿿]")
PLAIN_NUMBERS = {  # in these {number} is a figure, not a ticket's number such as DC-2026-0001
    "A whole number is needed here, for example {number}.",
    "Open photo {number} of {count}",
    "There is no number {number} here. Please choose one from the list.",
}
CROWDED = re.compile(r"[一-鿿][A-Za-z]|[A-Za-z][一-鿿]")
APART = re.compile(
    rf"[一-鿿] \d+[一-鿿]|(?<![A-Za-z0-9-])\d+ [一-鿿]|[一-鿿] \{{(?!{NAMES})\w+\}} [一-鿿]"
)


def test_what_is_latin_stands_apart_and_figures_do_not() -> None:
    """A space on either side of Latin words and of numbers that name something; none at figures:
    16位, 已逾期{count}项.
    """
    named = {each: chinese for each, chinese in CHINESE.items() if each not in PLAIN_NUMBERS}
    assert {each: chinese for each, chinese in named.items() if CODES.search(chinese)} == {}
    assert {each: chinese for each, chinese in CHINESE.items() if CROWDED.search(chinese)} == {}
    assert {each: chinese for each, chinese in CHINESE.items() if APART.search(chinese)} == {}


def test_sentences_end_as_sentences_and_labels_as_labels() -> None:
    plain = {each: chinese for each, chinese in CHINESE.items() if not each.endswith("}")}
    assert {
        each: chinese
        for each, chinese in plain.items()
        if each.endswith(".") and chinese[-1] not in "。：）"
    } == {}
    assert {
        each: chinese
        for each, chinese in plain.items()
        if each[-1] not in ".?)" and chinese.endswith("。")
    } == {}


def test_buttons_are_short() -> None:
    """Those that carry a name or a number may be longer: they are listed when they do not fit."""
    labels = {each: CHINESE[each] for each in on_buttons() if not facts_of(each)}
    assert {
        "Take it on",
        "Answer",
        "Skip",
        "Yes",
        "Grant",
        "Menu",
        "Add words or photos",
        "Rule on it",
    } <= set(labels)
    assert {each: label for each, label in labels.items() if columns(label) > LONGEST_BUTTON} == {}


def columns(label: str) -> int:
    return sum(1 if each.isascii() else 2 for each in label)


def test_the_states_bear_the_names_of_the_regulations() -> None:
    assert {state.value: CHINESE[STATE_NAMES[state].text] for state in State} == {
        "submitted": "待受理",
        "declined": "不予受理",
        "accepted": "已立项",
        "assigned": "已交办",
        "handed_back": "退单待裁",
        "in_progress": "整改中",
        "waiting": "待补充",
        "answered": "待核查",
        "resolved": "已办结",
        "reopen_requested": "申请重办",
        "closed": "已销号",
        "archived": "已归档",
        "merged": "已并案",
        "withdrawn": "已撤回",
    }


def test_one_word_for_each_thing() -> None:
    """A receipt code has one name, a ticket too, and the public is addressed politely."""
    rivals = re.compile("查询码|会话|案件|你|结案|派单|指派|驳回|投诉单|承办件|用户")
    assert {each: chinese for each, chinese in CHINESE.items() if rivals.search(chinese)} == {}


def test_the_catalogue_is_sorted() -> None:
    """So that two people's additions seldom meet in one place."""
    assert list(CHINESE) == sorted(CHINESE)


def test_babel_reads_the_catalogue_as_we_do() -> None:
    with CATALOGUE.open("rb") as file:
        assert {str(entry.id): str(entry.string) for entry in entries(read_po(file))} == CHINESE


def test_the_extraction_keeps_what_is_translated(tmp_path: Path) -> None:
    """A sentence that is new stands there untranslated, one that is gone is dropped."""
    found = Catalog(fuzzy=False)
    for sentence in ("kept {name}", "new\nin two lines"):
        found.add(sentence)
    write_catalogue(tmp_path / "zh_CN.po", found, {"kept {name}": "留{name}", "gone": "去"})
    assert read_catalogue(tmp_path / "zh_CN.po") == {
        "kept {name}": "留{name}",
        "new\nin two lines": "",
    }


def test_a_broken_entry_loses_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "mended.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: zh_CN"\n\n# a remark\nmsgid "one"\nmsgstr "一"\n\n'
        'msgid "two"\nmsgstr 二\n\n'
        'msgid ""\n"three\\n"\n"\\"four\\""\nmsgstr "三\\\\\\n"\n"四"',
        encoding="utf-8",
    )
    assert read_catalogue(path) == {"one": "一", 'three\n"four"': "三\\\n四"}
