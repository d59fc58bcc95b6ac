"""Whom a warning reaches: the unit, the leaders in charge, the chief, a campaign's groups."""

from __future__ import annotations

from collections.abc import Iterable

from casework.desk import Desk
from casework.people.groups import members_of
from casework.tickets.acting_unit import answering_unit
from casework.tickets.audience import holders_for, unit_people
from rules.campaign.model import RELATIVE, Campaign
from rules.permissions import Role
from storage.queries.unit_tree import leaders_by_field, read_unit_tree
from storage.tables import Ticket


def reached_by(
    desk: Desk, ticket: Ticket, names: Iterable[str], campaign: Campaign | None
) -> list[int]:
    """Return whom these names mean; for a restricted ticket the custodian in place of leaders."""
    found: list[int] = []
    for name in names:
        match RELATIVE.get(name):
            case "handler":
                found += unit_people(desk, ticket, Role.HANDLER)
                if ticket.taken_by:
                    found.append(ticket.taken_by)
            case "head":
                found += _nearest_heads(desk, ticket)
            case "leader" | "chief" if ticket.restricted:
                found += holders_for(desk, ticket, None, Role.CUSTODIAN)
            case "leader":
                found += leaders_of(desk, ticket)
            case "chief":
                found += chiefs(desk)
            case _:
                found += members_of(desk, campaign, [name]) if campaign is not None else []
    return found


def _nearest_heads(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the heads of the unit, or of the nearest one above it that has any."""
    tree = read_unit_tree(desk.session)
    for unit in tree.above(answering_unit(desk.session, ticket)):
        heads = holders_for(desk, ticket, unit, Role.HEAD)
        if heads:
            return heads
    return []


def leaders_of(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the leaders in charge of the unit, or of one above it, and of the field (分管领导).

    Without any these are the chiefs. The bureau itself, which is above all, has chiefs alone.
    """
    tree = read_unit_tree(desk.session)
    found: list[int] = []
    for unit in tree.above(answering_unit(desk.session, ticket))[:-1]:
        found = [person for person, led in tree.leaders if led == unit]
        if found:
            break
    belongs = desk.catalogue.fields_of(ticket.kind)
    for person, fields in leaders_by_field(desk.session).items():
        if belongs.intersection(fields):
            found.append(person)
    return list(dict.fromkeys(found)) or chiefs(desk)


def chiefs(desk: Desk) -> list[int]:
    """Return the leaders over the whole bureau (局主要领导), if possible without portfolio."""
    tree, fields = read_unit_tree(desk.session), leaders_by_field(desk.session)
    over_all: list[int] = []
    narrower: set[int] = set()
    for person, unit in tree.leaders:
        if unit is None or len(tree.above(unit)) == 1:
            over_all.append(person)
        else:
            narrower.add(person)
    without = [person for person in over_all if person not in narrower and person not in fields]
    return without or over_all
