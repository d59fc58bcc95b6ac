"""A warning as it is issued, what its slip says, and with which buttons."""

from __future__ import annotations

from datetime import UTC

import pytest
from sqlmodel import select

from casework.reminders.warnings import issue, proposal_item, slip, warned_by, warning_item
from casework.tickets import commands as c
from locales import translate
from rules.campaign.file import read_campaign
from storage.database import Database
from storage.tables import IssuedWarning
from tests.casework.reminders.pressing import assigned, at, labels, line, moment, ticket_of
from tests.casework.stage import FIRST, Stage
from tests.duties import CAMPAIGN


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def issued(stage: Stage, number: str, level: str, day: str) -> IssuedWarning:
    """Issue a warning on this day."""
    at(stage, day)
    with stage.database.write() as session:
        ticket = ticket_of(session, number)
        return issue(stage.town.desk(session), ticket, level, "CB-2026-0001")


def slip_of(stage: Stage, number: str, level: str, day: str, language: str = "en") -> list[str]:
    """Return the lines of a slip issued on this day."""
    warning = issued(stage, number, level, day)
    with stage.database.read() as session:
        said = slip(stage.town.desk(session), ticket_of(session, number), warning)
        return translate(said, language).splitlines()


def test_it_is_an_event_of_the_ticket_and_kept_with_its_deadline(stage: Stage) -> None:
    number = assigned(stage)
    issued(stage, number, "yellow", "03-06")
    with stage.database.read() as session:
        kept = session.exec(select(IssuedWarning)).one()
    assert (kept.number, kept.level) == ("CB-2026-0001", "yellow")
    assert (kept.deadline, kept.issued_at) == (moment("03-05"), moment("03-06", "08:31"))
    assert stage.events(number)[-1].note == {"rung": "yellow", "number": "CB-2026-0001"}
    assert stage.town.ticket(number).state == "in_progress"
    assert stage.faults() == []


def test_a_slip_says_what_a_bureau_writes(stage: Stage) -> None:
    assert slip_of(stage, assigned(stage), "yellow", "03-06", "zh_CN") == [
        "催办单 CB-2026-0001（黄色预警）",
        "被催办单位：第一中学",
        "事项：DC-2026-0001 迟到",
        "交办日期：2026年3月2日",
        "办理时限：2026年3月5日 18:00前（3个工作日）",
        "已逾期1个工作日。",
        "要求：请立即办理，自本单发出之日起1个工作日内答复，并说明逾期原因。",
        "示范区教育局",
        "2026年3月6日",
    ]


@pytest.mark.parametrize(
    ("level", "day", "standing"),
    [
        ("blue", "03-04", "Working days left: 1."),
        ("blue", "03-05", "It is due today."),
        ("yellow", "03-09", "Working days overdue: 2."),
    ],
)
def test_it_says_how_it_stands_on_the_day_of_its_issue(
    stage: Stage, level: str, day: str, standing: str
) -> None:
    number = assigned(stage)
    lines = slip_of(stage, number, level, day)
    assert lines[5] == standing
    at(stage, "03-13")
    with stage.database.read() as session:
        kept = session.exec(select(IssuedWarning)).one()
        again = slip(stage.town.desk(session), ticket_of(session, number), kept)
        assert translate(again, "en").splitlines() == lines


def test_on_the_very_minute_of_the_deadline_it_is_not_overdue(stage: Stage) -> None:
    number = assigned(stage)
    warning = issued(stage, number, "blue", "03-05")
    warning.issued_at = warning.deadline
    with stage.database.read() as session:
        said = slip(stage.town.desk(session), ticket_of(session, number), warning)
    assert "It is due today." in translate(said, "en")


def test_it_says_when_it_was_assigned_and_not_when_it_was_filed(stage: Stage) -> None:
    number = stage.finding()
    at(stage, "03-03")
    stage.do("office", c.Assign(number, stage.unit(), 3))
    assert "Assigned on: 3 Mar 2026" in slip_of(stage, number, "blue", "03-05")


def test_of_a_deadline_that_has_moved_since_it_tells_the_day(stage: Stage) -> None:
    number = assigned(stage)
    warning = issued(stage, number, "blue", "03-04")
    stage.do("head", c.AskTime(number, 2, "r"))
    stage.do("office", c.RuleOnTime(number, True))
    with stage.database.read() as session:
        said = slip(stage.town.desk(session), ticket_of(session, number), warning)
    assert "Time limit: 5 Mar 18:00\n" in translate(said, "en")


def test_a_warning_reaches_all_whom_a_lower_one_reached() -> None:
    assert warned_by("blue", None) == ["经办人", "单位负责人"]
    assert warned_by("yellow", None) == ["经办人", "单位负责人", "分管领导"]
    assert set(warned_by("red", None)) == {"经办人", "单位负责人", "分管领导", "局主要领导"}
    ladder = "ladder:\n  - {rung: yellow, offset: 2, to: [校长]}\n  - {rung: red, offset: 4, to: [局领导]}\n"
    campaign = read_campaign(f"{CAMPAIGN}{ladder}".encode())
    assert [warned_by(level, campaign) for level in ("blue", "yellow", "red")] == [
        [],
        ["校长"],
        ["校长", "局领导"],
    ]


@pytest.mark.parametrize(
    ("own", "sees", "whole", "among", "rest"),
    [
        (True, True, ["Open DC-2026-0001", "Answer"], ["CB-2026-0001"], "Our unit's tickets"),
        (False, True, ["Open DC-2026-0001"], ["CB-2026-0001"], "Menu"),
        (False, False, [], [], "Menu"),
    ],
)
def test_who_may_do_what_with_it_has_the_buttons(
    stage: Stage, *, own: bool, sees: bool, whole: list[str], among: list[str], rest: str
) -> None:
    number = assigned(stage)
    warning = issued(stage, number, "yellow", "03-06")
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        item = warning_item(desk, ticket_of(session, number), warning, own=own, sees=sees)
    assert (labels(item.buttons), labels(item.among), labels([item.rest])) == (whole, among, [rest])
    assert line(item) == f"CB-2026-0001 yellow: {number} Late, {FIRST}. Working days overdue: 1."
    assert item.about == number


def test_what_is_not_taken_on_is_to_be_taken_on_first(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    warning = issued(stage, number, "blue", "03-04")
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        item = warning_item(desk, ticket_of(session, number), warning, own=True, sees=True)
    assert labels(item.buttons) == [f"Open {number}", "Take it on"]


def test_the_more_serious_and_the_later_weighs_more(stage: Stage) -> None:
    number = assigned(stage)
    weights = []
    for level, day in (
        ("blue", "03-04"),
        ("yellow", "03-06"),
        ("yellow", "03-09"),
        ("red", "03-09"),
    ):
        warning = IssuedWarning(
            ticket_id=1,
            deadline=moment("03-05"),
            level=level,
            number="CB-2026-0001",
            issued_at=moment(day, "08:31").astimezone(UTC),
        )
        with stage.database.read() as session:
            desk = stage.town.desk(session)
            item = warning_item(desk, ticket_of(session, number), warning, own=True, sees=True)
        weights.append(item.weight)
    assert weights == sorted(set(weights))


def test_with_a_red_one_the_office_is_asked_to_decide(stage: Stage) -> None:
    number = assigned(stage)
    warning = issued(stage, number, "red", "03-10")
    with stage.database.read() as session:
        item = proposal_item(stage.town.desk(session), ticket_of(session, number), warning)
    assert line(item) == (
        f"{number} Late, {FIRST}: red warning CB-2026-0001. Put it under supervision? "
        "Working days overdue: 3."
    )
    assert labels(item.buttons) == [f"Open {number}", "Decide on it"]
    assert labels([item.rest]) == ["Supervised tickets"]
