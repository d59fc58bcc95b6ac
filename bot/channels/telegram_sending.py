"""Sends and fetches through the Bot API, and says of every failure what it means for a repeat."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bot.channels.port import FetchFailed, InDoubt, Outgoing, Sent, TryLater, Undeliverable
from bot.channels.telegram_api import ApiFailed, NeverLeft, NoAnswer, Refused, TelegramApi, TooMuch
from bot.channels.telegram_messages import CannotBeShown, Request, compose

MOST_UNFINISHED = 10_000  # messages remembered as half sent
_GONE = ("chat not found", "user not found", "peer_id_invalid", "is deactivated", "was deactivated", "group chat was", "kicked")


@dataclass(slots=True)
class _Progress:
    """How much of a message of several requests is out; `doubt` holds the reason when one of them was not answered."""

    done: int = 0
    reference: str = ""
    doubt: str = ""


class TelegramSending:
    """Sends messages over `api`, remembering of those of several requests how far it came."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._progress: dict[int, _Progress] = {}

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Send one message; where it takes several requests, another call with its id goes on where the last one broke off."""
        try:
            requests = compose(address, out)
        except CannotBeShown as error:
            raise Undeliverable(str(error)) from error
        progress = self._progress.setdefault(out.id, _Progress())
        if len(self._progress) > MOST_UNFINISHED:
            del self._progress[next(iter(self._progress))]
        try:
            for request in requests[progress.done :]:
                try:
                    progress.reference = await self._deliver(request) or progress.reference
                except InDoubt as error:  # the rest is worth sending all the same
                    progress.doubt = str(error)
                progress.done += 1
        except Undeliverable:
            self._progress.pop(out.id, None)
            raise
        self._progress.pop(out.id, None)
        if progress.doubt:
            raise InDoubt(progress.doubt)
        return Sent(progress.reference)

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Write the photo's bytes to `into`; a photo refused for good or larger than `limit` is final."""
        try:
            file = await self._api.call("getFile", {"file_id": source["file_id"]})
            path, size = file.get("file_path", ""), file.get("file_size", 0)
            if size > limit:
                raise TooMuch(f"{size} bytes, {limit} allowed")
            if path.startswith("/") and self._api.is_self_hosted:
                await asyncio.to_thread(_copy, Path(path), into, limit)
            else:
                await self._api.download(path, into, limit)
        except (ApiFailed, OSError) as error:
            await asyncio.to_thread(into.unlink, missing_ok=True)
            raise FetchFailed(str(error), final=_is_final(error)) from error

    async def _deliver(self, request: Request) -> str:
        """Make one request and return the id of the message it showed; raises a SendFailed."""
        is_edit = request.method == "editMessageText"
        try:
            result = await self._api.call(request.method, request.parameters, request.files)
        except NeverLeft as error:
            raise TryLater(str(error), 2) from error
        except NoAnswer as error:
            if is_edit:  # the same edit twice shows nothing twice
                raise TryLater(str(error), 2) from error
            raise InDoubt(str(error)) from error
        except OSError as error:
            raise Undeliverable(f"a photo's file cannot be read: {error.strerror}") from error
        except Refused as error:
            if is_edit and error.code == 400 and not _is_gone(error):
                return await self._deliver_instead(request, error)
            _raise_refusal(error)
        message = result[-1] if isinstance(result, list) and result else result
        return str(message.get("message_id", "")) if isinstance(message, dict) else ""

    async def _deliver_instead(self, edit: Request, error: Refused) -> str:
        """Return the edited message's id when it already reads so; where it cannot be edited send a new one."""
        parameters = dict(edit.parameters)
        replaced = parameters.pop("message_id")
        if "not modified" in error.description:
            return str(replaced)
        return await self._deliver(Request("sendMessage", parameters))


def _raise_refusal(error: Refused) -> NoReturn:
    if error.code == 429 or error.retry_after is not None:
        raise TryLater(str(error), error.retry_after if error.retry_after is not None else 3) from error
    if error.code in (401, 404, 409):  # the token: nothing of this channel can go out
        raise TryLater(str(error), 60, whole_channel=True) from error
    if error.code >= 500:
        raise TryLater(str(error), 3) from error
    raise Undeliverable(str(error), gone=error.code == 403 or _is_gone(error)) from error


def _is_gone(error: Refused) -> bool:
    return any(each in error.description.lower() for each in _GONE)


def _is_final(error: Exception) -> bool:
    if isinstance(error, TooMuch):
        return True
    # "wrong file_id or the file is temporarily unavailable" is one answer for two cases, so it is tried again.
    return isinstance(error, Refused) and error.code == 400 and "temporarily unavailable" not in error.description


def _copy(path: Path, into: Path, limit: int) -> None:
    """Copy the file that a self-hosted server in local mode keeps on a folder shared with us."""
    if path.stat().st_size > limit:
        raise TooMuch(f"{path.stat().st_size} bytes, {limit} allowed")
    shutil.copyfile(path, into)
