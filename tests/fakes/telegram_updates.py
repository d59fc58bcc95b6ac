"""Updates in the shapes the Bot API documents; Telegram's own numbers count up as they do there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

Update = dict[str, Any]

ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with Telegram on the phone; the private chat with the bot has the same id."""

    id: int
    first_name: str = "王"
    last_name: str = "五"
    language_code: str = "zh-hans"

    @property
    def as_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "language_code": self.language_code,
        }

    @property
    def as_chat(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "type": "private",
        }


class Updates:
    """Makes updates with rising ids; `date` is what they say about when they were sent."""

    def __init__(self, first: int = 500_000, date: int = 1_790_000_000) -> None:
        self._update_ids = count(first)
        self._message_ids = count(1)
        self._query_ids = count(4_000_000_000)
        self._album_ids = count(13_000_000_000)
        self.date = date

    def message(self, person: Person, chat: dict[str, Any] | None = None, **content: Any) -> Update:
        """A message with whatever content fields are given."""
        message = {
            "message_id": next(self._message_ids),
            "from": person.as_user,
            "chat": chat or person.as_chat,
            "date": self.date,
            **content,
        }
        return {"update_id": next(self._update_ids), "message": message}

    def text(self, person: Person, text: str) -> Update:
        """Typed words; a command is marked as one, as Telegram does."""
        if not text.startswith("/"):
            return self.message(person, text=text)
        entity = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        return self.message(person, text=text, entities=[entity])

    def photo(
        self,
        person: Person,
        file_id: str,
        *,
        caption: str = "",
        album: str = "",
        size: int = 200_000,
    ) -> Update:
        """A photo in three sizes, the largest last but one to prove that the order is not relied
        on.
        """
        sizes = [
            {
                "file_id": f"{file_id}-s",
                "file_unique_id": f"u{file_id}-s",
                "width": 90,
                "height": 67,
                "file_size": 1_200,
            },
            {
                "file_id": file_id,
                "file_unique_id": f"u{file_id}",
                "width": 1280,
                "height": 960,
                "file_size": size,
            },
            {
                "file_id": f"{file_id}-m",
                "file_unique_id": f"u{file_id}-m",
                "width": 320,
                "height": 240,
                "file_size": 20_000,
            },
        ]
        extra: dict[str, Any] = {
            **({"caption": caption} if caption else {}),
            **({"media_group_id": album} if album else {}),
        }
        return self.message(person, photo=sizes, **extra)

    def album(self, person: Person, *file_ids: str, caption: str = "") -> list[Update]:
        """Photos sent together: one update each with the same media_group_id, the caption on the
        first.
        """
        group = str(next(self._album_ids))
        return [
            self.photo(person, each, caption="" if index else caption, album=group)
            for index, each in enumerate(file_ids)
        ]

    def document(
        self, person: Person, file_id: str, name: str, mime: str = "", *, size: int = 300_000
    ) -> Update:
        """A file; pictures come like this when the sender wants them unchanged."""
        file: dict[str, Any] = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "file_size": size,
        }
        return self.message(person, document={**file, "mime_type": mime} if mime else file)

    def location(self, person: Person, latitude: float = 39.9, longitude: float = 116.4) -> Update:
        """A place picked on the map."""
        return self.message(person, location={"latitude": latitude, "longitude": longitude})

    def venue(self, person: Person, title: str, address: str) -> Update:
        """A place with a name."""
        place = {"latitude": 39.9, "longitude": 116.4}
        return self.message(
            person, location=place, venue={"location": place, "title": title, "address": address}
        )

    def edited(self, original: Update, text: str) -> Update:
        """The same message with other words, a minute later."""
        message = {**original["message"], "text": text, "edit_date": self.date + 60}
        return {"update_id": next(self._update_ids), "edited_message": message}

    def tap(self, person: Person, data: str, message_id: int = 1) -> Update:
        """A tapped inline button under one of the bot's messages."""
        bot = {"id": 1000, "is_bot": True, "first_name": "明察", "username": "mingcha_bot"}
        shown = {
            "message_id": message_id,
            "from": bot,
            "chat": person.as_chat,
            "date": self.date,
            "text": "…",
        }
        query = {
            "id": str(next(self._query_ids)),
            "from": person.as_user,
            "message": shown,
            "chat_instance": "-3700",
            "data": data,
        }
        return {"update_id": next(self._update_ids), "callback_query": query}

    def membership(
        self, person: Person, was: str, now: str, chat: dict[str, Any] | None = None
    ) -> Update:
        """The bot's standing in a chat changed: in a private chat `kicked` is blocked, `member` is
        unblocked.
        """
        bot = {"id": 1000, "is_bot": True, "first_name": "明察", "username": "mingcha_bot"}
        change = {
            "chat": chat or person.as_chat,
            "from": person.as_user,
            "date": self.date,
            "old_chat_member": _standing(bot, was),
            "new_chat_member": _standing(bot, now),
        }
        return {"update_id": next(self._update_ids), "my_chat_member": change}


def group_chat(number: int = -1001) -> dict[str, Any]:
    """Return a group as it stands in a message."""
    return {"id": number, "title": "督查组", "type": "supergroup"}


def _standing(bot: dict[str, Any], status: str) -> dict[str, Any]:
    rights = dict.fromkeys(ADMINISTRATOR_RIGHTS, False) if status == "administrator" else {}
    return {
        "user": bot,
        "status": status,
        **rights,
        **({"until_date": 0} if status == "kicked" else {}),
    }
