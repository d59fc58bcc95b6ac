"""A conversation: what starts it, who finds it, and what is refused before anything is asked."""

from __future__ import annotations

from typing import Any

import pytest

from casework.desk import Actor, Desk
from casework.refusals import NoSuchTicket
from handlers.conversation import Conversation
from locales import _
from rules.permissions import Role
from talk import Talk
from tests.handlers.beginnings import FINDING
from tests.town import Town


def _nothing(talk: Talk, desk: Desk) -> None:
    """End at once."""


def test_its_words_start_it_and_in_the_menu_its_title_does() -> None:
    listed = Conversation(_nothing, _("中文 / English"), ("语言",), frozenset({None}))
    unlisted = Conversation(_nothing, _("Menu"), ("菜单",))
    assert all(map(listed.is_meant_by, ("语言", "中文 / english", "中文", "english")))
    assert unlisted.is_meant_by("菜单")
    assert not unlisted.is_meant_by("menu")


def test_the_menu_shows_it_to_its_roles_while_it_has_a_point(town: Town) -> None:
    none, office = frozenset[Role](), frozenset({Role.OFFICE})
    for_office = Conversation(_nothing, _("Menu"), menu=office)
    assert for_office.offered_to(office)
    assert not for_office.offered_to(none)
    assert Conversation(_nothing, _("Menu"), menu=frozenset({None})).offered_to(none)
    with town.database.read() as session:
        desk = town.desk(session)
        desk.actor = Actor(held=frozenset({(Role.OFFICE, None)}))
        assert for_office.shown_to(desk)
        assert not Conversation(
            _nothing, _("Menu"), menu=office, when=lambda _desk: False
        ).shown_to(desk)


@pytest.mark.parametrize("button", ["go:approve:DC-2026-0001", "go:approve:DC-2026-0002"])
def test_what_cannot_be_taken_is_refused_before_anything_is_asked(town: Town, button: str) -> None:
    """A step that is not open, and a ticket that is not there."""
    town.play(FINDING)
    said = town.play(f"吴办 > (button {button})")
    assert "This can no longer be done, or not yet." in said or "There is no ticket" in said
    assert "[Waiting for the office]" in said  # what it leads to at its end


def test_a_script_that_finds_nothing_ends_with_the_refusal(town: Town) -> None:
    def fail(talk: Talk, desk: Desk) -> Any:
        raise NoSuchTicket(talk.argument)

    town.conversations = {"menu": Conversation(fail, _("Menu"), ("菜单",))}
    assert "There is no ticket ? for you." in town.play("吴办 > 菜单")
