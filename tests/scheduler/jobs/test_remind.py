"""Reminders: one message a person, worst first, to whoever answers for it now, and only while it is
to be done.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from casework.desk import Desk
from casework.duties.assignments import open_again, replan, settle
from casework.reminders.content import Content, assignment_content
from rules.permissions import Role
from scheduler import push
from scheduler.jobs import remind
from storage.database import Database
from storage.queries.reminders import Planned
from storage.queries.reminders import plan as plan_rows
from storage.tables import (
    Assignment,
    CampaignRow,
    Chat,
    Failure,
    Person,
    Preferences,
    Reminder,
    RoleHeld,
    Unreachable,
)
from tests.duties import CAMPAIGN, add_assignment, open_campaign
from tests.scheduler.clockwork import at, plan, reminders, tick, until
from tests.town import BUREAU, Town

DUE = "2026-03-20"  # a Friday
WHOLE = "[Open the task] [My tasks]"
EARLY = f"{WHOLE} [Remind me later]"


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return _town(sqlite_database)


@pytest.fixture
def any_town(database: Database) -> Town:
    """A town for what each database does in its own way: claims, bulk writes, what is undone."""
    return _town(database)


def _town(database: Database) -> Town:
    """Return a town with a campaign, in which nothing is owed yet."""
    town = Town(database)
    town.person("周校长", Role.HEAD, unit="第一中学")
    town.person("郑老师", Role.STAFF, unit="第一中学")
    town.person("钱校长", Role.HEAD, unit="第二小学")
    town.person("吴办", Role.OFFICE)
    open_campaign(town)
    return town


def _change(town: Town, assignment_id: int, **values: Any) -> None:
    """Change what is owed as a command does: settled, opened again or moved, and planned anew."""
    with town.database.write() as session:
        desk = Desk(session, town.clock(), BUREAU)
        assignment = session.get_one(Assignment, assignment_id)
        state = values.pop("state", "")
        for name, value in values.items():
            setattr(assignment, name, value)
        session.add(assignment)
        session.flush()
        if state == "open":
            open_again(desk, assignment)
        elif state:
            settle(desk, assignment, state)
        else:
            replan(desk, assignment)


def _wish(town: Town, name: str, **wishes: Any) -> None:
    with town.database.write() as session:
        person = session.exec(select(Person.id).where(Person.name == name)).one()
        session.merge(Preferences(person_id=person or 0, **wishes))


def _lose_account(town: Town, name: str) -> None:
    with town.database.write() as session:
        chat = session.exec(select(Chat).where(Chat.address == name)).one()
        chat.gone = True
        session.add(chat)


def test_what_one_person_owes_comes_in_one_message_worst_first(any_town: Town) -> None:
    town = any_town
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    add_assignment(town, "letter", person="周校长", due="2026-03-17")
    add_assignment(town, "lists", unit="第二小学", due=DUE)
    plan(town)
    assert until(town, "03-11 20:00") == [
        f"03-06 08:31 周校长 < Due 17 Mar 2026, working days left: 7. 责任书 [Confirm receipt] {EARLY}",
        f"03-11 08:31 周校长 < Due 20 Mar 2026, working days left: 7. 自查报告 {EARLY}",
        f"03-11 08:31 钱校长 < Due 20 Mar 2026, working days left: 7. 问题清单 {EARLY}",
    ]
    until(town, "03-18 20:00")
    assert until(town, "03-19 08:40") == [
        "03-19 08:31 周校长 < You have 2 tasks to do:"
        " / 1. Late by working days: 2. 责任书, due 17 Mar 2026"
        " / 2. Due 20 Mar 2026, working days left: 1. 自查报告"
        " [Do no. 1] [Do no. 2] [My tasks] [Remind me later]",
        f"03-19 08:31 钱校长 < Due 20 Mar 2026, working days left: 1. 问题清单 {EARLY}",
    ]
    assert [
        line.partition(" < ")[2] for line in until(town, "03-23 08:31") if " 周校长 < " in line
    ][-1] == (
        "You have 2 tasks to do: / 1. Late by working days: 4. 责任书, due 17 Mar 2026"
        " / 2. Late by working days: 1. 自查报告, due 20 Mar 2026 [Do no. 1] [Do no. 2] [My tasks]"
    )


def test_a_long_message_stays_readable(town: Town) -> None:
    for month in range(1, 13):
        add_assignment(town, "monthly", unit="第一中学", due=DUE, period=f"2026-{month:02}")
    plan(town)
    (line,) = until(town, "03-11 20:00")
    assert line.endswith(
        "10. Due 20 Mar 2026, working days left: 7. 月报 (2026-10) / … and 2 more"
        " [Do no. 1] [Do no. 2] [Do no. 3] [Do no. 4] [My tasks] [Remind me later]"
    )


def test_weekly_ones_go_on_until_it_is_filed(town: Town) -> None:
    assignment = add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    until(town, "03-27 20:00")
    assert [line[:11] for line in until(town, "05-10 20:00")] == [
        "04-03 08:31",
        "04-10 08:31",
        "04-17 08:31",
        "04-24 08:31",
        "05-06 08:31",
        "05-08 08:31",
    ]
    _change(town, assignment, state="filed")
    assert until(town, "06-30 20:00") == []
    assert reminders(town, "planned") == []


@pytest.mark.parametrize("state", ["filed", "exempted", "dropped"])
def test_what_is_settled_is_not_spoken_of_even_when_the_plan_was_left(
    town: Town, state: str
) -> None:
    assignment = add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    with town.database.write() as session:
        session.get_one(Assignment, assignment).state = state
    assert until(town, "03-31 20:00") == []
    assert {each[2] for each in reminders(town)} == {"dropped"}


def test_a_filing_that_is_returned_is_reminded_of_again(any_town: Town) -> None:
    town = any_town
    assignment = add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    until(town, "03-17 20:00")
    _change(town, assignment, state="filed")
    assert reminders(town, "planned") == []
    until(town, "03-18 20:00")
    _change(town, assignment, state="open")
    assert [line[:11] for line in until(town, "03-23 20:00")] == [
        "03-19 08:31",
        "03-20 08:31",
        "03-23 08:31",
    ]


def test_more_time_moves_the_reminders(town: Town) -> None:
    assignment = add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    until(town, "03-19 20:00")
    _change(town, assignment, due_at=at("03-27 18:00"))
    assert [line[:60] for line in until(town, "03-27 20:00")] == [
        "03-24 08:31 周校长 < Due 27 Mar 2026, working days left: 3. 自查报告 "[:60],
        "03-26 08:31 周校长 < Due 27 Mar 2026, working days left: 1. 自查报告 "[:60],
        f"03-27 08:31 周校长 < Due today: 自查报告 {EARLY}"[:60],
    ]


def test_a_campaign_that_is_over_is_not_spoken_of(town: Town) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    with town.database.write() as session:
        session.exec(select(CampaignRow)).one().active = False
    assert until(town, "04-30 20:00") == []


def test_loading_what_is_long_past_makes_no_flood(town: Town) -> None:
    town.clock.now = at("06-15 10:00")
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    add_assignment(town, "lists", unit="第一中学", due="2026-06-12")
    plan(town)
    assert until(town, "06-15 20:00") == []
    assert [(line[:11], line.count("Late")) for line in until(town, "06-23 20:00")] == [
        ("06-16 08:31", 1),
        ("06-17 08:31", 1),
        ("06-18 08:31", 1),
        ("06-22 08:31", 2),
    ]


def test_after_three_days_off_only_the_newest_is_said(town: Town) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    add_assignment(town, "lists", unit="第一中学", due="2026-03-23")
    plan(town)
    until(town, "03-17 20:00")
    town.clock.now = at("03-20 11:10")
    assert tick(town) == 4
    assert town.phones["周校长"].news() == [
        "周校长 < You have 2 tasks to do: / 1. Due today: 自查报告 / 2. Due 23 Mar 2026, working "
        "days left: 1. 问题清单"
        " [Do no. 1] [Do no. 2] [My tasks] [Remind me later]"
    ]
    assert [level for _subject, level, _state in reminders(town, "superseded")] == [
        "before-3",
        "before-1",
    ]
    assert tick(town) == 0


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ("03-19 21:15", "03-20 08:31"),
        ("03-19 12:20", "03-19 14:31"),
        ("03-19 14:30", "03-19 14:31"),
        ("03-21 10:10", "03-23 08:31"),
    ],
)
def test_what_should_have_been_said_waits_for_working_hours_and_meets_what_is_said_then(
    town: Town, back: str, said: str
) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    until(town, "03-18 20:00")
    town.clock.now = at(back)
    assert tick(town) > 0
    assert town.phones["周校长"].news() == []
    assert [line[:11] for line in until(town, f"{said[:5]} 23:00")] == [said]


def test_a_clock_that_jumps_backwards_says_nothing_twice(town: Town) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    said = until(town, "04-20 20:00")
    for back in ("03-01 09:00", "03-19 09:00", "04-03 08:00"):
        town.clock.now = at(back)
        plan(town)
        assert until(town, "04-20 20:00") == []
    assert len(said) == len(set(said)) == 12


def test_the_reminder_goes_to_whoever_answers_for_it_now(town: Town) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    until(town, "03-11 20:00")
    with town.database.write() as session:
        old = session.exec(select(Person).where(Person.name == "周校长")).one()
        new = session.exec(select(Person).where(Person.name == "郑老师")).one()
        session.exec(select(RoleHeld).where(RoleHeld.person_id == old.id)).one().person_id = (
            new.id or 0
        )
    assert [line[12:15] for line in until(town, "03-17 20:00")] == ["郑老师"]
    with town.database.write() as session:
        session.exec(select(Assignment)).one().handed_to = old.id
    assert [line[12:15] for line in until(town, "03-19 20:00")] == ["周校长"]


def test_what_nobody_answers_for_is_said_to_the_office(town: Town) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    with town.database.write() as session:
        session.exec(
            select(RoleHeld).where(RoleHeld.role == Role.HEAD.value)
        ).first().role = Role.STAFF.value  # type: ignore[union-attr]  # there are two
    assert until(town, "03-11 20:00") == [
        f"03-11 08:31 吴办 < Nobody answers for it: Due 20 Mar 2026, working days left: 7. "
        f"自查报告 (第一中学) {EARLY}"
    ]


def test_the_office_hears_once_of_those_who_cannot_be_reached(any_town: Town) -> None:
    town = any_town
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    add_assignment(town, "letter", person="郑老师", due=DUE)
    plan(town)
    for name in ("周校长", "郑老师"):
        _lose_account(town, name)
    told = "Reminders cannot reach these people, they have no account here yet (2): 周校长、郑老师 [Invite somebody]"
    assert until(town, "03-25 20:00") == [f"03-11 08:31 吴办 < {told}"]
    with town.database.write() as session:
        session.exec(select(Chat).where(Chat.address == "周校长")).one().gone = False
    assert [line[12:15] for line in until(town, "03-26 20:00")] == ["周校长"]
    with town.database.read() as session:
        left = session.exec(select(Person.name).join(Unreachable)).all()
        assert left == ["郑老师"]
    _lose_account(town, "周校长")
    assert [line.partition(" yet ")[2] for line in until(town, "03-27 20:00")] == [
        "(1): 周校长 [Invite somebody]"
    ]


def test_a_snooze_and_quiet_hours_put_off_what_is_not_late(town: Town) -> None:
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    _wish(town, "周校长", quiet_from="08:00", quiet_to="09:15")
    assert [line[:11] for line in until(town, "03-11 20:00")] == ["03-11 09:15"]
    _wish(town, "周校长", snoozed_until=at("03-18 15:00"))
    assert [line[:11] for line in until(town, "03-18 20:00")] == ["03-18 15:01"]
    _wish(town, "周校长", quiet_from="08:00", quiet_to="18:00", snoozed_until=at("12-31 15:00"))
    assert [line[:11] for line in until(town, "03-24 20:00")] == ["03-23 08:31", "03-24 08:31"]


def test_what_was_put_off_is_not_said_once_it_is_filed_or_someone_else_s(town: Town) -> None:
    assignment = add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    _wish(town, "周校长", quiet_from="08:00", quiet_to="09:15")
    until(town, "03-11 08:50")
    assert reminders(town, "planned")[0] == (assignment, "before-7@1", "planned")
    with town.database.write() as session:
        session.get_one(Assignment, assignment).handed_to = 2
    assert until(town, "03-11 20:00") == []
    until(town, "03-17 08:50")
    _change(town, assignment, state="filed")
    assert until(town, "03-17 20:00") == []


def test_what_is_urgent_heeds_neither_hours_nor_wishes(town: Town) -> None:
    assignment = add_assignment(town, "self-check", unit="第一中学", due=DUE)
    _wish(town, "周校长", quiet_from="00:00", quiet_to="23:59", snoozed_until=at("12-31 15:00"))
    with town.database.write() as session:
        plan_rows(
            session,
            [
                Planned(
                    "assignment",
                    assignment,
                    "now",
                    at("03-20 18:00"),
                    at("03-07 23:30"),
                    urgent=True,
                )
            ],
        )
    assert [line[:11] for line in until(town, "03-08 20:00")] == ["03-07 23:30"]


def _broken_for(broken: int) -> Any:
    def item(desk: Desk, assignment_id: int) -> Content | None:
        if assignment_id == broken:
            raise ZeroDivisionError("its label cannot be read")
        return assignment_content(desk, assignment_id)

    return item


def test_one_that_fails_stops_none_and_is_tried_a_few_times(
    any_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = any_town
    broken = add_assignment(town, "lists", unit="第一中学", due=DUE)
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    monkeypatch.setattr(remind, "CONTENT", {"assignment": _broken_for(broken)})
    assert [line.partition(" < ")[2] for line in until(town, "03-11 20:00")] == [
        f"Due 20 Mar 2026, working days left: 7. 自查报告 {EARLY}"
    ]
    with town.database.read() as session:
        failure = session.exec(select(Failure)).one()
        assert (failure.channel, failure.address, failure.key, failure.tries) == (
            "job",
            "remind",
            f"assignment {broken}",
            5,
        )
        assert failure.error == "ZeroDivisionError: its label cannot be read"
    assert (broken, "before-7", "dropped") in reminders(town)
    monkeypatch.undo()
    assert until(town, "03-17 20:00")[0].count("问题清单") == 1


def test_a_person_whose_message_fails_gets_it_later_and_the_others_now(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.person("孙副校长", Role.HANDLER, unit="第一中学")
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    usual = push.Round.queue_one

    def fails(self: push.Round, person: int, chat: int) -> None:
        usual(self, person, chat)
        if person == 1 and town.clock() < at("03-11 08:37"):
            raise ZeroDivisionError("cannot be put into words")

    monkeypatch.setattr(push.Round, "queue_one", fails)
    assert [line[:16].rstrip() for line in until(town, "03-11 20:00")] == [
        "03-11 08:31 孙副校长",
        "03-11 08:46 周校长 <"[:16].rstrip(),
    ]


def test_a_batch_takes_all_that_is_due_of_its_subjects(
    any_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = any_town
    for month in range(1, 6):
        add_assignment(town, "monthly", unit="第一中学", due=DUE, period=f"2026-{month:02}")
    plan(town)
    town.clock.now = at("03-20 09:10")
    monkeypatch.setattr(remind, "BATCH", 2)
    assert tick(town) == 20
    assert len(reminders(town, "superseded")) == 15
    said = "".join(town.phones["周校长"].news())
    assert all(said.count(f"2026-{month:02}") == 1 for month in range(1, 6))


def test_a_second_replica_leaves_the_round_to_the_first(postgresql_database: Database) -> None:
    town = Town(postgresql_database)
    town.person("周校长", Role.HEAD, unit="第一中学")
    open_campaign(town, CAMPAIGN)
    add_assignment(town, "self-check", unit="第一中学", due=DUE)
    plan(town)
    town.clock.now = at("03-11 09:10")
    with town.database.write() as one, town.database.write() as other:
        assert remind.remind(Desk(one, town.clock(), BUREAU), town.clock()) == 1
        assert remind.remind(Desk(other, town.clock(), BUREAU), town.clock()) == 0
    with town.database.read() as session:
        assert [
            each.state
            for each in session.exec(select(Reminder).order_by(col(Reminder.due_at)).limit(2))
        ] == ["sent", "planned"]
    assert len(town.phones["周校长"].news()) == 1
    town.clock.now += timedelta(minutes=1)
    assert tick(town) == 0


def test_a_full_batch_still_tells_each_person_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in ("第一中学", "第二小学"):
        add_assignment(town, "self-check", unit=unit, due=DUE)
        add_assignment(town, "lists", unit=unit, due="2026-03-23")
    add_assignment(town, "letter", person="周校长", due="2026-03-24")
    plan(town)
    town.clock.now = at("03-17 11:10")
    monkeypatch.setattr(remind, "BATCH", 1)
    assert tick(town) > 4
    assert [len(town.phones[name].news()) for name in ("周校长", "钱校长")] == [1, 1]
