"""Complain: anyone says what is wrong, and knows before sending who will see what."""

from __future__ import annotations

from collections.abc import Sequence
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
from talk import Answer, Choice, Chosen, Given, Photos, Reading, Said, Talk, Words, Wrong, clean
from talk import input as sent

LEVELS: dict[str, Message] = {
    "named": _("Named: the office and the unit see your name"),
    "confidential": _(
        "Confidential: only the custodian can learn who you are, with a reason, on the record"
    ),
    "anonymous": _("Anonymous: no account is kept; only a receipt code leads back"),
}
LEVELS_ABOUT_HEAD = LEVELS | {
    "named": _("Named: the office and the unit above, which deals with it, see your name")
}
SHORT: dict[str, Message] = {
    "named": _("Named"),
    "confidential": _("Confidential"),
    "anonymous": _("Anonymous"),
}


def complain(talk: Talk, desk: Desk) -> FileComplaint | None:
    """Anyone complains about a school, a section or a service."""
    most = desk.bureau.photos_per_ticket
    what = Photos(at_least=1, at_most=most, with_words=True)
    by_poster = unit_by_qr(desk.session, talk.argument) if talk.argument else None
    asked = _(
        "What happened? Write it and send photos if you have any, one after another; then tap Done."
    )
    if by_poster:
        about = _(
            "About {unit}. You choose later who may know that it was you; you may stay "
            "anonymous.\n{question}"
        )
        asked = about.given(unit=by_poster.name, question=asked)
    elif talk.argument:
        asked = _(
            "The code that was scanned belongs to no unit; you name the unit yourself.\n{question}",
            question=asked,
        )
    told = talk.ask("what", what, asked)
    words = told.caption or talk.ask(
        "words", Words(optional=True), _("What happened, in a few words?")
    )
    kind = talk.ask("kind", PickKind(desk.complaints, words), _("What is it about?"))
    unit = (
        by_poster.id
        if by_poster
        else talk.ask(
            "unit", UnitName(desk, unknown=True), _("Which school or unit? Tap, or write its name.")
        )
    )
    about_head = unit is not None and talk.choose(
        "head",
        _(
            "Is it about the head of {unit}? Then it does not go to that head.",
            unit=unit_title(desk, unit),
        ),
        (False, _("No")),
        (True, _("Yes, about the head")),
    )
    levels = LEVELS_ABOUT_HEAD if about_head else LEVELS
    level = talk.choose(
        "level",
        _("Who may know that it was you?\n{levels}", levels=list(levels.values())),
        *SHORT.items(),
    )
    name, contact = (
        ("", "") if level == "anonymous" or desk.actor.person_id is not None else _who(talk, level)
    )
    lines = [
        _("About: {kind}", kind=desk.catalogue.name_of(kind)),
        _("School or unit: {unit}", unit=UNKNOWN_UNIT if unit is None else unit_title(desk, unit)),
        *(
            [_("It is about the head of the unit, and does not go to that head.")]
            if about_head
            else []
        ),
        _("Photos: {count}", count=len(usable_photos(desk, told.ids))),
        *([_("Words: {words}", words=words)] if words else []),
        levels[level],
        *([_("Name: {name}", name=name)] if name else []),
        *([_("Telephone: {contact}", contact=contact)] if contact else []),
    ]
    if not talk.confirm(_("{lines}\n\nSend it?", lines=lines)):
        return talk.drop(_("Dropped. Nothing was sent."))
    return FileComplaint(
        kind, level, unit, words, told.ids, bool(about_head), name or desk.actor.name, contact
    )


def _who(talk: Talk, level: str) -> tuple[str, str]:
    """Ask somebody whom the roster does not know for name and telephone number; in confidence both
    may be left out.
    """
    sealed = level == "confidential"
    asked, number = (
        _("Your name, please."),
        _("A telephone number where the office can ask you? The unit does not see it."),
    )
    if sealed:
        asked = _(
            "Your name? Only the custodian can open it, to check or to reach you; you may skip it."
        )
        number = _("A telephone number where you can be asked?")
    name = talk.ask("name", Words(optional=sealed, longest=40), asked)
    return name, talk.ask("contact", Telephone(), number)


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
