"""Asking for what a duty must carry, piece by piece, and reading it back before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casework.desk import Desk
from casework.duties.commands import Content
from casework.people import commands as c
from locales import Message, _
from rules import limits
from rules.campaign.duties import Content as Wanted
from rules.campaign.duties import Duty
from storage.evidence.documents import SUFFIXES
from storage.tables import Chat
from talk import Files, Later, Number, Photos, PhotoSet, Talk, Words
from talk.answers import LONGEST as LONGEST_TEXT

HERE, BROWSER, PAPER = "photos", "browser", "paper"
EXCERPT = 300  # characters of a text that are read back


def choose_way(talk: Talk, desk: Desk, duty: Duty) -> str:
    """Return how files are to come: HERE, or from a channel that takes none also BROWSER or PAPER."""
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
    """End the conversation here: with a link to the browser, or with the advice to hand in paper."""
    if way == BROWSER and desk.actor.person_id is not None:
        return c.Invite(desk.actor.person_id, c.OWN_BROWSER)
    return talk.drop(_("Please bring the paper to the office, which will record it as filed."))


def ask_content(
    talk: Talk, desk: Desk, duty: Duty, *, note: bool = False, before: Iterable[dict[str, Any]] = ()
) -> Content:
    """Ask for each thing in turn; with `note` also for a few words where no text is asked for, and
    none came with the photos.

    What was filed `before`, and returned, is offered again where it is words or a number.
    """
    filed = {each["title"]: each for each in before}
    content = [
        item for each in duty.carries for item in _ask_item(talk, each, filed.get(each.title, {}))
    ]
    if (
        note
        and not any(each.type == "text" for each in duty.carries)
        and not any(each["type"] == "text" for each in content)
    ):
        content += _note(talk.ask("note", Words(optional=True), _("Anything to note about it?")))
    return tuple(content)


def _note(words: str) -> list[dict[str, object]]:
    return [{"title": "", "type": "text", "text": words}] if words else []


def _ask_item(talk: Talk, wanted: Wanted, before: dict[str, Any]) -> list[dict[str, object]]:
    """Ask for one thing; return it with what was written under its photos, nothing when it was left
    out.
    """
    key, title = f"carries:{wanted.title}", wanted.title
    least = 0 if wanted.optional else 1
    item: dict[str, object] = {"title": title, "type": wanted.type}
    if wanted.type == "text":
        text = ask_again(
            talk,
            key,
            before.get("text", ""),
            _("Please write: {title}", title=title),
            optional=wanted.optional,
        )
        return [{**item, "text": text}] if text else []
    if wanted.type == "number":
        asked = (
            _("Please give the number: {title} ({unit})", title=title, unit=wanted.unit)
            if wanted.unit
            else None
        )
        usual = [before["number"]] if before.get("number") is not None else []
        kind = Number(
            usual=usual,
            least=wanted.at_least or 0,
            most=wanted.at_most,
            optional=wanted.optional,
            unit=wanted.unit or "",
        )
        number = talk.ask(key, kind, asked or _("Please give the number: {title}", title=title))
        item |= {"unit": wanted.unit} if wanted.unit else {}
        return [{**item, "number": number}] if number is not None else []
    sent: PhotoSet
    if wanted.type == "photo":
        asked = _("Please send photos, then tap Done: {title}", title=title)
        if least:
            asked = _(
                "Please send photos (at least one is demanded), then tap Done: {title}", title=title
            )
        sent = talk.ask(key, Photos(at_least=least, at_most=limits.MAX_FILES_IN_ITEM), asked)
    else:
        asked = _(
            "Please send the file, or photos of its pages, then tap Done: {title}", title=title
        )
        sent = talk.ask(
            key, Files(SUFFIXES, at_least=least, at_most=limits.MAX_FILES_IN_ITEM), asked
        )
    return [{**item, "evidence": list(sent.ids)}, *_note(sent.caption)] if sent.ids else []


def ask_again(
    talk: Talk,
    key: str,
    before: str,
    asked: Message,
    *,
    optional: bool = False,
    longest: int = LONGEST_TEXT,
    later: Later | None = None,
) -> str:
    """Ask for words; what was said before, in something that was returned, is shown and can be
    given again.
    """
    if before:
        shown = before if len(before) <= EXCERPT else before[: EXCERPT - 1] + "…"
        asked = _("{question}\nLast time: {words}", question=asked, words=shown)
    return talk.ask(
        key, Words(before=before, longest=longest, optional=optional, later=later), asked
    )


def review(content: Content) -> list[Message]:
    """Return what is about to be sent, a line for each thing."""
    lines = []
    for each in content:
        if "evidence" in each:
            lines.append(
                _(
                    "{title}: files or photos: {count}",
                    title=each["title"],
                    count=len(each["evidence"]),
                )
            )
            continue
        said = str(each.get("text", each.get("number"))) + each.get("unit", "")
        said = said if len(said) <= EXCERPT else f"{said[:EXCERPT]}…"
        lines.append(
            _("{title}: {words}", title=each["title"], words=said)
            if each["title"]
            else _("{words}", words=said)
        )
    return lines
