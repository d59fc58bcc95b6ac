"""The demo as `make run` starts it: how soon it answers, how much memory it holds at rest."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

ROOT = Path(__file__).parents[1]
LIBRARIES = (
    "sqlmodel, starlette.applications, uvicorn, uvloop, apscheduler.schedulers.asyncio, "
    "pydantic_settings, structlog"
)
START_SECONDS = 120.0  # for it to answer or to end, on a machine that others use too
SETTLE_SECONDS = 4.0  # after which nothing of the start is left to do


@dataclass(frozen=True)
class Idle:
    """Seconds to the first answer, and megabytes at rest, alone and with its worker processes."""

    libraries: float  # to load what an answer cannot do without, and nothing else
    first_start: float
    next_start: float
    memory: float
    with_workers: float
    workers: int


def measure(parent: Path, rounds: int) -> Idle:
    """Start it twice in a new folder, in turns with the bare libraries, and let it rest."""
    bare: list[float] = []
    first: list[float] = []
    rested: list[tuple[float, tuple[float, float, int]]] = []
    for _round in range(rounds):
        with TemporaryDirectory(dir=parent) as folder:
            bare.append(_load_libraries())
            first.append(_start(Path(folder))[0])
            rested.append(_start(Path(folder), rest=SETTLE_SECONDS))
    _took, program = rested[-1]
    return Idle(median(bare), median(first), median(took for took, _program in rested), *program)


def _load_libraries() -> float:
    began = time.perf_counter()
    subprocess.run((sys.executable, "-c", f"import {LIBRARIES}"), check=True)
    return time.perf_counter() - began


def _start(folder: Path, rest: float = 0.0) -> tuple[float, tuple[float, float, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "DEMO": "1",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": f"sqlite:///{folder}/demo.db",
        "EVIDENCE_URL": f"file:{folder}/evidence",
    }
    began = time.perf_counter()
    program = subprocess.Popen(
        (sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            assert time.perf_counter() < began + START_SECONDS, "it does not answer"
            assert program.poll() is None, "it ended"
        took = time.perf_counter() - began
        time.sleep(rest)
        return took, _memory(psutil.Process(program.pid))
    finally:
        program.terminate()
        program.wait(START_SECONDS)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(
                b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            )
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        time.sleep(0.01)
        return False


def _memory(program: psutil.Process) -> tuple[float, float, int]:
    workers = program.children(recursive=True)
    own = program.memory_info().rss / (1 << 20)
    return own, own + sum(worker.memory_info().rss for worker in workers) / (1 << 20), len(workers)
