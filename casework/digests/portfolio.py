"""Leaders' portfolios: the fields that each is in charge of."""

from __future__ import annotations

from sqlmodel import col, select

from casework.desk import Desk
from casework.digests.commands import SetPortfolio
from casework.notices import Receipt
from casework.refusals import NotAllowed
from locales import Button, _
from rules.permissions import Role
from storage.queries.units import holders_of
from storage.tables import Person, PortfolioField


def leaders(desk: Desk) -> list[Person]:
    """Return the leaders in the roster."""
    ids = holders_of(desk.session, Role.LEADER.value)
    found = select(Person).where(col(Person.id).in_(ids)).order_by(col(Person.id))
    return list(desk.session.exec(found))


def fields_led(desk: Desk, person_id: int) -> set[str]:
    """Return the fields in this leader's portfolio."""
    theirs = select(PortfolioField.field).where(PortfolioField.person_id == person_id)
    return set(desk.session.exec(theirs))


def set_portfolio(desk: Desk, command: SetPortfolio) -> Receipt:
    """Put a field into a leader's portfolio or take it out; a field may be in several."""
    person = _check(desk, command)
    row = desk.session.get(PortfolioField, (command.person, command.field))
    if command.on and row is None:
        desk.session.add(PortfolioField(person_id=command.person, field=command.field))
    elif not command.on and row is not None:
        desk.session.delete(row)
    desk.session.flush()
    led = fields_led(desk, command.person)
    titles = [title for field, title in desk.catalogue.fields.items() if field in led]
    text = _("{name} is in charge of no field; units count as before.", name=person.name)
    if titles:
        text = _("{name} is in charge of:\n{fields}", name=person.name, fields=titles)
    return Receipt(text, (Button(_("Change it further"), "portfolio", str(command.person)),))


def _check(desk: Desk, command: SetPortfolio) -> Person:
    """Return the leader; raises NotAllowed for anybody else, and for what is no field."""
    if not desk.actor.may("keep_portfolios") or command.field not in desk.catalogue.fields:
        raise NotAllowed
    person = desk.session.get(Person, command.person)
    if person is None or command.person not in holders_of(desk.session, Role.LEADER.value):
        raise NotAllowed
    return person
