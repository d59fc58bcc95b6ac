"""The loaded campaigns, in the order in which they were loaded, and the kinds that hold on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from rules.campaign.file import read_campaign
from rules.kinds.usual import USUAL
from storage.database import Database
from storage.queries import campaigns
from storage.queries.campaigns import (
    active_campaigns,
    campaigns_by_kind,
    catalogue_on,
    digest_of,
    find_campaign,
    forget_standing,
    has_ended,
    load_campaign,
    loaded_campaigns,
    running_campaigns,
    store_campaign,
)
from storage.tables import CampaignRow
from tests.duties import CAMPAIGN
from tests.town import MONDAY

SPRING = CAMPAIGN
AUTUMN = (
    CAMPAIGN.replace("key: conduct-2026", "key: autumn")
    + "kinds: [{code: gifts, title: 收受礼品, track: finding, field: meeting, limit: 2}]\n"
)
BEFORE, DURING = date(2026, 1, 31), date(2026, 3, 2)


def load(session: Session, source: str, hours: int = 0) -> CampaignRow:
    """Load a campaign so many hours after the beginning."""
    campaign = read_campaign(source.encode())
    return store_campaign(session, campaign, source, MONDAY + timedelta(hours=hours))


@pytest.fixture
def loaded(database: Database) -> Database:
    """A database in which the campaign of the spring was loaded after that of the autumn."""
    with database.write() as session:
        load(session, AUTUMN, 1)
        load(session, SPRING, 2)
    return database


def test_a_file_is_kept_with_its_hash_and_takes_the_place_of_the_one_before(
    loaded: Database,
) -> None:
    again = SPRING.replace("title: 2026年作风建设", "title: 改名")
    with loaded.write() as session:
        row = load(session, again, 3)
        assert (row.id, row.title, row.digest) == (2, "改名", digest_of(again))
        assert load_campaign(session, 2) == read_campaign(again.encode())
        assert [each.title for each, _campaign in loaded_campaigns(session)] == [
            "2026年作风建设",
            "改名",
        ]


def test_a_campaign_is_found_by_its_key(loaded: Database) -> None:
    with loaded.write() as session:
        for lock in (False, True):
            row = find_campaign(session, "autumn", lock=lock)
            assert row is not None
            assert row.id == 1
        assert find_campaign(session, "winter") is None
        assert load_campaign(session, 404) is None


def test_those_that_run_come_in_the_order_in_which_they_were_loaded(loaded: Database) -> None:
    with loaded.read() as session:
        assert [each.key for each in running_campaigns(session, DURING)] == [
            "autumn",
            "conduct-2026",
        ]
        for day in (BEFORE, date(2027, 1, 1)):
            assert running_campaigns(session, day) == []
        for day in (date(2026, 2, 1), date(2026, 12, 31)):
            assert len(running_campaigns(session, day)) == 2


def test_one_that_was_ended_is_asked_for_no_more(loaded: Database) -> None:
    with loaded.write() as session:
        assert not has_ended(session, 1)
        session.get_one(CampaignRow, 1).active = False
        session.flush()
        forget_standing(session)
        assert has_ended(session, 1)
        assert not has_ended(session, 2)
        assert not has_ended(session, 404)
        assert [each.key for each in running_campaigns(session, DURING)] == ["conduct-2026"]
        assert [row.id for row, _campaign in active_campaigns(session)] == [2]
        assert [row.id for row, _campaign in loaded_campaigns(session)] == [1, 2]


def test_its_kinds_hold_on_its_days(loaded: Database) -> None:
    with loaded.read() as session:
        assert "gifts" in {kind.code for kind in catalogue_on(session, DURING).findings}
        assert "gifts" not in {kind.code for kind in catalogue_on(session, BEFORE).findings}
        assert "gifts" in catalogue_on(session, BEFORE).kinds  # what was filed keeps its name
        assert catalogue_on(session, DURING) is catalogue_on(session, DURING)


def test_without_campaigns_the_usual_kinds_hold(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        assert catalogue_on(session, DURING) is USUAL
        assert running_campaigns(session, DURING) == []
        assert loaded_campaigns(session) == []


def test_what_deals_with_a_kind_is_kept_for_the_day_until_a_campaign_changes(
    loaded: Database,
) -> None:
    with loaded.write() as session:
        campaigns_by_kind(session, DURING)["late"] = None
        assert campaigns_by_kind(session, DURING) == {"late": None}
        assert campaigns_by_kind(session, BEFORE) == {}
        load(session, SPRING, 3)
        assert campaigns_by_kind(session, DURING) == {}


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: running_campaigns(session, DURING),
        lambda session: catalogue_on(session, DURING),
        loaded_campaigns,
        lambda session: has_ended(session, 1),
    ],
    ids=["running", "catalogue", "loaded", "ended"],
)
def test_it_is_asked_once_in_a_transaction(
    sqlite_database: Database, ask: Callable[[Session], object]
) -> None:
    with sqlite_database.write() as session:
        load(session, SPRING)
    with sqlite_database.read() as session:
        ask(session)
        asked: list[str] = []
        bind = session.get_bind()
        event.listen(
            bind, "before_cursor_execute", lambda _c, _cursor, sql, *_rest: asked.append(sql)
        )
        ask(session)
    assert asked == []


def test_what_was_read_is_forgotten_at_once_when_it_becomes_too_much(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns, "MAX_CACHED_ENTRIES", 1)
    monkeypatch.setattr(campaigns, "_campaigns", {})
    with sqlite_database.write() as session:
        load(session, AUTUMN, 1)
        load(session, SPRING, 2)
    with sqlite_database.read() as session:
        for _time in range(2):
            assert [each.key for each in running_campaigns(session, DURING)] == [
                "autumn",
                "conduct-2026",
            ]
    assert len(campaigns._campaigns) == 1
