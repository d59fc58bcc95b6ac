"""The WeCom channel: sends what the outbox holds as texts, pictures and cards, and fetches the
photos members send.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.channels.base import (
    FetchFailed,
    InDoubt,
    Outgoing,
    SendFailed,
    Sent,
    TryLater,
    Undeliverable,
    leave_out,
)
from bot.channels.wecom.cards import CardPart, ImagePart, Part, parts_of
from bot.channels.wecom.client import MAX_UPLOAD_BYTES, MIN_UPLOAD_BYTES, TooLarge, WeComClient
from bot.channels.wecom.errors import (
    CARD_KNOWN,
    MEDIA_INVALID,
    NoAnswer,
    Refused,
    Unreachable,
    failure_of,
)
from bot.channels.wecom.progress import Progress, Recent
from bot.channels.wecom.traits import WECOM, WINDOWS
from locales.message import _
from locales.translate import translate

MEDIA_LIFETIME = timedelta(days=2, hours=20)  # WeCom says three days

# In touser, "|" separates people and "@all" is everybody.
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
# After this no further part is begun; with what a part may take it stays below the sender's
# time-out.
_SEND_SECONDS = 20.0
_UPLOAD_SECONDS = 40.0
_REPEAT_SECONDS = 1800  # how far back WeCom looks for the same content when asked to

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CardTap:
    """A tapped card button: who, which, on which card, and the code that lets the card be changed
    once.
    """

    user: str
    token: str
    task_id: str
    response_code: str


@dataclass(slots=True)
class _Chat:
    sent_at: deque[datetime] = field(default_factory=deque)


class WeComChannel:
    """One WeCom app as a Channel; addresses are the members' UserIDs."""

    traits = WECOM

    def __init__(self, client: WeComClient, *, clock: Callable[[], datetime]) -> None:
        self.client = client
        self._clock = clock
        self._run = secrets.token_hex(6)  # sets this run's task ids apart from those of any other
        self._progress: Recent[Progress] = Recent(2_000)
        self._chats: Recent[_Chat] = Recent(20_000)
        self._media: Recent[tuple[str, datetime]] = Recent(2_000)
        self._labels: Recent[dict[str, str]] = Recent(5_000)
        self._updates: set[asyncio.Task[None]] = set()

    def is_group(self, address: str) -> bool:
        return False  # an app speaks with members only

    async def start(self) -> None:
        """Nothing to open: WeCom calls us, and connections open when they are used."""

    async def stop_listening(self) -> None:
        """Nothing to end: WeCom's calls end with the web server."""

    async def stop(self) -> None:
        """Give card updates under way a moment, then close the connections."""
        if self._updates:
            await asyncio.wait(self._updates, timeout=2.0)
        for update in self._updates:
            update.cancel()
        await self.client.close()

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Send the message's parts in order; a part that was delivered is not sent again when the
        rest is tried later.

        A part in doubt does not hold up the others, for the last of them has the buttons; InDoubt
        comes at the end. It gives up before whoever waits does: a time-out from outside could not
        tell whether anything has left.
        """
        if not _USER.fullmatch(address):
            raise Undeliverable(f"not a UserID: {address[:80]}", gone=True)
        progress = self._progress_of(out)
        doubt, begun = "", time.monotonic()
        while progress.waiting:
            if time.monotonic() - begun > _SEND_SECONDS:
                raise TryLater(
                    f"slow: {len(progress.waiting)} of {len(progress.parts)} messages are left", 2.0
                )
            self._keep_pace(address)
            try:
                progress.reference = await self._send_part(address, out.id, progress)
            except InDoubt as error:
                doubt = str(error)
                progress.doubtful.append(progress.waiting[0])
            except Undeliverable as error:
                if error.gone or not progress.is_at_picture:
                    self._progress.pop(out.id, None)
                    raise
                log.warning("wecom.picture_refused", row=out.id, error=str(error))
                progress.do_without(out)
                continue
            progress.part_sent()
        if progress.doubtful:
            raise InDoubt(
                f"{len(progress.doubtful)} of {len(progress.parts)} messages: "
                f"{doubt or 'no answer'}"
            )
        self._progress.pop(out.id, None)
        return Sent(progress.reference)

    def _progress_of(self, out: Outgoing) -> Progress:
        progress = self._progress.get(out.id)
        parts = parts_of(leave_out(out, progress.refused if progress else 0))
        if progress is None or progress.parts != parts:
            parts = parts_of(out)
            progress = self._progress[out.id] = Progress(parts, list(range(len(parts))))
        elif not progress.waiting:  # it ended in doubt, and the caller wants it repeated
            progress.repeat_doubtful()
        return progress

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Download the photo that `source["media_id"]` names; WeCom keeps it for three days."""
        try:
            await self.client.download(str(source["media_id"]), into, limit)
        except TooLarge:
            raise FetchFailed(f"more than {limit} bytes", final=True) from None
        except Refused as refusal:
            counts = not isinstance(failure_of(refusal), TryLater)
            raise FetchFailed(
                str(refusal), final=refusal.code == MEDIA_INVALID, counts=counts
            ) from refusal
        except Unreachable as error:
            raise FetchFailed(str(error), final=False, counts=False) from error
        except (NoAnswer, OSError) as error:
            raise FetchFailed(str(error), final=False) from error

    def show_choice(self, tap: CardTap) -> None:
        """Have the tapped card show the choice in place of its buttons, in the background; the tap
        never depends on it.
        """
        update = asyncio.create_task(self._update_card(tap))
        self._updates.add(update)
        update.add_done_callback(self._updates.discard)

    async def _update_card(self, tap: CardTap) -> None:
        label = self._labels.get(tap.task_id, {}).get(tap.token) or translate(_("Chosen"), "zh_CN")
        try:
            await self.client.update_card(tap.user, tap.response_code, label)
        except (Refused, Unreachable, NoAnswer) as error:
            log.info("wecom.card_not_updated", task=tap.task_id, why=str(error))

    def _keep_pace(self, address: str) -> None:
        """Raise TryLater when the member has got as much as WeCom lets through: it would drop the
        rest and say yes.
        """
        now = self._clock()
        chat = self._chats.get(address)
        if chat is None:
            chat = self._chats[address] = _Chat()
        self._chats.move_to_end(address)
        while chat.sent_at and (now - chat.sent_at[0]).total_seconds() >= WINDOWS[-1][1]:
            chat.sent_at.popleft()
        for count, seconds in WINDOWS:
            if len(chat.sent_at) >= count:
                wait = seconds - (now - chat.sent_at[-count]).total_seconds()
                if wait > 0:
                    raise TryLater(f"{count} messages in {seconds:.0f} s", wait)
        chat.sent_at.append(now)

    async def _send_part(self, address: str, out_id: int, progress: Progress) -> str:
        """Send the part that is next and return WeCom's id of it; raises a SendFailed."""
        part = progress.next_part
        was_uploaded = isinstance(part, ImagePart) and part.path in self._media
        try:
            body = await self._body(part, out_id, progress)
            answer = await self.client.send({"touser": address, **body})
        except Refused as refusal:
            if isinstance(part, CardPart) and progress.card_tried and refusal.code == CARD_KNOWN:
                return ""
            raise self._failure_of(part, refusal, was_uploaded=was_uploaded) from refusal
        except Unreachable as error:
            raise TryLater(str(error), 2.0) from error
        except NoAnswer as error:
            if not isinstance(part, CardPart):
                raise InDoubt(str(error)) from error
            # Its task id is taken once it has arrived, so a repeat shows it only once.
            progress.card_tried = True
            raise TryLater(f"no answer: {error}", 2.0) from error
        _check_member(address, answer)
        return str(answer.get("msgid", ""))

    def _failure_of(self, part: Part, refusal: Refused, *, was_uploaded: bool) -> SendFailed:
        """Return what to do about a refused part; a picture WeCom has forgotten comes again."""
        if isinstance(part, ImagePart) and refusal.code == MEDIA_INVALID:
            self._media.pop(part.path, None)
        if was_uploaded and refusal.code == MEDIA_INVALID:
            return TryLater(str(refusal), 1.0)
        return failure_of(refusal)

    async def _body(self, part: Part, out_id: int, progress: Progress) -> dict[str, Any]:
        """Return msgtype and content.

        A repeat asks WeCom to drop what it has already shown. Only a repeat does: two different
        messages may have the same words.
        """
        if isinstance(part, CardPart):
            task_id = f"{self._run}-{out_id}-{progress.waiting[0]}"
            self._labels[task_id] = dict(part.buttons)
            return {"msgtype": "template_card", "template_card": part.body(task_id)}
        repeat = (
            {"enable_duplicate_check": 1, "duplicate_check_interval": _REPEAT_SECONDS}
            if progress.repeated
            else {}
        )
        if isinstance(part, ImagePart):
            return {
                "msgtype": "image",
                "image": {"media_id": await self._media_id(part.path)},
                **repeat,
            }
        return {"msgtype": "text", "text": {"content": part.content}, **repeat}

    async def _media_id(self, path: Path) -> str:
        """Return the uploaded picture's id; the same file is uploaded once for all who get it."""
        known = self._media.get(path)
        now = self._clock()
        if known and now < known[1]:
            return known[0]
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise Undeliverable(f"the picture cannot be read: {error.strerror}") from error
        if not MIN_UPLOAD_BYTES <= len(data) <= MAX_UPLOAD_BYTES:
            raise Undeliverable(f"WeCom takes no picture of {len(data)} bytes")
        try:
            async with asyncio.timeout(_UPLOAD_SECONDS):
                media_id = await self.client.upload_image(data)
        except (
            NoAnswer,
            TimeoutError,
        ) as error:  # an upload shows nothing to anybody, so there is no doubt to record
            raise Unreachable(str(error) or "the upload took too long") from error
        self._media[path] = media_id, now + MEDIA_LIFETIME
        return media_id


def _check_member(address: str, answer: dict[str, Any]) -> None:
    """Raise Undeliverable where WeCom says yes and lists the member as one who gets none."""
    member = address.lower()
    if member in str(answer.get("invaliduser", "")).lower().split("|"):
        raise Undeliverable("errcode 0, but WeCom lists the member as invalid", gone=True)
    if member in str(answer.get("unlicenseduser", "")).lower().split("|"):
        raise Undeliverable("errcode 0, but WeCom lists the member as not licensed")
