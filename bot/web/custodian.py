"""The custodian's pages: a key is made in the browser, and what is sealed is opened there.

The server is given the public half alone and gives out boxes; the rest happens in the page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.settings import Settings
from bot.web.middleware import OwnPage
from bot.web.pages import Pages
from bot.web.strings import IDENTITY, KEY, language_of
from casework.desk import Bureau, Desk
from casework.tickets import disclosure, identity_key
from locales import Message, translate
from storage.database import Database


class PublicKey(BaseModel):
    """The half of a key that seals."""

    model_config = ConfigDict(extra="forbid")
    public: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{80,100}$")]


class CustodianPages:
    """What the pages read and write, each in a transaction of its own; None for a bad link."""

    def __init__(self, database: Database, bureau: Bureau, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._bureau = bureau
        self._clock = clock

    def look(self, token: str) -> Message | None:
        """Return how identities are kept now."""
        with self._database.read() as session:
            desk = self._desk(session)
            is_good = identity_key.may_make_key(desk, token)
            return identity_key.current_in_words(desk) if is_good else None

    def use(self, token: str, public: str) -> int | None:
        """Seal with this key from now on; return how many were sealed at once."""
        with self._database.write() as session:
            desk = self._desk(session)
            is_good = identity_key.may_make_key(desk, token)
            return identity_key.use_key(desk, public) if is_good else None

    def find(self, token: str) -> disclosure.SealedIdentity | None:
        """Return the box that a link leads to."""
        with self._database.read() as session:
            return disclosure.find_by_link(self._desk(session), token)

    def _desk(self, session: Session) -> Desk:
        return Desk(session, self._clock(), self._bureau)


def custodian_routes(
    settings: Settings,
    version: str,
    database: Database,
    bureau: Bureau,
    clock: Callable[[], datetime],
) -> APIRouter:
    """Return the routes; whatever is wrong with a link is answered 404."""
    router = APIRouter()
    custodian = CustodianPages(database, bureau, clock)
    pages, own_page = Pages(settings, version), OwnPage(settings.public_url)

    @router.get("/custodian-key/{token}", response_class=HTMLResponse)
    async def key_page(request: Request, token: str) -> Response:
        state = await asyncio.to_thread(custodian.look, token)
        if state is None:
            return pages.trouble(request, "link_over", 404)
        now = translate(state, language_of(request.headers.get("accept-language")))
        return pages.show(request, "key.html", KEY, now=now)

    @router.post("/custodian-key/{token}", dependencies=[Depends(own_page)])
    async def use_key(token: str, key: PublicKey) -> Response:
        try:
            sealed = await asyncio.to_thread(custodian.use, token, key.public)
        except identity_key.NoKey as refusal:
            raise HTTPException(422, "no_key") from refusal
        if sealed is None:
            raise HTTPException(404, "missing")
        return JSONResponse({"sealed": sealed})

    @router.get("/identity/{token}", response_class=HTMLResponse)
    async def identity_page(request: Request, token: str) -> Response:
        found = await asyncio.to_thread(custodian.find, token)
        if found is None:
            return pages.trouble(request, "link_over", 404)
        box = {"box": found.box, "label": found.label, "publicKey": found.public_key}
        return pages.show(request, "identity.html", IDENTITY, number=found.number, box=box)

    return router
