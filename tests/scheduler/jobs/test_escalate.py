"""The ladder and the limits as they are climbed: who is told on which morning, once, and nobody
after the work is done.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import col, select

from casework.desk import Desk
from casework.reminders import warnings as ticket_warnings
from casework.reminders.ticket_plan import replan_moved
from casework.tickets import commands as c
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from rules.kinds.usual import USUAL
from rules.permissions import Role
from scheduler.jobs.escalate import escalate
from storage.database import Database
from storage.queries.campaigns import store_campaign
from storage.tables import (
    Failure,
    IssuedWarning,
    Person,
    PortfolioField,
    Reminder,
    RoleHeld,
    Supervision,
    Ticket,
)
from tests.casework.stage import FIRST, SECOND, Stage
from tests.town import BUREAU

WEEK = (
    "03-02",
    "03-03",
    "03-04",
    "03-05",
    "03-06",
    "03-07",
    "03-08",
    "03-09",
    "03-10",
    "03-11",
    "03-12",
    "03-13",
)


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


@pytest.fixture
def any_stage(database: Database) -> Stage:
    """A stage for what each database does in its own way: numbers, locks, what is undone."""
    return Stage(database)


def at(stage: Stage, day: str, clock: str = "08:31") -> None:
    stage.town.clock.now = (
        datetime.fromisoformat(f"2026-{day} {clock}").replace(tzinfo=BEIJING).astimezone(UTC)
    )


def tick(stage: Stage) -> dict[str, list[str]]:
    """Run the job as the ticker does, and return what reached whom."""
    for _batch in range(20):
        with stage.database.write() as session:
            desk = stage.town.desk(session)
            if not escalate(desk, desk.now):
                break
    else:
        raise AssertionError("the job never comes to an end")
    return stage.mail()


def mornings(stage: Stage, days: tuple[str, ...] = WEEK) -> dict[str, dict[str, str]]:
    """Tick on these mornings; return by day the first words that reached each person."""
    found: dict[str, dict[str, str]] = {}
    for day in days:
        at(stage, day)
        arrived = tick(stage)
        assert {name: len(lines) for name, lines in arrived.items()} == dict.fromkeys(arrived, 1)
        if told := {
            name: lines[0].split(" / ")[0].split(" [")[0] for name, lines in arrived.items()
        }:
            found[day] = told
    return found


def assigned(stage: Stage, limit: int = 3, kind: str = "late", *, taken: bool = True) -> str:
    number = stage.finding(kind)
    stage.do("office", c.Assign(number, stage.unit(), limit))
    if taken:
        stage.do("head", c.Take(number))
    stage.mail()
    return number


def warnings(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        found = session.exec(select(IssuedWarning).order_by(col(IssuedWarning.id))).all()
    return [
        f"{each.number} {each.level} {each.issued_at.astimezone(BEIJING):%m-%d %H:%M}"
        for each in found
    ]


def test_the_whole_ladder(any_stage: Stage) -> None:
    stage = any_stage
    number = assigned(stage)  # on Monday the 2nd, due on Thursday the 5th
    to = {"head", "handler"}
    found = mornings(stage)
    assert {day: set(told) for day, told in found.items()} == {
        "03-04": to,
        "03-06": {*to, "leader"},
        "03-10": {*to, "leader", "office", "clerk"},
    }
    assert found["03-04"]["head"] == "Reminder CB-2026-0001 (blue warning)"
    assert found["03-10"]["leader"] == "Reminder CB-2026-0003 (red warning)"
    assert found["03-10"]["office"].startswith(
        f"{number} Late, {FIRST}: red warning CB-2026-0003. Put it under supervision?"
    )
    assert warnings(stage) == [
        "CB-2026-0001 blue 03-04 08:31",
        "CB-2026-0002 yellow 03-06 08:31",
        "CB-2026-0003 red 03-10 08:31",
    ]
    warned = [each for each in stage.events(number) if each.name == "warned"]
    assert [each.note for each in warned] == [
        {"rung": level, "number": f"CB-2026-000{place}"}
        for place, level in enumerate(("blue", "yellow", "red"), 1)
    ]
    assert stage.town.ticket(number).state == "in_progress"
    assert stage.faults() == []
    with stage.database.read() as session:
        assert [each.state for each in session.exec(select(Supervision))] == ["proposed"]


def test_whoever_works_is_left_alone_once_it_is_answered_or_closed(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-04", "10:00")
    stage.do("head", c.Answer(number, "cause", "measure", "Wang"))
    stage.mail()
    told = mornings(stage, ("03-05", "03-06", "03-09", "03-10"))
    assert {day: set(who) for day, who in told.items()} == {
        "03-06": {"office", "clerk"},
        "03-09": {"office", "clerk"},
        "03-10": {"office", "clerk"},
    }
    assert "To be checked" in told["03-06"]["office"]
    stage.do("office", c.Approve(number))
    stage.mail()
    assert mornings(stage, ("03-11", "03-12", "03-13")) == {}
    assert warnings(stage) == []


def test_an_answer_that_is_returned_climbs_on_and_no_rung_comes_twice(stage: Stage) -> None:
    number = assigned(stage)
    assert set(mornings(stage, ("03-04", "03-05", "03-06"))) == {"03-04", "03-06"}
    stage.do("head", c.Answer(number, "cause", "measure", "Wang"))
    at(stage, "03-09", "10:00")
    stage.do("office", c.SendBack(number, "not enough"))
    stage.mail()
    assert set(mornings(stage, ("03-09", "03-10", "03-11", "03-12"))) == {"03-10"}
    assert [each.split()[1] for each in warnings(stage)] == ["blue", "yellow", "red"]


def test_more_time_plans_the_rungs_anew(stage: Stage) -> None:
    number = assigned(stage)
    assert set(mornings(stage, ("03-03", "03-04"))) == {"03-04"}
    stage.do("head", c.AskTime(number, 2, "r"))
    stage.do("office", c.RuleOnTime(number, True))
    stage.mail()
    assert set(
        mornings(stage, ("03-05", "03-06", "03-09", "03-10", "03-11", "03-12", "03-13"))
    ) == {"03-06", "03-10", "03-12"}
    assert [each.split()[1] for each in warnings(stage)] == ["blue", "blue", "yellow", "red"]


def test_while_the_reporter_is_asked_nothing_is_sent_and_after_it_the_new_deadline_counts(
    stage: Stage,
) -> None:
    number = assigned(stage)
    stage.do("head", c.AskReporter(number, "q"))
    stage.mail()
    assert mornings(stage, ("03-03", "03-04")) == {}
    stage.do(
        "inspector", c.Supply(number, "here")
    )  # on the 4th: two working days later the clock goes on
    stage.mail()
    assert set(mornings(stage, ("03-05", "03-06", "03-09", "03-10"))) == {"03-06", "03-10"}


def test_after_days_off_the_newest_is_said_and_all_are_on_record(any_stage: Stage) -> None:
    stage = any_stage
    number = assigned(stage)
    at(stage, "03-10", "20:00")
    assert tick(stage) == {}  # it is night: nothing is pushed and nothing is on record yet
    at(stage, "03-11")
    told = tick(stage)
    assert {name: len(lines) for name, lines in told.items()} == dict.fromkeys(
        ("head", "handler", "leader", "office", "clerk"), 1
    )
    assert told["head"][0].startswith("Reminder CB-2026-0002 (red warning)")
    assert warnings(stage) == ["CB-2026-0001 yellow 03-11 08:31", "CB-2026-0002 red 03-11 08:31"]
    with stage.database.read() as session:
        states = {
            each.level: each.state
            for each in session.exec(select(Reminder).where(Reminder.about == "ticket"))
        }
    assert states == {"blue": "superseded", "yellow": "superseded", "red": "sent"}
    assert mornings(stage, ("03-12", "03-13")) == {}
    assert stage.town.ticket(number).state == "in_progress"


def test_several_tickets_are_one_message_the_worst_first(stage: Stage) -> None:
    late, later = assigned(stage, 1), assigned(stage, 5)
    at(stage, "03-04")
    tick(stage)
    at(stage, "03-06")  # red for the first, due on the 3rd, and blue for the second, due on the 9th
    told = tick(stage)
    assert [len(lines) for lines in told.values()] == [1] * len(told)
    first, *rest = told["head"][0].split(" / ")
    assert first == "Tickets that need attention: 2"
    assert rest[0].startswith(f"CB-2026-0002 red: {late}")
    assert rest[1].startswith(f"CB-2026-0003 blue: {later}")
    assert rest[1].endswith("[CB-2026-0002] [CB-2026-0003] [Our unit's tickets]")
    assert told["leader"][0].startswith("Reminder CB-2026-0002")


def test_a_complaint_about_a_head_reaches_neither_that_head_nor_who_may_not_see_it(
    stage: Stage,
) -> None:
    number = stage.complaint(about_head=True)
    stage.bring(number, "assigned")
    stage.set(number, due_at=stage.town.clock.now)
    with stage.database.write() as session:
        ticket = session.exec(select(Ticket)).one()
        desk = stage.town.desk(session)
        desk.moved[ticket.id or 0] = ticket
        replan_moved(desk)
    told: set[str] = set()
    for day in WEEK[1:8]:
        at(stage, day)
        told |= set(tick(stage))
    assert told == {"above", "custodian", "office", "clerk"}


def test_the_office_and_the_unit_are_pressed_three_times_at_most(stage: Stage) -> None:
    complaint = stage.complaint()
    stage.mail()
    told = mornings(stage)
    assert list(told) == ["03-03", "03-04", "03-05"]
    assert told["03-03"] == dict.fromkeys(
        ("office", "clerk"),
        f"To be accepted or declined: {complaint} Banned tutoring, {FIRST}. Due by 3 Mar 18:00.",
    )
    assert told["03-04"]["office"].endswith("It was due by 3 Mar 18:00.")
    at(stage, "03-13", "10:00")
    stage.do("office", c.Accept(complaint))
    stage.do("office", c.Assign(complaint, stage.unit(), 15))
    stage.mail()
    told = mornings(stage, ("03-14", "03-16", "03-17"))
    assert {day: set(who) for day, who in told.items()} == {
        "03-16": {"head", "handler"},
        "03-17": {"head", "handler"},
    }
    assert told["03-16"]["head"].startswith(f"To be taken on: {complaint}")


def test_what_is_urgent_is_pressed_at_any_hour(stage: Stage) -> None:
    at(stage, "03-06", "20:00")  # a Friday evening
    stage.complaint(kind=next(each.code for each in USUAL.complaints if each.urgent))
    stage.mail()
    at(stage, "03-09", "23:00")  # the machine was off all day
    assert set(tick(stage)) == {"office", "clerk"}
    at(stage, "03-10", "23:00")
    assert "was due" in tick(stage)["office"][0]


def test_running_it_again_sends_nothing_again(any_stage: Stage) -> None:
    stage = any_stage
    assigned(stage)
    at(stage, "03-04")
    assert set(tick(stage)) == {"head", "handler"}
    assert tick(stage) == {}
    at(stage, "03-03")  # a clock that is set back
    assert tick(stage) == {}
    at(stage, "03-04")
    assert tick(stage) == {}
    assert len(warnings(stage)) == 1


def test_one_that_fails_stops_no_other_and_is_tried_again(
    any_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = any_stage
    bad, good = assigned(stage), assigned(stage)
    whole = ticket_warnings.slip

    def slip(desk: Desk, ticket: Ticket, issued: IssuedWarning) -> Any:
        if ticket.number == bad:
            raise RuntimeError("broken")
        return whole(desk, ticket, issued)

    monkeypatch.setattr(ticket_warnings, "slip", slip)
    at(stage, "03-04")
    assert good in tick(stage)["head"][0]
    assert [each.split()[0] for each in warnings(stage)] == [
        "CB-2026-0001"
    ]  # the other's number was taken back
    with stage.database.read() as session:
        assert [each.key for each in session.exec(select(Failure))] == [bad]
    monkeypatch.undo()
    at(stage, "03-04", "09:31")
    assert bad in tick(stage)["head"][0]
    assert [each.split()[0] for each in warnings(stage)] == ["CB-2026-0001", "CB-2026-0002"]


def test_leaders_in_charge_of_the_unit_or_of_the_field_come_before_the_chief(stage: Stage) -> None:
    for name in ("of the unit", "of the field", "of another"):
        stage.town.person(name, Role.STAFF)
    stage.also("of the unit", Role.LEADER, FIRST)
    stage.also("of another", Role.LEADER, SECOND)
    with stage.database.write() as session:
        person = session.exec(select(Person.id).where(Person.key == "of the field")).one() or 0
        session.add(RoleHeld(person_id=person, role="leader"))
        session.add(PortfolioField(person_id=person, field="meeting"))
    assigned(stage)
    assert set(mornings(stage, ("03-06",))["03-06"]) == {
        "head",
        "handler",
        "of the unit",
        "of the field",
    }
    told = set(mornings(stage, ("03-10",))["03-10"])
    assert {"leader", "of the unit"} <= told
    assert "of another" not in told


def test_two_replicas_at_once_issue_it_once(postgresql_database: Database) -> None:
    stage = Stage(postgresql_database)
    numbers = [assigned(stage) for _each in range(12)]
    at(stage, "03-06")
    together = Barrier(3)

    def run() -> None:
        together.wait()
        for _batch in range(30):
            with postgresql_database.write() as session:
                desk = Desk(session, stage.town.clock(), BUREAU)
                if not escalate(desk, desk.now):
                    break

    threads = [Thread(target=run) for _each in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    tick(stage)  # what somebody else held was left for the next time
    assert sorted(each.split()[0] for each in warnings(stage)) == [
        f"CB-2026-{place:04d}" for place in range(1, 13)
    ]
    for number in numbers:
        assert [each.name for each in stage.events(number)].count("warned") == 1
    assert stage.faults() == []


CAMPAIGN = """
key: spring
title: 作风督查
issuer: 示范区教育局
period: {from: 2026-03-01, to: 2026-06-30}
hours: "09:00-12:00"
groups:
  persons:
    督查组: {roles: [督查员]}
    办公室: {roles: [办公室]}
duties:
  - {key: report, title: 报告, type: once, due: 2026-06-26, by: [办公室], receiver: [办公室]}
fields:
  - {key: meeting, title: 会风}
ladder:
  - {rung: yellow, offset: 2, to: [单位负责人, 督查组]}
  - {rung: red, offset: 4, to: [局主要领导]}
"""


def test_a_campaign_sets_rungs_hours_and_groups_for_the_kinds_it_deals_with(stage: Stage) -> None:
    with stage.database.write() as session:
        store_campaign(session, read_campaign(CAMPAIGN.encode()), CAMPAIGN, stage.town.clock())
    mine, other = (
        assigned(stage, kind="late"),
        assigned(stage, kind="attitude"),
    )  # both due on Thursday the 5th
    told: dict[str, dict[str, list[str]]] = {mine: {}, other: {}}
    for day in WEEK:
        for clock in ("08:31", "09:01"):
            at(stage, day, clock)
            for name, lines in tick(stage).items():
                for number in (mine, other):
                    if number in lines[0]:
                        told[number].setdefault(f"{day} {clock}", []).append(name)
    assert told[mine] == {
        "03-09 09:01": ["inspector", "head"],
        "03-11 09:01": ["inspector", "office", "clerk", "leader", "head"],
    }
    assert list(told[other]) == ["03-04 08:31", "03-06 08:31", "03-10 08:31"]


def test_whoever_is_warned_and_may_not_see_the_ticket_gets_no_button(stage: Stage) -> None:
    with stage.database.write() as session:
        store_campaign(session, read_campaign(CAMPAIGN.encode()), CAMPAIGN, stage.town.clock())
    stage.town.person("another inspector", Role.INSPECTOR)
    assigned(stage)
    at(stage, "03-09", "09:01")
    told = tick(stage)
    assert told["another inspector"][0].endswith("9 Mar 2026")
    assert told["inspector"][0].endswith("[Open DC-2026-0001]")
    assert told["head"][0].endswith("[Open DC-2026-0001] [Answer]")


def test_where_a_unit_has_nobody_the_one_above_is_pressed_and_warned(stage: Stage) -> None:
    _retire(stage, "elsewhere")
    number = stage.finding(unit=SECOND)
    stage.do("office", c.Assign(number, stage.unit(SECOND), 3))
    stage.mail()
    told = mornings(stage, ("03-03", "03-04"))
    assert told["03-03"] == {
        "above": f"To be taken on: {number} Late, {SECOND}. Due by 3 Mar 18:00."
    }
    assert told["03-04"] == {"above": "Tickets that need attention: 2"}
    at(stage, "03-06")
    assert f"yellow: {number} Late, {SECOND}" in (said := tick(stage)["above"][0])
    assert said.endswith("[Our unit's tickets]")


def test_where_nobody_is_above_either_the_office_is_pressed(stage: Stage) -> None:
    """They left after it was assigned; the office is shown the way to give it to another unit."""
    number = stage.finding(unit=SECOND)
    stage.do("office", c.Assign(number, stage.unit(SECOND), 3))
    _retire(stage, "elsewhere", "above")
    stage.mail()
    at(stage, "03-03")
    told = tick(stage)
    assert set(told) == {"office", "clerk"}
    assert told["office"][0].startswith(f"Not taken on, for nobody answers for the unit: {number}")
    assert "[Assign to another unit]" in told["office"][0]


def _retire(stage: Stage, *names: str) -> None:
    with stage.database.write() as session:
        for each in session.exec(select(Person).where(col(Person.key).in_(names))):
            each.active = False
            session.add(each)
