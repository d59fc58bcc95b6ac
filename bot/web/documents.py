"""Documents by their links: always as a download, never shown or run by the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import quote

import structlog
from fastapi import APIRouter, HTTPException
from starlette.responses import Response, StreamingResponse

from casework.desk import Bureau, Desk
from casework.duties.documents import find_by_link
from storage.database import Database
from storage.evidence.failures import EvidenceFailed, EvidenceMissing
from storage.evidence.names import original_name
from storage.evidence.store import EvidenceStore

log = structlog.get_logger()


def documents_route(
    database: Database, store: EvidenceStore, bureau: Bureau, clock: Callable[[], datetime]
) -> APIRouter:
    """Return GET /documents/TOKEN; whatever is wrong with the token is answered 404."""
    router = APIRouter()

    def find(token: str) -> tuple[str, str, str, int] | None:
        with database.read() as session:
            found = find_by_link(Desk(session, clock(), bureau), token)
            if found is None or found.original is None:
                return None
            return (
                found.original,
                found.name,
                found.media or "application/octet-stream",
                found.bytes or 0,
            )

    @router.get("/documents/{token}")
    async def document(token: str) -> Response:
        found = await asyncio.to_thread(find, token)
        if found is None:
            raise HTTPException(404, "missing")
        original, name, media, size = found
        chunks = store.stream(original_name(original))
        try:
            first = await asyncio.to_thread(next, chunks, b"")
        except EvidenceMissing as error:
            log.error("document missing", original=original)
            raise HTTPException(404, "missing") from error
        except EvidenceFailed as error:
            raise HTTPException(503, "busy", {"Retry-After": "5"}) from error
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Length": str(size),
            "X-Content-Type-Options": "nosniff",
        }
        return StreamingResponse(_all(first, chunks), media_type=media, headers=headers)

    return router


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
