"""A reason has to say something."""

from __future__ import annotations

from tests.handlers.beginnings import ASSIGNED, FINDING
from tests.handlers.transcript import converse
from tests.town import Town


def test_a_reason_is_no_single_word(town: Town) -> None:
    """What can be handed back once is not handed back with a word that says nothing."""
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
周校长 > (button go:handback:DC-2026-0001)
周校长 < Why is DC-2026-0001 not yours, and whose is it? It can be handed back once; the clock runs on.
    [Cancel]
周校长 > 退
周校长 < That is too short. Please write at least 5 characters.

    Why is DC-2026-0001 not yours, and whose is it? It can be handed back once; the clock runs on.
    [Cancel]
周校长 > 应由安全股办理
周校长 < DC-2026-0001 is handed back; the office decides. The clock runs on until then.
    [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 hands it back: 应由安全股办理
    [Open DC-2026-0001]
""",
    )
