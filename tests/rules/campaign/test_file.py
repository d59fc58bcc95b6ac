"""A faulty campaign file: every fault at once, each with its line, its key and what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from hypothesis import given
from hypothesis import strategies as st

from locales import translate
from rules.campaign.file import CampaignRefused, read_campaign
from rules.campaign.yaml import Fault

ROOT = Path(__file__).parents[3]
GOOD = """\
key: small
title: 小行动
number: 教〔2026〕1号
issuer: 局
period: {from: 2026-03-01, to: 2026-12-31}
hours: 08:30-12:00,14:30-18:00
semesters:
  - {title: 春, period: {from: 2026-03-02, to: 2026-07-10}}
  - {title: 秋, period: {from: 2026-09-01, to: 2027-01-20}}
groups:
  units:
    学校: {kinds: [学校]}
    单位: {groups: [学校]}
  persons:
    办公室: {roles: [办公室]}
  outside: [市委]
stages:
  - {key: one, title: 一, period: {from: 2026-03-01, to: 2026-03-31}}
duties:
  - {key: once, type: once, title: 一次, stage: one, by: [学校], receiver: [办公室], due: 2026-03-20}
  - {key: weekly, type: recurring, title: 周报, by: [学校], receiver: [市委], every: week, weekday: friday}
  - {key: monthly, type: recurring, title: 月报, by: [学校], receiver: [办公室], every: month, day: 25}
  - {key: visits, type: counter, title: 督导, by: [办公室], receiver: [办公室], at_least: 2, unit: 次, per: month}
  - key: letter
    type: confirmation
    title: 责任书
    by: [学校]
    receiver: [办公室]
    due: 2026-03-31
    carries:
      - {type: number, title: 份数, at_least: 1}
fields:
  - {key: style, title: 作风}
  - {key: style-part, title: 分项, parent: style}
kinds:
  - {code: late, limit: 2}
  - {code: idle, title: 不作为, track: finding, field: style, limit: 5, words: [懒政]}
  - {code: slow, title: 慢作为, track: finding, field: style, limit: 5, words: [拖着]}
ladder:
  - {rung: blue, offset: -1, to: [经办人]}
  - {rung: red, offset: 3, to: [办公室]}
digests:
  - {every: day, at: "17:05", to: [办公室]}
"""

# (what is replaced, by what, the line and key of the fault, what it says in English)
CASES = [
    ("key: small", "key: 小", 1, "key", "小 is not a key. Use small Latin letters"),
    (
        "title: 小行动",
        "titel: 小行动",
        2,
        "titel",
        "There is no key titel here. Did you mean title?",
    ),
    ("title: 小行动", "标题: 小行动", 2, "标题", "Did you mean title?"),
    (
        "title: 小行动",
        "title: 小行动\nxyz: 1",
        3,
        "xyz",
        "There is no key xyz here. Known are: key、title",
    ),
    ("title: 小行动", "title: ''", 2, "title", "Nothing stands here. At least 1 character."),
    ("title: 小行动", f"title: {'长' * 61}", 2, "title", "Too long: at most 60 characters."),
    ("title: 小行动", "title: 2026", 2, "title", "A text belongs here"),
    ("title: 小行动", "title: [小]", 2, "title", "A text belongs here"),
    ("number: 教〔2026〕1号", "number: 教[2026]1号", 3, "number", "is not a document number"),
    ("issuer: 局\n", "", 1, "issuer", "The key issuer is missing here: Issuer."),
    (
        "{from: 2026-03-01, to: 2026-12-31}",
        "{from: 2026-12-31, to: 2026-03-01}",
        5,
        "period.to",
        "lies before the beginning",
    ),
    (
        "{from: 2026-03-01, to: 2026-12-31}",
        "2026",
        5,
        "period",
        "Lines like “key: value” belong here",
    ),
    (
        "to: 2026-12-31}",
        "to: 2026-02-30}",
        5,
        "period.to",
        "There is no such day: 2026-02-30. That month ends on the 28.",
    ),
    ("to: 2026-12-31}", "to: 2026-13-01}", 5, "period.to", "Months go from 01 to 12."),
    ("to: 2026-12-31}", "to: 2026-2-3}", 5, "period.to", "2026-2-3 is not a date."),
    ("hours: 08:30-12:00,14:30-18:00", "hours: 8-12", 6, "hours", "8-12 are not working hours."),
    (
        "hours:",
        "time_zone: Asia/Peking\nhours:",
        6,
        "time_zone",
        "There is no time zone Asia/Peking. For China write Asia/Shanghai.",
    ),
    (
        "{from: 2026-09-01, to: 2027-01-20}",
        "{from: 2026-07-01, to: 2027-01-20}",
        9,
        "semesters[秋].period",
        "begins before 春 ends",
    ),
    (
        "    学校: {kinds: [学校]}",
        "    学校: {kinds: [小学]}",
        12,
        "groups.units.学校.kinds[1]",
        "There is no 小学 here. One of: 学校",
    ),
    (
        "    学校: {kinds: [学校]}",
        "    学校: {kinds: 学校}",
        12,
        "groups.units.学校.kinds",
        "A list belongs here, each item",
    ),
    (
        "    学校: {kinds: [学校]}",
        "    学校: {names: 一中}",
        12,
        "groups.units.学校.names",
        "A list belongs here, for example",
    ),
    (
        "    学校: {kinds: [学校]}",
        "    学校: {}",
        12,
        "groups.units.学校",
        "The group 学校 holds nobody.",
    ),
    (
        "{groups: [学校]}",
        "{groups: [单位, 学校]}",
        13,
        "groups.units.单位.groups",
        "The group 单位 holds itself.",
    ),
    (
        "{groups: [学校]}",
        "{groups: [学校, 市委]}",
        13,
        "groups.units.单位.groups[2]",
        "There is no group 市委.",
    ),
    (
        "{groups: [学校]}",
        "{groups: [办公室]}",
        13,
        "groups.units.单位.groups[1]",
        "There is no group 办公室.",
    ),
    (
        "    单位: {groups",
        "    分管领导: {groups",
        13,
        "groups.units.分管领导",
        "means those of the ticket's unit",
    ),
    (
        "{roles: [办公室]}",
        "{roles: [办公室], units: [学笑]}",
        15,
        "groups.persons.办公室.units[1]",
        "Did you mean 学校?",
    ),
    ("outside: [市委]", "outside: [市委, 学校]", 16, "groups.outside[2]", "学校 is there twice."),
    (
        "period: {from: 2026-03-01, to: 2026-03-31}",
        "period: {from: 2026-02-01, to: 2026-03-31}",
        18,
        "stages[one].period",
        "These days do not lie in those of the campaign",
    ),
    ("stage: one", "stage: two", 20, "duties[once].stage", "There is no stage two."),
    (
        "stage: one",
        "stage: onee",
        20,
        "duties[once].stage",
        "There is no stage onee. Did you mean one?",
    ),
    ("stage: one", "field: stile", 20, "duties[once].field", "There is no field stile. One of: "),
    (
        "type: once",
        "type: twice",
        20,
        "duties[once].type",
        "There is no twice here. One of: once、recurring",
    ),
    (
        "type: once, ",
        "",
        20,
        "duties[once]",
        "The key type is missing here. One of: once、recurring",
    ),
    ("due: 2026-03-20", "due: 2027-03-20", 20, "duties[once].due", "does not lie in the campaign"),
    (
        "stage: one, by: [学校], receiver: [办公室], due: 2026-03-20",
        "by: [学校], receiver: [办公室], due: 2026-02-20",
        20,
        "duties[once].due",
        "does not lie in the campaign",
    ),
    (
        "to: 2026-03-31}}\n",
        "to: 2026-03-31}}\n  - {key: two, title: 二, period: {from: 2026-04-01, to: 2026-04-30}}\n",
        0,
        "",
        "",
    ),
    (
        "from: 2026-03-01, to: 2026-03-31",
        "from: 2026-03-21, to: 2026-03-31",
        20,
        "duties[once].due",
        "lies before its stage",
    ),
    (
        "due: 2026-03-20",
        "due: 2026-03-20, time: 25:00",
        20,
        "duties[once].time",
        "25:00 is not a time of day.",
    ),
    (
        "due: 2026-03-20",
        "due: 2026-03-20, paper: maybe",
        20,
        "duties[once].paper",
        "Write true or false here.",
    ),
    (
        "due: 2026-03-20",
        "due: 2026-03-20, each: 每人人",
        20,
        "duties[once].each",
        "There is no 每人人 here. One of: 每单位、每人、合计.",
    ),
    (
        "due: 2026-03-20",
        "due: 2026-03-20, reminders: {before: [0]}",
        20,
        "duties[once].reminders.before[1]",
        "must be at least 1",
    ),
    (
        "due: 2026-03-20",
        f"due: 2026-03-20, reminders: {{before: {[*range(1, 12)]}}}",
        20,
        "duties[once].reminders.before",
        "may have at most so many items: 10",
    ),
    (
        "by: [学校], receiver: [市委]",
        "by: [], receiver: [市委]",
        21,
        "duties[weekly].by",
        "This duty is addressed to nobody.",
    ),
    (
        "by: [学校], receiver: [市委]",
        "by: [市委], receiver: [市委]",
        21,
        "duties[weekly].by[1]",
        "cannot owe anything",
    ),
    (
        "by: [学校], receiver: [市委]",
        "by: [学校], receiver: []",
        21,
        "duties[weekly].receiver",
        "Nobody receives this.",
    ),
    (
        "by: [学校], receiver: [市委]",
        "by: [学校], receiver: [省厅]",
        21,
        "duties[weekly].receiver[1]",
        "Define it under groups.",
    ),
    (
        "weekday: friday",
        "weekday: 星期八",
        21,
        "duties[weekly].weekday",
        "There is no 星期八 here.",
    ),
    (", weekday: friday", "", 21, "duties[weekly].every", "for example weekday: friday"),
    (
        "weekday: friday",
        "weekday: 周五, day: 3",
        21,
        "duties[weekly].day",
        "With every: week comes weekday.",
    ),
    (
        "weekday: friday",
        "weekday: 周五, within: {from: 2026-01-01, to: 2026-04-01}",
        21,
        "duties[weekly].within",
        "These days do not lie",
    ),
    (
        "every: month, day: 25",
        "every: month",
        22,
        "duties[monthly].every",
        "Say on which day, for example day: 25.",
    ),
    (
        "every: month, day: 25",
        "every: month, day: 25, weekday: friday",
        22,
        "duties[monthly].weekday",
        "goes only with every: week",
    ),
    (
        "every: month, day: 25",
        "every: month, day: 32",
        22,
        "duties[monthly].day",
        "must be at most 31",
    ),
    (
        "every: month, day: 25",
        "every: month, day: soon",
        22,
        "duties[monthly].day",
        "A whole number belongs here",
    ),
    (
        "every: month, day: 25",
        "every: quarter, day: {month: 4, day: 1}",
        22,
        "duties[monthly].day.month",
        "only so many months: 3.",
    ),
    ("every: month, day: 25", "every: month, day: 5, following: true", 22, "", ""),
    (
        "every: month, day: 25",
        "every: semester, following: true",
        22,
        "duties[monthly].following",
        "After a semester comes a vacation.",
    ),
    (
        "every: month, day: 25",
        "every: semester, within: {from: 2026-08-01, to: 2026-08-31}",
        22,
        "duties[monthly].every",
        "No semester",
    ),
    (
        "every: month, day: 25",
        "every: month, day: 25, scores: [{rated: [学校], weights: {市委: 50, 办公室: 40}}]",
        22,
        "duties[monthly].scores[1].weights",
        "The weights make 90",
    ),
    (
        "every: month, day: 25",
        "every: month, day: 25, scores: [{rated: [学校], weights: {家长: 100}}]",
        22,
        "duties[monthly].scores[1].weights.家长",
        "There is no group 家长.",
    ),
    (
        "at_least: 2,",
        "at_least: true,",
        23,
        "duties[visits].at_least",
        "A whole number belongs here",
    ),
    ("per: month", "per: 每天", 23, "duties[visits].per", "There is no 每天 here."),
    (
        "per: month",
        "per: month, each: unit",
        23,
        "duties[visits].by[1]",
        "Write each: person or each: group.",
    ),
    ("key: visits", "key: weekly", 23, "duties[weekly].key", "weekly is there twice."),
    (
        "type: number, title: 份数",
        "type: text, title: 份数",
        31,
        "duties[letter].carries[份数].at_least",
        "A text has no bounds.",
    ),
    (
        "type: number, title: 份数",
        "type: text, title: 份数}\n      - {type: number, title: 份数",
        32,
        "duties[letter].carries[份数].title",
        "份数 is there twice.",
    ),
    (
        "type: number, title: 份数",
        "type: sound, title: 份数",
        31,
        "duties[letter].carries[份数].type",
        "One of: text, file, photo, number.",
    ),
    (
        "at_least: 1}",
        "at_least: 5, at_most: 3}",
        31,
        "duties[letter].carries[份数].at_most",
        "At most 3 is less than at least 5.",
    ),
    (
        "parent: style}",
        "parent: stile}",
        34,
        "fields[style-part].parent",
        "There is no field stile.",
    ),
    (
        "kinds:\n",
        "  - {key: third, title: 第三级, parent: style-part}\nkinds:\n",
        35,
        "fields[third].parent",
        "two levels only",
    ),
    (
        "title: 不作为",
        "title: 慢作为",
        38,
        "kinds[slow].title",
        "慢作为 is already the name of the kind idle.",
    ),
    (
        "title: 不作为",
        "title: 迟到",
        37,
        "kinds[idle].title",
        "迟到 is already the name of the kind late.",
    ),
    (
        "words: [拖着]",
        "words: [懒政]",
        38,
        "kinds[slow].words[1]",
        "The word 懒政 already leads to the kind idle.",
    ),
    (
        "{code: late, limit: 2}",
        "{code: late, track: complaint}",
        36,
        "kinds[late].track",
        "keeps its track",
    ),
    (
        "{code: late, limit: 2}",
        "{code: fresh, limit: 2}",
        36,
        "kinds[fresh].code",
        "also needs: title、track、field.",
    ),
    ("{code: slow, title", "{code: idle, title", 38, "kinds[idle].code", "idle is there twice."),
    ("offset: 3", "offset: -2", 41, "ladder[red].offset", "Blue comes before yellow"),
    (
        "to: [经办人]",
        "to: [市委]",
        40,
        "ladder[blue].to[1]",
        "市委 has no account and cannot be told.",
    ),
    (
        '"17:05"',
        '"17:30"',
        43,
        "digests[1].at",
        "Nothing is sent on the full or half hour. Write for example 17:35.",
    ),
    ('"17:05"', '"18:05"', 43, "digests[1].at", "Nothing is sent outside working hours."),
    (
        "every: day",
        "every: day, weekday: friday",
        43,
        "digests[1].weekday",
        "This goes only with every: week.",
    ),
    ("every: day", "every: week", 43, "digests[1].every", "for example weekday: friday"),
    (
        "every: day",
        "every: month",
        43,
        "digests[1].every",
        "Say on which day, for example day: 25.",
    ),
    (
        GOOD[GOOD.index("duties:") : GOOD.index("fields:")],
        "duties: []\n",
        19,
        "duties",
        "needs at least so many items: 1",
    ),
]
FINE = [each for each in CASES if not each[3]]


def faults_of(text: str) -> list[Fault]:
    try:
        read_campaign(text.encode())
    except CampaignRefused as found:
        return found.faults
    return []


def test_the_good_file_is_good() -> None:
    campaign = read_campaign(GOOD.encode())
    assert (campaign.key, len(campaign.duties)) == ("small", 5)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"), [each for each in CASES if each[3]]
)
def test_one_fault_is_told_alone(old: str, new: str, line: int, key: str, words: str) -> None:
    assert GOOD.count(old) >= 1
    told = [
        (fault.line, fault.key, translate(fault.what, "en"))
        for fault in faults_of(GOOD.replace(old, new, 1))
    ]
    assert [(at, where) for at, where, what in told if words in what] == [(line, key)], told
    # A key that is misspelt is also missing; nothing else is told besides.
    assert len(told) == (2 if key in ("titel", "标题") else 1), told


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, new, *_rest in FINE])
def test_what_is_fine_stays_fine(old: str, new: str) -> None:
    assert read_campaign(GOOD.replace(old, new, 1).encode()).key == "small"


def test_every_sentence_about_a_fault_is_told_somewhere() -> None:
    """Those of the syntax are in test_campaign_yaml; labels and the catch-all for what nobody has
    met are no faults.
    """
    sentences = {
        str(sentence)
        for name in (
            "model",
            "check",
            "duties",
            "errors",
            "words",
        )
        for _line, sentence, *_rest in extract_from_file(
            "python", ROOT / "rules" / "campaign" / f"{name}.py", keywords={"_": None}
        )
        if str(sentence).endswith((".", "?"))
    }
    told: set[str] = set()
    for old, new, *_rest in CASES:
        told |= {fault.what.text for fault in faults_of(GOOD.replace(old, new, 1))}
    assert {
        each for each in sentences - told if not each.startswith("This is not right here.")
    } == set()


def test_all_faults_are_told_at_once_in_chinese() -> None:
    """Of all parts, also of those that stand beside a fault or use what has one; and none that only
    follows from another.
    """
    changes = [
        ("key: small", "key: Small Key"),
        ("title: 小行动\n", "标题: 小行动\n"),
        ("to: 2026-12-31}\nhours", "to: 2026-02-30}\nhours"),
        ("    学校: {kinds: [学校]}", "    学校: {kind: [学校]}"),
        ("stage: one", "stage: two"),
        ("by: [学校], receiver: [市委]", "by: [], receiver: [省厅]"),
        ("every: month, day: 25", "every: monthly, day: 25"),
        ("at_least: 2,", "at_leest: 2,"),
        ("title: 不作为", "title: 迟到"),
        ('"17:05"', '"17:30"'),
    ]
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    assert [
        translate(fault.as_message("小.yaml"), "zh_CN")
        for fault in faults_of(f"{text}key: again\n")
    ] == [
        "小.yaml，第1行，key：“Small Key”不能作代码，请用小写英文字母、数字和-，例如monthly-report。",
        "小.yaml，第1行，title：这里缺少title（标题）。",
        "小.yaml，第2行，标题：这里没有“标题”这一项，是不是title？",
        "小.yaml，第5行，period.to：没有2026-02-30这一天，那个月只到28日。",
        "小.yaml，第12行，groups.units.学校.kind：这里没有“kind”这一项，是不是kinds？",
        "小.yaml，第20行，duties[once].stage：没有“two”这个阶段。",
        "小.yaml，第21行，duties[weekly].receiver[1]：没有“省厅”这个组，请先在groups下面写明。",
        "小.yaml，第21行，duties[weekly].by：这项任务没有责任对象，请写明由哪些组完成。",
        "小.yaml，第22行，duties[monthly].every：这里没有“monthly”。可以写：每周、每月、每季度、每学期、每半年、每年。",
        "小.yaml，第23行，duties[visits].at_least：这里缺少at_least（至少）。",
        "小.yaml，第23行，duties[visits].at_leest：这里没有“at_leest”这一项，是不是at_least？",
        "小.yaml，第37行，kinds[idle].title：“迟到”已经是类别late的名称。",
        "小.yaml，第43行，digests[1].at：整点和半点不发消息，请写成例如17:35。",
        "小.yaml，第44行，key：这一项出现了两次，第一次在第1行，请删去一个。",
    ]


def test_a_duty_with_a_fault_of_its_own_is_asked_for_its_names_as_well() -> None:
    old = "by: [学校], receiver: [办公室], every: month, day: 25"
    assert old in GOOD
    text = GOOD.replace(
        old, "stage: ten, field: sea, by: [学院], receiver: [办公厅], every: monthly, day: 25", 1
    )
    assert [fault.key for fault in faults_of(text)] == [
        "duties[monthly].every",
        "duties[monthly].stage",
        "duties[monthly].by[1]",
        "duties[monthly].receiver[1]",
        "duties[monthly].field",
    ]


def test_groups_written_as_a_list_are_refused() -> None:
    text = GOOD.replace("    学校: {kinds: [学校]}", "    - {学校: {kinds: [学校]}}", 1)
    assert faults_of(
        text.replace("    单位: {groups: [学校]}", "    - {单位: {groups: [学校]}}", 1)
    )


@given(st.data())
def test_a_file_with_lines_lost_or_doubled_is_read_or_refused(data: st.DataObject) -> None:
    lines = GOOD.splitlines()
    for _time in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "double", "cut", "indent", "null"]))
        line = lines[at]
        instead = {
            "drop": [],
            "double": [line, line],
            "cut": [line[: len(line) // 2]],
            "indent": [f"  {line}"],
            "null": [re.sub(r": .*", ":", line)],
        }[change]
        lines[at : at + 1] = instead or ["#"]
    faults_of("\n".join(lines))  # whatever is wrong, nothing but CampaignRefused is raised
