"""Choosing a unit: by button, name, alias, pinyin, initials or a near miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from casework.desk import Desk
from casework.tickets.access import own_tickets
from locales import Message, _
from storage.queries.units import recent_units_of, school_ids, search_units, unit_names
from talk import Answer, Choice, Chosen, Given, Reading, Said, Wrong, clean
from talk import input as sent

UNKNOWN_WORDS = frozenset(
    {"don't know", "don’t know", "unknown", "?", "不知道", "不清楚", "不确定"}
)
MAX_LISTED_UNITS = 24  # among more, one types a part of the name
MAX_FOUND_UNITS = 8
MAX_CHARACTERS = 100  # of what is looked for
MAX_QUOTED_CHARACTERS = 40


class UnitName(Answer[int | None]):
    """A unit's id; recent units are offered first.

    With `unknown` it is for whoever complains: one may say "don't know" (None), and the units of
    their earlier complaints come first, then the schools.
    """

    numbered = True

    def __init__(self, desk: Desk, *, unknown: bool = False) -> None:
        self.desk = desk
        self.unknown = unknown

    @cached_property
    def recent(self) -> list[int]:
        """The ids of the units reported last; most runs never need them."""
        desk, person = self.desk, self.desk.actor.person_id
        if self.unknown:
            mine = own_tickets(desk)
            units = [ticket.unit_id for ticket in mine if ticket.track == "complaint"]
            return list(dict.fromkeys(unit_id for unit_id in units if unit_id is not None))
        if person is None:
            return []
        return recent_units_of(desk.session, person)

    def choices(self, partial: Any) -> Sequence[Choice]:
        units = unit_names(self.desk.session)
        recent = [unit_id for unit_id in self.recent if unit_id in units]
        rest: list[int] = []
        if len(units) <= MAX_LISTED_UNITS:
            rest = [unit_id for unit_id in self._in_order(units) if unit_id not in recent]
        listed = [Choice(unit_id, _plain(units[unit_id])) for unit_id in (*recent, *rest)]
        return [Choice(None, _("Don't know")), *listed] if self.unknown else listed

    def _in_order(self, units: Mapping[int, str]) -> list[int]:
        if not self.unknown:
            return list(units)
        schools = school_ids(self.desk.session)  # whoever complains is looking for a school
        return sorted(units, key=lambda unit_id: unit_id not in schools)

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if not isinstance(said, sent.Words):
            return Wrong(_("Please write the unit's name, or a part of it."))
        name = clean(said.text)
        if self.unknown and name.casefold() in UNKNOWN_WORDS:
            return Given(None)
        return self._find(name[:MAX_CHARACTERS])

    def _find(self, name: str) -> Reading:
        session = self.desk.session
        matches = search_units(session, name, limit=MAX_FOUND_UNITS)
        if not matches:
            none = _(
                "No unit is known by “{name}”. Try its short name, its pinyin or its initials."
            )
            return Wrong(none.given(name=name[:MAX_QUOTED_CHARACTERS]))
        if matches[0].sure:
            return Given(matches[0].candidate.id)
        # Only a list needs the order of the recent ones.
        matches = search_units(session, name, recent=self.recent, limit=MAX_FOUND_UNITS)
        found = [Choice(match.candidate.id, _plain(match.candidate.name)) for match in matches]
        return Wrong(_("Which of these do you mean?"), tuple(found))


def _plain(name: str) -> Message:
    return _("{name}", name=name)


def unit_title(desk: Desk, unit_id: int | None) -> Message | str:
    """Return the unit's name for a sentence."""
    name = unit_names(desk.session).get(unit_id) if unit_id is not None else None
    return name or _("a unit still to be found")
