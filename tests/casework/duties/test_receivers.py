"""Who receives what is filed."""

from __future__ import annotations

from casework.duties.receivers import receivers_of
from storage.tables import Assignment
from tests.casework.duties.cast import named
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment


def test_heads_receive_from_their_own_unit_only(stage: Stage) -> None:
    letter = add_assignment(stage.town, "letter", person="teacher", due="2026-03-06")
    with stage.database.read() as session:
        found = receivers_of(stage.town.desk(session), session.get_one(Assignment, letter))
    assert named(stage, found) == {"head", "above"}
    check = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with stage.database.read() as session:
        found = receivers_of(stage.town.desk(session), session.get_one(Assignment, check))
    assert named(stage, found) == {"office", "clerk"}
