"""A stage on which the year is published."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)
