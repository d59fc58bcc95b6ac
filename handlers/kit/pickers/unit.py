"""Finding a unit: by button, name, alias, pinyin, initials or a near miss."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from casework.desk import Desk
from locales import Message, _
from storage.queries.tickets import reported_by
from storage.queries.units import recent_units_of, school_ids, search_units, unit_names
from talk import Answer, Choice, Chosen, Given, Reading, Said, Wrong, clean
from talk import input as sent

_UNKNOWN = frozenset({"don't know", "don’t know", "unknown", "?", "不知道", "不清楚", "不确定"})
LISTED = 24  # units at the most that are offered whole; among more, one types a part of the name


class UnitName(Answer[int | None]):
    """A unit's id; recent units are offered first, and with `unknown` one may say "don't know"
    (None).

    With `unknown` it is for whoever complains: the units of their earlier complaints come first,
    then the schools.
    """

    numbered = True

    def __init__(self, desk: Desk, *, unknown: bool = False) -> None:
        self.desk = desk
        self.unknown = unknown

    @cached_property
    def recent(self) -> list[int]:
        """The ids of the units this person reported last; looked up when asked for, for most runs
        are past the question.
        """
        desk, person = self.desk, self.desk.actor.person_id
        if not self.unknown:
            return recent_units_of(desk.session, person) if person is not None else []
        mine = reported_by(desk.session, desk.actor.chat_id, person)
        return list(
            dict.fromkeys(
                each.unit_id
                for each in mine
                if each.track == "complaint" and each.unit_id is not None
            )
        )

    def choices(self, partial: Any) -> Sequence[Choice]:
        units = unit_names(self.desk.session)
        if self.unknown:  # whoever complains is looking for a school
            schools = school_ids(self.desk.session)
            units = dict(sorted(units.items(), key=lambda each: each[0] not in schools))
        recent = [each for each in self.recent if each in units]
        rest = [each for each in units if each not in recent] if len(units) <= LISTED else []
        listed = [Choice(each, _plain(units[each])) for each in (*recent, *rest)]
        return [Choice(None, _("Don't know")), *listed] if self.unknown else listed

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        if not isinstance(said, sent.Words):
            return Wrong(_("Please write the unit's name, or a part of it."))
        if self.unknown and clean(said.text).casefold() in _UNKNOWN:
            return Given(None)
        name = clean(said.text)[:100]
        matches = search_units(self.desk.session, name, limit=8)
        if not matches:
            return Wrong(
                _(
                    "No unit is known by “{name}”. Try its short name, its pinyin or its initials.",
                    name=name[:40],
                )
            )
        if matches[0].sure:
            return Given(matches[0].candidate.id)
        matches = search_units(
            self.desk.session, name, recent=self.recent, limit=8
        )  # only a list needs their order
        found = tuple(Choice(each.candidate.id, _plain(each.candidate.name)) for each in matches)
        return Wrong(_("Which of these do you mean?"), found)


def _plain(name: str) -> Message:
    return _("{name}", name=name)


def unit_title(desk: Desk, unit_id: int | None) -> Message | str:
    """Return the unit's name for a sentence."""
    name = unit_names(desk.session).get(unit_id) if unit_id is not None else None
    return name or _("a unit still to be found")
