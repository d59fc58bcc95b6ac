"""Long polling: what was not committed comes again, what was does not, and order holds within a
chat.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
import telegram
from structlog.testing import capture_logs

from bot.channels.base import Incoming
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.transport import NeverLeft, PlainRequest
from talk.input import Unusable
from tests.bot.channels.telegram.listening import InboundReceiver, polling
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_updates import Person, Updates

WANG, LI = Person(77), Person(78)
updates = Updates()


async def test_what_people_write_comes_in_order_and_once(fake: FakeTelegram) -> None:
    receiver = InboundReceiver()
    async with polling(fake, receiver.receive) as channel:
        for number in range(5):
            await fake.deliver(updates.text(WANG, str(number)))
        await fake.wait_until(lambda: len(receiver.came) == 5)
        await fake.deliver(updates.text(WANG, "5"))
        await fake.wait_until(lambda: len(receiver.came) >= 6)
        assert channel.username == "mingcha_bot"
    assert receiver.said == ["0", "1", "2", "3", "4", "5"]


class Script:
    """Answers getUpdates from a list: results, (status, body) pairs or an error to raise; ends the
    poller when the list ends.
    """

    def __init__(self, *answers: list[Any] | tuple[int, dict[str, Any]] | Exception) -> None:
        self.answers = list(answers)
        self.offsets: list[object] = []
        self.slept: list[float] = []

    async def do_request(self, _request: PlainRequest, **given: Any) -> tuple[int, bytes]:
        self.offsets.append(given["request_data"].parameters["offset"])
        if not self.answers:
            raise asyncio.CancelledError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = (
            answer if isinstance(answer, tuple) else (200, {"ok": True, "result": answer})
        )
        return status, json.dumps(body).encode()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def run(
        self, take: Callable[[telegram.Update], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def do_request(request: PlainRequest, **given: Any) -> tuple[int, bytes]:
            return await self.do_request(request, **given)

        monkeypatch.setattr(PlainRequest, "do_request", do_request)
        with pytest.raises(asyncio.CancelledError):
            await Polling(TelegramApi(TOKEN), take, sleep=self.sleep, chance=lambda: 1.0).run()


def refusal(code: int, description: str, **parameters: int) -> tuple[int, dict[str, Any]]:
    body = {"ok": False, "error_code": code, "description": description}
    return code, {**body, "parameters": parameters} if parameters else body


async def test_the_offset_stops_before_what_was_not_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [
        updates.text(WANG, "a"),
        updates.text(WANG, "b"),
        updates.text(LI, "1"),
        updates.text(WANG, "c"),
        updates.text(LI, "2"),
    ]
    receiver = InboundReceiver()
    receiver.refuse = ["b", "b"]
    channel = TelegramChannel(TOKEN, receiver.receive)
    first = made[0]["update_id"]
    script = Script(made, made[1:], made[1:])
    with capture_logs() as logs:
        await script.run(channel.take, monkeypatch)
    assert script.offsets == [0, first + 1, first + 1, first + 5]
    assert [each for each in receiver.said if each.isdigit()] == [
        "1",
        "2",
    ]  # the other chat did not wait
    assert [each for each in receiver.said if each.isalpha()] == [
        "a",
        "b",
        "c",
    ]  # nothing overtook b, nothing came twice
    assert script.slept == [1.0, 2.0]
    assert [each["event"] for each in logs] == ["telegram.update_not_recorded"] * 2


async def test_a_malformed_update_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = InboundReceiver()
    for broken in (
        {
            "update_id": 1,
            "message": {**updates.text(WANG, "x")["message"], "message_id": "x"},
        },  # the library takes it, we do not
        {"update_id": 1, "message": {"text": "x"}},  # the library does not
        {"update_id": 1, "message": 5},
    ):
        receiver = InboundReceiver()
        others = [{}, "x", {"update_id": "1"}] if broken["message"] == 5 else []
        script = Script([*others, broken, {**updates.text(WANG, "x"), "update_id": 2}])
        with capture_logs() as logs:
            await script.run(TelegramChannel(TOKEN, receiver.receive).take, monkeypatch)
        assert (receiver.said, script.offsets) == (["x"], [0, 3])
        assert [each["event"] for each in logs] == ["telegram.unreadable_update"]
        told = [each.address for each in receiver.came if each.input == Unusable("other")]
        assert told == (["77"] if "from" in str(broken["message"]) else [])


async def test_failures_back_off_and_what_the_platform_asks_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = NeverLeft("nobody is there")
    busy, conflict = (
        refusal(429, "Too Many Requests: retry after 17", retry_after=17),
        refusal(409, "Conflict: terminated"),
    )
    script = Script(error, error, busy, conflict, *[error] * 5, [], error)
    with capture_logs() as logs:
        await script.run(InboundReceiver().receive, monkeypatch)  # type: ignore[arg-type]  # nothing comes in
    assert script.slept == [1.0, 2.0, 17.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0, 1.0]
    assert [each for each in logs if each["event"] == "telegram.conflict"]


@pytest.mark.parametrize("answer", [{"ok": True}, {"ok": False}, {"ok": True, "result": 5}, {}])
async def test_an_answer_that_is_none_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    script = Script((200, answer))
    with capture_logs() as logs:
        await script.run(InboundReceiver().receive, monkeypatch)  # type: ignore[arg-type]  # nothing comes in
    assert script.slept == [1.0]
    assert [each["event"] for each in logs] == ["telegram.polling_failed"]


async def test_a_token_that_is_taken_back_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(refusal(401, "Unauthorized"))
    with capture_logs() as logs:
        await script.run(InboundReceiver().receive, monkeypatch)  # type: ignore[arg-type]  # nothing comes in
    assert [each["event"] for each in logs] == ["telegram.token_refused"]


async def test_polling_survives_what_nobody_thought_of(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = InboundReceiver()
    script = Script([updates.text(WANG, "x")])
    real = TelegramApi.get_updates
    surprises = [ZeroDivisionError("never seen before")]

    async def get_updates(
        api: TelegramApi, offset: int, limit: int, wait: float
    ) -> Sequence[telegram.Update]:
        if surprises:
            raise surprises.pop()
        return await real(api, offset, limit, wait)

    monkeypatch.setattr(TelegramApi, "get_updates", get_updates)
    with capture_logs() as logs:
        await script.run(TelegramChannel(TOKEN, receiver.receive).take, monkeypatch)
    assert receiver.said == ["x"]
    assert [each["event"] for each in logs] == ["telegram.polling_broke"]


async def test_two_programs_with_one_token_are_told(fake: FakeTelegram) -> None:
    with capture_logs() as logs:
        async with (
            polling(fake, InboundReceiver().receive),
            polling(fake, InboundReceiver().receive),
        ):
            await fake.wait_until(
                lambda: any(each["event"] == "telegram.conflict" for each in logs)
            )


async def test_stopping_lets_what_is_being_recorded_end(fake: FakeTelegram) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def receive(_incoming: Incoming) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        ended.set()

    async with polling(fake, receive):
        await fake.deliver(updates.text(WANG, "x"))
        await begun.wait()
    assert ended.is_set()
