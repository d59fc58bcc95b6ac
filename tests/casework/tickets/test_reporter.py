"""What those who reported do."""

from __future__ import annotations

import pytest

from casework.refusals import NothingGiven, TooManyPhotos
from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage
from tests.town import BUREAU


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_a_ticket_takes_so_many_photos_from_its_reporter(stage: Stage) -> None:
    most = BUREAU.photos_per_ticket
    number = stage.complaint(photos=tuple(stage.photo("parent") for _each in range(most - 1)))
    with pytest.raises(TooManyPhotos):
        stage.do("parent", c.Supply(number, photos=(stage.photo("parent"), stage.photo("parent"))))
    stage.do("parent", c.Supply(number, photos=(stage.photo("parent"),)))
    with pytest.raises(NothingGiven):
        stage.do("parent", c.Supply(number))
    assert stage.faults() == []
