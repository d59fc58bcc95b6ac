"""The ways in: the start page, a unit's poster, a one-time link for staff.

Reading a page begins nothing: previews read too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, HTTPException, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from bot.channels.base import Incoming
from bot.channels.webchat.channel import WebChannel
from bot.channels.webchat.traits import WEB_CHAT
from bot.web.address_limit import AddressLimit
from bot.web.middleware import OwnPage
from bot.web.pages import Pages
from bot.web.signing import Signer
from bot.web.strings import CHAT, DEMO, START, language_of
from storage.database import Database
from storage.queries.units import unit_by_qr
from talk.input import Input, Start, Tap, Words
from talk.token import start_token

log = structlog.get_logger()
HEARTBEAT_SECONDS = 15.0  # seconds between signs of life on a stream
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,96}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
ReceiveMessage = Callable[[Incoming], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DemoPhone:
    """One phone of the demo: who holds it, in the bureau's language, and the web chat on it."""

    label: str
    role: str
    address: str
    unit: str = ""


class Begin(BaseModel):
    """A wish to begin a chat, perhaps with a receipt code.

    `key` is made by the page: a repeated request begins the same chat. A browser that keeps its key
    comes back to its chat, each time with a new `visit`, which tells a return from a repetition.
    """

    model_config = ConfigDict(extra="forbid")
    key: Key
    visit: Key | None = None
    start: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,96}$")] = ""
    receipt: Annotated[str, Field(pattern=r"^[0-9]{16}$")] | None = None

    def messages(self) -> list[Input]:
        """Return what the chat begins with; a receipt code is given as its holder would."""
        if self.receipt:
            return [Tap(start_token("receipt")), Words(self.receipt)]
        return [Start(self.start)]


class Enter(BaseModel):
    """A wish to enter by a one-time link; `key` as in Begin."""

    model_config = ConfigDict(extra="forbid")
    key: Key


async def deliver(receive: ReceiveMessage, incoming: Incoming) -> None:
    """Hand a message on; raises 503 when it was not recorded, so that the page sends it again."""
    try:
        await receive(incoming)
    except Exception as error:  # whatever comes out of it means "not recorded"
        log.warning("web message not recorded", error=repr(error))
        raise HTTPException(503, "busy", {"Retry-After": "2"}) from error


class ChatBeginner:
    """Begins chats, so many for one network address."""

    def __init__(self, signer: Signer, receive: ReceiveMessage) -> None:
        self._signer = signer
        self._receive = receive
        self._limit = AddressLimit()

    async def begin(
        self, request: Request, seed: str, key: str, messages: list[Input], visit: str = "begin"
    ) -> Response:
        """Hand on what the chat begins with, and let the browser in."""
        host = request.client.host if request.client else ""
        wait = self._limit.wait(host, time.monotonic())
        if wait:
            return JSONResponse({"error": "full"}, 429, {"Retry-After": str(int(wait) + 1)})
        address = self._signer.address(seed, key)
        language = language_of(request.headers.get("accept-language"))
        for number, message in enumerate(messages):
            delivery_key = f"{address}:{visit}-{number}"
            incoming = Incoming(WEB_CHAT.name, address, delivery_key, message, language=language)
            await deliver(self._receive, incoming)
        response = JSONResponse({"chat": f"/chat/{address}/"}, 201)
        self._signer.let_in(response, address, secure=request.url.scheme == "https")
        return response


def entry_routes(
    pages: Pages,
    signer: Signer,
    receive: ReceiveMessage,
    own_page: OwnPage,
    database: Database,
) -> APIRouter:
    """Return the routes that begin chats."""
    router = APIRouter()
    beginner = ChatBeginner(signer, receive)

    @router.post("/begin", dependencies=[Depends(own_page)])
    async def begin_chat(request: Request, wish: Begin) -> Response:
        messages, visit = wish.messages(), wish.visit or "begin"
        return await beginner.begin(request, "begin", wish.key, messages, visit)

    @router.get("/u/{qr}", response_class=HTMLResponse)
    async def poster(request: Request, qr: Code) -> Response:
        unit = await asyncio.to_thread(_name_of_unit, database, qr)
        if unit is None:
            return pages.trouble(request, "no_unit", 404)
        return pages.show(request, "poster.html", {**START, **CHAT}, start=f"u-{qr}", unit=unit)

    @router.get("/enter/{code}", response_class=HTMLResponse)
    async def staff_link(request: Request, code: Code) -> Response:
        return pages.show(request, "opening.html", {**START, **CHAT}, action=f"/enter/{code}")

    @router.post("/enter/{code}", dependencies=[Depends(own_page)])
    async def enter(request: Request, code: Code, wish: Enter) -> Response:
        opened = Start(code, at_entrance=True)
        return await beginner.begin(request, f"enter {code}", wish.key, [opened])

    return router


def _name_of_unit(database: Database, qr: str) -> str | None:
    with database.read() as session:
        unit = unit_by_qr(session, qr)
        return unit.name if unit is not None else None


def start_page(pages: Pages) -> APIRouter:
    """Return the plain start page."""
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    async def start(request: Request) -> Response:
        return pages.show(request, "start.html", {**START, **CHAT})

    return router


def demo_page(
    pages: Pages,
    signer: Signer,
    channel: WebChannel,
    personas: Callable[[], list[DemoPhone]],
    *,
    has_clock: bool = False,
) -> APIRouter:
    """Return the demo's start page: the phones side by side, with the demo's clock.

    There is one stream for all: a browser opens six connections to a host.
    """
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    async def phones(request: Request) -> Response:
        shown = await asyncio.to_thread(personas)
        words = {**DEMO, **CHAT}
        response = pages.show(request, "phones.html", words, phones=shown, has_clock=has_clock)
        for phone in shown:
            signer.let_in(response, phone.address, secure=request.url.scheme == "https")
        return response

    @router.get("/phones/events")
    async def events() -> Response:
        addresses = frozenset(phone.address for phone in await asyncio.to_thread(personas))

        async def lines() -> AsyncIterator[str]:
            yield "retry: 2000\n\n"
            async for address in channel.watch(addresses, HEARTBEAT_SECONDS):
                yield f"data: {address}\n\n" if address else "event: beat\ndata: 1\n\n"

        return StreamingResponse(
            lines(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    return router
