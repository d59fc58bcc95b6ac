"""The limit of messages a minute: what an account sends beyond it is left out, and counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from locales import Button, Message, _
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.queries.chats import Standing, count_waiting_pictures
from talk import input as sent

MINUTE = timedelta(minutes=1)
# a visit brings albums, and each picture of one is a message
MESSAGE_WEIGHT, PICTURE_WEIGHT = 2, 1
MAX_WAITING_OF_STRANGERS = 20  # pictures of one chat that are not proved yet: an album
MAX_COUNTED = 100  # of what is left out: beyond, a flood writes nothing more
LEFT_OUT = "left_out"  # the key under which the count gives way to a later one
TOO_MANY = _(
    "Too many messages within a minute. What you send now is left out; in a minute you "
    "are told how much, to send it again."
)


def count_in(chat: Standing, said: sent.Input, said_at: datetime, per_minute: int) -> bool:
    """Count a message within its minute; tell whether it is within the limit."""
    # another minute has begun, be it an earlier one
    began = chat.window_at
    if began is None or not timedelta() <= said_at - began < MINUTE:
        chat.window_at, chat.window_count = said_at, 0
        chat.left_out_files, chat.left_out_messages = 0, 0
    chat.window_count += PICTURE_WEIGHT if _is_picture(said) else MESSAGE_WEIGHT
    return chat.window_count <= per_minute * MESSAGE_WEIGHT


def has_too_many_waiting(session: Session, chat: Standing, said: sent.Input) -> bool:
    """Tell whether this is a picture of somebody unknown, of whom an album waits to be proved."""
    if chat.person_id is not None or not _is_picture(said):
        return False
    return count_waiting_pictures(session, chat.id) >= MAX_WAITING_OF_STRANGERS


def leave_out(session: Session, chat: Standing, said: sent.Input, now: datetime) -> None:
    """Say once that it is left out, and when the minute is over how much was."""
    before = chat.left_out_files + chat.left_out_messages
    if before == 0:
        queue(session, chat.id, Notice(TOO_MANY, kind=MessageKind.REPLY), now)
    if before >= MAX_COUNTED:
        return
    if _is_picture(said):
        chat.left_out_files += 1
    else:
        chat.left_out_messages += 1
    told = _(
        "In the minute before, too much came. Left out: {what}. Please send it again now.",
        what=_counted(chat.left_out_files, chat.left_out_messages),
    )
    # the buttons of the question that waits may be dead, being tapped in vain
    notice = Notice(told, (Button(_("Continue"), "resume"),), kind=MessageKind.REPLY)
    over = max(now, (chat.window_at or now) + MINUTE)
    queue(session, chat.id, notice, now, replaces=LEFT_OUT, not_before=over)


def _is_picture(said: sent.Input) -> bool:
    return isinstance(said, sent.Photo | sent.File)


def _counted(pictures: int, others: int) -> Message:
    more = "+" if pictures + others >= MAX_COUNTED else ""
    files = _("photos and files: {count}", count=f"{pictures}{more}")
    messages = _("messages and taps: {count}", count=f"{others}{more}")
    if pictures and others:
        return _("{files}; {messages}", files=files, messages=messages)
    return files if pictures else messages
