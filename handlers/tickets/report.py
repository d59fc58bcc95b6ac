"""Report: an inspector reports a finding from the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework.desk import Desk
from casework.tickets.attachments import photographed_at, usable_photos
from casework.tickets.commands import FileFinding
from handlers.kit.pickers.kind import PickKind
from handlers.kit.pickers.unit import UnitName, unit_title
from locales import Message, _
from rules.time.date_parsing import read_moment
from storage.queries.units import find_unit
from talk import Answer, Given, Photos, Reading, Said, Talk, Where, Words, Wrong, clean
from talk import input as sent


def report(talk: Talk, desk: Desk) -> FileFinding | None:
    """An inspector reports one finding from the field."""
    if not desk.actor.may("file_finding"):
        return talk.drop(
            _("Only inspectors report findings. You can complain instead: tap Menu, then Complain.")
        )
    most = desk.bureau.photos_per_ticket
    asked = _("Send the photos, with a few words if you like; then tap Done.")
    photos = talk.ask("photos", Photos(at_least=1, at_most=most, with_words=True), asked)
    unit = _same_unit(talk, desk) or talk.ask(
        "unit", UnitName(desk), _("Which unit is it? Tap one, or write its name.")
    )
    seen = _("{unit}: what did you see?", unit=unit_title(desk, unit))
    kind, said = talk.ask("kind", PickKind(desk.findings, photos.caption), seen)
    words = "\n".join(filter(None, (photos.caption, said)))
    words = words or talk.ask("words", Words(optional=True), _("Anything to add?"))
    place = talk.ask("place", Where(), _("Where was it? Send your location or write the place."))
    happened = photographed_at(desk, photos.ids) or desk.now
    finding = FileFinding(unit or 0, kind, words, photos.ids, place, happened)
    return _reviewed(talk, desk, finding, photos.caption)


def _same_unit(talk: Talk, desk: Desk) -> int | None:
    """One more finding at the unit of the last one: its button carries the unit."""
    unit = find_unit(desk.session, int(talk.argument)) if talk.argument.isdecimal() else None
    return unit.id if unit is not None and unit.active else None


def _reviewed(talk: Talk, desk: Desk, finding: FileFinding, caption: str) -> FileFinding | None:
    """Read the finding back until it is sent or dropped; what is too far back can be changed here.

    The words that came with the photos lie four questions back, and the time is never asked.
    """
    changes = [("time", _("Change the time"))]
    if caption:
        changes.insert(0, (str(len(caption)), _("Change the words")))
    attempt = 1
    answer = talk.confirm(_review(desk, finding), *changes)
    while isinstance(answer, str):
        if answer == "time":
            asked = _("When was it? Write for example 8:40, 昨天下午三点半, or 3月16日 8:40.")
            happened = talk.ask(f"time{attempt}", Moment(desk), asked)
            finding = replace(finding, happened_at=happened)
        else:
            asked = _("Write the words anew; they take the place of the earlier ones.")
            anew = talk.ask(f"words{attempt}", Words(), asked)
            came_later = caption[int(answer) :]  # with a photo on a slow line
            finding = replace(finding, words=f"{anew}{came_later}")
        attempt += 1
        answer = talk.confirm(_review(desk, finding), *changes, key=f"confirm{attempt}")
    return finding if answer else talk.drop(_("Dropped. Nothing was sent."))


def _review(desk: Desk, finding: FileFinding) -> Message:
    """Return what is about to be sent, and the question whether to send it."""
    lines = [
        _("Seen: {kind}", kind=desk.catalogue.name_of(finding.kind)),
        _("School or unit: {unit}", unit=unit_title(desk, finding.unit)),
        _("Time: {time}", time=finding.happened_at or desk.now),
        _("Photos: {count}", count=len(usable_photos(desk, finding.photos))),
    ]
    if finding.words:
        lines.append(_("Words: {words}", words=finding.words))
    if finding.place:
        lines.append(_("Place: {place}", place=finding.place))
    return _("{lines}\n\nSend it?", lines=lines)


class Moment(Answer[datetime]):
    """A moment that has been, as people write it."""

    def __init__(self, desk: Desk) -> None:
        self.now = desk.now.astimezone(desk.bureau.zone)

    def read(self, said: Said, partial: Any) -> Reading:
        at = read_moment(clean(said.text), self.now) if isinstance(said, sent.Words) else None
        if at is None:
            return Wrong(_("That time could not be read."))
        if at > self.now:
            return Wrong(_("{time} has not come yet. Please write when it was.", time=at))
        return Given(at.isoformat())

    def load(self, stored: Any) -> datetime:
        return datetime.fromisoformat(stored)
