"""What a bureau calls roles: one word for each."""

from __future__ import annotations

from rules.permissions import Role
from rules.roster_terms import ROLES, UNIT_KINDS


def test_every_role_has_one_word() -> None:
    assert sorted(ROLES.values()) == sorted(Role)
    assert len(set(UNIT_KINDS.values())) == len(UNIT_KINDS)
