"""The traits of all channels fit together."""

from __future__ import annotations

import pytest

from bot.app import CHANNELS, traits_of
from casework.roster.rows import PERSON_HEADINGS, person_headings
from rules.text.spelling import normalise

TRAITS = traits_of(CHANNELS)


def test_each_channel_goes_by_its_own_name() -> None:
    assert {name: traits.name for name, traits in TRAITS.items()} == {
        "web": "web",
        "telegram": "telegram",
        "wecom": "wecom",
    }


@pytest.mark.parametrize("name", TRAITS)
def test_a_column_of_the_roster_belongs_to_one_channel(name: str) -> None:
    """What its heading is called is no other field's; the template's example is an account."""
    accounts = TRAITS[name].accounts
    if accounts is None:
        assert name != "wecom"
        return
    assert accounts.channel == name
    assert accounts.pattern.fullmatch(accounts.example)
    assert TRAITS[name].account_label is not None
    words = {normalise(word) for words in PERSON_HEADINGS.values() for word in words}
    assert not words & {normalise(word) for word in accounts.headings}
    assert [*person_headings([accounts])][-2:] == [name, "disabled"]
