"""The made-up bureau: whatever a campaign's groups ask for is there, and so is what goes wrong in
real ones.
"""

from __future__ import annotations

import pytest

from bot.replay.made_up import make_up
from rules.campaign.groups import persons_of, units_of
from rules.permissions import Role
from tests.campaigns.reading import KEYS, ready


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [1, 4, 12, 60])
def test_every_group_holds_somebody(key: str, size: int) -> None:
    campaign = ready(key)
    made = make_up(campaign, size)
    assert len(made.units) >= size + 1
    assert len({each.name for each in made.units}) == len(made.units)
    assert (
        len({each.name for each in made.persons})
        == len({each.key for each in made.persons})
        == len(made.persons)
    )
    for name in campaign.groups.units:
        assert units_of(campaign, name, made.units), name
    for name in campaign.groups.persons:
        assert persons_of(campaign, name, made.persons, made.units), name


@pytest.mark.parametrize("key", KEYS)
def test_one_unit_has_no_head_and_one_person_no_account(key: str) -> None:
    made = make_up(ready(key), 12)
    headed = {unit for each in made.persons for role, unit in each.roles if role is Role.HEAD}
    assert len({each.name for each in made.units} - headed) == 1
    assert len(made.unreachable) == 1
    assert made.unreachable < {each.key for each in made.persons}
