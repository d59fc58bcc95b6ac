"""The town that talks: as it is, and built anew before every message, as after a restart."""

from __future__ import annotations

import pytest

from rules.permissions import Role
from storage.database import Database
from tests.town import Town

RUNNING = pytest.fixture(params=[False, True], ids=["running", "restarted"])


@RUNNING
def town(request: pytest.FixtureRequest, sqlite_database: Database) -> Town:
    """The town on SQLite, for everyday conversations."""
    return _settle(Town(sqlite_database, rebuild=request.param))


@RUNNING
def town_anywhere(request: pytest.FixtureRequest, database: Database) -> Town:
    """The town on SQLite and on PostgreSQL."""
    return _settle(Town(database, rebuild=request.param))


@RUNNING
def chinese_town(request: pytest.FixtureRequest, database: Database) -> Town:
    """The town on either database, where everybody reads Chinese."""
    return _settle(Town(database, rebuild=request.param, language="zh_CN"))


def _settle(town: Town) -> Town:
    """Give the town its people; whoever else writes is a stranger."""
    town.person("李督", Role.INSPECTOR)
    town.person("周校长", Role.HEAD, unit="第一中学")
    town.person("吴办", Role.OFFICE)
    return town
