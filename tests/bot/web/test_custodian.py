"""The custodian's pages: for the custodian alone, for a while."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Database
from storage.tables import IdentityKey, Reporter, RoleHeld
from tests.bot.web.custodian_stage import app_of, link_of, revealed_link
from tests.casework.stage import Stage
from tests.custodian import OTHER_KEY, TEST_KEY


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    """The town with everybody on it."""
    return Stage(sqlite_database)


async def answer(stage: Stage, method: str, path: str, public: str = TEST_KEY.public) -> int:
    transport = httpx.ASGITransport(app_of(stage))
    headers = {"X-Mingcha": "1"}
    async with httpx.AsyncClient(transport=transport, base_url="http://t", headers=headers) as to:
        body = {"public": public} if method == "POST" else None
        return (await to.request(method, path, json=body)).status_code


async def test_a_link_is_the_custodians_and_over_after_a_while(stage: Stage) -> None:
    for who, status in (("custodian", 200), ("office", 404), ("head", 404)):
        path = link_of(stage, who)
        assert await answer(stage, "GET", path) == status
        assert await answer(stage, "POST", path) == status
    path = link_of(stage, "custodian")
    assert await answer(stage, "POST", path, public="A" * 87) == 422
    assert await answer(stage, "POST", path, public=TEST_KEY.public) == 200
    stage.complaint("confidential")
    identity = revealed_link(stage, "TS-2026-0001")
    assert await answer(stage, "GET", identity) == 200
    assert await answer(stage, "GET", identity.replace("/1-", "/2-")) == 404
    stage.town.clock.forward(minutes=31)
    assert await answer(stage, "GET", path) == 404
    assert await answer(stage, "GET", identity) == 404
    with stage.database.read() as session:
        assert len(session.exec(select(IdentityKey)).all()) == 1
        assert session.get_one(Reporter, 1).name == ""


async def test_who_is_custodian_no_more_makes_no_key_and_opens_nothing(stage: Stage) -> None:
    path = link_of(stage, "custodian")
    assert await answer(stage, "POST", path) == 200
    stage.complaint("confidential")
    identity = revealed_link(stage, "TS-2026-0001")
    with stage.database.write() as session:
        held = update(RoleHeld).where(col(RoleHeld.role) == "custodian")
        session.execute(held.values(role="office"))  # who still sees the complaint itself
    assert await answer(stage, "GET", path) == 404
    assert await answer(stage, "POST", path, public=OTHER_KEY.public) == 404
    assert await answer(stage, "GET", identity) == 404
