"""Working days in chat: what differs, days of the bureau's own, and who hears that a deadline moves."""

from __future__ import annotations

from tests.handlers.beginnings import ASSIGNED, FINDING
from tests.handlers.transcript import converse
from tests.town import Town


def test_a_free_day_moves_a_deadline_and_is_taken_back(town: Town) -> None:
    town.play(FINDING + ASSIGNED)
    converse(town, """
吴办 > 工作日历
吴办 < x
""")
