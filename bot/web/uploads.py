"""Photos and documents that a page sends: checked, stored, and handed on."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
from fastapi import HTTPException, Request
from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile

from bot.web.context import ChatContext
from bot.web.entry_pages import Key
from bot.web.requests import Mended
from talk.input import File, Photo

log = structlog.get_logger()


class _Fields(BaseModel):
    """The fields beside the file."""

    key: Key
    caption: Annotated[Mended, Field(max_length=2000)]
    album: Key | None
    name: Annotated[Mended, Field(max_length=255)]  # of a document


async def receive_upload(
    context: ChatContext, request: Request, address: str
) -> tuple[str, Photo | File]:
    """Store the form's photo or document, and return its key with it; raises 400, 413 or 503."""
    # the parser has spooled the form to disk
    async with request.form(max_files=1, max_fields=5, max_part_size=8192) as form:
        upload, size = _checked(form, context.max_photo_bytes)
        fields = _Fields.model_validate(
            {
                "key": form.get("key"),
                "caption": form.get("caption") or "",
                "album": form.get("album") or None,
                "name": form.get("name") or "",
            }
        )
        try:
            file = await asyncio.to_thread(
                context.channel.keep_upload, address, fields.key, upload.file
            )
        except OSError as error:
            log.error("upload not stored", error=repr(error))
            raise HTTPException(503, "busy", {"Retry-After": "5"}) from error
    if fields.name:
        return fields.key, File({"file": file}, fields.name, size)
    album = f"{address}:{fields.album}" if fields.album else fields.album
    return fields.key, Photo({"file": file}, fields.caption, album, size)


def _checked(form: FormData, max_bytes: int) -> tuple[UploadFile, int]:
    """Return the form's file and its size; raises 400 or 413."""
    upload = form.get("photo")
    if not isinstance(upload, UploadFile):
        raise HTTPException(400, "malformed")
    if not upload.size:
        raise HTTPException(400, "empty")
    if upload.size > max_bytes:
        raise HTTPException(413, "too_large")
    return upload, upload.size
