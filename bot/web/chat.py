"""The routes of one web chat: its page, what the person sends, and what is sent to it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channels.base import Incoming
from bot.channels.webchat.traits import WEB_CHAT
from bot.web.address_limit import network_of
from bot.web.chat_message import OUTDATED, read_cursor
from bot.web.context import ChatContext
from bot.web.entry_pages import deliver
from bot.web.middleware import OwnPage
from bot.web.requests import Said, Seen
from bot.web.stream import stream_messages
from bot.web.strings import CHAT, language_of
from bot.web.uploads import receive_upload
from storage.evidence.documents import SUFFIXES
from storage.evidence.failures import EvidenceFailed
from talk.input import Input

MAX_ALBUM_PHOTOS = 20  # sent at once
CACHE_HEADERS = {"Cache-Control": "private, max-age=3600"}


def chat_routes(context: ChatContext, own_page: OwnPage) -> APIRouter:
    """Return the routes under /chat/{address}/."""
    router = APIRouter(prefix="/chat/{address}", dependencies=[Depends(context.admit)])
    _add_page(router, context)
    _add_sending(router, context, own_page)
    _add_reading(router, context, own_page)
    _add_pictures(router, context)
    return router


def _add_page(router: APIRouter, context: ChatContext) -> None:
    """Add the chat's page."""

    @router.get("/")
    async def page(request: Request, address: str, phone: bool = False) -> Response:
        language = await asyncio.to_thread(context.reader.language, address)
        limits = {
            "photoBytes": context.max_photo_bytes,
            "album": MAX_ALBUM_PHOTOS,
            "documents": SUFFIXES,
        }
        return context.pages.show(
            request,
            "chat.html",
            CHAT,
            language=language,
            address=address,
            phone=phone,
            limits=limits,
            zone=str(context.reader.zone),
        )


def _add_sending(router: APIRouter, context: ChatContext, own_page: OwnPage) -> None:
    """Add the routes by which the person says something."""

    async def hand_on(request: Request, address: str, key: str, said: Input) -> Response:
        language = language_of(request.headers.get("accept-language"))
        delivery_key = f"{address}:{key}"
        incoming = Incoming(WEB_CHAT.name, address, delivery_key, said, language=language)
        await deliver(context.receive, incoming)
        return JSONResponse({"key": key}, 202)

    @router.post("/say", dependencies=[Depends(own_page)])
    async def say(request: Request, address: str, said: Said) -> Response:
        return await hand_on(request, address, said.key, said.to_input())

    @router.post("/photo", dependencies=[Depends(own_page)])
    async def photo(request: Request, address: str) -> Response:
        key, picture = await receive_upload(context, request, address)
        return await hand_on(request, address, key, picture)


def _add_reading(router: APIRouter, context: ChatContext, own_page: OwnPage) -> None:
    """Add the routes by which the page gets messages, and says which it has shown."""

    @router.get("/messages")
    async def messages(address: str, after: Annotated[str, Query(max_length=60)] = "") -> Response:
        reading = await context.read(address, read_cursor(after))
        return JSONResponse(context.to_json(address, reading))

    @router.get("/mail")
    async def mail() -> Response:
        """Let an outdated page load itself anew, as it does where the language is another.

        It waits until it has sent all that it holds, and asks for events in between.
        """
        return JSONResponse({"letters": [], "cursor": OUTDATED, "language": OUTDATED})

    @router.get("/events")
    async def events(
        request: Request, address: str, after: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        if after == OUTDATED:
            raise HTTPException(409, OUTDATED)
        cursor = read_cursor(request.headers.get("last-event-id") or after)
        headers = {"X-Accel-Buffering": "no"}  # a proxy that buffers would hold messages back
        network = network_of(request.client.host) if request.client else ""
        lines = stream_messages(context, address, cursor, network)
        return StreamingResponse(lines, media_type="text/event-stream", headers=headers)

    @router.post("/seen", dependencies=[Depends(own_page)])
    async def seen(address: str, rows: Seen) -> Response:
        forgotten = await asyncio.to_thread(context.reader.acknowledge, address, rows.ids)
        return JSONResponse({"forgotten": forgotten})


def _add_pictures(router: APIRouter, context: ChatContext) -> None:
    """Add the routes of photos, by signed links, and of drawings, by their rows in this chat."""

    @router.get("/picture/{token}")
    async def picture(address: str, token: str, small: bool = False) -> Response:
        bound = await asyncio.to_thread(context.reader.bound, address)
        now = context.reader.clock()
        evidence = context.signer.read_picture_token(address, token, now, bound)
        if evidence is None or context.gallery is None:
            raise HTTPException(404, "missing")
        try:
            data = await asyncio.to_thread(context.gallery.read, evidence, thumbnail=small)
        except EvidenceFailed as error:
            raise HTTPException(503, "busy", {"Retry-After": "5"}) from error
        if data is None:
            raise HTTPException(404, "missing")
        return Response(data, media_type="image/jpeg", headers=CACHE_HEADERS)

    @router.get("/drawing/{row}")
    async def drawing(address: str, row: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        found = await asyncio.to_thread(context.reader.drawing, address, row)
        if found is None or context.draw is None:
            raise HTTPException(404, "missing")
        file = await asyncio.to_thread(context.draw, *found)
        if file is None:
            raise HTTPException(404, "missing")
        data = await asyncio.to_thread(file.read_bytes)
        return Response(data, media_type="image/png", headers=CACHE_HEADERS)
