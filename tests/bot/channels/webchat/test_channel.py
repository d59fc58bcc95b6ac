"""The web chat as a channel: sending wakes who listens, uploads are kept, fetched within a limit,
and swept.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.channels.base import Channel, FetchFailed, Outgoing
from bot.channels.webchat.channel import WebChannel
from bot.channels.webchat.traits import WEB_CHAT
from storage.database import Database, open_database
from storage.tables import Evidence
from tests.databases import SECRET

ADDRESS = "a" * 32


@pytest.fixture
def channel(tmp_path: Path) -> WebChannel:
    return WebChannel(tmp_path / "uploads")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'web.db'}", SECRET)
    SQLModel.metadata.create_all(database.writer)
    yield database
    database.close()


def test_it_is_a_channel_that_keeps_its_mailbox(channel: WebChannel) -> None:
    port: Channel = channel
    assert port.traits is WEB_CHAT
    assert not port.is_group(ADDRESS)


async def test_sending_wakes_this_chats_pages_and_always_succeeds(channel: WebChannel) -> None:
    with (
        channel.listen(ADDRESS) as one,
        channel.listen(ADDRESS) as two,
        channel.listen("b" * 32) as other,
    ):
        sent = await channel.send(ADDRESS, Outgoing(7, "hello"))
        assert (one.is_set(), two.is_set(), other.is_set()) == (True, True, False)
    assert sent.reference == "7"
    assert (await channel.send(ADDRESS, Outgoing(8, "nobody looks"))).reference == "8"
    assert channel._open == {}


async def test_a_watcher_hears_of_its_chats_and_ends_with_the_program(channel: WebChannel) -> None:
    watching = channel.watch(frozenset({ADDRESS}), 0.01)
    assert await anext(watching) is None
    await channel.send("b" * 32, Outgoing(1, ""))
    await channel.send(ADDRESS, Outgoing(2, ""))
    assert await anext(watching) == ADDRESS
    await channel.stop()
    assert [each async for each in watching] == []


async def test_a_slow_watcher_costs_bounded_memory(channel: WebChannel) -> None:
    watching = channel.watch(frozenset({ADDRESS}), 0.01)
    assert await anext(watching) is None
    for number in range(1000):
        await channel.send(ADDRESS, Outgoing(number, ""))
    channel.end_streams()
    assert len([each async for each in watching]) <= 100


async def test_stop_rings_every_bell(channel: WebChannel) -> None:
    with channel.listen(ADDRESS) as bell:
        await channel.start()
        await channel.stop()
        await asyncio.wait_for(bell.wait(), 1)


async def test_an_upload_is_fetched_whole(channel: WebChannel, tmp_path: Path) -> None:
    name = channel.keep_upload(ADDRESS, "key-1", io.BytesIO(b"x" * 100_000))
    assert channel.keep_upload(ADDRESS, "key-1", io.BytesIO(b"x" * 100_000)) == name
    assert channel.keep_upload(ADDRESS, "key-2", io.BytesIO(b"y")) != name
    await channel.fetch({"file": name}, tmp_path / "got", 100_000)
    assert (tmp_path / "got").read_bytes() == b"x" * 100_000


async def test_more_than_the_limit_is_refused_for_good(channel: WebChannel, tmp_path: Path) -> None:
    name = channel.keep_upload(ADDRESS, "key-1", io.BytesIO(b"x" * 1001))
    with pytest.raises(FetchFailed) as refused:
        await channel.fetch({"file": name}, tmp_path / "got", 1000)
    assert refused.value.final


@pytest.mark.parametrize(
    ("source", "final"),
    [({"file": "0" * 32}, False), ({"file": "../../etc/passwd"}, True), ({}, True)],
)
async def test_what_is_no_upload_cannot_be_fetched(
    channel: WebChannel, tmp_path: Path, source: dict[str, str], final: bool
) -> None:
    with pytest.raises(FetchFailed) as refused:
        await channel.fetch(source, tmp_path / "got", 1000)
    assert refused.value.final is final


def test_old_uploads_that_nothing_waits_for_are_swept(
    channel: WebChannel, database: Database
) -> None:
    now = datetime.now(UTC)
    assert channel.sweep_uploads(database, now) == 0
    wanted, fetched, young = (
        channel.keep_upload(ADDRESS, key, io.BytesIO(b"x"))
        for key in ("wanted", "fetched", "young")
    )
    torn = channel.uploads / "torn.part"
    torn.write_bytes(b"x")
    for file in (channel.uploads / wanted, channel.uploads / fetched, torn):
        os.utime(file, ((now - timedelta(hours=2)).timestamp(),) * 2)
    with database.write() as session:
        for name, state in ((wanted, "pending"), (fetched, "kept")):
            session.add(
                Evidence(source={"file": name}, state=state, not_before=now, received_at=now)
            )
    assert channel.sweep_uploads(database, now) == 2
    assert {file.name for file in channel.uploads.iterdir()} == {wanted, young}
