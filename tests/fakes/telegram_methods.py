"""The Bot API's methods as the fake carries them out: what is checked, what is remembered, what is
said.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image, UnidentifiedImageError

LARGEST_FILE = 20 << 20
LARGEST_PHOTO = 10 << 20
TAP_LIFE = 150.0  # seconds in which a tap can be answered
_SAYING = {
    "chat_id",
    "reply_markup",
    "disable_notification",
    "protect_content",
    "reply_parameters",
    "message_thread_id",
}
_WORDS = {"parse_mode", "entities", "link_preview_options"}

PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {
        "url",
        "secret_token",
        "allowed_updates",
        "max_connections",
        "drop_pending_updates",
        "ip_address",
    },
    "getWebhookInfo": set(),
    "deleteWebhook": {"drop_pending_updates"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "sendMessage": {"text"} | _SAYING | _WORDS,
    "editMessageText": {"text", "chat_id", "message_id", "inline_message_id", "reply_markup"}
    | _WORDS,
    "sendPhoto": {"photo", "caption", "parse_mode", "caption_entities", "has_spoiler"} | _SAYING,
    "sendMediaGroup": {"media"} | (_SAYING - {"reply_markup"}),
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "getFile": {"file_id"},
}


class ApiError(Exception):
    """The method is refused."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


@dataclass(slots=True)
class FakeMessage:
    """A message as it stands in the chat; `buttons` are (label, data), `versions` the texts before
    edits.
    """

    chat_id: int
    message_id: int
    text: str = ""
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    photo: bytes | None = None
    album: str | None = None
    versions: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [(each["text"], each["callback_data"]) for row in self.rows for each in row]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much: `burst` messages at once to a person, then one a second; 30 a second; 20 a
    minute to a group.
    """

    enforced: bool = True
    burst: int = 3
    per_second: int = 30
    per_group_minute: int = 20


class Methods:
    """The state behind the methods."""

    def __init__(self, clock: Callable[[], float], limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self.chats: dict[int, str] = {}
        self.files: dict[str, bytes] = {}
        self.sent: list[FakeMessage] = []
        self.webhook: dict[str, Any] = {"url": "", "secret_token": ""}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.answered_taps: list[str] = []
        self.changed = asyncio.Event()
        self._taps: dict[str, float] = {}
        self._queue: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._message_ids = count(70_001)
        self._all: deque[float] = deque()
        self._chat_times: dict[int, deque[float]] = defaultdict(deque)

    def note(self, update: dict[str, Any]) -> None:
        """Remember what an update makes possible: a chat the bot may write to, a tap that wants an
        answer.
        """
        if query := update.get("callback_query"):
            self._taps[query["id"]] = self._clock()
        if message := update.get("message"):
            self.chats.setdefault(message["chat"]["id"], "open")
        if change := update.get("my_chat_member"):
            away = change["new_chat_member"]["status"] in ("kicked", "left")
            self.chats[change["chat"]["id"]] = "blocked" if away else "open"

    def queue(self, update: dict[str, Any]) -> None:
        """Keep an update for getUpdates."""
        self._queue.append(update)
        self._arrived.set()

    async def execute(self, method: str, given: dict[str, Any], files: dict[str, bytes]) -> Any:
        """Return the result; raises ApiError."""
        if method not in PARAMETERS:
            raise ApiError(404, "Not Found")
        if unknown := set(given) - PARAMETERS[method]:
            raise ApiError(400, f"Bad Request: unknown parameters {sorted(unknown)}")
        if method == "getUpdates":
            return await self._get_updates(given)
        action: Callable[..., Any] = getattr(self, "_" + re.sub("([A-Z])", r"_\1", method).lower())
        result = (
            action(given, files) if method in ("sendPhoto", "sendMediaGroup") else action(given)
        )
        self.changed.set()
        return result

    def _get_me(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": 1000,
            "is_bot": True,
            "first_name": "明察",
            "username": "mingcha_bot",
            "can_join_groups": True,
        }

    async def _get_updates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook["url"]:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete it",
            )
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        offset, wait = int(given.get("offset", 0)), float(given.get("timeout", 0))
        self._queue = [each for each in self._queue if each["update_id"] >= offset]
        allowed = _parsed(given.get("allowed_updates")) or None
        end = asyncio.get_running_loop().time() + wait
        while True:
            found = [
                each
                for each in self._queue
                if allowed is None or any(kind in each for kind in allowed)
            ]
            left = end - asyncio.get_running_loop().time()
            if found or left <= 0:
                return found[: int(given.get("limit", 100))]
            self._arrived.clear()
            waits = [asyncio.create_task(self._arrived.wait()), asyncio.create_task(mine.wait())]
            await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            for each in waits:
                each.cancel()
            if mine.is_set():
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that "
                    "only one bot is running",
                )

    def _set_webhook(self, given: dict[str, Any]) -> bool:
        if not re.match(r"https://|http://127\.0\.0\.1", given.get("url", "")):
            raise ApiError(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", given.get("secret_token", "")):
            raise ApiError(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = {"url": given["url"], "secret_token": given.get("secret_token", "")}
        return True

    def _get_webhook_info(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": self.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }

    def _delete_webhook(self, _given: dict[str, Any]) -> bool:
        self.webhook = {"url": "", "secret_token": ""}
        return True

    def _set_my_commands(self, given: dict[str, Any]) -> bool:
        commands = _parsed(given["commands"])
        for each in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= 256:
                raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[given.get("language_code", "")] = commands
        return True

    def _send_message(self, given: dict[str, Any]) -> dict[str, Any]:
        text = _checked_text(given)
        rows = _checked_keyboard(given)
        return self._show(self._admit(given), text=text, rows=rows)

    def _edit_message_text(self, given: dict[str, Any]) -> dict[str, Any]:
        text, rows = _checked_text(given), _checked_keyboard(given)
        chat_id = self._admit(given)
        number = int(given.get("message_id", 0))
        message = next(
            (each for each in self.sent if (each.chat_id, each.message_id) == (chat_id, number)),
            None,
        )
        if message is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if message.photo is not None:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        if (message.text, message.rows) == (text, rows):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and "
                "reply markup are the same",
            )
        message.versions.append(message.text)
        message.text, message.rows = text, rows
        return _as_json(message)

    def _send_photo(self, given: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
        caption, rows = _checked_caption(given), _checked_keyboard(given)
        content = _uploaded(
            given.get("photo", "attach://photo"), files
        )  # a part of the parameter's name is the photo itself
        chat_id = self._admit(given)
        _check_picture(content)
        return self._show(chat_id, text=caption, rows=rows, photo=content)

    def _send_media_group(
        self, given: dict[str, Any], files: dict[str, bytes]
    ) -> list[dict[str, Any]]:
        media = _parsed(given.get("media"))
        if not isinstance(media, list) or not 2 <= len(media) <= 10:
            raise ApiError(400, "Bad Request: media must contain 2 to 10 items")
        contents = [(_checked_caption(each), _uploaded(each.get("media"), files)) for each in media]
        chat_id = self._admit(given)
        for _caption, content in contents:
            _check_picture(content)
        album = str(next(self._message_ids))
        return [
            self._show(chat_id, text=caption, photo=content, album=album)
            for caption, content in contents
        ]

    def _answer_callback_query(self, given: dict[str, Any]) -> bool:
        asked = self._taps.get(given["callback_query_id"])
        if asked is None or self._clock() - asked > TAP_LIFE:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.answered_taps.append(given["callback_query_id"])
        return True

    def _get_file(self, given: dict[str, Any]) -> dict[str, Any]:
        file_id = given.get("file_id", "")
        if file_id not in self.files:
            raise ApiError(400, "Bad Request: invalid file_id")
        size = len(self.files[file_id])
        if size > LARGEST_FILE:
            raise ApiError(400, "Bad Request: file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_size": size,
            "file_path": f"photos/{file_id}.jpg",
        }

    def _show(self, chat_id: int, **content: Any) -> dict[str, Any]:
        message = FakeMessage(chat_id, next(self._message_ids), **content)
        self.sent.append(message)
        return _as_json(message)

    def _admit(self, given: dict[str, Any]) -> int:
        """Return the chat's id when the bot may write to it now."""
        chat_id = int(given["chat_id"]) if re.fullmatch(r"-?\d+", str(given.get("chat_id"))) else 0
        standing = self.chats.get(chat_id)
        if standing is None:
            raise ApiError(400, "Bad Request: chat not found")
        if standing == "blocked":
            who = (
                "bot was blocked by the user"
                if chat_id > 0
                else "bot was kicked from the group chat"
            )
            raise ApiError(403, f"Forbidden: {who}")
        if self._limits.enforced:
            self._check_limits(chat_id)
        return chat_id

    def _check_limits(self, chat_id: int) -> None:
        now, most, times = self._clock(), self._limits, self._chat_times[chat_id]
        # `burst` at once and one a second afterwards is: never more than burst + n messages in n
        # seconds.
        count_, window = (
            (most.per_group_minute, 60.0) if chat_id < 0 else (most.burst, float(most.burst))
        )
        for seen, allowed, seconds in ((self._all, most.per_second, 1.0), (times, count_, window)):
            while seen and seen[0] <= now - seconds:
                seen.popleft()
            if len(seen) >= allowed:
                wait = max(1, int(seen[0] + seconds - now + 0.999))
                raise ApiError(429, f"Too Many Requests: retry after {wait}", wait)
        self._all.append(now)
        times.append(now)


def _checked_text(given: dict[str, Any]) -> str:
    text = given.get("text", "")
    if not isinstance(text, str) or not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if _length(text) > 4096:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def _checked_caption(given: dict[str, Any]) -> str:
    caption = given.get("caption", "")
    if _length(caption) > 1024:
        raise ApiError(400, "Bad Request: message caption is too long")
    return str(caption)


def _checked_keyboard(given: dict[str, Any]) -> list[list[dict[str, Any]]]:
    if "reply_markup" not in given:
        return []
    markup = _parsed(given["reply_markup"])
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ApiError(400, "Bad Request: can't parse reply keyboard markup JSON object")
    buttons = [each for row in rows for each in row]
    for button in buttons:
        if (
            not isinstance(button, dict)
            or set(button) != {"text", "callback_data"}
            or not button["text"]
        ):
            raise ApiError(
                400,
                "Bad Request: can't parse inline keyboard button: Text buttons are "
                "unallowed in the inline keyboard",
            )
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise ApiError(400, "Bad Request: reply markup is too long")
    return rows


def _uploaded(reference: object, files: dict[str, bytes]) -> bytes:
    name = str(reference).removeprefix("attach://")
    if not files.get(name):
        raise ApiError(
            400, "Bad Request: wrong remote file identifier specified: Wrong string length"
        )
    return files[name]


def _check_picture(content: bytes) -> None:
    """Refuse a picture as the Bot API says: width and height 10000 together at most, their ratio
    20, 10 MB.
    """
    if len(content) > LARGEST_PHOTO:
        raise ApiError(413, "Request Entity Too Large")
    try:
        with Image.open(BytesIO(content)) as image:
            width, height = image.size
    except UnidentifiedImageError:
        return  # the tests' bytes that stand for a picture
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


def _parsed(value: Any) -> Any:
    """Return a structured parameter, which may come as JSON in a form's field."""
    return json.loads(value) if isinstance(value, str) else value


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "strict")) // 2


def _as_json(message: FakeMessage) -> dict[str, Any]:
    chat_type = "private" if message.chat_id > 0 else "supergroup"
    content = (
        {"text": message.text} if message.photo is None else {"caption": message.text, "photo": []}
    )
    return {
        "message_id": message.message_id,
        "date": 1_790_000_000,
        "chat": {"id": message.chat_id, "type": chat_type},
        **content,
    }
