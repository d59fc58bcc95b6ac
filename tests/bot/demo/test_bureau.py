"""The demo: its secret is made once, kept, and the same for all that is signed; its campaign is
loaded once.
"""

from __future__ import annotations

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from bot.app import App, build
from bot.demo import bureau
from bot.settings import Settings, read_settings
from rules.campaign.file import read_campaign
from storage.tables import Assignment, Person
from tests.campaigns.reading import ROOT
from tests.pictures.situations import QUIET
from tests.rules.strategies import library_calendar


def _built(folder: Path, **more: object) -> App:
    urls = {
        "database_url": f"sqlite:///{folder / 'x.db'}",
        "evidence_url": f"file:{folder / 'evidence'}",
    }
    return build(read_settings(_env_file=None, **{"demo": True, **urls, **more}), data=folder)


async def _cookies(web: FastAPI) -> list[str]:
    """Return the phones' cookies as the start page sets them."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(web), base_url="http://127.0.0.1:8000"
    ) as client:
        return (await client.get("/")).headers.get_list("set-cookie")


async def test_phones_and_codes_go_on_after_a_restart(tmp_path: Path) -> None:
    apps = [_built(tmp_path), _built(tmp_path), _built(tmp_path / "other")]
    hashes = [app.receiver.bureau.keyed_hash("1234567890123456") for app in apps]
    cookies = [await _cookies(app.web) for app in apps]
    for app in apps:
        app.database.close()
    assert hashes[0] == hashes[1] != hashes[2]
    assert len(cookies[0]) == len(bureau.CAST)
    assert cookies[0] == cookies[1] != cookies[2]


async def test_all_that_the_demo_leaves_is_named_so_and_goes_with_make_clean(
    tmp_path: Path,
) -> None:
    data = tmp_path / ".data"
    data.mkdir()
    urls = {
        "database_url": f"sqlite:///{data / 'demo.db'}",
        "evidence_url": f"file:{data / 'demo-evidence'}",
    }
    app = build(read_settings(_env_file=None, demo=True, **urls), data=data)
    draw = app.sender._renderer._draw
    assert draw is not None
    async with app.running():
        assert draw({"digest": QUIET.to_json()}, "zh_CN") is not None
        app.web_channel.keep_upload("a" * 32, "key", BytesIO(b"x"))
    left = {each.name for each in data.iterdir()}
    assert left >= {
        "demo.db",
        "demo-evidence",
        "demo-secret",
        "demo-uploads",
        "demo-drawings",
        "demo-intake",
    }
    assert [each for each in left if not each.startswith("demo")] == []
    (data / "mingcha.db").touch()
    subprocess.run(["make", "-f", ROOT / "Makefile", "clean"], cwd=tmp_path, check=True)  # noqa: ASYNC221  # nothing else runs here
    assert [each.name for each in data.iterdir()] == ["mingcha.db"]


def test_only_the_owner_can_read_the_secret_and_half_a_file_is_never_seen(tmp_path: Path) -> None:
    secret = bureau.secret(tmp_path)
    assert len(secret) == 64
    assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in tmp_path.iterdir()] == [
        ("demo-secret", "0o600")
    ]


def test_a_key_of_ones_own_comes_first(tmp_path: Path) -> None:
    app = _built(tmp_path, secret_key="k" * 32)
    app.database.close()
    assert app.receiver.bureau.secret == b"k" * 32
    assert not (tmp_path / "demo-secret").exists()


def test_links_begin_with_the_public_address_or_this_machines() -> None:
    def settings(url: str) -> Settings:
        return read_settings(_env_file=None, demo=True, public_url=url, host="10.0.0.7", port=81)

    assert settings("https://mingcha.example.cn/").address == "https://mingcha.example.cn"
    assert settings("").address == "http://10.0.0.7:81"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 2, 13),
        date(2026, 10, 1),
        date(2026, 11, 23),
        date(2027, 12, 31),
    ],
)
def test_the_campaign_is_sound_on_whatever_day_it_begins(day: date) -> None:
    source = bureau.campaign_from(day, library_calendar())
    campaign = read_campaign(source.encode())
    assert campaign.period.first < day < campaign.period.last
    assert "{first}" not in source


def test_phones_show_duties_and_a_restart_leaves_them_alone(tmp_path: Path) -> None:
    first = _built(tmp_path)
    with first.database.read() as session:
        before = [
            each.model_dump()
            for each in session.exec(select(Assignment).order_by(col(Assignment.id)))
        ]
    first.database.close()
    again = _built(tmp_path)
    with again.database.read() as session:
        rows = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
        assert [each.model_dump() for each in rows] == before
        shown = {
            each.key: each.id
            for each in session.exec(select(Person))
            if each.key in ("D002", "D003", "D005", "D006")
        }
    again.database.close()
    assert {each.person_id for each in rows} >= {shown["D002"], shown["D005"], shown["D006"]}
    assert {each.duty for each in rows} == {"letter", "self-check", "progress", "visits"}
