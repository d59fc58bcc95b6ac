"""Whose work begins next."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from bot.media.turns import Turn, Turns

STAFF, STRANGER = Turn(), Turn(is_staff=False)


@dataclass
class Bench:
    """Pieces of work by name: those that have begun, each until it is ended."""

    turns: Turns
    begun: list[str] = field(default_factory=list)
    work: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _ends: dict[str, asyncio.Event] = field(default_factory=dict)

    async def ask(self, name: str, turn: Turn) -> None:
        end = self._ends[name] = asyncio.Event()

        async def work() -> None:
            async with self.turns.take(turn):
                self.begun.append(name)
                await end.wait()

        self.work[name] = asyncio.create_task(work())
        await settle()

    async def end(self, name: str) -> None:
        self._ends[name].set()
        await self.work[name]
        await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_stranger_leaves_one_place_free_and_the_staff_go_first() -> None:
    bench = Bench(Turns(2))
    for name in ("stranger 1", "stranger 2"):
        await bench.ask(name, STRANGER)
    for name in ("staff 1", "staff 2"):
        await bench.ask(name, STAFF)
    assert bench.begun == ["stranger 1", "staff 1"]
    await bench.end("stranger 1")
    assert bench.begun[2:] == ["staff 2"]
    await bench.end("staff 1")
    assert bench.begun[3:] == ["stranger 2"]


async def test_strangers_have_a_place_where_there_is_only_one() -> None:
    bench = Bench(Turns(1))
    await bench.ask("stranger", STRANGER)
    assert bench.begun == ["stranger"]


async def test_what_takes_much_memory_waits_until_there_is_so_much() -> None:
    bench = Bench(Turns(3, memory=100))
    await bench.ask("one", Turn(memory=60))
    await bench.ask("two", Turn(memory=60))
    await bench.ask("three", Turn(is_staff=False, memory=10))
    assert bench.begun == ["one"], "a stranger does not overtake the staff"
    await bench.end("one")
    assert bench.begun == ["one", "two", "three"]


async def test_what_takes_more_than_there_is_is_done_alone() -> None:
    bench = Bench(Turns(2, memory=100))
    await bench.ask("huge", Turn(memory=300))
    await bench.ask("small", Turn(memory=1))
    assert bench.begun == ["huge"]


async def test_whoever_no_longer_waits_holds_nobody_up() -> None:
    bench = Bench(Turns(1))
    await bench.ask("one", STAFF)
    await bench.ask("two", STAFF)
    await bench.ask("three", STAFF)
    bench.work["two"].cancel()
    with suppress(asyncio.CancelledError):
        await bench.work["two"]
    await bench.end("one")
    assert bench.begun == ["one", "three"]
    bench.work["three"].cancel()
    with suppress(asyncio.CancelledError):
        await bench.work["three"]
    await bench.ask("four", STAFF)
    assert bench.begun[-1] == "four"
