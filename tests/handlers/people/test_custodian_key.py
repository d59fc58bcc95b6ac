"""The custodian's key in the chat: what holds now, and the way to the page."""

from __future__ import annotations

from casework.tickets.identity_key import use_key
from storage.database import Database
from tests.casework.stage import Stage
from tests.custodian import TEST_KEY
from tests.town import Town

LINK = "https://"


def test_the_custodian_reads_how_names_are_kept_and_where_a_key_is_made(database: Database) -> None:
    stage = Stage(database)
    phone = stage.town.phones["custodian"]
    phone.does("保密钥匙")
    [told] = phone.news()
    assert "There is no key yet" in told
    assert "/custodian-key/" in told
    with stage.database.write() as session:
        assert use_key(stage.desk(session, "custodian"), TEST_KEY.public) == 0
    phone.news()
    phone.does("保密钥匙")
    [told] = phone.news()
    assert "sealed with the key" in told
    assert "custodian" in told


def test_nobody_else_is_led_there(database: Database) -> None:
    town: Town = Stage(database).town
    town.phones["office"].does("保密钥匙")
    assert "is the custodian's" in town.phones["office"].news()[0]
