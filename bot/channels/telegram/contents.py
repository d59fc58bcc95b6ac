"""What a message in a private chat holds: words, pictures, documents, a place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from telegram import Document, Location, Message, PhotoSize, Venue

from bot.channels.telegram.fields import degrees_in, number_in, required_text, text_in
from talk.input import File, Input, Photo, Place, Start, Tap, Unusable, Words
from talk.token import fits_in_token, start_token

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
_PICTURE_NAMES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
_NOT_TAKEN = {
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",  # carries a `document` as well, so it is looked for before documents
    "live_photo": "video",
    "contact": "contact",
    "document": "file",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
    "invoice": "other",
}


def read_content(message: Message, conversations: frozenset[str], largest: int) -> Input | None:
    """Return what was sent; None for what nobody sends, such as a service message."""
    text = text_in(message.text, "text")
    if text.startswith("/"):
        return read_command(text, conversations)
    if text:
        return Words(text, _answered(message))
    sizes = _sizes_of(message)
    if sizes:
        return _read_photo(message, sizes, largest)
    if message.location is not None:
        return _read_place(message.location, message.venue)
    # An animation carries a document as well.
    if message.document is not None and message.animation is None:
        file = _read_file(message, message.document, largest)
        if file is not None:
            return file
    return _not_taken(message)


def _sizes_of(message: Message) -> Sequence[PhotoSize]:
    """Return the sizes of a photo or of the picture of a live photo."""
    if message.photo or message.live_photo is None:
        return message.photo
    return message.live_photo.photo or ()


def _read_file(message: Message, document: Document, largest: int) -> Input | None:
    if _is_picture(document):
        return _photo(message, document, largest, name=text_in(document.file_name, "file_name"))
    if document.file_name:
        return _read_document(message, document, largest)
    return None


def _not_taken(message: Message) -> Input | None:
    """Return what it is that cannot be taken, be it of a newer Bot API than the library's."""
    for kind, what in _NOT_TAKEN.items():
        if getattr(message, kind) is not None:
            return Unusable(what)
    return Unusable("other") if message.api_kwargs else None


def _answered(message: Message) -> str:
    """Return the id of our message that this one replies to, "" when it replies to none."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or not answered.from_user.is_bot:
        return ""
    return str(number_in(answered.message_id, "message_id"))


def read_command(text: str, conversations: frozenset[str]) -> Input:
    """Return /start as Start, a conversation's command as a tap, every other one as typed."""
    command, _, rest = text.partition(" ")
    name = command[1:].partition("@")[0].lower()
    rest = rest.strip()
    if name == "start":
        return Start(rest)
    if name in conversations:
        is_one_word = rest.isascii() and not any(character.isspace() for character in rest)
        fits = is_one_word and fits_in_token(name, rest)
        return Tap(start_token(name, rest if fits else ""))
    return Words(f"/{name} {rest}".rstrip())


def _read_photo(message: Message, sizes: Sequence[PhotoSize], largest: int) -> Input:
    return _photo(message, max(sizes, key=_pixels), largest, name="")


def _pixels(size: PhotoSize) -> int:
    return number_in(size.width, "width") * number_in(size.height, "height")


def _photo(message: Message, file: PhotoSize | Document, largest: int, name: str) -> Input:
    size = _size_of(file)
    if size is not None and size > largest:
        return Unusable("too_large")
    source = {
        "file_id": required_text(file.file_id, "file_id"),
        "file_unique_id": required_text(file.file_unique_id, "file_unique_id"),
        "name": name,
    }
    album = text_in(message.media_group_id, "media_group_id") or None
    return Photo(source, caption=text_in(message.caption, "caption"), album=album, size=size)


def _size_of(file: PhotoSize | Document) -> int | None:
    return number_in(file.file_size, "file_size") if file.file_size is not None else None


def _read_document(message: Message, document: Document, largest: int) -> Input:
    size = _size_of(document)
    if size is not None and size > largest:
        return Unusable("too_large")
    source = {"file_id": required_text(document.file_id, "file_id")}
    name = required_text(document.file_name, "file_name")
    caption = text_in(message.caption, "caption")
    return File(source, name, size, caption=caption)


def _is_picture(document: Document) -> bool:
    if text_in(document.mime_type, "mime_type").lower() in _PICTURES:
        return True
    return PurePath(text_in(document.file_name, "file_name")).suffix.lower() in _PICTURE_NAMES


def _read_place(place: Location, venue: Venue | None) -> Place:
    latitude = degrees_in(place.latitude, "latitude", 90)
    longitude = degrees_in(place.longitude, "longitude", 180)
    if venue is None:
        return Place(latitude, longitude, "")
    named = [text_in(venue.title, "title"), text_in(venue.address, "address")]
    return Place(latitude, longitude, " ".join(filter(None, named)))
