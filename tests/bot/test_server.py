"""What people write stays out of the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot

from bot.channels.telegram.transport import PlainRequest, PollingRequest
from bot.server import set_up_logging
from storage.database import open_database
from tests.databases import SECRET

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture
def logging_as_it_is() -> Iterator[None]:
    names = ("", "apscheduler", "telegram")
    before = [(name, logging.getLogger(name).level) for name in names]
    yield
    for name, level in before:
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("logging_as_it_is")
async def test_the_library_logs_no_updates(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(*_given: object, **_named: object) -> tuple[int, bytes]:
        return (
            200,
            '{"ok": true, "result": [{"update_id": 1, "message": {"text": "机密"}}]}'.encode(),
        )

    monkeypatch.setattr(PlainRequest, "do_request", answer)
    bot = Bot(TOKEN, request=PlainRequest(TOKEN), get_updates_request=PollingRequest(TOKEN))
    for quiet in (False, True):
        caplog.clear()
        if quiet:
            set_up_logging("DEBUG")
        with pytest.raises(KeyError):
            await bot.get_updates()
        assert ("机密" in caplog.text) is not quiet


def test_an_error_of_the_database_repeats_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}", SECRET)
    for engine in (database.writer, database.reader):
        with engine.connect() as connection, pytest.raises(SQLAlchemyError) as failed:
            connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "机密"})
        assert "nowhere" in str(failed.value)
        assert "机密" not in str(failed.value)
    database.close()
