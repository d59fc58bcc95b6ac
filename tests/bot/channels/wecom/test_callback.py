"""The callback: only what WeCom sent just now gets in, 200 means recorded, and nothing that comes
in breaks it.
"""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wechatpy.work.crypto import WeChatCrypto

from bot.channels.base import Incoming
from bot.channels.wecom.callback import CallbackKeys, wecom_callback
from talk.input import Tap, Words
from tests.bot.channels.wecom.kit import World, wecom_world


class Desk:
    """Stands for the receiver: keeps what it gets, or fails, or takes its time."""

    def __init__(self) -> None:
        self.got: list[Incoming] = []
        self.failures = 0
        self.waits: list[asyncio.Event] = []
        self.refused: Counter[str] = Counter()

    async def receive(self, incoming: Incoming) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        if self.waits:
            await self.waits.pop().wait()
        if incoming.key not in {each.key for each in self.got}:
            self.got.append(incoming)


@asynccontextmanager
async def _callback(
    world: World, desk: Desk, answer_seconds: float = 4.0
) -> AsyncIterator[httpx.AsyncClient]:
    fake = world.fake
    app = FastAPI()
    keys = CallbackKeys(fake.corp_id, fake.token, fake.aes_key)
    app.include_router(
        wecom_callback(
            world.channel,
            keys,
            desk.receive,
            clock=world.clock,
            refused=desk.refused,
            answer_seconds=answer_seconds,
        )
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as http:
        yield http


async def _post(http: httpx.AsyncClient, query: dict[str, str], body: bytes) -> int:
    return (await http.post("/wecom/callback", params=query, content=body)).status_code


async def test_the_address_is_proved_by_giving_back_the_echo() -> None:
    async with wecom_world() as world, _callback(world, Desk()) as http:
        query, body = world.fake.sealed("1616140317555161061")
        query["echostr"] = body.decode().partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
        answer = await http.get("/wecom/callback", params=query)
        assert (answer.status_code, answer.text) == (200, "1616140317555161061")


@pytest.mark.parametrize(
    "forge",
    [
        {"msg_signature": "0" * 40},
        {"msg_signature": "签名"},
        {"nonce": "other"},
        {"echostr": "AAAA"},
    ],
)
async def test_a_forged_proof_is_refused(forge: dict[str, str]) -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        query, body = world.fake.sealed("echo")
        query["echostr"] = body.decode().partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
        answer = await http.get("/wecom/callback", params={**query, **forge})
        assert (answer.status_code, answer.text) == (403, "")
        assert desk.refused == {"wrong signature": 1}


async def test_a_message_is_recorded_and_answered_with_nothing() -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        query, body = world.fake.sealed(world.fake.xml("li", "text", Content="你好", MsgId=7000))
        answer = await http.post("/wecom/callback", params=query, content=body)
        assert (answer.status_code, answer.content) == (200, b"")
        sent_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        assert desk.got == [Incoming("wecom", "li", "7000", Words("你好"), sent_at, "", "zh_CN")]


async def test_the_platforms_repeat_has_the_same_key() -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        for xml in (
            world.fake.xml("li", "text", Content="好"),
            world.fake.xml("li", "event", Event="click", EventKey="go:menu"),
        ):
            assert await world.fake.call(http, xml) == [200]
            assert await world.fake.call(http, xml) == [200]
        assert len(desk.got) == 2


async def test_events_of_one_second_are_told_apart() -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        for user, key in (("li", "go:menu"), ("li", "go:help"), ("wang", "go:menu")):
            await world.fake.call(http, world.fake.xml(user, "event", Event="click", EventKey=key))
        assert len(desk.got) == 3


@pytest.mark.parametrize(
    ("age", "status"), [(299, 200), (-299, 200), (301, 403), (-301, 403), (10**9, 403)]
)
async def test_a_replay_is_refused_after_five_minutes(age: int, status: int) -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        query, body = world.fake.sealed(
            world.fake.xml("li", "text", Content="好"), at=world.clock.seconds() - age
        )
        assert await _post(http, query, body) == status
        assert len(desk.got) == (status == 200)


@pytest.mark.parametrize(
    "change",
    [
        lambda query, body: ({**query, "timestamp": str(int(query["timestamp"]) + 1)}, body),
        lambda query, body: ({**query, "msg_signature": query["msg_signature"].upper()}, body),
        lambda query, body: (
            {name: value for name, value in query.items() if name != "msg_signature"},
            body,
        ),
        lambda query, body: ({}, body),
        lambda query, body: (query, body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A")),
    ],
)
async def test_a_forged_message_is_refused_and_counted(
    change: Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]],
) -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        query, body = change(*world.fake.sealed(world.fake.xml("li", "text", Content="好")))
        assert await _post(http, query, body) == 403
        assert desk.got == []
        assert desk.refused == {"wrong signature": 1}


async def test_a_message_for_another_corp_is_refused() -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        fake = world.fake
        fake._crypto = WeChatCrypto(fake.token, fake.aes_key, "ww-another")
        assert await _post(http, *fake.sealed(fake.xml("li", "text", Content="好"))) == 403
        assert desk.refused == {"another corp": 1}


async def test_a_message_sealed_with_another_key_is_refused() -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        fake = world.fake
        fake._crypto = WeChatCrypto(fake.token, "Z" * 43, fake.corp_id)
        assert await _post(http, *fake.sealed(fake.xml("li", "text", Content="好"))) in (400, 403)
        assert desk.got == []


_BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b"<xml></xml>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"\xff\xfe\x00",
        b"<Encrypt>!</Encrypt>",
        _BOMB + b"<xml><Encrypt>&b;</Encrypt></xml>",
        b"<Encrypt>AA==</Encrypt>" * 2,
        b"<a>" * 50_000,
    ],
)
async def test_a_malformed_body_is_400(body: bytes) -> None:
    async with wecom_world() as world, _callback(world, Desk()) as http:
        query, _body = world.fake.sealed("x")
        assert await _post(http, query, body) == 400


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "not xml",
        "<xml/>",
        "<xml><MsgType>text</MsgType></xml>",
        _BOMB.decode() + "<xml><MsgType>&b;</MsgType></xml>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM "
        '"file:///etc/passwd">]><xml><MsgType>text</MsgType><Content>&a;</Content></xml>',
        "<xml><MsgType>event</MsgType></xml>",
        "<xml><MsgType>text</MsgType><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>li</FromUserName><MsgType>text</MsgType><MsgId>x</MsgId></xml>",
        "<xml><FromUserName><a>li</a></FromUserName><MsgType>text</MsgType><MsgId>1</MsgId></xml>",
        "<xml><FromUserName>li</FromUserName><MsgType>image</MsgType><MsgId>1</MsgId></xml>",
        "<xml><FromUserName>li</FromUserName><MsgType>location</MsgType><MsgId>1</MsgId></xml>",
        "<xml><FromUserName>li</FromUserName><MsgType>location</MsgType><Location_X>nan</Location_X><Location_Y>9</Location_Y></xml>",
        "<xml><FromUserName>li</FromUserName><MsgType>text</MsgType><CreateTime>99999999999999999</CreateTime></xml>",
    ],
)
async def test_a_malformed_message_in_a_good_envelope_is_400(xml: str) -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        assert await _post(http, *world.fake.sealed(xml)) == 400
        assert desk.got == []


async def test_a_body_over_a_megabyte_is_413_announced_or_not() -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _piece in range(20):
            yield b"x" * 65536

    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        assert (
            await http.post("/wecom/callback", content=b"x" * (1024 * 1024 + 1))
        ).status_code == 413
        assert (await http.post("/wecom/callback", content=unannounced())).status_code == 413
        assert desk.refused == {"too long": 2}


async def test_what_is_not_recorded_is_sent_again_until_it_is() -> None:
    desk = Desk()
    desk.failures = 3
    async with wecom_world() as world, _callback(world, desk) as http:
        assert await world.fake.call(http, world.fake.xml("li", "text", Content="好")) == [
            500,
            500,
            500,
            200,
        ]
        assert len(desk.got) == 1


async def test_what_takes_too_long_gets_an_error_in_time_and_is_recorded_all_the_same() -> None:
    desk = Desk()
    done = asyncio.Event()
    desk.waits.append(done)
    async with wecom_world() as world, _callback(world, desk, 0.05) as http:
        xml = world.fake.xml("li", "text", Content="好")
        query, body = world.fake.sealed(xml)
        assert await _post(http, query, body) == 503
        assert desk.got == []
        done.set()
        await asyncio.sleep(0)
        assert len(desk.got) == 1
        assert await world.fake.call(http, xml) == [200]
        assert len(desk.got) == 1


async def test_what_fails_after_the_time_is_up_is_not_left_unread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    done = asyncio.Event()

    async def fail_late(incoming: Incoming) -> None:
        await done.wait()
        raise OSError("the disk is full")

    desk.receive = fail_late  # type: ignore[method-assign]
    async with wecom_world() as world, _callback(world, desk, 0.05) as http:
        assert (
            await _post(http, *world.fake.sealed(world.fake.xml("li", "text", Content="好"))) == 503
        )
        done.set()
        await asyncio.sleep(0)
    assert "never retrieved" not in caplog.text


async def test_a_tapped_card_is_a_tap_and_then_shows_the_choice() -> None:
    desk = Desk()
    async with wecom_world() as world, _callback(world, desk) as http:
        await world.channel.send(
            "li", world.out("要发送吗？", ("ans:9:0", "发送"), ("ans:9:1", "不发送"))
        )
        assert await world.fake.call(http, world.fake.tapped("li", "不发送")) == [200]
        assert [each.input for each in desk.got] == [Tap("ans:9:1")]
        await world.channel.stop()
        assert world.fake.shown[0].chosen == "不发送"


async def test_a_tap_that_is_not_recorded_leaves_the_card_as_it_was() -> None:
    desk = Desk()
    desk.failures = 4
    async with wecom_world() as world, _callback(world, desk) as http:
        await world.channel.send("li", world.out("要发送吗？", ("ans:9:0", "发送")))
        assert await world.fake.call(http, world.fake.tapped("li", "发送")) == [500] * 4
        await world.channel.stop()
        assert world.fake.shown[0].buttons == ["发送"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text(max_size=20)),
)
def test_no_request_breaks_the_callback(content: bytes, query: dict[str, str]) -> None:
    async def run() -> None:
        async with wecom_world() as world, _callback(world, Desk()) as http:
            body = b"<xml><Encrypt>" + base64.b64encode(content) + b"</Encrypt></xml>"
            assert await _post(http, query, body) in (400, 403)
            signed, _body = world.fake.sealed("x")
            assert await _post(http, signed, content) == 400

    asyncio.run(run())
