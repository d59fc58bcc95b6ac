"""What the real program does when the disk is full, and when its settings are wrong."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.e2e import scene
from tests.e2e.program import Program
from tests.fakes.telegram import SECRET_HEADER, TOKEN, FakeTelegram, Fault, fake_telegram
from tests.fakes.telegram_updates import Person, Updates

SECRET = "the-webhooks-secret"
WANG = Person(77)
WECOM = {
    "WECOM_CORP_ID": "ww1",
    "WECOM_AGENT_ID": "1",
    "WECOM_SECRET": "s",
    "WECOM_TOKEN": "t",
    "WECOM_AES_KEY": "short",
}


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram(retry_pause=0.1) as fake:
        yield fake


async def test_a_full_disk_refuses_and_recovers(fake: FakeTelegram, tmp_path: Path) -> None:
    program = Program(tmp_path, {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": fake.base_url})
    program.settings |= {"TELEGRAM_WEBHOOK_URL": program.url, "TELEGRAM_WEBHOOK_SECRET": SECRET}
    updates = Updates()
    try:
        await asyncio.to_thread(program.start)
        await fake.wait_until(lambda: fake.webhook["url"], 30)
        await fake.deliver(updates.text(WANG, "投诉"))
        await fake.wait_until(
            lambda: (
                "您要反映的情况" in fake.shown(WANG.id)[-1].text if fake.shown(WANG.id) else False
            )
        )
        shown = len(fake.shown(WANG.id))
        _let_files_grow_to(program, (tmp_path / "mingcha.db-wal").stat().st_size)
        update = updates.text(WANG, "食堂的菜没有热透")
        headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
        async with aiohttp.ClientSession() as http:
            for _try in range(3):
                async with http.post(fake.webhook["url"], json=update, headers=headers) as answer:
                    assert answer.status == 503
        assert len(fake.shown(WANG.id)) == shown
        _let_files_grow_to(program, resource.RLIM_INFINITY)
        await fake.deliver(update, times=2)
        await fake.wait_until(lambda: len(fake.shown(WANG.id)) > shown)
        await fake.deliver(updates.text(WANG, "取消"))
        await fake.wait_until(
            lambda: (
                "已取消" in fake.shown(WANG.id)[-1].text or "已取消" in fake.shown(WANG.id)[-2].text
            )
        )
        assert [
            each.text for each in fake.shown(WANG.id) if "文字已记录" in each.text
        ].__len__() == 1
        await asyncio.to_thread(program.stop)
    finally:
        program.put_away()
    await asyncio.to_thread(scene.check_up, program)


async def test_a_message_on_its_way_ends_as_sent_when_the_program_is_told_to_end(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    program = Program(tmp_path, {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": fake.base_url})
    fake.plan("sendMessage", Fault(delay=2))
    try:
        for _start in range(2):
            await asyncio.to_thread(program.start)
            if not fake.shown(WANG.id):
                await fake.deliver(Updates().text(WANG, "帮助"))
                await fake.wait_until(
                    lambda: any(each.method == "sendMessage" for each in fake.calls)
                )
            await asyncio.to_thread(program.stop)
            assert len(fake.shown(WANG.id)) == 1
    finally:
        program.put_away()
    await asyncio.to_thread(scene.check_up, program)


def _let_files_grow_to(program: Program, size: int) -> None:
    """Bound what the running program may write to one file: beyond it a write fails as on a full
    disk.
    """
    assert program.process is not None
    hard = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (
            {
                "PORT": "http",
                "TZ": "Mars/Olympus",
                "DATABASE_URL": "mysql://x",
                "EVIDENCE_URL": "ftp://x",
                "PHOTO_MAX_BYTES": "0",
            },
            ["PORT", "DATABASE_URL", "EVIDENCE_URL", "TZ", "PHOTO_MAX_BYTES"],
        ),
        ({"SECRET_KEY": "short"}, ["SECRET_KEY"]),
        ({"DEMO": "1", "TELEGRAM_TOKEN": TOKEN}, ["DEMO"]),
        (
            {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_URL": "https://example.org"},
            ["TELEGRAM_WEBHOOK_SECRET"],
        ),
        (
            {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": "ftp://example.org"},
            ["TELEGRAM_BASE_URL"],
        ),
        ({"WECOM_CORP_ID": "ww1"}, ["WECOM_CORP_ID"]),
        (WECOM, ["WECOM_AES_KEY"]),
        ({"FONT_PATH": "nowhere.ttf"}, ["FONT_PATH"]),
        ({"EVIDENCE_URL": "file:roster.csv/evidence"}, ["EVIDENCE_URL"]),
        ({"DATABASE_URL": "sqlite:///roster.csv"}, ["DATABASE_URL"]),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}, ["DATABASE_URL"]),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_wrong_settings_stop_the_start_with_a_line_for_each(
    tmp_path: Path, wrong: dict[str, str], named: list[str]
) -> None:
    program = Program(tmp_path, wrong)
    (tmp_path / "roster.csv").write_text(
        "no folder, and no database: more than a hundred bytes of neither one\n" * 20
    )
    done = program.command("run")
    lines = done.stderr.splitlines()[
        -len(named) :
    ]  # before them, what there is to say at any start
    assert "Traceback" not in done.stderr
    assert [each.partition(":")[0].partition(",")[0] for each in lines] == named, done.stderr
    assert done.returncode == 2


def test_a_port_in_use_stops_the_start(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", program.port))
        other.listen()
        done = program.command("run")
    assert done.stderr.splitlines()[-1].startswith("PORT: ")
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


async def test_a_token_that_telegram_does_not_know_stops_the_start(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    program = Program(
        tmp_path, {"TELEGRAM_TOKEN": "1000:other", "TELEGRAM_BASE_URL": fake.base_url}
    )
    done = await asyncio.to_thread(program.command, "run")
    assert done.stderr.splitlines()[-1].startswith("TELEGRAM_TOKEN: ")
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
