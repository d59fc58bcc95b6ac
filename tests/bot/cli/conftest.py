"""A house with a roster, in which commands are run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from tests.databases import SECRET

ROSTER = Path(__file__).parents[3] / "bot" / "demo" / "roster.csv"
Run = Callable[..., Result]


@pytest.fixture
def _own_umask() -> Iterator[None]:
    """Give back what a command sets for its process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def run(_own_umask: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Run:
    """Runs a command in a house with a database of its own."""
    monkeypatch.chdir(tmp_path)
    given = {
        "DATABASE_URL": sqlite_url,
        "SECRET_KEY": SECRET.decode(),
        "PUBLIC_URL": "https://example.test",
        "EVIDENCE_URL": f"file:{tmp_path / 'evidence'}",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, [*words])

    assert invoke("import", str(ROSTER)).exit_code == 0
    return invoke
