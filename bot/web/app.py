"""Put the web's pieces together: one FastAPI app, to which other channels' routers may be added."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy import text
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.webchat.channel import WebChannel
from bot.demo.clock_routes import DemoClockControl, clock_routes
from bot.outbound.render import Draw
from bot.settings import Settings
from bot.web.chat import chat_routes
from bot.web.context import ChatContext, NotThisChat
from bot.web.entry_pages import DemoPhone, ReceiveMessage, demo_page, entry_routes, start_page
from bot.web.gallery import Gallery
from bot.web.messages import MessageReader
from bot.web.middleware import HEADERS, BodyLimit, OwnPage, SecurityHeaders
from bot.web.pages import HERE, Pages
from bot.web.signing import Signer
from storage.database import Database, DatabaseAway

log = structlog.get_logger()

HEALTH_PATH = "/health"
PAGE_OF_STATUS = {401: "locked", 404: "missing", 405: "missing"}


class Web(FastAPI):
    """The web app; `callbacks` by path, by which platforms send, go past what only pages need."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.callbacks: dict[str, ASGIApp] = {}

    def is_vital(self, path: str) -> bool:
        """Tell whether this path is answered even when there are too many connections."""
        return path in self.callbacks or path == HEALTH_PATH

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        callback = self.callbacks.get(scope["path"]) if scope["type"] == "http" else None
        await (callback or super().__call__)(scope, receive, send)


def create_web(
    channel: WebChannel,
    receive: ReceiveMessage,
    settings: Settings,
    *,
    secret: bytes,
    database: Database,
    gallery: Gallery | None = None,
    personas: Callable[[], list[DemoPhone]] = list,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    version: str = "0",
    draw: Draw | None = None,
    jobs: Callable[[], Mapping[str, Sequence[str]]] = dict,
    forward: Callable[[timedelta], None] | None = None,
) -> Web:
    """Return the app.

    `receive` returns after the commit; `personas` is asked at each look at the demo's start page;
    `jobs` names the jobs that fail or are late, by what is wrong with them; `forward` moves the
    demo's clock on.
    """
    app = Web(title="Mingcha", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(BodyLimit, photo_limit=settings.photo_max_bytes)
    app.add_middleware(SecurityHeaders, https=settings.public_url.startswith("https:"))
    pages = Pages(settings, version)
    signer = Signer(secret, settings.public_url)
    own_page = OwnPage(settings.public_url)
    reader = MessageReader(database, settings.zone, clock, secret)
    context = ChatContext(
        pages, signer, channel, reader, gallery, receive, settings.photo_max_bytes, draw
    )
    if settings.demo:
        has_clock = forward is not None
        app.include_router(demo_page(pages, signer, channel, personas, has_clock=has_clock))
    else:
        app.include_router(start_page(pages))
    if settings.demo and forward is not None:
        control = DemoClockControl(clock, forward, settings.zone)
        app.include_router(clock_routes(control, own_page))
    app.include_router(entry_routes(pages, signer, receive, own_page, database))
    app.include_router(chat_routes(context, own_page))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(_health_route(database, jobs, version=version, demo=settings.demo))
    _answer_troubles(app, pages)
    return app


def _health_route(
    database: Database, jobs: Callable[[], Mapping[str, Sequence[str]]], *, version: str, demo: bool
) -> APIRouter:
    """Return GET /health: 200 with the jobs in trouble, or 503 without the database."""
    router = APIRouter()

    @router.get(HEALTH_PATH)
    async def health() -> Response:
        body: dict[str, Any] = {"status": "ok", "version": version, "demo": demo}
        if not await asyncio.to_thread(_reachable, database):
            body["status"] = "database away"
            return JSONResponse(body, 503)
        body["jobs"] = await asyncio.to_thread(jobs)
        return JSONResponse(body)

    return router


def _reachable(database: Database) -> bool:
    try:
        with database.read() as session:
            session.execute(text("select 1"))
    except DatabaseAway:
        return False
    return True


def _answer_troubles(app: FastAPI, pages: Pages) -> None:
    """Answer what went wrong, each sort with its status and its page."""
    answer = partial(_answer, pages)

    @app.exception_handler(AnyHTTPException)
    async def refused(request: Request, error: AnyHTTPException) -> Response:
        kind = PAGE_OF_STATUS.get(error.status_code, "broken")
        return answer(request, error.status_code, str(error.detail), kind, error.headers)

    @app.exception_handler(NotThisChat)
    async def not_this_chat(request: Request, error: NotThisChat) -> Response:
        return answer(request, 401, "locked", "locked")

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(ValidationError)
    async def malformed(request: Request, error: Exception) -> Response:
        status = 404 if request.method == "GET" else 400
        return answer(request, status, "malformed", "missing")

    @app.exception_handler(ClientDisconnect)
    async def gone(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    @app.exception_handler(DatabaseAway)
    async def away(request: Request, error: DatabaseAway) -> Response:
        return answer(request, 503, "busy", "broken", {"Retry-After": "2"})

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        route = request.scope.get("route")
        path = route.path if route is not None else ""
        log.error("request failed", path=path, exc_info=error)
        # this handler stands outside of the middleware
        return answer(request, 500, "broken", "broken", HEADERS)


def _answer(
    pages: Pages,
    request: Request,
    status: int,
    error: str,
    kind: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer a person with a page that says what to do, a script with {"error": ...}."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        response: Response = pages.trouble(request, kind, status)
    else:
        response = JSONResponse({"error": error}, status)
    response.headers.update(headers or {})
    return response
