"""Reminders put off and quiet hours, said in the chat; what is late is said all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables import Assignment
from tests.duties import add_assignment, open_campaign
from tests.handlers.transcript import converse
from tests.scheduler.clockwork import at, plan, until
from tests.town import Town

DUE = "2026-03-20"  # a Friday
BOTH = "[Do no. 1] [Do no. 2] [My tasks]"


@pytest.fixture
def town_with_duties(town_anywhere: Town) -> Town:
    """The school owes one thing that is late since Monday and one that is due on Friday; the day's
    reminder has just come.
    """
    open_campaign(town_anywhere)
    add_assignment(town_anywhere, "self-check", unit="第一中学", due=DUE)
    add_assignment(town_anywhere, "lists", unit="第一中学", due="2026-03-16")
    plan(town_anywhere)
    until(town_anywhere, "03-16 20:00")
    assert until(town_anywhere, "03-17 08:31") == [
        "03-17 08:31 周校长 < You have 2 tasks to do: / 1. Late by working days: 1. 问题清单, "
        "due 16 Mar 2026"
        f" / 2. Due 20 Mar 2026, working days left: 3. 自查报告 {BOTH} [Remind me later]"
    ]
    return town_anywhere


def test_in_an_hour_what_is_not_late_is_said_again(town_with_duties: Town) -> None:
    converse(
        town_with_duties,
        """
        周校长 > [Remind me later]
        周校长 < When shall we remind you again? What is late is said at its time all the same.
            [In an hour] [Tomorrow] [On Monday] [Set quiet hours] [Cancel]
        周校长 > [In an hour]
        周校长 < You will be reminded again on 17 Mar 2026 at 09:31. What is late is still said at its time.
            [My tasks]
        """,
    )
    assert until(town_with_duties, "03-17 20:00") == [
        "03-17 09:31 周校长 < Due 20 Mar 2026, working days left: 3. 自查报告 [Open the task] "
        "[My tasks] [Remind me later]"
    ]


def test_what_is_late_ignores_a_snooze_until_monday(town_with_duties: Town) -> None:
    converse(
        town_with_duties,
        """
        周校长 > 稍后提醒
        周校长 < When shall we remind you again? What is late is said at its time all the same.
            [In an hour] [Tomorrow] [On Monday] [Set quiet hours] [Cancel]
        周校长 > on monday
        周校长 < You will be reminded again on 23 Mar 2026 at 08:31. What is late is still said at its time.
            [My tasks]
        """,
    )
    said = until(town_with_duties, "03-23 20:00")
    assert [line[:11] for line in said] == [
        "03-18 08:31",
        "03-19 08:31",
        "03-20 08:31",
        "03-23 08:31",
    ]
    assert ["自查报告" in line for line in said] == [
        False,
        False,
        False,
        True,
    ]  # by Monday it is late itself


def test_tomorrow_it_comes_together_with_what_that_day_has_to_say(town_with_duties: Town) -> None:
    town = town_with_duties
    until(town, "03-18 20:00")
    add_assignment(town, "letter", person="周校长", due=DUE, period="x")
    town.clock.now = at("03-19 08:00")
    plan(town)
    until(town, "03-19 08:40")
    town.play("周校长 > 稍后提醒\n周校长 > [Tomorrow]")
    said = [line.partition(" 周校长 < ") for line in until(town, "03-20 20:00")]
    assert [(at, words.count("Due today"), words.count("Late")) for at, _, words in said] == [
        ("03-20 08:31", 2, 1)
    ]


def test_quiet_hours(town_with_duties: Town) -> None:
    converse(
        town_with_duties,
        """
        周校长 > 稍后提醒
        周校长 < When shall we remind you again? What is late is said at its time all the same.
            [In an hour] [Tomorrow] [On Monday] [Set quiet hours] [Cancel]
        周校长 > [Set quiet hours]
        周校长 < At which hours shall reminders wait? What is late is said all the same when no working time is left.
            [Set quiet hours] [No quiet hours] [Cancel]
        周校长 > [Set quiet hours]
        周校长 < Quiet from when? For example 12:00.
            [12:00] [17:00] [18:00] [Back]
        周校长 > noon
        周校长 < Please write a time of the day, for example 12:30.

            Quiet from when? For example 12:00.
            [12:00] [17:00] [18:00] [Back]
        周校长 > 18点30
        周校长 < Until when? For example 15:00.
            [09:00] [14:30] [15:00] [Back]
        周校长 > 9：10
        周校长 < Quiet from 18:30 to 09:10: reminders wait for the next working minute after that.
            [My tasks]
        """,
    )
    assert [line[:11] for line in until(town_with_duties, "03-18 20:00")] == ["03-18 09:10"]
    converse(
        town_with_duties,
        """
        周校长 > 免打扰
        周校长 < At which hours shall reminders wait? What is late is said all the same when no working time is left.
            [Set quiet hours] [No quiet hours] [Cancel]
        周校长 > [No quiet hours]
        周校长 < No quiet hours: reminders come in working hours as they fall due.
            [My tasks]
        """,
    )
    assert [line[:11] for line in until(town_with_duties, "03-19 20:00")] == ["03-19 08:31"]


def test_quiet_all_day_leaves_only_what_is_late(town_with_duties: Town) -> None:
    town = town_with_duties
    said = town.play("周校长 > 免打扰\n周校长 > [Set quiet hours]\n周校长 > 8\n周校长 > 24:00")
    assert said.splitlines()[-1] == (
        "周校长 < Quiet from 08:00 to 00:00: that is all of the working day, so only what is "
        "late or urgent"
        " will reach you. [My tasks]"
    )
    assert ["自查报告" in line for line in until(town, "03-20 20:00")] == [False, False, False]


@pytest.mark.parametrize("written", ["25:00", "24:30", "12:60", "soon", "1230", "-1"])
def test_what_is_no_time_is_asked_again(town: Town, written: str) -> None:
    said = town.play(f"周校长 > 免打扰\n周校长 > [Set quiet hours]\n周校长 > {written}")
    assert "Please write a time of the day" in said.splitlines()[-1]


def test_a_stranger_has_no_reminders_to_put_off(town: Town) -> None:
    said = town.play("stranger > (button go:snooze)\nstranger > [Tomorrow]")
    assert "stranger < Your role does not allow this. Ask the office if it should." in said


def test_a_second_snooze_counts_and_nothing_is_said_of_what_was_filed_meanwhile(
    town_with_duties: Town,
) -> None:
    town = town_with_duties
    town.play("周校长 > 稍后提醒\n周校长 > [In an hour]")
    assert len(until(town, "03-17 09:40")) == 1
    town.clock.now += timedelta(minutes=1)
    town.play("周校长 > 稍后提醒\n周校长 > [In an hour]")
    assert [line[:11] for line in until(town, "03-17 10:50")] == ["03-17 10:41"]
    town.play("周校长 > 稍后提醒\n周校长 > [In an hour]")
    with town.database.write() as session:
        session.get_one(Assignment, 1).state = "filed"
    assert until(town, "03-17 20:00") == []


def test_in_chinese(chinese_town: Town) -> None:
    open_campaign(chinese_town)
    add_assignment(chinese_town, "self-check", unit="第一中学", due=DUE)
    add_assignment(chinese_town, "lists", unit="第一中学", due="2026-03-17")
    add_assignment(chinese_town, "monthly", unit="第一中学", due="2026-03-18", period="2026-03")
    plan(chinese_town)
    until(chinese_town, "03-17 20:00")
    assert until(chinese_town, "03-18 20:00") == [
        "03-18 08:31 周校长 < 您有2项任务待办理： / 1．【逾期】问题清单，应于2026年3月17日前完成，已逾期1个工作日"
        " / 2．【今日到期】月报（2026-03） [办理第1项] [办理第2项] [我的任务] [稍后提醒]"
    ]
    converse(
        chinese_town,
        """
        周校长 > [稍后提醒]
        周校长 < 何时再次提醒？已逾期的事项仍按时提醒。
            [一小时后] [明天] [下周一] [设置免打扰] [取消]
        周校长 > 明天
        周校长 < 将于2026年3月19日08:31再次提醒。已逾期的事项仍按时提醒。
            [我的任务]
        周校长 > 免打扰
        周校长 < 哪个时段不提醒？如时段覆盖全部工作时间，逾期事项仍会提醒。
            [设置免打扰] [不设免打扰] [取消]
        周校长 > 设置免打扰
        周校长 < 从几点开始？例如 12:00。
            [12:00] [17:00] [18:00] [上一步]
        周校长 > 午休的时候
        周校长 < 请输入时间，例如 12:30。

            从几点开始？例如 12:00。
            [12:00] [17:00] [18:00] [上一步]
        周校长 > 17：00
        周校长 < 到几点结束？例如 15:00。
            [09:00] [14:30] [15:00] [上一步]
        周校长 > 九点
        周校长 < 免打扰时段17:00至09:00：期间的提醒顺延至之后的工作时间。
            [我的任务]
        """,
    )
