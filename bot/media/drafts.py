"""What is left of a draft when one of its photos was refused, said with the refusal."""

from __future__ import annotations

from collections.abc import Collection
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
    chat = _chat_of(session, evidence_id)
    if chat is None:
        return None
    chat_id, state = chat.id or 0, State.from_json(chat.state, chat.serial)
    held = next((ids for ids in state.collections() if evidence_id in ids), None)
    if held is None:
        return None
    count = len(held) - len(not_taken(session, held) | {evidence_id})
    asked = _being_counted(state, held)
    if asked is None:
        kept = _("Photos and files in your draft: {count}.", count=count)
        conversation = state.frame.name if state.frame is not None else ""
        held_back = _ask_only(session, chat_id, state.asked)
        return Left(kept, held=held_back, conversation=conversation)
    take_back(session, chat_id, COUNTER)
    buttons = (ChoiceButton(_("Done"), asked.serial, 0),) if asked.values else ()
    text = _counted(count, files=asked.files)
    conversation = state.frame.name if state.frame is not None else ""
    return Left(text, buttons, conversation=conversation)


def _chat_of(session: Session, evidence_id: int) -> Chat | None:
    """Return the chat from which the picture came."""
    row = session.get(Evidence, evidence_id)
    if row is None or row.chat_id is None:
        return None
    return session.get(Chat, row.chat_id)


def _being_counted(state: State, held: Collection[int]) -> Asked | None:
    """Return the question that is counting these pictures just now, if one is."""
    asked, frame = state.asked, state.frame
    if asked is None or frame is None or not asked.counter:
        return None
    return asked if held in frame.partial_collections() else None


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
