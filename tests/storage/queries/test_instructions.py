"""Instructions as they are looked for."""

from __future__ import annotations

from storage.database import Database
from storage.queries.instructions import instruction_by_number, instructions_for
from storage.tables import Instruction
from tests.casework.stage import FIRST, Stage
from tests.town import MONDAY


def test_a_leader_s_own_those_of_units_and_all_for_the_office(database: Database) -> None:
    stage = Stage(database)
    unit = stage.unit(FIRST)
    with database.write() as session:
        leader = stage.desk(session, "leader").actor.person_id or 0
        for number, to, state in ((1, unit, "open"), (2, None, "open"), (3, unit, "done")):
            session.add(
                Instruction(
                    number=f"PS-2026-000{number}",
                    leader_id=leader,
                    words="w",
                    to_be_done=True,
                    unit_id=to,
                    made_at=MONDAY,
                    state=state,
                )
            )
    with database.read() as session:

        def found(*, leader: int | None, units: list[int], office: bool) -> list[str]:
            listed = instructions_for(session, leader=leader, units=units, office=office)
            return [instruction.number[-1] for instruction in listed]

        assert found(leader=leader, units=[], office=False) == ["1", "2"]
        assert found(leader=None, units=[unit], office=False) == ["1"]
        assert found(leader=None, units=[], office=False) == []
        assert found(leader=None, units=[], office=True) == ["1", "2"]
        assert instruction_by_number(session, " ps-2026-0003 ") is not None
