"""What happened to bindings and roles stays written down, the newest first."""

from __future__ import annotations

from casework.people.events import newest_events, record_about
from storage.database import Database
from tests.casework.duties.cast import person_id
from tests.casework.stage import Stage
from tests.town import MONDAY


def test_the_newest_events_come_first(database: Database) -> None:
    stage = Stage(database)
    head = person_id(stage, "head")
    with database.write() as session:
        for number in range(3):
            record_about(session, MONDAY, f"did {number}", head, None, {"n": number, "by": None})
    with database.read() as session:
        found = [(each.name, each.person_id, each.note) for each in newest_events(session, 2)]
    assert found == [("did 2", head, {"n": 2}), ("did 1", head, {"n": 1})]
