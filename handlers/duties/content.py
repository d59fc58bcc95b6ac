"""Asking for what a duty must carry, piece by piece, and reading it back before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casework.desk import Desk
from casework.duties.commands import Content
from casework.people import commands as c
from handlers.duties.history import item_words
from handlers.kit.again import MAX_EXCERPT_CHARACTERS, ask_again
from locales import Message, _
from rules import limits
from rules.campaign.duties import Content as Wanted
from rules.campaign.duties import Duty
from storage.evidence.documents import SUFFIXES
from storage.tables import Chat
from talk import Files, Number, Photos, PhotoSet, Talk, Words

HERE, BROWSER, PAPER = "photos", "web", "paper"  # as they are stored in what is begun


def choose_way(talk: Talk, desk: Desk, duty: Duty) -> str:
    """Return how files are to come: HERE, or where a channel takes none, as they choose."""
    chat = desk.session.get(Chat, desk.actor.chat_id)
    if chat is None or not any(wanted.type == "file" for wanted in duty.carries):
        return HERE
    channel = desk.bureau.channel(chat.channel)
    if channel.takes_files:
        return HERE
    asked = _(
        "“{title}” asks for files. {channel} does not pass files on to us. How do you want to "
        "send them?",
        title=duty.title,
        channel=channel.label,
    )
    options = (
        (HERE, _("Photos of the pages")),
        (BROWSER, _("Upload in a browser")),
        (PAPER, _("On paper")),
    )
    way: str = talk.choose("way", asked, *options)
    return way


def go_way(talk: Talk, desk: Desk, way: str) -> c.Invite | None:
    """End the conversation here: with a link to the browser, or advice to hand in paper."""
    if way == BROWSER and desk.actor.person_id is not None:
        return c.Invite(desk.actor.person_id, c.OWN_BROWSER)
    return talk.drop(_("Please bring the paper to the office, which will record it as filed."))


def ask_content(
    talk: Talk, desk: Desk, duty: Duty, *, note: bool = False, before: Iterable[dict[str, Any]] = ()
) -> Content:
    """Ask for each thing in turn; with `note` also for a few words where none came otherwise.

    What was filed `before`, and returned, is offered again where it is words or a number.
    """
    filed = {item["title"]: item for item in before}
    content: list[dict[str, Any]] = []
    for wanted in duty.carries:
        content += _ask_item(talk, wanted, filed.get(wanted.title, {}))
    asks_for_text = any(wanted.type == "text" for wanted in duty.carries)
    has_text = any(item["type"] == "text" for item in content)
    if note and not asks_for_text and not has_text:
        words = talk.ask("note", Words(optional=True), _("Anything to note about it?"))
        content += _note(words)
    return tuple(content)


def _note(words: str) -> list[dict[str, Any]]:
    return [{"title": "", "type": "text", "text": words}] if words else []


def _ask_item(talk: Talk, wanted: Wanted, before: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask for one thing; return it with what was written under its photos, [] when left out."""
    if wanted.type == "text":
        return _ask_text(talk, wanted, before)
    if wanted.type == "number":
        return _ask_number(talk, wanted, before)
    return _ask_evidence(talk, wanted)


def _key(wanted: Wanted) -> str:
    return f"carries:{wanted.title}"


def _ask_text(talk: Talk, wanted: Wanted, before: dict[str, Any]) -> list[dict[str, Any]]:
    asked = _("Please write: {title}", title=wanted.title)
    said_before = before.get("text", "")
    text = ask_again(talk, _key(wanted), said_before, asked, optional=wanted.optional)
    return [{"title": wanted.title, "type": "text", "text": text}] if text else []


def _ask_number(talk: Talk, wanted: Wanted, before: dict[str, Any]) -> list[dict[str, Any]]:
    asked = _("Please give the number: {title}", title=wanted.title)
    item: dict[str, Any] = {"title": wanted.title, "type": "number"}
    if wanted.unit:
        asked = _("Please give the number: {title} ({unit})", title=wanted.title, unit=wanted.unit)
        item["unit"] = wanted.unit
    kind = Number(
        usual=[before["number"]] if before.get("number") is not None else [],
        least=wanted.at_least or 0,
        most=wanted.at_most,
        optional=wanted.optional,
        unit=wanted.unit or "",
    )
    number = talk.ask(_key(wanted), kind, asked)
    return [{**item, "number": number}] if number is not None else []


def _ask_evidence(talk: Talk, wanted: Wanted) -> list[dict[str, Any]]:
    least, most = 0 if wanted.optional else 1, limits.MAX_FILES_IN_ITEM
    sent: PhotoSet
    if wanted.type == "file":
        asked = _("Please send the file, or photos of its pages, then tap Done: {title}")
        kind = Files(SUFFIXES, at_least=least, at_most=most)
        sent = talk.ask(_key(wanted), kind, asked.given(title=wanted.title))
    else:
        asked = _("Please send photos, then tap Done: {title}")
        if least:
            asked = _("Please send photos (at least one is demanded), then tap Done: {title}")
        photos = Photos(at_least=least, at_most=most)
        sent = talk.ask(_key(wanted), photos, asked.given(title=wanted.title))
    if not sent.ids:
        return []
    item = {"title": wanted.title, "type": wanted.type, "evidence": list(sent.ids)}
    return [item, *_note(sent.caption)]


def review(content: Content) -> list[Message]:
    """Return what is about to be sent, a line for each thing."""
    return [item_words(item, MAX_EXCERPT_CHARACTERS) for item in content]
