"""What the routes of a chat share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request

from bot.channels.webchat.channel import WebChannel
from bot.outbound.render import Draw
from bot.web.chat_message import Cursor, Reading
from bot.web.entry_pages import ReceiveMessage
from bot.web.gallery import Gallery
from bot.web.messages import MessageReader
from bot.web.pages import Pages
from bot.web.signing import ADDRESS, COOKIE, Signer


class NotThisChat(Exception):
    """No cookie that opens this chat came with the request."""


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What the routes of a chat share."""

    pages: Pages
    signer: Signer
    channel: WebChannel
    reader: MessageReader
    gallery: Gallery | None
    receive: ReceiveMessage
    max_photo_bytes: int
    draw: Draw | None = None

    def admit(self, address: str, request: Request) -> None:
        """Raise 404 for what cannot be a chat, NotThisChat when the cookie does not open it."""
        if not ADDRESS.fullmatch(address):
            raise HTTPException(404, "missing")
        if not self.signer.admits(address, request.cookies.get(COOKIE)):
            raise NotThisChat

    async def read(self, address: str, after: Cursor | None) -> Reading:
        """Read the chat's messages off the loop."""
        return await asyncio.to_thread(self.reader.read, address, after)

    def to_json(self, address: str, reading: Reading) -> dict[str, Any]:
        """Return a reading as the page gets it."""

        def picture_link(evidence: int) -> str:
            token = self.signer.picture_token(address, evidence, self.reader.clock(), reading.bound)
            return f"/chat/{address}/picture/{token}"

        def drawing_link(row: int) -> str:
            return f"/chat/{address}/drawing/{row}"

        return {
            "messages": [
                message.to_json(picture_link, drawing_link) for message in reading.messages
            ],
            "cursor": str(reading.cursor),
            "language": reading.language,
            "forgotten": reading.forgotten,
        }
