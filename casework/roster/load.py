"""Import the roster: all of it when nothing is wrong, nothing of it otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from casework.people.bindings import accounts_on, release_misnamed
from casework.roster.check import check, known_in
from casework.roster.persons import import_persons
from casework.roster.rows import Roster
from casework.roster.sheet import Fault
from casework.roster.summary import ImportSummary
from casework.roster.units import import_units


class RosterRefused(Exception):
    """The roster has faults and nothing was imported; `faults` holds all of them as messages."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = [fault.as_message() for fault in faults]
        super().__init__(f"{len(self.faults)} faults in the roster")


def import_roster(session: Session, roster: Roster, now: datetime) -> ImportSummary:
    """Carry the roster out: units are known by name, persons by number.

    Who is not in it stays as stored; the same roster again changes nothing. A person's roles become
    those of the roster; somebody marked 停用 loses them and any open invitation. An account that is
    not the person's any more is unbound. Raises RosterRefused, with nothing changed, when there is
    a single fault.
    """
    if faults := check(roster, known_in(session)):
        raise RosterRefused(faults)
    summary = ImportSummary()
    units = import_units(session, roster.units, summary.units)
    before = {kind.channel: accounts_on(session, kind.channel) for kind in roster.accounts}
    import_persons(session, roster, units, summary.persons, now)
    for kind in roster.accounts:
        count = release_misnamed(session, kind, before[kind.channel], now)
        if count:
            summary.released.append((kind.label, count))
    return summary
