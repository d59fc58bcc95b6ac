"""Looking back: a relapse is a new ticket, and who is told of it."""

from __future__ import annotations

import pytest

from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_looked_back_a_relapse_is_a_new_ticket_linked_to_the_old(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "closed")
    stage.do("office", c.LookBack(number, "all well"))
    stage.do("office", c.LookBack(number, "late again", relapse=True))
    again = stage.town.ticket("DC-2026-0002")
    assert (again.state, again.relapse_of, again.words) == (
        "accepted",
        stage.town.ticket(number).id,
        "late again",
    )
    told = (
        f"{number} was looked at again: it is not settled. It is dealt with anew as {again.number}."
    )
    assert stage.mail() == {"inspector": [f"{told} [Open {again.number}]"]}
    assert [each.name for each in stage.events(number)][-2:] == ["looked_back", "looked_back"]
    stage.bring(again.number, "closed")
    assert stage.faults() == []


def test_merged_complainants_hear_of_a_relapse_but_no_number_of_others(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.do("office", c.Merge(other, main))
    stage.bring(main, "resolved")
    stage.do("parent", c.Rate(main, 5))
    stage.do("office", c.Close(main))
    stage.mail()
    stage.do("office", c.LookBack(main, "again", relapse=True))
    mail = stage.mail()
    assert set(mail) == {"parent", "second"}
    assert mail["second"] == [
        f"{other} was looked at again: it is not settled, and is dealt with anew. [Open {other}]"
    ]
