"""Who is told of a ticket: nobody before dispatch, and nobody whom it is about."""

from __future__ import annotations

from datetime import date

import pytest

from casework.refusals import (
    NoSuchTicket,
)
from casework.tickets import commands as c
from rules.permissions import Role
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_before_dispatch_the_unit_knows_nothing(stage: Stage) -> None:
    finding, complaint = stage.finding(), stage.complaint()
    stage.do("office", c.Supervise(finding, "d", date(2026, 3, 9)))
    stage.do("office", c.Accept(complaint))
    stage.do("parent", c.Supply(complaint, "more"))
    other = stage.finding()
    stage.do("office", c.Merge(other, finding))
    nameless = stage.complaint("anonymous")
    stage.do("office", c.Accept(nameless))
    mail = stage.mail()
    assert not any(nameless in line for line in mail["parent"])  # who asks with the code reads it
    assert not {"head", "handler", "above", "elsewhere", "teacher", "leader"} & set(mail)
    for number in (finding, complaint, other):
        for name in ("head", "handler"):
            with pytest.raises(NoSuchTicket):
                stage.do(name, c.Take(number))


def test_the_inspectors_name_never_reaches_the_unit(stage: Stage) -> None:
    number = stage.finding()
    stage.do("office", c.Assign(number, stage.unit()))
    stage.do("head", c.Take(number))
    stage.do("head", c.AskReporter(number, "when?"))
    stage.do("inspector", c.Supply(number, "at nine"))
    stage.do("head", c.Answer(number, "c", "m", "p"))
    stage.do("office", c.Approve(number))
    mail = stage.mail()
    assert len(mail["head"]) == 3
    told = str([mail["head"], mail["handler"]]).replace("the inspector adds", "")
    assert "inspector" not in told
    assert any("is closed. What was done: m" in line for line in mail["inspector"])


def test_a_complaint_about_the_head_goes_around_the_head(stage: Stage) -> None:
    stage.also("head", Role.OFFICE, "示范区教育局")  # even where the head also sits in the office
    number = stage.complaint(about_head=True)
    stage.do("clerk", c.Accept(number))
    stage.do("clerk", c.Assign(number, stage.unit()))
    stage.do("above", c.Take(number))
    stage.do("above", c.AskReporter(number, "who was there?"))
    stage.do("parent", c.Supply(number, "all of us"))
    stage.do("above", c.AskTime(number, 1, "r"))
    mail = stage.mail()
    assert "head" not in mail
    assert "handler" not in mail
    assert any("Assigned to you" in line for line in mail["above"])
    assert "is now with 示范区教育局" in str(mail["parent"])
    for name in ("head", "handler", "leader"):
        for command in (c.Accept(number), c.Take(number), c.Relay(number, "w"), c.Approve(number)):
            with pytest.raises(NoSuchTicket):
                stage.do(name, command)


def test_the_head_of_both_units_does_not_get_the_complaint_about_himself(stage: Stage) -> None:
    stage.also("head", Role.HEAD, "示范区教育局")
    number = stage.bring(stage.complaint(about_head=True), "accepted")
    stage.do("office", c.Assign(number, stage.unit()))
    assert set(stage.mail()) == {"above", "parent"}
    with pytest.raises(NoSuchTicket):
        stage.do("head", c.Take(number))
