"""Words that were given before are shown, and can be given again with one tap."""

from __future__ import annotations

import pytest

from casework.desk import Desk
from handlers.conversation import Conversation
from handlers.kit.again import MAX_EXCERPT_CHARACTERS, ask_again
from locales import _
from talk import Talk
from tests.town import Town


@pytest.mark.parametrize("before", ["", "已批评教育", "长" * (MAX_EXCERPT_CHARACTERS + 1)])
def test_what_was_said_before_is_offered_again(town: Town, before: str) -> None:
    """A long one is shown in part, and given again whole."""

    def script(talk: Talk, desk: Desk) -> None:
        said = ask_again(talk, "measure", before, _("What has been done about it?"))
        talk.say(_("{words}", words=f"“{said}”"))

    town.conversations = {"menu": Conversation(script, _("Menu"), ("菜单",))}
    asked = town.play("吴办 > 菜单")
    if not before:
        assert "Last time" not in asked
        assert "“已谈话”" in town.play("吴办 > 已谈话")
        return
    shown = before if len(before) <= MAX_EXCERPT_CHARACTERS else before[:299] + "…"
    assert f"Last time: {shown} " in asked
    assert f"“{before}”" in town.play("吴办 > [As before]")
