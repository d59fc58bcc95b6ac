"""What WeCom's XML says."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.channel import CardTap
from bot.channels.wecom.reading import NotReadable, read_message
from talk.input import Input, Photo, Place, Start, Tap, Unusable, Words
from tests.fakes.wecom import FakeWeCom

_FAKE = FakeWeCom(set())


def _read(kind: str, **fields: object) -> Input | None:
    reading = read_message(_FAKE.xml("li", kind, **fields))
    return reading.incoming.input if reading else None


@pytest.mark.parametrize(
    ("kind", "fields", "given"),
    [
        ("text", {"Content": "取消"}, Words("取消")),
        ("text", {"Content": "<!DOCTYPE html> & ]]> 😀"}, Words("<!DOCTYPE html> & ]]> 😀")),
        ("text", {"Content": ""}, Words("")),
        (
            "image",
            {"PicUrl": "http://p/0", "MediaId": "m1"},
            Photo({"media_id": "m1", "pic_url": "http://p/0"}),
        ),
        ("voice", {"MediaId": "m1", "Format": "amr"}, Unusable("voice")),
        ("video", {"MediaId": "m1", "ThumbMediaId": "m2"}, Unusable("video")),
        ("file", {"MediaId": "m1"}, Unusable("file")),
        ("link", {"Title": "t", "Url": "https://example.org"}, Unusable("other")),
        ("something_new", {}, Unusable("other")),
        ("event", {"Event": "click", "EventKey": "go:report"}, Tap("go:report")),
        ("event", {"Event": "CLICK", "EventKey": "report"}, Tap("go:report")),
        ("event", {"Event": "click", "EventKey": "ans:3:1"}, Tap("ans:3:1")),
        (
            "event",
            {
                "Event": "template_card_event",
                "EventKey": "ans:3:1",
                "TaskId": "t",
                "ResponseCode": "c",
            },
            Tap("ans:3:1"),
        ),
        ("event", {"Event": "enter_agent", "EventKey": ""}, Start()),
        ("event", {"Event": "subscribe"}, Start()),
        ("event", {"Event": "unsubscribe"}, Unusable("blocked")),
        ("event", {"Event": "LOCATION", "Latitude": "30.1", "Longitude": "120.2"}, None),
        ("event", {"Event": "view", "EventKey": "https://example.org"}, None),
        ("event", {"Event": "batch_job_result"}, None),
    ],
)
def test_everything_a_member_can_send_is_read(
    kind: str, fields: dict[str, object], given: Input | None
) -> None:
    assert _read(kind, **fields) == given


def test_a_card_tap_keeps_what_updates_the_card() -> None:
    fields = {
        "Event": "template_card_event",
        "EventKey": "ans:3:1",
        "TaskId": "t-1",
        "ResponseCode": "c-1",
    }
    reading = read_message(_FAKE.xml("li", "event", **fields))
    assert reading
    assert reading.tap == CardTap("li", "ans:3:1", "t-1", "c-1")


def test_a_place_is_given_in_the_datum_of_the_satellites() -> None:
    place = _read(
        "location", Location_X="39.909230", Location_Y="116.397428", Scale=15, Label="天安门"
    )
    assert isinstance(place, Place)
    assert place.label == "天安门"
    assert (round(place.latitude, 4), round(place.longitude, 4)) == (39.9078, 116.3912)


def test_a_place_abroad_is_as_it_is() -> None:
    assert _read(
        "location", Location_X="48.858370", Location_Y="2.294481", Scale=15, Label=""
    ) == Place(48.85837, 2.294481)


_PIECES = st.sampled_from(
    [
        "<xml>",
        "</xml>",
        "<MsgType>",
        "</MsgType>",
        "text",
        "event",
        "<Event>",
        "</Event>",
        "<FromUserName>li</FromUserName>",
        "<MsgId>1</MsgId>",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a>",
        "&a;",
        "click",
        "<EventKey/>",
        "\x00",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_no_text_breaks_the_reader(xml: str) -> None:
    with contextlib.suppress(NotReadable):
        read_message(xml)
