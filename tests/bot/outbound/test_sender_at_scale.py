"""Delivery with much to do: budgets over many chats, two replicas on PostgreSQL, real threads."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from bot.channels.base import Budget
from bot.outbound.sender import Sender
from locales import Message
from storage.database import Database, open_database
from storage.outbox.lease import ChannelLease
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import Chat, OutboxRow
from tests.bot.outbound.post import ZONE, Post, drained
from tests.databases import SECRET
from tests.fakes.channel import FakeChannel
from tests.fakes.hours import BEGAN, run_virtually, virtual_clock


@pytest.fixture
def replica(postgresql_url: str) -> Iterator[Database]:
    """The same database, opened by another process."""
    database = open_database(postgresql_url, SECRET)
    yield database
    database.close()


def test_reminders_for_all_go_out_at_the_platforms_rate_and_answers_are_not_held_up(
    sqlite_database: Database,
) -> None:
    channel = FakeChannel(budget=Budget(per_second=30, per_chat=((1, 1.0),)), latency=0.05)
    post = Post(sqlite_database, channel)
    _remind(post, 600)

    async def act() -> None:
        async with post.open():
            await asyncio.sleep(5)
            post.say("chat-599", "your answer")
            await asyncio.sleep(2)
            assert "your answer" in channel.texts()

    run_virtually(act)
    times = sorted(at for _, at in channel.asked)
    assert len(times) == 601
    assert 20 <= times[-1] <= 20 / 0.978  # 601 messages at 30 a second
    assert all(times[n + 30] - times[n] > 0.99 for n in range(len(times) - 30))
    by_chat = Counter(each.address for each in channel.arrived)
    assert by_chat["chat-599"] == 2
    assert post.states().count("sent") == 601


def test_two_replicas_send_each_message_once_and_one_follows_the_other(
    postgresql_database: Database, replica: Database
) -> None:
    channel = FakeChannel(latency=0.02)
    post = Post(postgresql_database, channel)
    other = Sender(replica, post.channels, virtual_clock, ZONE, None)

    async def act() -> None:
        running = asyncio.create_task(other.run())
        async with post.open():
            for each in range(5):
                post.say(f"chat-{each}", *"12345")
                other.wake()
                await asyncio.sleep(0.02)
        counts = [other.counters.sent, post.delivery.counters.sent]
        assert sorted(counts) == [0, 25]
        other.stop()
        await running

    run_virtually(act)
    assert all(channel.texts(f"chat-{each}") == list("12345") for each in range(5))

    survivor = FakeChannel()
    post = Post(replica, survivor)

    async def go_on() -> None:
        dead = ChannelLease(postgresql_database)
        dead.acquire(post.channels)
        async with post.open():
            post.say("chat-0", "6")
            await asyncio.sleep(3)
            assert survivor.texts() == []  # the other one's turn
            dead.release()

    run_virtually(go_on)
    assert survivor.texts() == ["6"]


async def test_it_keeps_up_with_replies_in_real_threads(database: Database) -> None:
    """Eighty chats of five messages each, woken from worker threads, through real transactions."""
    channel = FakeChannel(latency=0.005)
    with database.write() as session:
        for each in range(80):
            session.add(
                Chat(
                    channel="fake", address=str(each), language="en", seen_at=BEGAN, window_at=BEGAN
                )
            )
    with database.read() as session:
        chats = {chat.address: chat.id or 0 for chat in session.exec(select(Chat))}
    delivery = Sender(database, {"fake": channel}, lambda: datetime.now(UTC), ZONE, None)
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0)

    def reply(number: int) -> None:
        with database.write() as session:
            for chat_id in chats.values():
                queue(session, chat_id, Notice(Message(str(number))), datetime.now(UTC))
        delivery.wake()

    for number in range(5):
        await asyncio.to_thread(reply, number)
    async with asyncio.timeout(30):
        while not await drained(delivery):  # noqa: ASYNC110  # the database says so, nobody rings
            await asyncio.sleep(0.01)
    delivery.stop()
    await running
    assert all(channel.texts(address) == list("01234") for address in chats)
    assert channel.most_in_flight == 1
    with database.read() as session:
        left = session.exec(select(OutboxRow).where(col(OutboxRow.state) != "sent")).all()
    assert left == []


def _remind(post: Post, chats: int) -> None:
    with post.database.write() as session:
        for each in range(chats):
            chat_id = post.chat(session, f"chat-{each}")
            queue(session, chat_id, Notice(Message("reminder")), BEGAN, once=f"reminder-{each}")
