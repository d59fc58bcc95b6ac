"""A stage on which a campaign runs."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.casework.stage import Stage
from tests.duties import open_campaign


@pytest.fixture
def stage(database: Database) -> Stage:
    """Everybody, and a campaign."""
    stage = Stage(database)
    open_campaign(stage.town)
    return stage
