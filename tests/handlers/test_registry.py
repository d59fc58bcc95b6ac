"""Whatever stands on a button of the menu can be typed, in either language; plain words are
understood, too.
"""

from __future__ import annotations

import pytest

from handlers.registry import CONVERSATIONS
from locales import LANGUAGES, translate
from rules.permissions import Role
from tests.handlers.transcript import converse
from tests.town import Phone, Town

IN_THE_MENU = [name for name, each in CONVERSATIONS.items() if each.menu]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_means_its_conversation(language: str) -> None:
    """No title is taken by another conversation that stands before its own."""
    for name in IN_THE_MENU:
        for title in translate(CONVERSATIONS[name].title, language).casefold().split(" / "):
            assert [
                other for other in CONVERSATIONS if CONVERSATIONS[other].is_meant_by(title)
            ] == [name]


def test_every_title_can_be_typed(town: Town) -> None:
    """Typed by whoever finds it in the menu, it is not left unread."""
    people: dict[Role | None, Phone] = {role: town.person(f"某{role}", role) for role in Role}
    people[None] = town.phone("家长")
    for name in IN_THE_MENU:
        person = next(person for role, person in people.items() if role in CONVERSATIONS[name].menu)
        for language in LANGUAGES:
            for title in translate(CONVERSATIONS[name].title, language).split(" / "):
                person.does("取消")
                person.news()
                person.does(title)
                heard = "\n".join(person.news())
                assert heard
                assert "not understood" not in heard, title


def test_plain_words(town: Town) -> None:
    """What one asks for in everyday words is found; what cannot be understood is answered with the
    menu in one message.
    """
    converse(
        town,
        """
家长 > 进度
家长 < Nothing was reported from here. An anonymous complaint opens with its receipt code.
    [Ask with a receipt code] [Menu]
家长 > 催办
家长 < Nothing was reported from here. An anonymous complaint opens with its receipt code.
    [Ask with a receipt code] [Menu]
家长 > 今天天气不错
家长 < That was not understood.

    What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > English
家长 < Which language?
    [中文] [English] [Cancel]
吴办 > 催办
吴办 < No campaign is running.
    [Menu]
""",
    )
