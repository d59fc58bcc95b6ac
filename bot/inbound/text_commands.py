"""What typed words may mean in any conversation, and what is said to that which cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

from locales import Message, _

CONTROLS = {
    "cancel": ("cancel", "取消", "算了"),
    "back": ("back", "返回", "上一步"),
    "help": ("help", "帮助"),
    "menu": ("menu", "菜单"),
    "language": ("language", "语言"),
    "resume": ("resume", "继续"),
}

UNUSABLE: Mapping[str, Message] = {
    "voice": _("Voice cannot be read here. Please type it."),
    "video": _("Videos cannot be taken here. Please send photos and describe it in words."),
    "sticker": _("A sticker cannot be read here. Please type it."),
    "file": _("Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please send photos."),
    "too_large": _("This file is over 20 MB. Please send a smaller photo."),
    "edited": _(
        "A message changed afterwards is not read again. Please send the right words as a "
        "new message."
    ),
    "contact": _("A contact card cannot be taken here. Please type what is needed."),
    "group": _("Mingcha speaks only in private chats. Please open a chat with it."),
    "other": _("This cannot be read here. Please type it or send a photo."),
}
NO_FILES_HERE = _(
    "Files do not come through here. Send photos of the pages, hand in paper, or open "
    "Mingcha in a browser and send it there."
)

IN_PIECES = _(
    "Your text was so long that it came in several pieces; none of them was taken. Please "
    "shorten it and send it again."
)


def command_in(words: str) -> str:
    """Return what may be a command in these words: in small letters, without a slash and what
    Telegram puts behind it.
    """
    return words.casefold().lstrip("/").split("@")[0]


def control_in(command: str) -> str | None:
    """Return the name of the control that this word, in small letters, stands for."""
    return next((name for name, spellings in CONTROLS.items() if command in spellings), None)
