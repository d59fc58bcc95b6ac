"""Tell the custodian the head of each day: who keeps it can show that nothing was set back."""

from __future__ import annotations

from datetime import datetime

from casework.desk import Desk
from locales import _
from rules.permissions import Role
from storage.anchors import head_in_words, last_closed
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.queries.units import holders_of


def tell_heads(desk: Desk, now: datetime) -> int:
    """Queue the head of the last closed day to every custodian, once."""
    anchor = last_closed(desk.session, now, desk.bureau.zone)
    if anchor is None or not desk.calendar.is_working(desk.today):
        return 0
    text = _(
        "Head of the records: {head}. Please keep this message: with it anybody can show later "
        "that nothing recorded until then was altered or set back.",
        head=head_in_words(anchor),
    )
    custodians = holders_of(desk.session, Role.CUSTODIAN.value)
    for person, chat in chats_of_people(desk.session, set(custodians)).items():
        queue(desk.session, chat, Notice(text), now, once=f"head:{anchor.day}:{person}")
    return 0
