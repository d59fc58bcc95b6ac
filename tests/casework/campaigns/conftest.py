"""A campaign to be loaded."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.casework.campaigns.loading import Loading
from tests.casework.stage import Stage


@pytest.fixture
def loading(database: Database) -> Loading:
    return Loading(Stage(database))
