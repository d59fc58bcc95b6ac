"""A chat's messages as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.web.chat_message import OUTDATED, Cursor
from bot.web.context import ChatContext
from bot.web.entry_pages import HEARTBEAT_SECONDS
from storage.database import DatabaseAway

REREAD_SECONDS = 5.0  # after which it reads unasked: another replica may have sent something
HEARTBEAT = "event: beat\ndata: 1\n\n"
REST = "event: rest\ndata: 1\n\n"  # the page is to look now and then, until somebody comes to it


async def stream_messages(
    context: ChatContext, address: str, cursor: Cursor | None, network: str = ""
) -> AsyncIterator[str]:
    """Yield the chat's messages as events; an event's id is a cursor, from which a page goes on.

    It ends with REST where other pages have its place.
    """
    given: set[int] = set()
    quiet_seconds = 0.0
    with context.channel.listen(address, network) as bell:
        yield "retry: 2000\n\n"
        while not context.channel.closing.is_set():
            if bell.must_rest:
                yield REST
                return
            bell.clear()
            try:
                reading = await context.read(address, cursor)
            except DatabaseAway:
                return  # the page comes back by itself
            fresh = [message for message in reading.messages if message.id not in given]
            if fresh or cursor is None or reading.language == OUTDATED:
                data = context.to_json(address, replace(reading, messages=fresh))
                yield f"id: {reading.cursor}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
                quiet_seconds = 0.0
            elif quiet_seconds >= HEARTBEAT_SECONDS:
                # so that the page notices a connection that died silently
                yield HEARTBEAT
                quiet_seconds = 0.0
            cursor = reading.cursor
            given = {message.id for message in reading.messages}  # no other row can come again
            try:
                await asyncio.wait_for(bell.wait(), REREAD_SECONDS)
            except TimeoutError:
                quiet_seconds += REREAD_SECONDS
