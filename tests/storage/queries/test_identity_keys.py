"""The newest key seals; what is sealed is not looked for again."""

from __future__ import annotations

from storage.database import Database
from storage.queries.identity_keys import add_key, current_key, not_sealed
from storage.tables import Person, Reporter, Ticket
from tests.casework.stage import Stage
from tests.custodian import OTHER_KEY, TEST_KEY


def test_the_newest_key_holds(database: Database) -> None:
    stage = Stage(database)
    with database.write() as session:
        assert current_key(session) is None
        owner = session.get_one(Person, 1).id or 0
        for key in (TEST_KEY, OTHER_KEY):
            add_key(session, key.public, owner, stage.town.clock())
        newest = current_key(session)
        assert newest is not None
        assert newest.public == OTHER_KEY.public


def test_only_confidential_complaints_without_a_box_are_to_be_sealed(database: Database) -> None:
    stage = Stage(database)
    for level in ("confidential", "named", "anonymous", "confidential"):
        stage.complaint(level, words=level)
    with database.write() as session:
        assert [row.ticket_id for row in not_sealed(session)] == [1, 4]
        session.get_one(Reporter, 1).sealed = "box"
        session.flush()
        assert [row.ticket_id for row in not_sealed(session)] == [4]
        assert session.get_one(Ticket, 4).track == "complaint"
