"""Complain: anyone says what is wrong, and knows before sending who will see what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from casework.desk import Desk
from casework.tickets.attachments import usable_photos
from casework.tickets.audience import UNKNOWN_UNIT
from casework.tickets.commands import FileComplaint
from handlers.kit.pickers.kind import PickKind
from handlers.kit.pickers.unit import UnitName, unit_title
from locales import Message, _
from rules.text.telephone import read_telephone
from storage.queries.units import unit_by_qr
from storage.tables import Unit
from talk import Answer, Choice, Chosen, Given, Photos, Reading, Said, Talk, Words, Wrong, clean
from talk import input as sent

LEVELS: Mapping[str, Message] = {
    "named": _("Named: the office and the unit see your name"),
    "confidential": _(
        "Confidential: only the custodian can learn who you are, with a reason, on the record"
    ),
    "anonymous": _("Anonymous: no account is kept; only a receipt code leads back"),
}
LEVELS_ABOUT_HEAD: Mapping[str, Message] = {
    **LEVELS,
    "named": _("Named: the office and the unit above, which deals with it, see your name"),
}
SHORT: Mapping[str, Message] = {
    "named": _("Named"),
    "confidential": _("Confidential"),
    "anonymous": _("Anonymous"),
}
MAX_NAME_CHARACTERS = 40


def complain(talk: Talk, desk: Desk) -> FileComplaint | None:
    """Anyone complains about a school, a section or a service."""
    by_poster = unit_by_qr(desk.session, talk.argument) if talk.argument else None
    what = Photos(at_least=1, at_most=desk.bureau.photos_per_ticket, with_words=True)
    told = talk.ask("what", what, _opening(talk, by_poster))
    words = told.caption or talk.ask(
        "words", Words(optional=True), _("What happened, in a few words?")
    )
    kind = talk.ask("kind", PickKind(desk.complaints, words), _("What is it about?")).code
    unit = by_poster.id if by_poster is not None else _ask_unit(talk, desk)
    about_head = unit is not None and _ask_about_head(talk, desk, unit)
    levels = LEVELS_ABOUT_HEAD if about_head else LEVELS
    asked = _("Who may know that it was you?\n{levels}", levels=list(levels.values()))
    level = talk.choose("level", asked, *SHORT.items())
    name, contact = _ask_who(talk, desk, level)
    complaint = FileComplaint(kind, level, unit, words, told.ids, about_head, name, contact)
    if not talk.confirm(_review(desk, complaint, levels[level])):
        return talk.drop(_("Dropped. Nothing was sent."))
    return replace(complaint, name=name or desk.actor.name)


def _opening(talk: Talk, by_poster: Unit | None) -> Message:
    """Return the first question; whoever scanned a poster reads what it is about."""
    asked = _(
        "What happened? Write it and send photos if you have any, one after another; then tap Done."
    )
    if by_poster is not None:
        about = _(
            "About {unit}. You choose later who may know that it was you; you may stay "
            "anonymous.\n{question}"
        )
        return about.given(unit=by_poster.name, question=asked)
    if talk.argument:
        unknown = _(
            "The code that was scanned belongs to no unit; you name the unit yourself.\n{question}"
        )
        return unknown.given(question=asked)
    return asked


def _ask_unit(talk: Talk, desk: Desk) -> int | None:
    asked = _("Which school or unit? Tap, or write its name.")
    return talk.ask("unit", UnitName(desk, unknown=True), asked)


def _ask_about_head(talk: Talk, desk: Desk, unit: int) -> bool:
    asked = _(
        "Is it about the head of {unit}? Then it does not go to that head.",
        unit=unit_title(desk, unit),
    )
    yes = (True, _("Yes, about the head"))
    return bool(talk.choose("head", asked, (False, _("No")), yes))


def _ask_who(talk: Talk, desk: Desk, level: str) -> tuple[str, str]:
    """Ask whom the roster does not know for name and telephone number, if they are kept."""
    if level == "anonymous" or desk.actor.person_id is not None:
        return "", ""
    if level == "named":
        name = talk.ask("name", Words(longest=MAX_NAME_CHARACTERS), _("Your name, please."))
        asked = _("A telephone number where the office can ask you? The unit does not see it.")
        return name, talk.ask("contact", Telephone(), asked)
    asked = _(
        "Your name? Only the custodian can open it, to check or to reach you; you may skip it."
    )
    name = talk.ask("name", Words(optional=True, longest=MAX_NAME_CHARACTERS), asked)
    asked = _("A telephone number where you can be asked?")
    return name, talk.ask("contact", Telephone(), asked)


def _review(desk: Desk, complaint: FileComplaint, level: Message) -> Message:
    """Return what is about to be sent, and the question whether to send it."""
    unit: Message | str = UNKNOWN_UNIT
    if complaint.unit is not None:
        unit = unit_title(desk, complaint.unit)
    lines = [
        _("About: {kind}", kind=desk.catalogue.name_of(complaint.kind)),
        _("School or unit: {unit}", unit=unit),
    ]
    if complaint.about_head:
        lines.append(_("It is about the head of the unit, and does not go to that head."))
    lines.append(_("Photos: {count}", count=len(usable_photos(desk, complaint.photos))))
    if complaint.words:
        lines.append(_("Words: {words}", words=complaint.words))
    lines.append(level)
    if complaint.name:
        lines.append(_("Name: {name}", name=complaint.name))
    if complaint.contact:
        lines.append(_("Telephone: {contact}", contact=complaint.contact))
    return _("{lines}\n\nSend it?", lines=lines)


class Telephone(Answer[str]):
    """A telephone number in plain digits; it may be skipped and is then empty."""

    def choices(self, partial: Any) -> Sequence[Choice]:
        return (Choice("", _("Skip")),)

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        number = read_telephone(clean(said.text)) if isinstance(said, sent.Words) else None
        if number is None:
            return Wrong(_("Not a telephone number. Write 11 digits, or area code and number."))
        return Given(number)
