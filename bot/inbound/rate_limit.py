"""The limit of messages a minute: what an account sends beyond it is left out, and counted for its
sender.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from locales import Button, Message, _
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.queries.chats import Standing
from talk import input as sent

MINUTE = timedelta(minutes=1)
MESSAGE, PICTURE = (
    2,
    1,
)  # what they weigh: a visit brings albums, and each picture of one is a message
MOST = 100  # as many as are counted of what is left out: beyond, a flood writes nothing more
# in a chat's state, until its next message is taken: pictures and documents, and all else
LEFT_OUT = "left_out"
TOO_MANY = _(
    "Too many messages within a minute. What you send now is left out; in a minute you "
    "are told how much, to send it again."
)


def count_in(chat: Standing, said: sent.Input, said_at: datetime, per_minute: int) -> bool:
    """Count a message within its minute; tell whether it is still to be taken."""
    if (
        not timedelta() <= said_at - chat.window_at < MINUTE
    ):  # in another minute, be it an earlier one
        chat.window_at, chat.window_count = said_at, 0
        chat.state = {name: each for name, each in chat.state.items() if name != LEFT_OUT}
    chat.window_count += PICTURE if _is_picture(said) else MESSAGE
    return chat.window_count <= per_minute * MESSAGE


def leave_out(session: Session, chat: Standing, said: sent.Input, now: datetime) -> None:
    """Say with the first message over the limit that it is left out, and when the minute is over
    how much was.
    """
    pictures, others = chat.state.get(LEFT_OUT, (0, 0))
    if not pictures + others:
        queue(session, chat.id, Notice(TOO_MANY), now)
    if pictures + others >= MOST:
        return
    pictures, others = (pictures + 1, others) if _is_picture(said) else (pictures, others + 1)
    chat.state = {**chat.state, LEFT_OUT: [pictures, others]}
    over = max(now, chat.window_at + MINUTE)
    told = _(
        "In the minute before, too much came. Left out: {what}. Please send it again now.",
        what=_counted(pictures, others),
    )
    buttons = (
        Button(_("Continue"), "resume"),
    )  # those of the question that waits may be dead, being tapped in vain
    queue(session, chat.id, Notice(told, buttons), now, replaces=LEFT_OUT, not_before=over)


def _is_picture(said: sent.Input) -> bool:
    return isinstance(said, sent.Photo | sent.File)


def _counted(pictures: int, others: int) -> Message:
    more = "+" if pictures + others >= MOST else ""
    files = _("photos and files: {count}", count=f"{pictures}{more}")
    messages = _("messages and taps: {count}", count=f"{others}{more}")
    if pictures and others:
        return _("{files}; {messages}", files=files, messages=messages)
    return files if pictures else messages
