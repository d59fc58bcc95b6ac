"""A stage."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)
