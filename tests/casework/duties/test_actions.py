"""Duties as commands: whose they are, two who file at once, receivers, plans of reminders, and what
is never allowed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from casework.duties import commands as d
from casework.duties.access import NoSuchAssignment, OwnAssignment
from casework.duties.assignments import AssignmentOver
from casework.duties.receivers import receivers_of
from casework.duties.responsible import responsible_for
from casework.duties.submissions import ContentMissing
from casework.refusals import AlreadyDone, NotAllowed, TooEarly
from casework.unit_tree import people_of
from locales import translate
from rules.lifecycle import SomethingMissing, StepRefused
from rules.permissions import Role
from storage.database import Database
from storage.tables import Assignment, Chat, DutyEvent, Evidence, Person, Reminder
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import filings, open_campaign, owe, owed_row

WORDS = {"title": "自查情况", "type": "text", "text": "已自查"}
NUMBER = {"title": "问题数", "type": "number", "number": 3}
WHOLE = (WORDS, NUMBER)


@pytest.fixture
def stage(database: Database) -> Stage:
    """Everybody, and a campaign."""
    stage = Stage(database)
    open_campaign(stage.town)
    return stage


def named(stage: Stage, ids: list[int]) -> set[str]:
    with stage.database.read() as session:
        return {session.get_one(Person, each).name for each in ids}


def answering(stage: Stage, assignment: int) -> set[str]:
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        found = responsible_for(desk, session.get_one(Assignment, assignment))
    return named(stage, found)


def planned(stage: Stage, assignment: int) -> int:
    with stage.database.read() as session:
        due = (
            Reminder.about == "assignment",
            Reminder.subject == assignment,
            Reminder.state == "planned",
        )
        return len(session.exec(select(Reminder).where(*due)).all())


def test_who_answers(stage: Stage) -> None:
    unit = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    below = owe(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    person = owe(stage.town, "letter", person="teacher", due="2026-03-06")
    group = owe(stage.town, "visits", due="2026-03-31", period="2026-03")
    assert [answering(stage, each) for each in (unit, below, person)] == [
        {"head", "handler"},
        {"elsewhere"},
        {"teacher"},
    ]
    assert answering(stage, group) == {"office", "clerk"}
    stage.do("head", d.HandOver(unit, person_id(stage, "teacher")))
    assert answering(stage, unit) == {"teacher"}
    retire(stage, "teacher", "elsewhere")
    assert [answering(stage, each) for each in (unit, below, person)] == [
        {"head", "handler"},
        {"above"},
        set(),
    ]


def person_id(stage: Stage, name: str) -> int:
    with stage.database.read() as session:
        return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def retire(stage: Stage, *names: str) -> None:
    with stage.database.write() as session:
        for each in session.exec(select(Person).where(col(Person.name).in_(names))):
            each.active = False
            session.add(each)


def test_nobody_anywhere_answers_for_a_unit_without_people(stage: Stage) -> None:
    retire(stage, "head", "handler", "above")
    with stage.database.read() as session:
        assert people_of(session, stage.unit(FIRST)) == []


@pytest.mark.parametrize(
    "command",
    [
        d.FileSubmission(1, WHOLE),
        d.ConfirmAssignment(1),
        d.HandOver(1, None),
        d.AskMoreTime(1, date(2026, 3, 20), "x"),
        d.RuleOnMoreTime(1, True),
        d.RecordPaper(1, date(2026, 3, 2)),
        d.ExemptAssignment(1, "x"),
        d.LiftExemption(1, "x"),
        d.ReturnSubmission(1, "x"),
        d.ReportImmediately(1, "incident", "u:2"),
        d.ReportImmediately(1, "self-check", "u:2"),
        d.ReportImmediately(9, "incident", "g"),
    ],
)
@pytest.mark.parametrize("who", ["elsewhere", "teacher", "inspector", "leader", "parent"])
def test_somebody_elses_duty_is_no_duty(stage: Stage, who: str, command: object) -> None:
    owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with pytest.raises(NoSuchAssignment):
        stage.do(who, command)
    assert (owed_row(stage.town, 1).state, filings(stage.town, 1)) == ("open", [])


def test_only_the_office_tells_all_who_are_late(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        stage.do("head", d.TellLate(1))
    with pytest.raises(NoSuchAssignment):
        stage.do("office", d.TellLate(9))


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ((), "自查情况"),
        ((NUMBER,), "自查情况"),
        ((WORDS,), "问题数"),
        (({**WORDS, "text": ""}, NUMBER), "自查情况"),
        ((WORDS, {**NUMBER, "number": 201}), "问题数"),
        ((WORDS, {**NUMBER, "number": -1}), "问题数"),
        ((WORDS, {**NUMBER, "type": "text", "text": "3"}), "问题数"),
    ],
)
def test_what_a_duty_must_carry(stage: Stage, content: Any, missing: str) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with pytest.raises(ContentMissing) as refused:
        stage.do("head", d.FileSubmission(assignment, content))
    assert refused.value.field == f"carries:{missing}"
    assert missing in translate(refused.value.reason, "zh_CN")


def test_pictures_of_others_of_tickets_and_refused_ones_do_not_count(stage: Stage) -> None:
    signed = owe(stage.town, "signed", person="teacher", due="2026-03-06")
    mine, others, refused = (
        stage.photo("teacher"),
        stage.photo("head"),
        stage.photo("teacher", "refused"),
    )

    def page(*ids: int) -> d.FileSubmission:
        return d.FileSubmission(
            signed, ({"title": "签字页", "type": "photo", "evidence": list(ids)},)
        )

    for ids in ((), (others,), (refused,), (9999,)):
        with pytest.raises(ContentMissing):
            stage.do("teacher", page(*ids))
    with stage.database.write() as session:
        session.get_one(Evidence, mine).name = "签字页.pdf"  # a document is no photo
    with pytest.raises(ContentMissing):
        stage.do("teacher", page(mine))
    with stage.database.write() as session:
        session.get_one(Evidence, mine).name = ""
    stage.do("teacher", page(others, mine, refused))
    assert filings(stage.town, signed)[0].content == [
        {"title": "签字页", "type": "photo", "evidence": [mine]}
    ]
    again = owe(stage.town, "signed", person="teacher", due="2026-03-06", period="2")
    with pytest.raises(ContentMissing):
        stage.do(
            "teacher",
            d.FileSubmission(again, ({"title": "签字页", "type": "photo", "evidence": [mine]},)),
        )


def test_two_who_file_at_once(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")

    def file(name: str) -> str:
        try:
            return stage.words(stage.do(name, d.FileSubmission(assignment, WHOLE)))
        except AlreadyDone as refused:
            return translate(refused.reason, "en")

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(file, ["head", "handler"]))
    assert said[0] == "Filed: 自查报告."
    assert said[1].startswith("“自查报告” was filed already by ")
    assert len(filings(stage.town, assignment)) == 1


def test_two_who_count_at_once(stage: Stage) -> None:
    visits = owe(stage.town, "visits", due="2026-03-31", period="2026-03")
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda name: stage.do(name, d.FileSubmission(visits, (), 2)), ["office", "clerk"]
            )
        )
    assert (owed_row(stage.town, visits).counted, owed_row(stage.town, visits).state) == (
        4,
        "filed",
    )


@pytest.mark.parametrize("amount", [0, -3, 1000])
def test_a_count_has_bounds(stage: Stage, amount: int) -> None:
    visits = owe(stage.town, "visits", due="2026-03-31", period="2026-03")
    with pytest.raises(SomethingMissing):
        stage.do("office", d.FileSubmission(visits, (), amount))
    with pytest.raises(SomethingMissing):
        stage.do("office", d.RecordPaper(visits, date(2026, 3, 2), "", amount))


def test_the_last_moment_is_in_time(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.town.clock.now = owed_row(stage.town, assignment).due_at
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    assert not owed_row(stage.town, assignment).late
    other = owe(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    stage.town.clock.forward(seconds=1)
    stage.do("elsewhere", d.FileSubmission(other, WHOLE))
    assert owed_row(stage.town, other).late


def test_reminders_follow(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-20")
    stage.do("head", d.AskMoreTime(assignment, date(2026, 3, 27), "x"))
    stage.do("office", d.RuleOnMoreTime(assignment, True))
    before = planned(stage, assignment)
    assert before
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    assert planned(stage, assignment) == 0
    stage.do("office", d.ReturnSubmission(filings(stage.town, assignment)[0].id or 0, "x"))
    assert planned(stage, assignment) == before
    stage.do("office", d.ExemptAssignment(assignment, "x"))
    assert planned(stage, assignment) == 0


def test_what_is_settled_or_gone_stays_so(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    refused: list[tuple[str, object, type[StepRefused]]] = [
        ("handler", d.FileSubmission(assignment, WHOLE), AlreadyDone),
        ("handler", d.HandOver(assignment, person_id(stage, "teacher")), AlreadyDone),
        ("handler", d.AskMoreTime(assignment, date(2026, 3, 20), "x"), AlreadyDone),
        ("office", d.ExemptAssignment(assignment, "x"), AlreadyDone),
        ("office", d.RecordPaper(assignment, date(2026, 3, 2)), AlreadyDone),
        ("office", d.RuleOnMoreTime(assignment, True), AlreadyDone),
    ]
    for who, command, why in refused:
        with pytest.raises(why):
            stage.do(who, command)
    first = filings(stage.town, assignment)[0].id or 0
    stage.do("office", d.ReturnSubmission(first, "x"))
    with pytest.raises(AlreadyDone):
        stage.do("clerk", d.ReturnSubmission(first, "x"))
    gone = owe(stage.town, "self-check", unit=SECOND, due="2026-03-06", state="dropped")
    for who, command in (
        ("elsewhere", d.FileSubmission(gone, WHOLE)),
        ("office", d.RecordPaper(gone, date(2026, 3, 2))),
    ):
        with pytest.raises(AssignmentOver):
            stage.do(who, command)
    early = owe(
        stage.town,
        "monthly",
        unit=SECOND,
        due="2026-04-24",
        period="2026-04",
        opens=date(2026, 4, 1),
    )
    with pytest.raises(TooEarly):
        stage.do(
            "elsewhere",
            d.FileSubmission(early, ({"title": "本月情况", "type": "text", "text": "x"},)),
        )


def test_a_refusal_needs_a_reason_and_a_day_lies_ahead(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    for day in (date(2026, 3, 6), date(2026, 3, 1)):
        with pytest.raises(SomethingMissing):
            stage.do("head", d.AskMoreTime(assignment, day, "x"))
    stage.do("head", d.AskMoreTime(assignment, date(2026, 3, 9), "x"))
    with pytest.raises(SomethingMissing):
        stage.do("office", d.RuleOnMoreTime(assignment, False))
    with pytest.raises(SomethingMissing):
        stage.do("office", d.RecordPaper(assignment, stage.town.clock().date() + timedelta(days=1)))


def test_the_offices_own_units_duty_is_decided_by_another(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.also("clerk", Role.HANDLER, FIRST)
    with pytest.raises(OwnAssignment):
        stage.do("clerk", d.ExemptAssignment(assignment, "x"))
    stage.do("office", d.ExemptAssignment(assignment, "x"))


def test_heads_receive_from_their_own_unit_only(stage: Stage) -> None:
    letter = owe(stage.town, "letter", person="teacher", due="2026-03-06")
    with stage.database.read() as session:
        found = receivers_of(stage.town.desk(session), session.get_one(Assignment, letter))
    assert named(stage, found) == {"head", "above"}
    check = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with stage.database.read() as session:
        found = receivers_of(stage.town.desk(session), session.get_one(Assignment, check))
    assert named(stage, found) == {"office", "clerk"}


def test_an_at_once_report_without_reachable_receivers_reaches_the_office(stage: Stage) -> None:
    with stage.database.write() as session:
        for chat in session.exec(select(Chat).where(col(Chat.address).in_(("leader", "clerk")))):
            chat.gone = True
            session.add(chat)
    words = ({"title": "情况", "type": "text", "text": "停电"},)
    for _time in range(2):
        stage.do("head", d.ReportImmediately(1, "incident", f"u:{stage.unit(FIRST)}", words))
    assert len(stage.mail()["office"]) == 2
    with stage.database.read() as session:
        assert (
            len(
                {
                    each.period
                    for each in session.exec(
                        select(Assignment).where(Assignment.duty == "incident")
                    )
                }
            )
            == 2
        )


def test_everything_is_on_record(stage: Stage) -> None:
    assignment = owe(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    teacher = person_id(stage, "teacher")
    for who, command in (
        ("head", d.ConfirmAssignment(assignment)),
        ("head", d.HandOver(assignment, teacher)),
        ("teacher", d.HandOver(assignment, None)),
        ("head", d.AskMoreTime(assignment, date(2026, 3, 9), "x")),
        ("office", d.RuleOnMoreTime(assignment, True)),
        ("office", d.RecordPaper(assignment, date(2026, 3, 2))),
        ("clerk", d.ReturnSubmission(1, "x")),
        ("clerk", d.ExemptAssignment(assignment, "y")),
    ):
        stage.do(who, command)
    with stage.database.read() as session:
        events = session.exec(
            select(DutyEvent)
            .where(DutyEvent.assignment_id == assignment)
            .order_by(col(DutyEvent.id))
        ).all()
        done = [(each.name, session.get_one(Person, each.person_id).name) for each in events]
    assert done == [
        ("confirmed", "head"),
        ("handed_over", "head"),
        ("taken_back", "teacher"),
        ("time_granted", "office"),
        ("recorded", "office"),
        ("returned", "clerk"),
        ("exempted", "clerk"),
    ]
