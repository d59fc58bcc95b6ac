"""A ticket's clock through the commands: 调休, pauses, extensions, hand-backs, reopening, and a year
nobody has published yet.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from casework.refusals import AlreadyDone, TooEarly, TooLate
from casework.tickets import commands as c
from casework.tickets.clock import resume
from locales import message_from_json, translate
from locales.translate import BEIJING
from rules.lifecycle import SomethingMissing
from storage.database import Database
from storage.queries.tickets import waiting_for_office
from storage.tables import Extension, Pause, Ticket
from tests.casework.stage import SECOND, Stage
from tests.town import MONDAY


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def _at(stage: Stage, day: str, clock: str = "09:00") -> None:
    stage.town.clock.now = (
        datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=BEIJING).astimezone(UTC)
    )


def _due(stage: Stage, number: str) -> str:
    due = stage.town.ticket(number).due_at
    assert due is not None
    assert due.astimezone(BEIJING).strftime("%H:%M") == "18:00"
    return due.astimezone(BEIJING).date().isoformat()


def _assigned(stage: Stage, limit: int, day: str = "2026-03-02") -> str:
    number = stage.finding()
    _at(stage, day)
    stage.do("office", c.Assign(number, stage.unit(), limit))
    stage.mail()
    return number


def test_counted_over_a_holiday_and_its_working_weekend(stage: Stage) -> None:
    """In 2026 the National Day holiday is 1 to 7 October; Sunday 20 September and Saturday 10
    October are worked.
    """
    assert _due(stage, _assigned(stage, 3, "2026-09-29")) == "2026-10-09"
    assert _due(stage, _assigned(stage, 4, "2026-09-29")) == "2026-10-10"
    assert _due(stage, _assigned(stage, 2, "2026-09-18")) == "2026-09-21"
    assert _due(stage, _assigned(stage, 1, "2026-03-06")) == "2026-03-09"


def test_the_clock_starts_with_assignment_and_not_with_signing(stage: Stage) -> None:
    number = _assigned(stage, 3)
    due = _due(stage, number)
    _at(stage, "2026-03-04")
    stage.do("head", c.Take(number))
    assert _due(stage, number) == due == "2026-03-05"


def test_into_a_year_that_is_not_published_it_is_provisional(stage: Stage) -> None:
    number = _assigned(stage, 5, "2026-12-30")
    ticket = stage.town.ticket(number)
    assert ticket.due_provisional
    assert _due(stage, number) == "2027-01-06"
    assert "provisional" in translate(message_from_json(ticket.promised or {}), "en")
    _at(stage, "2027-02-08")
    stage.do("head", c.Take(number))
    assert stage.town.ticket(stage.finding()).number == "DC-2027-0001"


def test_a_pause_moves_the_deadline_by_its_working_days(stage: Stage) -> None:
    number = _assigned(stage, 3)
    stage.do("head", c.Take(number))
    stage.do("head", c.AskReporter(number, "q"))
    assert _due(stage, number) == "2026-03-05"
    _at(stage, "2026-03-04")
    stage.do("inspector", c.Supply(number, "here"))
    assert stage.town.ticket(number).state == "in_progress"
    assert _due(stage, number) == "2026-03-09"
    stage.do("head", c.AskReporter(number, "and?"))
    stage.do("inspector", c.Supply(number, "at once"))
    assert _due(stage, number) == "2026-03-09"


def test_a_pause_lasts_five_working_days_at_most(stage: Stage) -> None:
    number = _assigned(stage, 3)
    stage.do("head", c.Take(number))
    receipt = stage.do("head", c.AskReporter(number, "q"))
    assert "9 Mar" in stage.words(receipt)
    _at(stage, "2026-03-20")  # nobody answered, and the ticker was down for a while
    with stage.database.write() as session:
        resume(stage.town.desk(session), session.exec(select(Ticket)).one())
    assert (stage.town.ticket(number).state, _due(stage, number)) == ("in_progress", "2026-03-12")
    assert {"head", "handler"} == set(stage.mail()) - {"inspector"}
    with stage.database.read() as session:
        pause = session.exec(select(Pause)).one()
    assert pause.ended_at == pause.until_at == datetime(2026, 3, 9, 10, tzinfo=UTC)
    last = stage.events(number)[-1]
    assert (last.name, last.actor, last.actor_id) == ("resumed", "clock", None)


def test_more_time_is_asked_for_before_the_deadline_and_once(stage: Stage) -> None:
    number = _assigned(stage, 3)
    for days in (0, -1, 31):
        with pytest.raises(SomethingMissing) as refused:
            stage.do("head", c.AskTime(number, days, "r"))
        assert refused.value.field == "days"
    _at(stage, "2026-03-05", "18:00")
    stage.do("head", c.AskTime(number, 2, "the report is late"))
    with pytest.raises(AlreadyDone):
        stage.do("handler", c.AskTime(number, 5, "r"))
    with stage.database.read() as session:
        assert [each.number for each in waiting_for_office(session)] == [number]
    stage.mail()
    stage.do("office", c.RuleOnTime(number, True))
    assert set(stage.mail()) == {"head", "handler", "inspector"}
    assert _due(stage, number) == "2026-03-09"
    with pytest.raises(AlreadyDone):
        stage.do("clerk", c.RuleOnTime(number, False, "r"))
    _at(stage, "2026-03-09", "18:01")
    with pytest.raises(TooLate):
        stage.do("head", c.AskTime(number, 1, "again"))


def test_more_time_refused_needs_a_reason_and_changes_nothing(stage: Stage) -> None:
    number = _assigned(stage, 3)
    stage.do("head", c.AskTime(number, 2, "r"))
    with pytest.raises(SomethingMissing):
        stage.do("office", c.RuleOnTime(number, False, " "))
    stage.mail()
    stage.do("office", c.RuleOnTime(number, False, "no"))
    assert set(stage.mail()) == {"head", "handler"}
    assert _due(stage, number) == "2026-03-05"


@pytest.mark.parametrize("end", ["assigned", "approved", "merged"])
def test_a_request_for_more_time_ends_with_what_it_was_for(stage: Stage, end: str) -> None:
    number = _assigned(stage, 3)
    stage.do("head", c.AskTime(number, 2, "r"))
    if end == "assigned":
        stage.do("head", c.HandBack(number, "not ours"))
        stage.do("office", c.Assign(number, stage.unit(SECOND), 3))
        stage.do("elsewhere", c.AskTime(number, 4, "ours to ask now"))
        stage.do("office", c.RuleOnTime(number, True))
        assert _due(stage, number) == "2026-03-11"
    elif end == "approved":
        stage.do("head", c.Take(number))
        stage.do("head", c.Answer(number, "c", "m", "p"))
        stage.do("office", c.Approve(number))
    else:
        stage.do("office", c.Merge(number, stage.finding()))
    with stage.database.read() as session:
        assert not [each for each in session.exec(select(Extension)) if each.granted is None]


def test_a_hand_back_is_once_and_within_one_working_day(stage: Stage) -> None:
    number = _assigned(stage, 3, "2026-03-06")
    _at(stage, "2026-03-09", "18:01")
    with pytest.raises(TooLate):
        stage.do("head", c.HandBack(number, "r"))
    _at(stage, "2026-03-09", "18:00")
    stage.do("head", c.HandBack(number, "r"))
    _at(stage, "2026-03-10")
    stage.do("office", c.Insist(number, "it is yours"))
    assert _due(stage, number) == "2026-03-11"  # the clock ran on
    with pytest.raises(AlreadyDone):
        stage.do("head", c.HandBack(number, "no"))


def test_a_misrouted_ticket_starts_anew_and_the_time_lost_is_recorded(stage: Stage) -> None:
    number = _assigned(stage, 3)
    _at(stage, "2026-03-03")
    stage.do("head", c.HandBack(number, "r"))
    _at(stage, "2026-03-05")
    stage.do("office", c.Assign(number, stage.unit(SECOND), 3))
    assert _due(stage, number) == "2026-03-10"
    with stage.database.read() as session:
        lost = session.exec(select(Pause)).one()
    assert (lost.reason, lost.began_at, lost.ended_at) == ("misrouted", MONDAY, stage.town.clock())
    stage.do("elsewhere", c.HandBack(number, "not ours either"))
    stage.do("office", c.Assign(number, stage.unit(SECOND), 3))
    with pytest.raises(AlreadyDone):
        stage.do("elsewhere", c.HandBack(number, "still not"))


def test_a_returned_answer_does_not_reset_the_clock_but_reopening_does(stage: Stage) -> None:
    number = stage.complaint()
    stage.do("office", c.Accept(number))
    stage.do("office", c.Assign(number, stage.unit(), 3))
    stage.do("head", c.Take(number))
    _at(stage, "2026-03-04")
    for _time in range(2):
        stage.do("head", c.Answer(number, "c", "m", "p"))
        if not _time:
            stage.do("office", c.SendBack(number, "no proof"))
    assert _due(stage, number) == "2026-03-05"
    stage.do("office", c.Approve(number))
    _at(stage, "2026-03-10")
    stage.do("parent", c.AskReopening(number, "r"))
    assert _due(stage, number) == "2026-03-05"
    stage.do("office", c.Reopen(number))
    assert _due(stage, number) == "2026-03-13"
    assert stage.town.ticket(number).resolved_at is None


def test_rating_ends_after_fourteen_days(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    stage.town.clock.now = MONDAY + timedelta(days=14)
    stage.do("parent", c.Rate(number, 2))
    stage.town.clock.forward(seconds=1)
    with pytest.raises(TooLate):
        stage.do("parent", c.AskReopening(number, "r"))
    late = stage.bring(stage.complaint(), "resolved")
    stage.town.clock.forward(days=13)
    with pytest.raises(TooEarly):
        stage.do("office", c.Close(late))
    stage.town.clock.forward(days=1)
    stage.do("office", c.Close(late))
    assert [stage.town.ticket(late).rating, stage.town.ticket(late).closed_at] == [
        None,
        stage.town.clock(),
    ]
    with pytest.raises(SomethingMissing):
        stage.do("parent", c.Rate(number, 6))
