"""One stranger against the running program: everybody else is served."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.strangers import Stranger, stranger
from tests.e2e.program import Program

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
