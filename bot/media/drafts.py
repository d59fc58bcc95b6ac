"""What is left of a draft when one of its photos was refused, said with the refusal."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from bot.inbound.replies import COUNTER
from locales import ChoiceButton, Message, _
from storage.evidence.fetching import Left
from storage.outbox.notice import IN_PLACE, Notice
from storage.outbox.queue import held_back, take_back
from storage.queries.chats import not_taken
from storage.tables import Chat, Evidence
from talk.state import ADDED, Asked, State
from talk.talk import WAS_ADDED


def left_without(session: Session, evidence_id: int) -> Left | None:
    """Return what the sender's draft still holds without this picture, None when no draft holds it.

    Where its number was just being said, that message is taken back: this one says it in its place,
    with the same button. A question held back with the words that it was added is asked without
    them, after the refusal.
    """
    row = session.get(Evidence, evidence_id)
    chat = session.get(Chat, row.chat_id) if row is not None and row.chat_id is not None else None
    if chat is None:
        return None
    state = State.from_json(chat.state, chat.serial)
    held = next((ids for ids in state.collections() if evidence_id in ids), None)
    if held is None:
        return None
    count = len(held) - len(not_taken(session, held) | {evidence_id})
    frame, asked = state.frame, state.asked
    is_counted = asked is not None and asked.counter
    is_asked_now = frame is not None and held in frame.partial_collections()
    if asked is None or frame is None or not (is_counted and is_asked_now):
        kept = _("Photos and files in your draft: {count}.", count=count)
        return Left(kept, held=_ask_only(session, chat.id or 0, asked))
    take_back(session, chat.id or 0, COUNTER)
    buttons = (ChoiceButton(_("Done"), asked.serial, 0),) if asked.values else ()
    text = _counted(count, files=asked.files)
    return Left(text, buttons, conversation=frame.name)


def _ask_only(session: Session, chat_id: int, asked: Asked | None) -> str:
    """Take "was added" out of a question still held back; return its `replaces`, "" for none."""
    if asked is None or not asked.replaces.removeprefix(IN_PLACE).startswith(ADDED):
        return ""
    held = held_back(session, chat_id, asked.replaces)
    for row in held:
        notice = Notice.from_row(row)
        question = notice.text.facts.get("question")
        if notice.text.text == WAS_ADDED.text and isinstance(question, Message):
            row.payload = replace(notice, text=question).to_json()
    return asked.replaces if held else ""


def _counted(count: int, *, files: bool) -> Message:
    if not count:
        return _("Nothing is kept so far. Please send it again.")
    if files:
        return _("Files received: {count}. Send more, or tap Done.", count=count)
    return _("Photos received: {count}. Send more, or tap Done.", count=count)
