"""Report: an inspector reports a finding from the field."""

from __future__ import annotations

from casework.commands import FileFinding
from casework.desk import Desk
from handlers.units import UnitName, unit_title
from locales import _
from rules.catalogue import KINDS, Kind, guess_kinds
from storage.units import find_unit
from talk import Choice, Photos, Pick, Talk, Where, Words


def report(talk: Talk, desk: Desk) -> FileFinding | None:
    """An inspector reports one finding from the field."""
    if not desk.actor.may("file_finding"):
        return talk.drop(_("Only inspectors report findings. You can complain instead: tap Menu, then Complain."))
    most = desk.bureau.photos_per_ticket
    photos = talk.ask("photos", Photos(at_least=1, at_most=most, with_words=True), _("Send the photos, then tap Done."))
    unit = _same_unit(talk, desk) or talk.ask("unit", UnitName(desk), _("Which unit is it? Tap one, or write its name."))
    kind = talk.ask("kind", pick_kind(desk.findings, photos.caption), _("What did you see?"))
    words = photos.caption or talk.ask("words", Words(optional=True), _("Anything to add?"))
    place = talk.ask("place", Where(), _("Where was it? Send your location or write the place."))
    facts = {
        "kind": KINDS[kind].name,
        "unit": unit_title(desk, unit),
        "count": len(photos),
        "words": words or "-",
        "place": place or "-",
    }
    if not talk.confirm(_("{kind}\n{unit}\nPhotos: {count}\nWords: {words}\nPlace: {place}\n\nSend it?").given(**facts)):
        return talk.drop(_("Dropped. Nothing was sent."))
    return FileFinding(unit or 0, kind, words, photos.ids, place)


def _same_unit(talk: Talk, desk: Desk) -> int | None:
    """One more finding at the unit of the last one: its button carries the unit."""
    unit = find_unit(desk.session, int(talk.argument)) if talk.argument.isdecimal() else None
    return unit.id if unit is not None and unit.active else None


def pick_kind(kinds: list[Kind], words: str) -> Pick[str]:
    """Return the choice of a kind, those that the words speak of first."""
    return Pick((Choice(each.code, each.name) for each in kinds), first=[each.code for each in guess_kinds(words, kinds)])
