"""What every test stands on: no way out but loopback, hypothesis profiles, and a browser when the
machine has one.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import Phase, settings
from structlog.dev import ConsoleRenderer, plain_traceback

# Here and nowhere else: a conftest further down would start a PostgreSQL of its own.
from tests.databases import *  # noqa: F403

# Two shared cores: how long one example takes says nothing.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=2000)
# A mutant is to be noticed, not explained: no search for the smallest example.
settings.register_profile(
    "mutation", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default")
)


# What stood in every frame of a failure that a test wants takes a quarter of a second to draw.
*_usual, _renderer = structlog.get_config()["processors"]
structlog.configure(processors=[*_usual, ConsoleRenderer(exception_formatter=plain_traceback)])

# Begun first, so that at the end no worker is left alone with one of them.
LONG_FILES = ("test_stateful.py", "test_kill.py", "test_parts.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first; the others stay in their order."""
    items.sort(key=lambda item: item.path.name not in LONG_FILES)


def pytest_xdist_auto_num_workers() -> int:
    """Run one more worker than there are cores: tests of the whole program wait most of the time."""
    return (os.cpu_count() or 1) + 1


class ReachedOutside(AssertionError):
    """A test tried to talk to something beyond this machine."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True, scope="session")
def _stay_on_loopback() -> Iterator[None]:
    """Refuse every connection and every name look-up that would leave this machine."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def checked(host: Any) -> None:
        if not _is_loopback(str(host)):
            raise ReachedOutside(f"a test reached for {host}; tests stay on loopback")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            checked(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            checked(address[0])
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None:  # None asks for the wildcard address to listen on
            checked(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Debian's chromium (or Chrome); without one the test is skipped, but under
    CI it fails.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "NO BROWSER: install chromium (as root: apt-get install chromium fonts-noto-cjk) to run the browser tests"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Return the folder for pictures of pages: what SCREENSHOTS names (`make screenshots`), else a
    passing one.
    """
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
