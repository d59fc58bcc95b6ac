"""The program put together: what its start tells the parts, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs

from bot.app import App, build
from bot.channels.telegram.health import check_webhook
from bot.settings import read_settings
from locales import Message, translate
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import Chat, OutboxRow
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, fake_telegram
from tests.fakes.wecom import FakeWeCom
from tests.fakes.wecom_api import Trouble


def app_of(folder: Path, **settings: Any) -> App:
    """Build the program with a database and a store in the folder."""
    urls = {"database_url": f"sqlite:///{folder}/m.db", "evidence_url": f"file:{folder}/evidence"}
    return build(
        read_settings(_env_file=None, secret_key="k" * 32, **urls, **settings), data=folder
    )


def with_telegram(folder: Path, fake: FakeTelegram, **more: Any) -> App:
    return app_of(folder, telegram_token=TOKEN, telegram_base_url=fake.base_url, **more)


def with_wecom(folder: Path, fake: FakeWeCom) -> App:
    return app_of(
        folder,
        wecom_corp_id=fake.corp_id,
        wecom_agent_id=fake.agent_id,
        wecom_secret=fake.secret,
        wecom_token=fake.token,
        wecom_aes_key=fake.aes_key,
        wecom_api_base=fake.base,
    )


def say(app: App, channel: str, address: str) -> None:
    """Queue a message to this chat."""
    now = app.clock()
    with app.database.write() as session:
        chat = Chat(channel=channel, address=address, seen_at=now, window_at=now)
        session.add(chat)
        session.flush()
        queue(session, chat.id or 0, Notice(Message("您好")), now)
    app.sender.wake()


def ends(app: App) -> list[tuple[str, int, str | None]]:
    """Return what became of the messages."""
    with app.database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    return [(row.state, row.attempts, row.error) for row in rows]


async def stopped_while_sending(
    app: App, monkeypatch: pytest.MonkeyPatch, channel: str, address: str
) -> None:
    """Run the app and end it as SIGTERM does while a message is on its way."""
    on_its_way, close, after = asyncio.Event(), app.database.close, []
    send: Callable[..., Awaitable[object]] = app.channels[channel].send

    async def watched(*given: Any) -> object:
        on_its_way.set()
        return await send(*given)

    monkeypatch.setattr(app.channels[channel], "send", watched)
    monkeypatch.setattr(app.database, "close", lambda: (after.extend(ends(app)), close()))
    async with app.running():
        say(app, channel, address)
        await on_its_way.wait()
        await asyncio.sleep(0.3)
    assert after == [("sent", 1, None)]


async def test_a_message_on_its_way_over_telegram_ends_as_sent_when_the_program_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_telegram() as fake:
        fake.open_chat(77)
        fake.plan("sendMessage", Fault(delay=1.5))
        await stopped_while_sending(with_telegram(tmp_path, fake), monkeypatch, "telegram", "77")
        assert [each.text for each in fake.shown(77)] == ["您好"]


async def test_a_webhook_that_telegram_refuses_is_said_loudly_and_in_the_check_and_not_insisted_on(
    tmp_path: Path,
) -> None:
    async with fake_telegram() as fake:
        where = {"telegram_webhook_url": "https://bot.example.cn", "telegram_webhook_secret": "s"}
        app = with_telegram(tmp_path, fake, **where)
        fake.plan(
            "setWebhook", *(Fault(400, "Bad Request: bad webhook: failed to resolve host"),) * 3
        )
        with capture_logs() as logs:
            async with app.running():
                await fake.wait_until(lambda: len(fake.planned["setWebhook"]) < 3)
                await asyncio.sleep(1.5)
        assert len(fake.planned["setWebhook"]) == 2
        (refused,) = [each for each in logs if each["log_level"] == "error"]
        assert "failed to resolve host" in refused["error"]
        assert "TELEGRAM_WEBHOOK_URL" in refused["hint"]
        (fault,) = await check_webhook(app.settings)
        assert "https://bot.example.cn/telegram/webhook" in translate(fault, "en")
        fake.planned.clear()
        app = with_telegram(tmp_path, fake, **where)
        async with app.running():
            await fake.wait_until(lambda: fake.webhook["url"])
        assert await check_webhook(app.settings) == []


async def test_a_name_that_is_learnt_late_is_in_the_invitations_all_the_same(
    tmp_path: Path,
) -> None:
    async with fake_telegram() as fake:
        fake.plan("getMe", Fault(502, gateway_page=True))
        app = with_telegram(tmp_path, fake)
        async with app.running():
            assert not app.receiver.bureau.invitations
            await fake.wait_until(lambda: app.receiver.bureau.invitations)
        line = app.receiver.bureau.invitations[0]
        assert translate(line.given(code="ABC"), "en").endswith("t.me/mingcha_bot?start=ABC")


async def test_a_message_on_its_way_over_wecom_ends_as_sent_when_the_program_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeWeCom({"li"}) as fake:
        fake.troubles.append(Trouble("late", 1.5, "message/send"))
        await stopped_while_sending(with_wecom(tmp_path, fake), monkeypatch, "wecom", "li")
        assert fake.texts("li") == ["您好"]
