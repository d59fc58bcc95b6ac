"""Turn WeCom's XML into what people send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.parsers.expat import ExpatError

from wechatpy.fields import IntegerField, StringField
from wechatpy.work import parse_message
from wechatpy.work.events import BaseEvent

from bot.channels.base import Incoming
from bot.channels.wecom.channel import CardTap
from bot.channels.wecom.coordinates import satellite_place
from bot.channels.wecom.traits import WECOM
from talk.input import Input, Photo, Place, Start, Tap, Unusable, Words
from talk.token import token_of_key

_PLAIN = (
    "MsgId",
    "FromUserName",
    "CreateTime",
    "MsgType",
    "Event",
    "EventKey",
    "TaskId",
    "ResponseCode",
    "Content",
    "MediaId",
    "PicUrl",
    "Location_X",
    "Location_Y",
    "Label",
)
_UNUSABLE = {
    "voice": "voice",
    "video": "video",
    "shortvideo": "video",
    "file": "file",
    "link": "other",
}


class NotReadable(Exception):
    """The text is not a WeCom message."""


class TemplateCardEvent(BaseEvent):  # type: ignore[misc]  # wechatpy is untyped; it registers the class by its `event`
    """A tapped button of a template card, which wechatpy does not know."""

    event = "template_card_event"
    agent = IntegerField("AgentID", 0)
    key = StringField("EventKey", "")
    task_id = StringField("TaskId", "")
    response_code = StringField("ResponseCode", "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as it came in; `tap` is set when it came from a card's button."""

    incoming: Incoming
    tap: CardTap | None = None


def read_message(xml: str) -> Reading | None:
    """Return what the decrypted XML says, None for events that mean nothing to us; NotReadable when
    it is not a message.
    """
    try:
        message = parse_message(xml)
        if any(not isinstance(message._data.get(name, ""), str | None) for name in _PLAIN):
            raise NotReadable("a field that occurs twice or holds others")
        sender = str(message.source or "")
        key = _key(message, sender)
        sent_at = datetime.fromtimestamp(message.time or 0, UTC)
        given = _input(message)
    except (
        ExpatError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        OSError,
    ) as error:
        raise NotReadable(type(error).__name__) from error
    if given is None:
        return None
    if not sender:
        raise NotReadable("no sender")
    tap = None
    if isinstance(message, TemplateCardEvent) and message.response_code:
        tap = CardTap(sender, str(message.key), str(message.task_id), str(message.response_code))
    return Reading(Incoming(WECOM.name, sender, key, given, sent_at, language="zh_CN"), tap)


def _key(message: Any, sender: str) -> str:
    """Return what tells this message from every other: events have no MsgId."""
    if message.id:
        return str(message.id)
    parts = [
        message._data.get(name) or "" for name in ("CreateTime", "Event", "EventKey", "TaskId")
    ]
    return ":".join([sender, *parts])[:250]


def _input(message: Any) -> Input | None:
    kind = str(message._data["MsgType"]).lower()
    if kind == "event":
        return _event(message, str(message._data["Event"]).lower())
    if kind == "text":
        return Words(str(message.content or ""))
    if kind == "image":
        if not message.media_id:
            raise NotReadable("a picture without MediaId")
        return Photo({"media_id": str(message.media_id), "pic_url": str(message.image or "")})
    if kind == "location":
        return _place(message)
    return Unusable(_UNUSABLE.get(kind, "other"))


def _place(message: Any) -> Place:
    latitude, longitude = float(message.location_x), float(message.location_y)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotReadable("a place that is not on Earth")
    return Place(*satellite_place(latitude, longitude), str(message.label or ""))


def _event(message: Any, event: str) -> Input | None:
    """What a person did in the app; what WeCom tells of itself (reports of place, finished jobs,
    the address book) is None.
    """
    if event == "template_card_event":
        return Tap(str(message.key or ""))
    if event == "click":
        return Tap(token_of_key(str(message.key or "")))
    if event in ("enter_agent", "subscribe"):
        return Start()
    if event == "unsubscribe":
        return Unusable("blocked")
    return None
