"""What stands before every route: security headers, limits on bodies, and proof that a POST came
from our own page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 1_000_000  # bytes
FORM_MARGIN_BYTES = 64_000  # bytes around the photo in its form
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}


class SecurityHeaders:
    """Adds the headers to every answer; what a route says about caching stands; else nothing is
    stored but our own files.

    With `https` browsers are told never to come without. A redirect stays on this site: what stands
    in the request's Host is anybody's to write.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self.headers = HEADERS | HTTPS_HEADERS if https else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                if "location" in headers:
                    headers["location"] = _on_this_site(headers["location"])
                headers.setdefault(
                    "Cache-Control",
                    "no-cache" if scope["path"].startswith("/static/") else "no-store",
                )
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Answers 413 to a body over the limit, whether it says its length or not; photos have a limit
    of their own.
    """

    def __init__(self, app: ASGIApp, photo_limit: int) -> None:
        self.app = app
        self.photo_limit = photo_limit + FORM_MARGIN_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        photo = scope["path"].startswith("/chat/") and scope["path"].endswith("/photo")
        limit = self.photo_limit if photo else MAX_BODY_BYTES
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or len(said) > 18:
            await JSONResponse({"error": "malformed"}, 400)(scope, receive, send)
            return
        if int(said) > limit:
            await JSONResponse({"error": "too_large"}, 413)(scope, receive, send)
            return
        left = limit

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, "too_large")
            return message

        await self.app(scope, counted, send)


class OwnPage:
    """A dependency of every POST: our own header, which another site cannot send unasked, and our
    own origin.
    """

    def __init__(self, public_url: str) -> None:
        self.public = _origin(public_url) if public_url else ""

    def __call__(self, request: Request) -> None:
        """Raise 403 unless one of our pages sent this."""
        if request.headers.get("x-mingcha") != "1":
            raise HTTPException(403, "foreign")
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise HTTPException(403, "foreign")
        origin = request.headers.get("origin")
        ours = (self.public, _origin(str(request.base_url)))
        if origin is not None and _origin(origin) not in ours:
            raise HTTPException(403, "foreign")


def _on_this_site(location: str) -> str:
    """Return the address without its host; a path of two slashes would name another."""
    parts = urlsplit(location)
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, parts.fragment))


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        port: Any = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "?"
    return f"{parts.scheme}://{parts.hostname}:{port}"
