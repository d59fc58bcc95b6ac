"""The tree of units with the people who hold roles in it, read once in a transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import event, orm
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, UOWTransaction
from sqlmodel import Session, col, select

from storage.tables import Person, PortfolioField, RoleHeld, Unit
from storage.write_buffer import WriteBuffer, beside

_TREE, _FIELDS_READ = "unit_tree", "leader_fields"  # in session.info
# Forgotten together.
_READ = (_TREE, _FIELDS_READ, "unit_names", "unit_spellings", "roster", "units_in_use")
_TABLES = (Unit, Person, RoleHeld, PortfolioField)

_UNITS = select(Unit.id, Unit.name, Unit.kind, Unit.parent_id)
# Staff decide nothing and are most of a roster.
_ROLES = (
    select(RoleHeld.person_id, RoleHeld.role, RoleHeld.unit_id, Person.active)
    .join(Person, col(Person.id) == col(RoleHeld.person_id))
    .where(RoleHeld.role != "staff")
    .order_by(col(RoleHeld.person_id), col(RoleHeld.id))
)
_FIELDS = select(PortfolioField.person_id, PortfolioField.field)


@dataclass(frozen=True, slots=True)
class UnitTree:
    """All units by id, and who of the active persons holds which role where; staff are left out.

    `leaders` are (person, unit or None for the whole bureau), those no longer active included.
    """

    names: Mapping[int, str]
    kinds: Mapping[int, str]
    parents: Mapping[int, int | None]
    holders: Mapping[tuple[str, int | None], Sequence[int]]
    leaders: Sequence[tuple[int, int | None]]

    def holders_of(self, role: str, unit_id: int | None = None) -> list[int]:
        """Return the active persons who hold the role at the unit, or without one, anywhere."""
        return list(self.holders.get((role, unit_id), ()))

    def above(self, unit_id: int | None) -> list[int]:
        """Return the unit and those above it, the nearest first."""
        found: list[int] = []
        while unit_id is not None and unit_id not in found:
            found.append(unit_id)
            unit_id = self.parents.get(unit_id)
        return found

    def below(self, tops: Collection[int]) -> set[int]:
        """Return these units and every unit below them, those out of use included."""
        if not tops:
            return set()
        wanted = set(tops)
        return {unit for unit in self.parents if not wanted.isdisjoint(self.above(unit))}

    def whole_bureau(self) -> set[int]:
        """Return the units for the bureau: bureaus by kind, or with some below and none above."""
        parents = set(self.parents.values())
        return {
            unit
            for unit, parent in self.parents.items()
            if parent is None and (unit in parents or self.kinds[unit] == "bureau")
        }


def read_unit_tree(session: Session) -> UnitTree:
    """Return the tree as it is in this transaction; roles or units that change are read anew."""
    tree = known_unit_tree(session)
    if tree is None:
        session.flush()
        tree = session.info[_TREE] = _read(session)
    return tree


def known_unit_tree(session: Session) -> UnitTree | None:
    """Return the tree if this transaction has read it: a single question need not read it all."""
    tree: UnitTree | None = session.info.get(_TREE)
    return tree


def leaders_by_field(session: Session) -> Mapping[int, set[str]]:
    """Return the fields of problems that persons are in charge of; read once in a transaction."""
    fields: dict[int, set[str]] | None = session.info.get(_FIELDS_READ)
    if fields is None:
        session.flush()
        fields = session.info[_FIELDS_READ] = {}
        for person, field in beside(session).execute(_FIELDS):
            fields.setdefault(person, set()).add(field)
    return fields


def forget_units(session: orm.Session) -> None:
    """Forget what was read of units, roles and persons: they have changed."""
    for read in _READ:
        session.info.pop(read, None)


def _read(session: Session) -> UnitTree:
    names: dict[int, str] = {}
    kinds: dict[int, str] = {}
    parents: dict[int, int | None] = {}
    for unit, name, kind, parent in beside(session).execute(_UNITS):
        names[unit], kinds[unit], parents[unit] = name, kind, parent
    holders: dict[tuple[str, int | None], dict[int, None]] = {}
    leaders: list[tuple[int, int | None]] = []
    for person, role, unit, is_active in beside(session).execute(_ROLES):
        if role == "leader":
            leaders.append((person, unit))
        if is_active:
            holders.setdefault((role, None), {})[person] = None
            if unit is not None:
                holders.setdefault((role, unit), {})[person] = None
    listed = {key: tuple(people) for key, people in holders.items()}
    return UnitTree(names, kinds, parents, listed, leaders)


@event.listens_for(WriteBuffer, "after_flush", propagate=True)
def _forget_flushed(session: Session, _work: UOWTransaction) -> None:
    if not any(read in session.info for read in _READ):
        return
    for changed in (session.new, session.dirty, session.deleted):
        if any(isinstance(row, _TABLES) for row in changed):
            forget_units(session)


@event.listens_for(WriteBuffer, "do_orm_execute", propagate=True)
def _forget_written(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and any(issubclass(mapper.class_, _TABLES) for mapper in state.all_mappers):
        forget_units(state.session)


@event.listens_for(WriteBuffer, "after_soft_rollback", propagate=True)
def _forget_undone(session: Session, _transaction: SessionTransaction) -> None:
    forget_units(session)
