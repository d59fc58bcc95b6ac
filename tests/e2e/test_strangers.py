"""One stranger against the running program: everybody else is served."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from sqlmodel import col, select

from bench.strangers import Stranger, slow_photo, stranger
from storage.database import open_database
from storage.tables import Chat, Evidence
from tests.databases import SECRET
from tests.e2e import scene
from tests.e2e.program import Program
from tests.e2e.scene import LIN

FILES = 300  # descriptors of the program: the attack needs no more than that either
MANY = 120  # connections; so many at once would take all that the program has
ATTACKER, SOMEBODY = "127.0.0.2", "127.0.0.3"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs prlimit, and 127.0.0.0/8")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    # no proxy stands before it: each address is somebody's own
    program = Program(tmp_path, {"FORWARDED_ALLOW_IPS": "10.255.255.1"})
    program.start(wait=False)
    assert program.process is not None
    resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, (FILES, FILES))
    try:
        program.wait_until_ready()
        yield program
        program.stop()
    finally:
        program.put_away()


async def is_served(program: Program) -> bool:
    """Tell whether /health answers, and a message of somebody else is taken."""
    somebody = Stranger(program.port, SOMEBODY)
    health = await somebody.ask("GET /health")
    chat = await somebody.begin()
    return health.status == 200 and await somebody.say(chat, "somebody-1", "投诉") == 202


def states(program: Program, *, of_staff: bool) -> list[str]:
    """Return how the photos of the staff stand, or those of strangers."""
    database = open_database(program.settings["DATABASE_URL"], SECRET)
    with database.read() as session:
        whose = col(Chat.person_id).is_not(None) if of_staff else col(Chat.person_id).is_(None)
        found = session.exec(select(Evidence.state).join(Chat).where(whose)).all()
    database.close()
    return list(found)


async def watch_memory(program: Program, most: list[int]) -> None:
    """Keep the most that the worker processes hold together, in bytes, until it is cancelled."""
    assert program.process is not None
    parent = psutil.Process(program.process.pid)
    while True:
        held = 0
        for worker in parent.children():
            with suppress(psutil.Error):
                held += worker.memory_info().rss
        most.append(held)
        await asyncio.sleep(0.01)


async def test_an_inspectors_photo_does_not_wait_behind_strangers(program: Program) -> None:
    await asyncio.to_thread(scene.import_roster, program, LIN)
    told = await asyncio.to_thread(program.command, "invite", LIN.key)
    inspector = Stranger(program.port, SOMEBODY)
    report = await inspector.enter("/enter/" + told.stdout.split("/enter/")[1].split()[0])
    assert await inspector.say(report, "that-is-me", "1") == 202
    slow, most = slow_photo(), list[int]()
    watching = asyncio.create_task(watch_memory(program, most))
    async with stranger(program.port, ATTACKER) as attacker:
        for number in range(3):
            chat = await attacker.begin(number)
            assert await attacker.say(chat, "complaint", "投诉") == 202
            for photo in range(3):
                assert await attacker.send_photo(chat, f"photo-{number}-{photo}", slow) == 202
        assert await inspector.send_photo(report, "inspectors", scene.photo(1)) == 202
        async with asyncio.timeout(60):
            while states(program, of_staff=True) == ["pending"]:  # noqa: ASYNC110  # it rings no bell
                await asyncio.sleep(0.05)
        assert states(program, of_staff=True) == ["kept"]
        assert states(program, of_staff=False).count("pending") >= 5, (
            "the strangers' were before it, and most of them still wait"
        )
        async with asyncio.timeout(100):
            while "pending" in states(program, of_staff=False):  # noqa: ASYNC110  # nor here
                await asyncio.sleep(0.1)
    watching.cancel()
    assert states(program, of_staff=False) == ["kept"] * 9
    assert max(most) <= 400_000_000


async def test_a_thousand_streams_of_one_chat_are_three(program: Program) -> None:
    async with stranger(program.port, ATTACKER) as attacker:
        chat = await attacker.begin()
        await attacker.hold_streams(chat, MANY)
        assert await is_served(program)
        heard = await attacker.heard(3.0)
        resting = [said for said, _ended in heard if b"event: rest" in said]
        streaming = [said for said, ended in heard if not ended and said not in resting]
        assert len(resting) > MANY / 4
        assert len(streaming) == 3
        assert await is_served(program)
    assert "ERROR" not in program.log


async def test_half_sent_requests_are_nobodys_trouble_and_end(program: Program) -> None:
    async with stranger(program.port, ATTACKER) as attacker:
        await attacker.hold(MANY, "POST /begin HTTP/1.1\r\nHost: a\r\nContent-Le")
        assert await is_served(program)
        heard = await attacker.heard(0.5)
        assert sum(not ended for _said, ended in heard) <= FILES / 4
        await asyncio.sleep(17)
        assert all(ended for _said, ended in await attacker.heard(0.5))
        assert await is_served(program)
    assert "ERROR" not in program.log


async def test_what_is_no_request_fills_no_log(program: Program) -> None:
    async with stranger(program.port, ATTACKER) as attacker:
        await attacker.hold(60, "no request\r\n\r\n")
        heard = await attacker.heard(3.0)
        assert all(said.startswith(b"HTTP/1.1 400") for said, _ended in heard)
    assert program.log.count("Invalid HTTP request") == 20
