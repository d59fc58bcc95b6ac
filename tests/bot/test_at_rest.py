"""What the demo holds in memory when nobody talks to it: no library that it has had no use for yet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = """
import asyncio, json, sys
from datetime import UTC, datetime
from bot.app import build
from bot.settings import read_settings

async def rest(app):
    async with app.running():
        await asyncio.to_thread(app.ticker._first.join)

sunday_night = datetime(2026, 3, 1, 14, tzinfo=UTC)  # no digest is due, which would be drawn
asyncio.run(rest(build(read_settings(_env_file=None), clock=lambda: sunday_night)))
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
# `cryptography` is in use: what was said in chats is sealed.
FOR_LATER = {
    # with the first picture, page and scrape
    "PIL",
    "pillow_heif",
    "obstore",
    "jinja2",
    "prometheus_client",
    # with a workbook, a new or misspelt name, a poster
    "openpyxl",
    "xlsxwriter",
    "xml",
    "pypinyin",
    "rapidfuzz",
    "segno",
    "alembic",
    "mako",
    "psycopg",  # with tables to change, and PostgreSQL
    "telegram",
    "httpx",
    "aiohttp",
    "wechatpy",
}


def test_the_demo_at_rest_has_loaded_nothing_for_later(tmp_path: Path) -> None:
    settings = {
        "DEMO": "1",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{tmp_path}/demo.db",
        "EVIDENCE_URL": f"file:{tmp_path}/evidence",
    }
    for _start in ("empty folder", "again"):
        ran = subprocess.run(
            (sys.executable, "-c", RUN),
            cwd=tmp_path,
            env=settings,
            check=True,
            capture_output=True,
            text=True,
        )
        assert FOR_LATER & set(json.loads(ran.stdout.splitlines()[-1])) == set()
