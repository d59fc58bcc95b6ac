"""Who may do what besides the steps: the table is complete, and whoever has no role may only
complain.
"""

from __future__ import annotations

import pytest

from locales import LANGUAGES, translate
from rules.lifecycle import Party
from rules.permissions import MAY, PARTY_OF_ROLE, PROTECTED, ROLE_NAMES, Role, may, may_invite

MATRIX = {
    "file_finding": "inspector",
    "file_complaint": "admin office inspector custodian head handler staff leader nobody",
    "see_every_ticket": "office admin custodian leader",
    "see_restricted": "office admin custodian",
    "see_origin": "office admin custodian",
    "work_the_inbox": "office admin",
    "invite": "admin office",
    "invite_protected": "admin",
    "keep_calendar": "admin office",
    "reveal": "custodian",
    "see_bindings": "custodian",
    "give_roles": "admin custodian",
    "end_campaigns": "office admin",
    "read_digest": "leader office admin",
    "keep_portfolios": "office admin",
    "instruct": "leader",
}


@pytest.mark.parametrize("what", MATRIX)
def test_each_role_alone(what: str) -> None:
    allowed = set(MATRIX[what].split())
    assert {role.value for role in Role if may(what, frozenset({role}))} == allowed - {"nobody"}
    assert may(what, frozenset()) == ("nobody" in allowed)


def test_the_matrix_is_the_whole_table() -> None:
    assert set(MAY) == set(MATRIX)
    with pytest.raises(KeyError):
        may("fly", frozenset(Role))


def test_a_second_role_takes_nothing_away() -> None:
    for what in MAY:
        for first in Role:
            for second in Role:
                either = may(what, frozenset({first})) or may(what, frozenset({second}))
                assert may(what, frozenset({first, second})) == either


def test_roles_and_the_part_they_take() -> None:
    assert PARTY_OF_ROLE == {
        Role.OFFICE: Party.OFFICE,
        Role.ADMIN: Party.OFFICE,
        Role.CUSTODIAN: Party.CUSTODIAN,
        Role.HEAD: Party.UNIT,
        Role.HANDLER: Party.UNIT,
        Role.INSPECTOR: Party.INSPECTOR,
    }
    for language in LANGUAGES:
        assert len({translate(ROLE_NAMES[role], language) for role in Role}) == len(Role)


def test_the_office_invites_nobody_who_may_more_than_the_office() -> None:
    for role in Role:
        theirs = frozenset({role, Role.STAFF})
        assert may_invite(frozenset({Role.ADMIN}), theirs)
        assert may_invite(frozenset({Role.OFFICE}), theirs) == (role not in PROTECTED)
        assert not may_invite(frozenset({Role.CUSTODIAN, Role.LEADER, Role.HEAD}), theirs)
        secret = frozenset(
            what for what in MAY if may(what, theirs) and not may(what, frozenset({Role.OFFICE}))
        )
        assert role in PROTECTED or secret <= {"file_finding"}
