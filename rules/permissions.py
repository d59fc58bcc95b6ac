"""Who may do what: roles, what they may start, and the part they take in a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from locales import Message, _
from rules.lifecycle import Party


class Role(StrEnum):
    """What a person is, over the bureau or in one unit."""

    ADMIN = "admin"
    OFFICE = "office"
    INSPECTOR = "inspector"
    CUSTODIAN = "custodian"
    HEAD = "head"
    HANDLER = "handler"
    STAFF = "staff"
    LEADER = "leader"


ROLE_NAMES: Mapping[Role, Message] = {
    Role.ADMIN: _("administrator"),
    Role.OFFICE: _("office"),
    Role.INSPECTOR: _("inspector"),
    Role.CUSTODIAN: _("custodian"),
    Role.HEAD: _("head of a unit"),
    Role.HANDLER: _("handler"),
    Role.STAFF: _("staff"),
    Role.LEADER: _("leader"),
}

PARTY_OF_ROLE: Mapping[Role, Party] = {
    Role.OFFICE: Party.OFFICE,
    Role.ADMIN: Party.OFFICE,
    Role.CUSTODIAN: Party.CUSTODIAN,
    Role.HEAD: Party.UNIT,
    Role.HANDLER: Party.UNIT,
    Role.INSPECTOR: Party.INSPECTOR,
}

HELD_IN_UNIT = frozenset({Role.HEAD, Role.HANDLER, Role.STAFF})
"""The others count over the whole bureau, whichever unit the roster writes them against."""

EVERYBODY = frozenset(Role) | {None}

MAY: Mapping[str, frozenset[Role | None]] = {
    "file_finding": frozenset({Role.INSPECTOR}),
    "file_complaint": EVERYBODY,
    "see_every_ticket": frozenset({Role.OFFICE, Role.ADMIN, Role.CUSTODIAN, Role.LEADER}),
    "see_restricted": frozenset({Role.OFFICE, Role.ADMIN, Role.CUSTODIAN}),
    "see_origin": frozenset({Role.OFFICE, Role.ADMIN, Role.CUSTODIAN}),
    "work_the_inbox": frozenset({Role.OFFICE, Role.ADMIN}),
    "invite": frozenset({Role.ADMIN, Role.OFFICE}),
    "invite_protected": frozenset({Role.ADMIN}),
    "end_campaigns": frozenset({Role.ADMIN, Role.OFFICE}),
    "keep_calendar": frozenset({Role.ADMIN, Role.OFFICE}),
    "reveal": frozenset({Role.CUSTODIAN}),
    "see_bindings": frozenset({Role.CUSTODIAN}),
    "give_roles": frozenset({Role.ADMIN, Role.CUSTODIAN}),
    "read_digest": frozenset({Role.LEADER, Role.OFFICE, Role.ADMIN}),
    "keep_portfolios": frozenset({Role.OFFICE, Role.ADMIN}),
    "instruct": frozenset({Role.LEADER}),
}
"""What may be done besides the steps of a ticket; None stands for somebody without any role."""


def may(what: str, roles: frozenset[Role]) -> bool:
    """Tell whether somebody with these roles may do it; KeyError for an unknown thing."""
    allowed = MAY[what]
    return None in allowed or bool(allowed & roles)


BY_TWO = frozenset({Role.ADMIN, Role.CUSTODIAN})
"""Nobody gives these roles alone: two who hold one of them have to want it."""

PROTECTED = frozenset({Role.ADMIN, Role.CUSTODIAN, Role.LEADER})
"""They see or decide what the office may not: the office neither invites nor unbinds them."""


def may_invite(roles: frozenset[Role], theirs: frozenset[Role]) -> bool:
    """Tell whether somebody with `roles` may invite and unbind a person who holds `theirs`."""
    return may("invite_protected" if theirs & PROTECTED else "invite", roles)
