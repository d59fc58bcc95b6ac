"""The custodian's key: from then on, and for what was filed before; told to those who watch."""

from __future__ import annotations

import orjson
import pytest

from casework.tickets.identity_key import NoKey, current_in_words, use_key
from locales import translate
from storage.database import Database
from storage.tables import Reporter
from tests.casework.stage import Stage
from tests.custodian import OTHER_KEY, TEST_KEY, KeyPair, open_box


@pytest.fixture
def stage(database: Database) -> Stage:
    """The town with everybody on it."""
    return Stage(database)


def use(stage: Stage, key: KeyPair) -> int:
    with stage.database.write() as session:
        return use_key(stage.desk(session, "custodian"), key.public)


def opened(stage: Stage, ticket: int, key: KeyPair) -> dict[str, str]:
    with stage.database.read() as session:
        reporter = session.get_one(Reporter, ticket)
        assert (reporter.name, reporter.contact) == ("", "")
        who: dict[str, str] = orjson.loads(
            open_box(key, reporter.sealed, f"TS-2026-000{ticket}").decode()
        )
        return who


def test_what_is_filed_then_and_what_was_filed_before(stage: Stage) -> None:
    stage.complaint("confidential", name="李妈妈", contact="138")
    stage.complaint("named", by="elsewhere")
    assert use(stage, TEST_KEY) == 1
    stage.complaint("confidential", by="teacher", contact="139")
    assert opened(stage, 1, TEST_KEY)["who"] == "李妈妈"
    assert opened(stage, 3, TEST_KEY)["who"] == "teacher"
    with stage.database.read() as session:
        named = session.get_one(Reporter, 2)
        assert (named.name != "", named.sealed) == (True, "")


def test_a_newer_key_seals_what_comes_and_not_what_is_sealed(stage: Stage) -> None:
    use(stage, TEST_KEY)
    stage.complaint("confidential")
    assert use(stage, OTHER_KEY) == 0
    stage.complaint("confidential", words="another")
    assert opened(stage, 1, TEST_KEY) == opened(stage, 2, OTHER_KEY)


def test_those_who_watch_are_told_of_a_key_once(stage: Stage) -> None:
    stage.mail()
    use(stage, TEST_KEY)
    told = stage.mail()
    assert {"custodian", "leader"} <= set(told)
    assert "parent" not in told
    use(stage, TEST_KEY)
    assert stage.mail() == {}
    with stage.database.read() as session:
        now = translate(current_in_words(stage.desk(session, "custodian")), "en")
    assert "made by custodian" in now


def test_what_is_no_key_is_refused(stage: Stage) -> None:
    with stage.database.write() as session, pytest.raises(NoKey):
        use_key(stage.desk(session, "custodian"), "A" * 87)
