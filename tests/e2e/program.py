"""The real program for tests: `python -m bot ...` in a process of its own, with a database and a
folder of its own.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

from tests.databases import SECRET

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0  # a loaded machine imports slowly
STOP_SECONDS = 30.0


class DidNotStart(AssertionError):
    """The program ended, or did not answer, before it was ready."""


@dataclass
class Forked:
    """Somebody else's child: a process of which only the id is known."""

    pid: int

    def poll(self) -> int | None:
        """Return None while it runs, 0 afterwards: how it ended is not known."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = STOP_SECONDS) -> int:
        """Return 0 when it has ended; raises TimeoutExpired."""
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return 0


@dataclass
class Program:
    """One installation: `settings` are the variables it runs with; the port stays the same over
    restarts.

    A `warm` one is started as a fork of a process that has everything imported.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    warm: bool = False
    port: int = 0
    process: subprocess.Popen[str] | Forked | None = None
    _stem: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        self.settings = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{self.folder / 'mingcha.db'}",
            "EVIDENCE_URL": f"file:{self.folder / 'evidence'}",
            "BUREAU_NAME": "明察示范区教育局",
            "SECRET_KEY": SECRET.decode(),
            "MESSAGES_PER_MINUTE": "1000",
            **self.settings,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the program has written so far, over all its starts."""
        file = self.folder / "program.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def start(self, *, wait: bool = True) -> None:
        """Start it; with `wait`, return when /health answers."""
        if self.warm:
            self.process = self._fork()
        else:
            with (self.folder / "program.log").open("a", encoding="utf-8") as log:
                self.process = self._open("-m", "bot", "run", stdout=log, stderr=subprocess.STDOUT)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return when /health says yes; raises DidNotStart with the end of the log."""
        end = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process is None or self.process.poll() is not None or time.monotonic() > end:
                raise DidNotStart(self.log[-3000:])
            time.sleep(0.02)

    def is_ready(self) -> bool:
        """Tell whether /health says yes."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it with SIGKILL: nothing is flushed, nothing is said."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Ask it to end; AssertionError when it does not end by itself with 0."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"it did not end when told to: {self.log[-3000:]}") from None
        assert status == 0, f"it ended with {status}: {self.log[-3000:]}"

    def put_away(self) -> None:
        """See to it that it runs no more, and say what it wrote: pytest shows that when the test
        has failed.
        """
        self.kill()
        if self._stem is not None:
            self._stem.communicate()
        sys.stderr.write(self.log[-8000:])

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m bot WORDS` to its end."""
        process = self._open("-m", "bot", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=START_SECONDS)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def _fork(self) -> Forked:
        if self._stem is None:
            self._stem = self._open(
                "-m", "tests.e2e.warm", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None
            )
        assert self._stem.stdin is not None
        assert self._stem.stdout is not None
        self._stem.stdin.write(f"{self.folder / 'program.log'}\n")
        self._stem.stdin.flush()
        return Forked(int(self._stem.stdout.readline()))

    def _open(
        self, *words: str, stdin: int | None = None, stdout: IO[str] | int, stderr: int | None
    ) -> subprocess.Popen[str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "TMPDIR", "FONT_PATH")
        }
        environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **self.settings}
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=self.folder,
            env=environment,
            text=True,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
        )


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
