"""One web chat on the wire: its page, what the person sends, and its mail as events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Self

import structlog
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channels.base import Incoming
from bot.channels.webchat.channel import WebChannel
from bot.channels.webchat.traits import WEB_CHAT
from bot.outbound.render import Draw
from bot.web.entry_pages import BEAT, Key, Receiver, take
from bot.web.gallery import Gallery
from bot.web.messages import Cursor, Mail, MessageReader, read_cursor
from bot.web.middleware import OwnPage
from bot.web.pages import Pages
from bot.web.signing import ADDRESS, COOKIE, Signer
from bot.web.strings import CHAT, language_of
from storage.database import DatabaseAway
from storage.evidence.documents import SUFFIXES
from storage.evidence.failures import EvidenceFailed
from talk.input import File, Input, Photo, Place, Start, Tap, Words

log = structlog.get_logger()
LOOK_AGAIN = (
    5.0  # seconds after which a stream reads unasked: another replica may have sent something
)
ALBUM = 20  # photos sent at once
CACHED = {"Cache-Control": "private, max-age=3600"}


def _mend(text: str) -> str:
    """Replace halves of characters, which JSON can carry and UTF-8 cannot, and leave out NUL, which
    PostgreSQL refuses.
    """
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Mended = Annotated[str, AfterValidator(_mend)]


class Located(BaseModel):
    """A place the device reported, in degrees."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Said(BaseModel):
    """One message but a photo: exactly one of the four; `key` is made by the page, and a repeated
    one is dropped.
    """

    model_config = ConfigDict(extra="forbid")
    key: Key
    text: Mended | None = None
    tap: Annotated[Mended, Field(max_length=64)] | None = None
    place: Located | None = None
    start: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,96}$")] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(each is not None for each in (self.text, self.tap, self.place, self.start)) != 1:
            raise ValueError("exactly one of text, tap, place, start")
        return self

    def to_input(self) -> Input:
        """Return it as the door takes it."""
        if self.text is not None:
            return Words(self.text)
        if self.tap is not None:
            return Tap(self.tap)
        if self.place is not None:
            return Place(self.place.latitude, self.place.longitude)
        return Start(self.start or "")


class Seen(BaseModel):
    """Which rows the page has shown."""

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(max_length=500)]


class NotThisChat(Exception):
    """No cookie that opens this chat came with the request."""


@dataclass(frozen=True, slots=True)
class ChatRoom:
    """What the routes of a chat share."""

    pages: Pages
    seals: Signer
    channel: WebChannel
    mailbox: MessageReader
    gallery: Gallery | None
    receive: Receiver
    photo_limit: int
    draw: Draw | None = None

    def admit(self, address: str, request: Request) -> None:
        """Raise 404 for what cannot be a chat, NotThisChat when the cookie does not open it."""
        if not ADDRESS.fullmatch(address):
            raise HTTPException(404, "missing")
        if not self.seals.admits(address, request.cookies.get(COOKIE)):
            raise NotThisChat

    async def mail(self, address: str, after: Cursor | None) -> Mail:
        """Read the chat's mail off the loop."""
        return await asyncio.to_thread(self.mailbox.read, address, after)

    def in_json(self, address: str, mail: Mail) -> dict[str, Any]:
        """Return a reading as the page takes it."""

        def link(evidence: int) -> str:
            return f"/chat/{address}/picture/{self.seals.picture_token(address, evidence, self.mailbox.clock())}"

        def sketch(row: int) -> str:
            return f"/chat/{address}/drawing/{row}"

        letters = [letter.to_json(link, sketch) for letter in mail.letters]
        return {
            "letters": letters,
            "cursor": str(mail.cursor),
            "language": mail.language,
            "forgotten": mail.forgotten,
        }


def chat_routes(room: ChatRoom, own_page: OwnPage) -> APIRouter:
    """Return the routes under /chat/{address}/."""
    router = APIRouter(prefix="/chat/{address}", dependencies=[Depends(room.admit)])
    guarded = [Depends(own_page)]

    @router.get("/")
    async def page(request: Request, address: str, phone: bool = False) -> Response:
        language = await asyncio.to_thread(room.mailbox.language, address)
        limits = {"photoBytes": room.photo_limit, "album": ALBUM, "documents": SUFFIXES}
        return room.pages.show(
            request,
            "chat.html",
            CHAT,
            language=language,
            address=address,
            phone=phone,
            limits=limits,
            zone=str(room.mailbox.zone),
        )

    @router.post("/say", dependencies=guarded)
    async def say(request: Request, address: str, said: Said) -> Response:
        language = language_of(request.headers.get("accept-language"))
        await take(
            room.receive,
            Incoming(
                WEB_CHAT.name, address, f"{address}:{said.key}", said.to_input(), language=language
            ),
        )
        return JSONResponse({"key": said.key}, 202)

    @router.post("/photo", dependencies=guarded)
    async def photo(request: Request, address: str) -> Response:
        key, picture = await _receive_photo(room, request, address)
        language = language_of(request.headers.get("accept-language"))
        await take(
            room.receive,
            Incoming(WEB_CHAT.name, address, f"{address}:{key}", picture, language=language),
        )
        return JSONResponse({"key": key}, 202)

    @router.get("/mail")
    async def mail(address: str, after: Annotated[str, Query(max_length=40)] = "") -> Response:
        return JSONResponse(room.in_json(address, await room.mail(address, read_cursor(after))))

    @router.get("/events")
    async def events(
        request: Request, address: str, after: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        cursor = read_cursor(request.headers.get("last-event-id") or after)
        headers = {"X-Accel-Buffering": "no"}  # a proxy that buffers would hold the mail back
        return StreamingResponse(
            _stream(room, address, cursor), media_type="text/event-stream", headers=headers
        )

    @router.post("/seen", dependencies=guarded)
    async def seen(address: str, rows: Seen) -> Response:
        return JSONResponse(
            {"forgotten": await asyncio.to_thread(room.mailbox.acknowledge, address, rows.ids)}
        )

    _show_pictures(router, room)
    return router


def _show_pictures(router: APIRouter, room: ChatRoom) -> None:
    """Add the routes of photos, by signed links, and of drawings, by their rows in this chat."""

    @router.get("/picture/{token}")
    async def picture(address: str, token: str, small: bool = False) -> Response:
        evidence = room.seals.read_picture_token(address, token, room.mailbox.clock())
        if evidence is None or room.gallery is None:
            raise HTTPException(404, "missing")
        try:
            data = await asyncio.to_thread(room.gallery.read, evidence, thumbnail=small)
        except EvidenceFailed as error:
            raise HTTPException(503, "busy", {"Retry-After": "5"}) from error
        if data is None:
            raise HTTPException(404, "missing")
        return Response(data, media_type="image/jpeg", headers=CACHED)

    @router.get("/drawing/{row}")
    async def drawing(address: str, row: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        found = await asyncio.to_thread(room.mailbox.drawing, address, row)
        if found is None or room.draw is None:
            raise HTTPException(404, "missing")
        file = await asyncio.to_thread(room.draw, *found)
        if file is None:
            raise HTTPException(404, "missing")
        return Response(
            await asyncio.to_thread(file.read_bytes), media_type="image/png", headers=CACHED
        )


async def _receive_photo(room: ChatRoom, request: Request, chat: str) -> tuple[str, Photo | File]:
    """Store the form's photo, or document with its name; raises 400, 413 or 503. The parser has
    spooled the form to disk.
    """
    async with request.form(max_files=1, max_fields=5, max_part_size=8192) as form:
        file, key, caption, album = (
            form.get(name) for name in ("photo", "key", "caption", "album")
        )
        document = form.get("name")
        if not isinstance(file, UploadFile):
            raise HTTPException(400, "malformed")
        if not file.size:
            raise HTTPException(400, "empty")
        if file.size > room.photo_limit:
            raise HTTPException(413, "too_large")
        fields = {
            "key": key,
            "caption": caption or "",
            "album": album or None,
            "name": document or "",
        }
        named = _Named.model_validate(fields)
        try:
            name = await asyncio.to_thread(room.channel.keep_upload, chat, named.key, file.file)
        except OSError as error:
            log.error("upload not stored", error=repr(error))
            raise HTTPException(503, "busy", {"Retry-After": "5"}) from error
        if named.name:
            return named.key, File({"file": name}, named.name, file.size)
        return named.key, Photo(
            {"file": name}, named.caption, named.album and f"{chat}:{named.album}", file.size
        )


class _Named(BaseModel):
    """The fields beside the photo."""

    key: Key
    caption: Annotated[Mended, Field(max_length=2000)]
    album: Key | None
    name: Annotated[Mended, Field(max_length=255)]  # of a document


async def _stream(room: ChatRoom, chat: str, cursor: Cursor | None) -> AsyncIterator[str]:
    """Yield the chat's mail as server-sent events; an event's id is a cursor, so a page that comes
    back goes on from there.
    """
    given: dict[int, None] = {}
    quiet = 0.0
    with room.channel.listen(chat) as bell:
        yield "retry: 2000\n\n"
        while not room.channel.closing.is_set():
            bell.clear()
            try:
                mail = await room.mail(chat, cursor)
            except DatabaseAway:
                return  # the page comes back by itself
            fresh = [letter for letter in mail.letters if letter.id not in given]
            if fresh or cursor is None:
                data = room.in_json(chat, replace(mail, letters=fresh))
                yield f"id: {mail.cursor}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
                quiet = 0.0
            elif quiet >= BEAT:
                # so that the page notices a connection that died silently
                yield "event: beat\ndata: 1\n\n"
                quiet = 0.0
            cursor = mail.cursor
            given = dict.fromkeys(
                letter.id for letter in mail.letters
            )  # no other row can come again
            try:
                await asyncio.wait_for(bell.wait(), LOOK_AGAIN)
            except TimeoutError:
                quiet += LOOK_AGAIN
