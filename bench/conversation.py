"""The conversation in process: how many a second, every step durable, answered at once."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import uvloop

from bench.load import LANES, Outcome, drive
from bot.server import set_up_logging


class Subject(Protocol):
    """Who is measured."""

    async def start(self) -> None: ...

    async def take(self, update: dict[str, Any]) -> None: ...

    async def stop(self) -> int: ...


def make_subject(name: str, folder: Path, people: int) -> Subject:
    """Return who is measured, with new files in the folder."""
    # each in a process of its own, without the libraries of the others
    if name == "Mingcha":
        from bench.bureau import Bureau

        return Bureau(folder, people)
    if name == "PTB":
        from bench.peers.ptb import Ptb

        return Ptb(folder, people=people)
    from bench.peers.aio import Aiogram

    return Aiogram(folder, people=people)


def measure(name: str, parent: Path, seconds: float, people: int = LANES) -> Outcome:
    """Measure one round, in this process."""
    set_up_logging("ERROR")
    with TemporaryDirectory(dir=parent) as folder:
        return uvloop.run(_measure(make_subject(name, Path(folder), people), seconds))


async def _measure(subject: Subject, seconds: float) -> Outcome:
    await subject.start()
    outcome = await drive(subject.take, seconds)
    filed = await subject.stop()
    assert filed > 0 or outcome.conversations * seconds < LANES * 2, (
        f"{outcome}, but nothing was filed"
    )
    return outcome


if __name__ == "__main__":
    Path(".data").mkdir(exist_ok=True)
    print(sys.argv[1], measure(sys.argv[1], Path(".data"), float(sys.argv[2])))
