"""What delivery makes of the outbox in virtual hours: order, failures, retries, replacement."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.channels.base import InDoubt, Outgoing, Sent, TryLater, Undeliverable
from storage.database import Database, DatabaseAway
from storage.outbox.removal import REMOVED
from storage.tables import Chat, Evidence, OutboxRow
from tests.bot.outbound.post import Post
from tests.fakes.channel import FakeChannel
from tests.fakes.hours import BEGAN, run_virtually


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel(latency=0.2)


@pytest.fixture
def post(sqlite_database: Database, channel: FakeChannel) -> Post:
    return Post(sqlite_database, channel)


@pytest.fixture
def any_post(database: Database, channel: FakeChannel) -> Post:
    """A post office for what is written and found again on either database."""
    return Post(database, channel)


def test_a_chat_gets_its_messages_in_order_and_one_at_a_time(
    any_post: Post, channel: FakeChannel
) -> None:
    post = any_post

    async def act() -> None:
        async with post.open():
            post.say("ann", "1", "2", "3")
            post.say("bob", "a", "b")

    run_virtually(act)
    assert channel.texts("ann") == ["1", "2", "3"]
    assert channel.texts("bob") == ["a", "b"]
    assert channel.most_in_flight == 1
    assert channel.arrived[1].at < 0.3  # ann and bob do not wait for each other
    rows = post.rows()
    assert {row.state for row in rows} == {"sent"}
    assert [row.reference for row in rows] == [f"ref-{row.id}" for row in rows]
    assert all(
        row.sent_at is not None and row.sent_at > BEGAN and row.attempts == 1 for row in rows
    )


def test_what_was_queued_while_nobody_delivered_is_sent_at_the_start(
    post: Post, channel: FakeChannel
) -> None:
    post.say("ann", "1", "2")

    async def act() -> None:
        async with post.open():
            pass

    run_virtually(act)
    assert channel.texts() == ["1", "2"]


def test_a_row_waits_for_its_hour_and_holds_nobody_up(any_post: Post, channel: FakeChannel) -> None:
    post = any_post

    async def act() -> None:
        async with post.open():
            post.say("ann", "in the morning", after=600)
            post.say("ann", "now")
            await post.drain()
            assert channel.texts() == ["now"]
            await asyncio.sleep(590)
            assert channel.texts() == ["now"]
            await asyncio.sleep(20)
            assert channel.texts() == ["now", "in the morning"]

    run_virtually(act)
    assert 600 <= channel.arrived[1].at <= 602


def test_a_refusal_for_now_stops_its_lane_and_no_other(post: Post, channel: FakeChannel) -> None:
    channel.fail("ann", TryLater("429", 30))

    async def act() -> None:
        async with post.open():
            post.say("ann", "1", "2")
            post.say("bob", "a", "b", "c")
            await asyncio.sleep(5)
            assert channel.texts() == ["a", "b", "c"]
            await asyncio.sleep(40)

    run_virtually(act)
    assert channel.texts("ann") == ["1", "2"]
    at = [at for address, at in channel.asked if address == "ann"]
    assert at[1] - at[0] >= 30
    assert post.delivery.counters.retried == 1


def test_a_whole_channel_stops_and_no_attempt_is_counted(
    post: Post, channel: FakeChannel, database: Database
) -> None:
    other = FakeChannel("other")
    post = Post(database, channel, other)
    channel.fail("ann", TryLater("down", 60, whole_channel=True))

    async def act() -> None:
        async with post.open():
            post.say("ann", "1")
            await asyncio.sleep(1)
            post.say("bob", "a")
            post.say("eve", "x", channel="other")
            await asyncio.sleep(30)
            assert channel.texts() == []
            assert other.texts() == ["x"]
            await asyncio.sleep(40)

    run_virtually(act)
    assert sorted(channel.texts()) == ["1", "a"]
    assert all(at >= 60 for _, at in channel.asked[1:])
    assert [row.attempts for row in post.rows()] == [1, 1, 1]


def test_a_time_out_is_recorded_as_doubt_and_not_repeated(post: Post, channel: FakeChannel) -> None:
    channel.fail("ann", InDoubt("no answer after 30 s"))

    async def act() -> None:
        async with post.open():
            post.say("ann", "1", "2")
            await asyncio.sleep(1000)

    run_virtually(act)
    assert channel.texts() == ["2"]
    assert len(channel.asked) == 2
    assert [(row.state, row.error) for row in post.rows()] == [
        ("doubtful", "no answer after 30 s"),
        ("sent", None),
    ]
    assert post.delivery.counters.doubtful == 1


def test_a_channel_that_never_answers_ends_in_doubt(post: Post, channel: FakeChannel) -> None:
    async def act() -> None:
        async with post.open():
            channel.latency = 1e9
            post.say("ann", "1", "2")
            await asyncio.sleep(60)
            channel.latency = 0
            await asyncio.sleep(120)

    run_virtually(act)
    assert post.states() == ["doubtful", "sent"]


def test_what_cannot_be_delivered_is_dead_with_its_reason_and_the_lane_goes_on(
    post: Post, channel: FakeChannel
) -> None:
    channel.fail("ann", Undeliverable("message is too strange"))

    async def act() -> None:
        async with post.open():
            post.say("ann", "1", "2")

    run_virtually(act)
    assert [(row.state, row.error) for row in post.rows()] == [
        ("dead", "message is too strange"),
        ("sent", None),
    ]


def test_a_chat_that_is_gone_takes_its_rows_with_it(any_post: Post, channel: FakeChannel) -> None:
    post = any_post
    channel.fail("ann", Undeliverable("bot was blocked by the user", gone=True))

    async def act() -> None:
        async with post.open():
            post.say("ann", "tomorrow", after=60, private=True)
            post.say("ann", "1", "2", "3")
            post.say("bob", "a")
            await post.drain()
            post.say("ann", "later")
            await asyncio.sleep(100)

    run_virtually(act)
    assert channel.texts() == ["a"]
    assert len(channel.asked) == 2
    by_state = {row.id: (row.state, row.error) for row in post.rows()}
    reason = "bot was blocked by the user"
    assert list(by_state.values()) == [("dead", reason)] * 4 + [
        ("sent", None),
        ("dead", "the chat is gone"),
    ]
    assert post.rows()[0].payload == REMOVED["payload"]
    with post.database.read() as session:
        assert {chat.address: chat.gone for chat in session.exec(select(Chat))} == {
            "ann": True,
            "bob": False,
        }


def test_a_failing_row_holds_its_lane_for_minutes_then_steps_aside_and_dies_after_a_day(
    post: Post, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbound.poller.SWEEP_SECONDS", 60.0)
    monkeypatch.setattr("bot.outbound.sender.SWEEP_SECONDS", 60.0)

    async def refuse_the_first(address: str, out: Outgoing) -> Sent:
        channel.asked.append((out.text, asyncio.get_running_loop().time()))
        if out.text == "1":
            raise OSError("connection reset")
        return Sent()

    channel.send = refuse_the_first  # type: ignore[method-assign]

    async def act() -> None:
        async with post.open():
            post.say("ann", "1", "2")
            await asyncio.sleep(150_000)

    run_virtually(act)
    first = [at for text, at in channel.asked if text == "1"]
    waits = [after - before for before, after in pairwise(first)]
    assert len(first) == 12
    assert all(3**n <= wait <= 1.25 * 3**n + 62 for n, wait in enumerate(waits))
    assert timedelta(hours=24) <= timedelta(seconds=first[-1]) <= timedelta(hours=31)
    (second,) = (at for text, at in channel.asked if text == "2")
    assert first[5] < second < first[6]
    assert [(row.state, row.attempts) for row in post.rows()] == [("dead", 12), ("sent", 1)]
    assert post.rows()[0].error == "given up after 12 attempts: OSError: connection reset"


def test_a_lane_that_is_held_stays_held_after_a_restart(post: Post, channel: FakeChannel) -> None:
    post.say("ann", "1", "2")
    with post.database.write() as session:
        row = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).first()
        assert row is not None
        row.attempts, row.not_before = 2, BEGAN + timedelta(seconds=9)

    async def act() -> None:
        async with post.open():
            await asyncio.sleep(10)

    run_virtually(act)
    assert channel.texts() == ["1", "2"]
    assert channel.asked[0][1] >= 9


def test_a_private_row_is_blanked_once_sent(any_post: Post, channel: FakeChannel) -> None:
    post = any_post

    async def act() -> None:
        async with post.open():
            post.say("ann", "your code is 1234", private=True)
            post.say("ann", "no secret")

    run_virtually(act)
    assert channel.texts() == ["your code is 1234", "no secret"]
    assert [row.payload for row in post.rows()] == [
        REMOVED["payload"],
        {"text": {"t": "no secret"}},
    ]


def test_a_mailbox_blanks_its_private_rows_itself(database: Database) -> None:
    channel = FakeChannel()
    channel.traits = replace(channel.traits, keeps_mailbox=True)
    post = Post(database, channel)

    async def act() -> None:
        async with post.open():
            post.say("ann", "your code is 1234", private=True)

    run_virtually(act)
    assert [(row.state, row.payload) for row in post.rows()] == [
        ("sent", {"text": {"t": "your code is 1234"}})
    ]


def test_a_newer_row_takes_the_place_of_an_unsent_one(any_post: Post, channel: FakeChannel) -> None:
    post = any_post

    async def act() -> None:
        async with post.open():
            post.say("ann", "hello")  # in flight while the counter changes
            await asyncio.sleep(0.1)
            post.say("ann", "1 photo", replaces="photos")
            await asyncio.sleep(0.05)  # it waits in memory by now
            post.say("ann", "2 photos", replaces="photos")

    run_virtually(act)
    assert channel.texts() == ["hello", "2 photos"]
    assert post.states() == ["sent", "superseded", "sent"]
    assert post.delivery.counters.passed_over == 1


def test_what_was_private_is_not_kept_when_something_newer_takes_its_place(post: Post) -> None:
    for private in (True, False):
        post.say("ann", f"secret {private}", private=private, replaces="photos")
    post.say("ann", "2 photos", private=True, replaces="photos")
    post.say("bob", "hello", private=True, replaces="photos")
    said = [
        row.payload["text"]["t"]
        for row in post.rows("superseded", "queued")
        if row.payload != REMOVED["payload"]
    ]
    assert post.states() == ["superseded", "superseded", "queued", "queued"]
    assert said == ["secret False", "2 photos", "hello"]


def test_a_counter_that_was_sent_is_not_edited_out_of_sight(
    post: Post, channel: FakeChannel
) -> None:
    async def act() -> None:
        async with post.open():
            post.say("ann", "1 photo", replaces="counter")
            await post.drain()
            post.say("ann", "2 photos", replaces="counter")

    run_virtually(act)
    assert [(each.out.text, each.out.replaces) for each in channel.arrived] == [
        ("1 photo", None),
        ("2 photos", None),
    ]


def test_a_newer_row_names_the_sent_one_whose_place_it_takes(
    any_post: Post, channel: FakeChannel
) -> None:
    post = any_post

    async def act() -> None:
        async with post.open():
            post.say("ann", "1 photo", replaces="pages:1")
            await post.drain()
            post.say("bob", "1 photo", replaces="pages:1")  # another chat's
            post.say("ann", "something else")
            post.say("ann", "2 photos", replaces="pages:1", in_place=True)

    run_virtually(act)
    replaced = {
        each.out.text: each.out.replaces for each in channel.arrived if each.address == "ann"
    }
    first = post.rows()[0].id
    assert replaced == {"1 photo": None, "something else": None, "2 photos": f"ref-{first}"}


def test_a_replacement_knows_its_predecessor_before_that_is_marked(
    post: Post, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act() -> None:
        async with post.open():
            with monkeypatch.context() as patch:
                patch.setattr("bot.outbound.outcomes.settle", _away)
                post.say("ann", "1 photo", replaces="pages:1")
                await asyncio.sleep(0.3)
                assert post.states() == ["queued"]
                with (
                    post.database.write() as session
                ):  # a reply that was committed before the first was marked as sent
                    session.execute(update(OutboxRow).values(replaces="pages:1"))
                post.say("bob", "x")
                post.say("ann", "2 photos", replaces="pages:1", in_place=True)
                await asyncio.sleep(1)
            await asyncio.sleep(30)

    run_virtually(act)
    last = [each for each in channel.arrived if each.address == "ann"][-1]
    assert (last.out.text, last.out.replaces) == ("2 photos", f"ref-{post.rows()[0].id}")
    assert post.states() == ["sent", "sent", "sent"]


def test_a_poisoned_row_is_dead_and_the_lane_goes_on(post: Post, channel: FakeChannel) -> None:
    post.say("ann", "poison {nobody}", "fine")
    with post.database.write() as session:
        row = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).first()
        assert row is not None
        row.payload = {"text": {"t": "who is {nobody}?", "f": {"somebody": "x"}}}

    async def act() -> None:
        async with post.open():
            pass

    run_virtually(act)
    assert channel.texts() == ["fine"]
    assert [(row.state, row.error) for row in post.rows()] == [
        ("dead", "KeyError: 'nobody'"),
        ("sent", None),
    ]


def test_a_crash_between_the_yes_and_the_mark_sends_again(
    post: Post, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash() -> None:
        running = asyncio.create_task(post.delivery.run())
        await asyncio.sleep(0)
        with monkeypatch.context() as patch:
            patch.setattr("bot.outbound.outcomes.settle", _crash)
            post.say("ann", "1", "2")
            with pytest.raises(ExceptionGroup):
                await running

    run_virtually(crash)
    assert channel.texts() == ["1"]
    assert post.states() == ["queued", "queued"]
    post.delivery = post.deliverer()

    async def restart() -> None:
        async with post.open():
            pass

    run_virtually(restart)
    assert channel.texts() == ["1", "1", "2"]
    assert post.states() == ["sent", "sent"]


def test_marks_wait_for_a_database_that_is_away(
    post: Post, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act() -> None:
        async with post.open():
            with monkeypatch.context() as patch:
                patch.setattr("bot.outbound.outcomes.settle", _away)
                post.say("ann", "1")
                await asyncio.sleep(20)
                assert channel.texts() == ["1"]
                assert post.states() == ["queued"]
            await asyncio.sleep(20)

    run_virtually(act)
    assert channel.texts() == ["1"]  # not sent again meanwhile
    assert post.states() == ["sent"]


@pytest.mark.parametrize("step", ["bot.outbound.render.claim", "bot.outbound.poller.last_id"])
def test_reading_goes_on_when_the_database_is_back(
    step: str, post: Post, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act() -> None:
        async with post.open():
            with monkeypatch.context() as patch:
                patch.setattr(step, _away)
                post.say("ann", "1")
                await asyncio.sleep(20)
                assert channel.texts() == []
            await asyncio.sleep(20)

    run_virtually(act)
    assert channel.texts() == ["1"]
    assert [row.attempts for row in post.rows()] == [1]


def test_a_message_waits_for_photos_that_are_on_their_way(
    any_post: Post, channel: FakeChannel, tmp_path: Path
) -> None:
    post = any_post
    with post.database.write() as session:
        session.add(Evidence(not_before=BEGAN, received_at=BEGAN))
        session.add(
            Evidence(state="kept", stamp={"place": "School 1"}, not_before=BEGAN, received_at=BEGAN)
        )
    post.say("ann", "look")  # its photos are put in below
    post.pictures[2] = tmp_path / "2.jpg"
    with post.database.write() as session:
        session.execute(update(OutboxRow).values(payload={"text": {"t": "look"}, "photos": [1, 2]}))

    async def act() -> None:
        async with post.open():
            await asyncio.sleep(10)
            assert channel.texts() == []
            post.pictures[1] = tmp_path / "1.jpg"
            with post.database.write() as session:
                session.execute(update(Evidence).values(state="kept"))
            await asyncio.sleep(10)
            assert channel.texts() == []  # one is yet to be stamped
            with post.database.write() as session:
                session.execute(update(Evidence).values(stamped=True))

    run_virtually(act)
    assert [each.out.photos for each in channel.arrived] == [
        (tmp_path / "1.jpg", tmp_path / "2.jpg")
    ]


def test_stopping_waits_for_the_send_under_way_and_marks_it(
    post: Post, channel: FakeChannel
) -> None:
    async def act() -> None:
        running = asyncio.create_task(post.delivery.run())
        await asyncio.sleep(0)
        post.say("ann", "1", "2")
        await asyncio.sleep(0.1)
        post.delivery.stop()
        await running

    run_virtually(act)
    assert post.states() == ["sent", "queued"]


def test_stopping_before_the_start_ends_it(post: Post) -> None:
    async def act() -> None:
        post.delivery.stop()
        await post.delivery.run()

    run_virtually(act)


def _crash(_session: Session, _outcomes: Any) -> None:
    raise ZeroDivisionError


def _away(*_: Any) -> Any:
    raise DatabaseAway("gone fishing")
