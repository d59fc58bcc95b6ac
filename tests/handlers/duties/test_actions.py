"""Which buttons stand under a task."""

from __future__ import annotations

import pytest

from casework.duties.access import Part
from handlers.duties.actions import action_buttons
from storage.tables import Assignment
from tests.duties import add_assignment, open_campaign
from tests.town import Town

ASSIGNEES = ["dutyfile", "dutyok", "dutytime", "duties"]


@pytest.mark.parametrize(
    ("duty", "state", "part", "names"),
    [
        ("self-check", "open", Part.ASSIGNEE, ASSIGNEES),
        ("self-check", "filed", Part.ASSIGNEE, ["duties"]),
        ("self-check", "dropped", Part.ASSIGNEE, ["duties"]),
        ("self-check", "open", Part.OFFICE, ["dutypaper", "dutyexempt"]),
        ("self-check", "exempted", Part.OFFICE, ["dutylift"]),
        ("self-check", "open", Part.RECEIVER, []),
        ("visits", "filed", Part.ASSIGNEE, ["dutyfile", "duties"]),
        ("visits", "filed", Part.OFFICE, ["dutypaper"]),
    ],
)
def test_by_part_and_state(town: Town, duty: str, state: str, part: Part, names: list[str]) -> None:
    open_campaign(town)
    row = add_assignment(town, duty, unit="第二小学", due="2026-03-06", state=state)
    with town.database.read() as session:
        assignment = session.get_one(Assignment, row)
        buttons = action_buttons(town.desk(session), assignment, {part})
    assert [button.conversation for button in buttons] == names
