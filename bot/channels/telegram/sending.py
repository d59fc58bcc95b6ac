"""Sends and fetches through the Bot API, and says of every failure what it means for a repeat."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

import structlog
from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.base import (
    FetchFailed,
    InDoubt,
    Outgoing,
    Sent,
    TryLater,
    Undeliverable,
    leave_out,
)
from bot.channels.telegram.api import TelegramApi, wait_of
from bot.channels.telegram.messages import CannotBeShown, Keyboard, Pictures, Request, Text, compose
from bot.channels.telegram.parsing import UNREADABLE
from bot.channels.telegram.transport import NeverLeft, NoAnswer, TooMuch, TurnedAway

MAX_UNFINISHED = 10_000  # messages remembered as half sent
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "is deactivated",
    "was deactivated",
    "group chat was",
    "kicked",
)
# What came to nothing before the file was looked for.
_NOT_ASKED = (NeverLeft, TurnedAway, RetryAfter, InvalidToken, Conflict)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Progress:
    """What of a message is still to be requested; `doubt` holds the reason when a request was not
    answered.

    `begun` says that something of it is out, or was refused; `refused` counts the photos that
    Telegram does not take.
    """

    waiting: list[Request] = field(default_factory=list)
    begun: bool = False
    refused: int = 0
    reference: str = ""
    doubt: str = ""


class TelegramSending:
    """Sends messages over `api`, remembering of those of several requests how far it came."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._progress: dict[int, _Progress] = {}

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Send one message; where it takes several requests, another call with its id goes on where
        the last one broke off.
        """
        progress = self._progress.setdefault(out.id, _Progress())
        if len(self._progress) > MAX_UNFINISHED:
            del self._progress[next(iter(self._progress))]
        try:
            if not progress.begun:
                progress.waiting = _composed(address, out)
            while progress.waiting:
                request = progress.waiting[0]
                try:
                    progress.reference = await self._deliver(request) or progress.reference
                except InDoubt as error:  # the rest is worth sending all the same
                    progress.doubt = str(error)
                except Undeliverable as error:
                    if error.gone or not isinstance(request, Pictures):
                        raise
                    log.warning(
                        "telegram.photo_refused",
                        row=out.id,
                        photos=len(request.photos),
                        error=str(error),
                    )
                    _do_without(progress, request, address, out)
                    continue
                progress.begun = True
                del progress.waiting[0]
        except Undeliverable:
            self._progress.pop(out.id, None)
            raise
        self._progress.pop(out.id, None)
        if progress.doubt:
            raise InDoubt(progress.doubt)
        return Sent(progress.reference)

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Write the photo's bytes to `into`; a photo refused for good or larger than `limit` is
        final.
        """
        try:
            file = await self._api.bot.get_file(source["file_id"])
            path, size = file.file_path or "", file.file_size or 0
            if size > limit:
                raise TooMuch(f"{size} bytes, {limit} allowed")
            if path.startswith("/") and self._api.is_self_hosted:
                await asyncio.to_thread(_copy, Path(path), into, limit)
            else:
                await self._api.download(path, into, limit)
        except (TelegramError, TooMuch, *UNREADABLE) as error:
            await asyncio.to_thread(into.unlink, missing_ok=True)
            raise FetchFailed(
                str(error), final=_is_final(error), counts=not isinstance(error, _NOT_ASKED)
            ) from error

    async def _deliver(self, request: Request) -> str:
        """Make one request and return the id of the message it showed; raises a SendFailed."""
        is_edit = isinstance(request, Text) and request.replaces is not None
        try:
            return await (self._say(request) if isinstance(request, Text) else self._show(request))
        except NeverLeft as error:
            raise TryLater(str(error), 2) from error
        except NoAnswer as error:
            if is_edit:  # the same edit twice shows nothing twice
                raise TryLater(str(error), 2) from error
            raise InDoubt(str(error)) from error
        except TelegramError as error:
            if (
                isinstance(request, Text)
                and is_edit
                and isinstance(error, BadRequest)
                and not _is_gone(error)
            ):
                return await self._say_instead(request, error)
            _raise_refusal(error)
        except UNREADABLE as error:  # a yes without the message that is now there
            raise InDoubt(f"{type(error).__name__}: {error}") from error

    async def _say(self, request: Text) -> str:
        said: dict[str, Any] = {
            "chat_id": request.chat,
            "text": request.text,
            "link_preview_options": {"is_disabled": True},
        }
        if request.keyboard is not None:
            said["reply_markup"] = request.keyboard
        if request.replaces is None:
            return str(int((await self._api.call("sendMessage", said))["message_id"]))
        await self._api.call("editMessageText", {**said, "message_id": request.replaces})
        return str(request.replaces)

    async def _say_instead(self, edit: Text, error: BadRequest) -> str:
        """Return the edited message's id when it already reads so; where it cannot be edited send a
        new one.
        """
        if "not modified" in error.message:
            return str(edit.replaces)
        return await self._deliver(replace(edit, replaces=None))

    async def _show(self, request: Pictures) -> str:
        try:
            contents = [await asyncio.to_thread(photo.read_bytes) for photo in request.photos]
        except OSError as error:
            raise Undeliverable(f"a photo's file cannot be read: {error.strerror}") from error
        if len(contents) == 1:
            shown = await self._api.bot.send_photo(
                request.chat,
                InputFile(contents[0], "photo.jpg"),
                request.caption,
                reply_markup=_markup(request.keyboard),
            )
            return str(shown.message_id)
        album = [
            InputMediaPhoto(content, filename=f"{number}.jpg")
            for number, content in enumerate(contents, 1)
        ]
        return str((await self._api.bot.send_media_group(request.chat, album))[-1].message_id)


def _composed(address: str, out: Outgoing) -> list[Request]:
    try:
        return list(compose(address, out))
    except CannotBeShown as error:
        raise Undeliverable(str(error)) from error


def _do_without(progress: _Progress, refused: Pictures, address: str, out: Outgoing) -> None:
    """Try the photos of a refused album one by one; without the one that is refused, the words say
    that it is missing.
    """
    progress.begun = True
    if len(refused.photos) > 1:
        progress.waiting[0:1] = [Pictures(refused.chat, (photo,)) for photo in refused.photos]
        return
    progress.refused += 1
    pictures = [request for request in progress.waiting[1:] if isinstance(request, Pictures)]
    words = leave_out(replace(out, photos=(), replaces=None), progress.refused)
    progress.waiting = [*pictures, *_composed(address, words)]


def _markup(keyboard: Keyboard | None) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.de_json(keyboard, None) if keyboard is not None else None


def _raise_refusal(error: TelegramError) -> NoReturn:
    if (wait := wait_of(error)) is not None:
        raise TryLater(str(error), wait) from error
    if isinstance(error, InvalidToken | Conflict):  # nothing of this channel can go out
        raise TryLater(str(error), 60, whole_channel=True) from error
    if isinstance(error, TurnedAway):
        raise TryLater(str(error), 3) from error
    raise Undeliverable(
        str(error), gone=isinstance(error, Forbidden | ChatMigrated) or _is_gone(error)
    ) from error


def _is_gone(error: TelegramError) -> bool:
    return any(words in error.message.lower() for words in _GONE)


def _is_final(error: Exception) -> bool:
    # "wrong file_id or the file is temporarily unavailable" is one answer for two cases, so it is
    # tried again.
    return isinstance(error, TooMuch) or (
        isinstance(error, BadRequest) and "temporarily unavailable" not in error.message
    )


def _copy(path: Path, into: Path, limit: int) -> None:
    """Copy the file that a self-hosted server in local mode keeps on a folder shared with us."""
    if path.stat().st_size > limit:
        raise TooMuch(f"{path.stat().st_size} bytes, {limit} allowed")
    shutil.copyfile(path, into)
