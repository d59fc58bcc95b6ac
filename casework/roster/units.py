"""Import the units of a roster, known by name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from casework.roster.check import renamed_units
from casework.roster.rows import UnitRow
from casework.roster.summary import Count
from rules.text.spelling import normalise, spell
from storage.tables import Unit

QR_CHARACTERS = 12
# No 0 and o, no 1, l and i: it may be read from a poster and typed.
_UNAMBIGUOUS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_qr() -> str:
    """Return a random code for a unit's poster."""
    return "".join(secrets.choice(_UNAMBIGUOUS) for _character in range(QR_CHARACTERS))


def import_units(session: Session, rows: Sequence[UnitRow], count: Count) -> dict[str, Unit]:
    """Import the units and return every stored one by normalised name."""
    units = {
        normalise(unit.name): unit for unit in session.exec(select(Unit).order_by(col(Unit.id)))
    }
    for new, old in renamed_units(rows, units).items():
        units[new] = units.pop(old)
    # What is out of use need not begin.
    wanted = [row for row in rows if not row.disabled or normalise(row.name) in units]
    before = {name: unit.model_dump() for name, unit in units.items()}
    for row in wanted:
        name = normalise(row.name)
        if name not in units:
            units[name] = Unit(name=row.name, qr=new_qr())
            session.add(units[name])
    session.flush()
    for row in wanted:
        name = normalise(row.name)
        _set_unit(units[name], row, units)
        count.add(
            is_new=name not in before, is_changed=before.get(name) != units[name].model_dump()
        )
    session.flush()
    return units


def _set_unit(unit: Unit, row: UnitRow, units: Mapping[str, Unit]) -> None:
    is_renamed = normalise(unit.name) != normalise(row.name)
    if row.pinyin or row.initials or not unit.pinyin or is_renamed:
        unit.pinyin, unit.initials = _spelling(row)
    unit.name, unit.kind = row.name, row.kind
    if row.aliases is not None:
        unit.aliases = list(row.aliases)
    if row.parent is not None:
        parent = units.get(normalise(row.parent))
        unit.parent_id = parent.id if parent is not None else None
    if row.disabled is not None:
        unit.active = not row.disabled


def _spelling(row: UnitRow) -> tuple[str, str]:
    """Return pinyin and initials, as the row gives them or as they follow from its name."""
    initials = row.initials or _initials_of(row)
    if row.pinyin and initials:
        return row.pinyin, initials
    spelt = spell(row.name)  # loads its library: only when needed
    return row.pinyin or spelt.pinyin, initials or spelt.initials


def _initials_of(row: UnitRow) -> str:
    """Return the syllables' first letters where the pinyin has one for each character."""
    syllables = row.pinyin.split()
    if len(syllables) != len(normalise(row.name)):
        return ""
    return "".join(syllable[0] for syllable in syllables)
