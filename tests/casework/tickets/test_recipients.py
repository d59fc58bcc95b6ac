"""The audiences of the table of tellings."""

from __future__ import annotations

import pytest

from casework.tickets import commands as c
from casework.tickets.recipients import MAX_PHOTOS
from rules.permissions import Role
from storage.database import Database
from tests.casework.stage import SECOND, Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_a_message_holds_so_many_photos_and_counts_the_rest(stage: Stage) -> None:
    photos = tuple(stage.photo("parent") for _photo in range(MAX_PHOTOS + 2))
    number = stage.complaint(photos=photos)
    stage.do("office", c.Accept(number))
    stage.mail()
    stage.do("office", c.Assign(number, stage.unit()))
    told = stage.mail()["head"][0]
    assert "Further photos on the card: 2" in told
    assert f"(photos: {MAX_PHOTOS})" in told


def test_whoever_has_the_ticket_hears_what_is_added(stage: Stage) -> None:
    number = stage.complaint()
    stage.mail()
    stage.do("parent", c.Supply(number, "more"))
    assert set(stage.mail()) == {"office", "clerk"}
    stage.bring(number, "in_progress")
    stage.do("parent", c.Supply(number, "still more"))
    assert set(stage.mail()) == {"head", "handler"}


def test_who_is_in_the_next_unit_too_is_not_told_that_it_is_theirs_no_more(stage: Stage) -> None:
    stage.also("head", Role.HANDLER, SECOND)
    number = stage.bring(stage.complaint(), "handed_back")
    stage.do("office", c.Assign(number, stage.unit(SECOND)))
    mail = stage.mail()
    assert mail["handler"] == [f"{number}: your hand-back is agreed to. It is no longer yours."]
    assert not any("no longer yours" in line for line in mail["head"])
