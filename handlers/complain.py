"""Complain: anyone says what is wrong, and knows before sending who will see what."""

from __future__ import annotations

from casework.commands import FileComplaint
from casework.desk import Desk
from handlers.report import PickKind
from handlers.units import UnitName, unit_title
from locales import Message, _
from rules.catalogue import KINDS
from storage.units import unit_by_qr
from talk import Photos, Talk, Words

LEVELS: dict[str, Message] = {
    "named": _("Named: the office and the unit see your name"),
    "confidential": _("Confidential: only the custodian can learn who you are, with a reason, on the record"),
    "anonymous": _("Anonymous: no account is kept; only a receipt code leads back"),
}
SHORT: dict[str, Message] = {"named": _("Named"), "confidential": _("Confidential"), "anonymous": _("Anonymous")}


def complain(talk: Talk, desk: Desk) -> FileComplaint | None:
    """Anyone complains about a school, a section or a service."""
    most = desk.bureau.photos_per_ticket
    what = Photos(at_least=1, at_most=most, with_words=True)
    by_poster = unit_by_qr(desk.session, talk.argument) if talk.argument else None
    asked = _("What happened? Write it and send photos if you have any, one after another; then tap Done.")
    if by_poster:
        asked = _("About {unit}. {question}", unit=by_poster.name, question=asked)
    told = talk.ask("what", what, asked)
    words = told.caption or talk.ask("words", Words(optional=True), _("What happened, in a few words?"))
    kind = talk.ask("kind", PickKind(desk.complaints, words), _("What is it about?"))
    unit = (
        by_poster.id
        if by_poster
        else talk.ask("unit", UnitName(desk, unknown=True), _("Which school or unit? Tap, or write its name."))
    )
    about_head = unit is not None and talk.choose(
        "head", _("Is it about the head of {unit}? Then it does not go to that head.", unit=unit_title(desk, unit)),
        (False, _("No")), (True, _("Yes, about the head")),
    )  # fmt: skip
    level = talk.choose("level", _explained(), *SHORT.items())
    name = contact = ""
    if level == "named" and desk.actor.person_id is None:
        name = talk.ask("name", Words(longest=40), _("Your name, please."))
        contact = talk.ask("contact", Words(optional=True, longest=60), _("A telephone number where you can be asked?"))
    asked = _(
        "{kind}\n{unit}\nPhotos: {count}\nWords: {words}\n{level}\n\nSend it?", kind=KINDS[kind].name, unit=unit_title(desk, unit)
    )
    if not talk.confirm(asked.given(count=len(told), words=words or "-", level=LEVELS[level])):
        return talk.drop(_("Dropped. Nothing was sent."))
    return FileComplaint(kind, level, unit, words, told.ids, bool(about_head), name or desk.actor.name, contact)


def _explained() -> Message:
    return _("Who may know that it was you?\n{levels}", levels=list(LEVELS.values()))
