"""The demo's clock: moved on, it does what was due on the way, and after a restart it goes on from
there.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
from sqlmodel import col, select

from bot.app import App, build
from bot.demo.clock import DemoClock
from bot.settings import read_settings
from rules.time.deadline import USUAL_HOURS
from storage.tables import OutboxRow
from tests.town import BUREAU, MONDAY, Clock

DAY = timedelta(days=1)


def _built(folder: Path, clock: Clock) -> App:
    urls = {
        "database_url": f"sqlite:///{folder / 'x.db'}",
        "evidence_url": f"file:{folder / 'evidence'}",
    }
    return build(read_settings(_env_file=None, demo=True, **urls), clock=clock, data=folder)


def _reminders(app: App) -> list[OutboxRow]:
    with app.database.read() as session:
        found = (
            select(OutboxRow)
            .where(col(OutboxRow.once).startswith("reminders:"))
            .order_by(col(OutboxRow.id))
        )
        return list(session.exec(found))


async def _press(app: App, by: str) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app.web), base_url="http://127.0.0.1:8000"
    ) as client:
        return await client.post(
            "/clock", json={"by": by}, headers={"x-mingcha": "1", "accept-language": "zh-CN"}
        )


async def test_the_reminders_of_a_day_come_when_the_clock_is_moved_over_it(tmp_path: Path) -> None:
    app = _built(tmp_path, Clock())
    assert app.clock() == MONDAY
    answer = await _press(app, "day")
    assert (answer.status_code, answer.json()["now"]) == (200, "2026年3月3日　周二　09:00")
    assert app.clock() == MONDAY + DAY
    before = _reminders(app)
    assert before
    await _press(app, "week")
    after = _reminders(app)[len(before) :]
    moments = [row.created_at.astimezone(BUREAU.zone) for row in after]
    assert moments == sorted(moments)
    assert (
        len({moment.date() for moment in moments}) >= 3
    )  # each on its own day, and not all at the end
    assert all(USUAL_HOURS.contain(moment.time()) and moment.minute % 30 for moment in moments)
    assert app.ticker.troubles() == type(app.ticker.troubles())()
    app.database.close()


async def test_after_a_restart_the_clock_goes_on_and_pushes_nothing_twice(tmp_path: Path) -> None:
    app = _built(tmp_path, Clock())
    await _press(app, "week")
    said = [row.once for row in _reminders(app)]
    app.database.close()
    again = _built(tmp_path, Clock(MONDAY + timedelta(hours=1)))
    assert again.clock() == MONDAY + timedelta(weeks=1, hours=1)
    again.ticker.run_all()
    assert [row.once for row in _reminders(again)][: len(said)] == said
    assert len(set(said)) == len(said)
    again.database.close()


async def test_without_the_demo_there_is_no_dial(tmp_path: Path) -> None:
    urls = {
        "database_url": f"sqlite:///{tmp_path / 'x.db'}",
        "evidence_url": f"file:{tmp_path / 'evidence'}",
    }
    settings = read_settings(_env_file=None, secret_key="k" * 32, **urls)
    app = build(settings, clock=Clock(), data=tmp_path)
    assert not isinstance(app.clock, DemoClock)
    assert (await _press(app, "day")).status_code == 404
    app.database.close()
