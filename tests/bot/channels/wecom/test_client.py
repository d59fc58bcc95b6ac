"""The HTTP API: one token for all, files in and out, and a name for every way a call can end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.channels.wecom import client
from bot.channels.wecom.client import TooLarge, WeComClient
from bot.channels.wecom.errors import NoAnswer, NoToken, Refused, Unreachable
from tests.bot.channels.wecom.kit import JPEG, Clock, MemoryTokens, client_of, wecom_world
from tests.fakes.wecom_api import Trouble


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


HELLO = {"touser": "li", "msgtype": "text", "text": {"content": "你好"}}


async def test_many_calls_at_once_fetch_one_token() -> None:
    async with wecom_world() as world:
        await asyncio.gather(*(world.client.send(HELLO) for _ in range(10)))
        assert world.fake.token_fetches == 1
        assert len(world.fake.shown) == 10


async def test_a_token_that_ended_early_is_fetched_again_once_for_all() -> None:
    async with wecom_world() as world:
        await world.client.send(HELLO)
        world.fake.expire_tokens()
        await asyncio.gather(*(world.client.send(HELLO) for _ in range(5)))
        assert world.fake.token_fetches == 2
        assert len(world.fake.shown) == 6


async def test_a_token_refused_twice_is_given_up() -> None:
    async with wecom_world() as world:
        refusal = {"errcode": 40014, "errmsg": "invalid access_token"}
        world.fake.answers += [("message/send", refusal), ("message/send", refusal)]
        with pytest.raises(Refused, match="40014"):
            await world.client.send(HELLO)
        assert world.fake.shown == []


async def test_a_token_is_renewed_before_its_end() -> None:
    async with wecom_world() as world:
        await world.client.send(HELLO)
        world.clock.move(7200 * 0.79)
        await world.client.send(HELLO)
        assert world.fake.token_fetches == 1
        world.clock.move(7200 * 0.12)
        await world.client.send(HELLO)
        assert world.fake.token_fetches == 2


async def test_a_token_still_good_is_used_while_no_other_can_be_had() -> None:
    async with wecom_world() as world:
        await world.client.send(HELLO)
        world.clock.move(7200 * 0.95)
        world.fake.troubles += [Trouble("status", 502, "gettoken")] * 3
        await world.client.send(HELLO)
        assert len(world.fake.shown) == 2


async def test_a_kept_token_is_used_after_a_restart_and_by_other_replicas() -> None:
    async with wecom_world() as world:
        tokens = MemoryTokens()
        for _replica in range(3):
            async with client_of(world.fake, world.clock, tokens) as client:
                await client.send(HELLO)
        assert world.fake.token_fetches == 1


async def test_a_kept_token_that_has_ended_is_not_tried() -> None:
    async with wecom_world() as world:
        tokens = MemoryTokens()
        tokens.save("old", world.clock() - timedelta(seconds=1))
        async with client_of(world.fake, world.clock, tokens) as client:
            await client.send(HELLO)
        kept = tokens.load()
        assert kept is not None
        assert kept[0] in world.fake.tokens


async def test_fetching_a_token_is_tried_three_times_with_growing_pauses() -> None:
    async with wecom_world() as world:
        world.fake.troubles += [
            Trouble("status", 500, "gettoken"),
            Trouble("lost", path="gettoken"),
        ]
        await world.client.send(HELLO)
        first, second = world.clock.slept
        assert 0.1 < first < 0.5 <= second < 1.6


@pytest.mark.parametrize(("field", "code"), [("secret", 40001), ("corp_id", 40013)])
async def test_wrong_credentials_are_said_and_not_repeated(field: str, code: int) -> None:
    async with wecom_world() as world:
        setattr(world.fake, field, "changed by the admin")
        with pytest.raises(Refused, match=str(code)):
            await world.client.send(HELLO)
        assert world.fake.token_fetches == 1


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (Trouble("status", 500), Unreachable),
        (Trouble("status", 429), Unreachable),
        (Trouble("status", 504), NoAnswer),
        (Trouble("cut"), NoAnswer),
        (Trouble("garbage"), NoAnswer),
        (Trouble("late", 0.5), NoAnswer),
    ],
)
async def test_every_bad_end_has_its_name(trouble: Trouble, error: type[Exception]) -> None:
    async with wecom_world(0.2) as world:
        world.fake.troubles.append(Trouble(trouble.kind, trouble.number, "message/send"))
        with pytest.raises(error):
            await world.client.send(HELLO)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("status", 504),
        Trouble("cut"),
        Trouble("garbage"),
        Trouble("lost"),
        Trouble("late", 0.5),
    ],
)
async def test_without_a_token_nothing_was_sent_however_the_fetching_ends(trouble: Trouble) -> None:
    async with wecom_world(0.2) as world:
        world.fake.troubles += [Trouble(trouble.kind, trouble.number, "gettoken")] * 3
        with pytest.raises(Unreachable):
            await world.client.send(HELLO)


async def test_a_token_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_TOKEN_SECONDS", 0.1)
    async with wecom_world() as world:
        world.fake.troubles.append(Trouble("late", 2, "gettoken"))
        with pytest.raises(Unreachable, match="not in time"):
            await world.client.send(HELLO)


async def test_one_failed_fetch_of_a_token_is_the_failure_of_all_who_wait() -> None:
    async with wecom_world(0.2) as world:
        world.fake.troubles += [Trouble("late", 0.4, "gettoken")] * 3
        ends = await asyncio.gather(
            *(world.client.send(HELLO) for _ in range(30)), return_exceptions=True
        )
        assert [type(each) for each in ends] == [NoToken] * 30
        assert world.fake.troubles == []  # three attempts between them
        await world.client.send(HELLO)
        assert world.fake.texts("li") == ["你好"]


async def test_an_upload_without_a_token_is_not_repeated_on_top_of_that() -> None:
    async with wecom_world() as world:
        world.fake.troubles += [Trouble("status", 502, "gettoken")] * 9
        with pytest.raises(NoToken):
            await world.client.upload_image(JPEG)
        assert len(world.fake.troubles) == 6


async def test_nobody_listening_is_unreachable() -> None:
    clock = Clock()
    nowhere = WeComClient(
        "http://127.0.0.1:1", "corp", "secret", 1, MemoryTokens(), clock=clock, sleep=clock.sleep
    )
    async with nowhere as client:
        with pytest.raises(Unreachable):
            await client.send(HELLO)


async def test_a_photo_is_written_to_the_file(tmp_path: Path) -> None:
    async with wecom_world() as world:
        await world.client.download(world.fake.keep(JPEG), tmp_path / "a", len(JPEG))
        assert (tmp_path / "a").read_bytes() == JPEG


async def test_a_photo_is_fetched_with_a_new_token_when_the_old_one_ended(tmp_path: Path) -> None:
    async with wecom_world() as world:
        await world.client.send(HELLO)
        world.fake.expire_tokens()
        await world.client.download(world.fake.keep(JPEG), tmp_path / "a", 1000)
        assert (tmp_path / "a").read_bytes() == JPEG


async def test_a_photo_beyond_the_limit_leaves_no_file(tmp_path: Path) -> None:
    async with wecom_world() as world:
        with pytest.raises(TooLarge):
            await world.client.download(world.fake.keep(JPEG), tmp_path / "a", len(JPEG) - 1)
        assert _files(tmp_path) == []


async def test_a_photo_that_does_not_say_its_length_stops_at_the_limit(tmp_path: Path) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 4096
            yield b"x" * 4096

    async def answer(request: httpx.Request) -> httpx.Response:
        if "gettoken" in request.url.path:
            return httpx.Response(200, json={"errcode": 0, "access_token": "t", "expires_in": 7200})
        return httpx.Response(200, headers={"content-type": "image/jpeg"}, content=endless())

    clock = Clock()
    async with WeComClient(
        "http://fake", "corp", "secret", 1, MemoryTokens(), clock=clock
    ) as client:
        await client._http.aclose()
        client._http = httpx.AsyncClient(
            base_url="http://fake", transport=httpx.MockTransport(answer)
        )
        with pytest.raises(TooLarge):
            await client.download("m", tmp_path / "a", 1_000_000)
    assert sent < 2_000_000
    assert _files(tmp_path) == []


async def test_an_error_in_place_of_a_photo_is_read(tmp_path: Path) -> None:
    async with wecom_world() as world:
        with pytest.raises(Refused, match="40007"):
            await world.client.download("unknown", tmp_path / "a", 1000)
        assert _files(tmp_path) == []


async def test_an_upload_is_repeated_because_it_shows_nothing() -> None:
    async with wecom_world() as world:
        world.fake.troubles.append(Trouble("cut", path="upload"))
        media_id = await world.client.upload_image(JPEG)
        assert world.fake.media[media_id][0] == JPEG


async def test_the_token_stays_out_of_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with wecom_world() as world:
        await world.client.send(HELLO)
        assert next(iter(world.fake.tokens)) not in caplog.text
        assert world.fake.secret not in caplog.text
