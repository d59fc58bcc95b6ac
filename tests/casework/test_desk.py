"""The working place of a transaction: its clock, its bureau, who acts, and what is undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from casework.desk import CLOCK, Actor, Desk, SavepointsNeeded
from casework.refusals import NotAllowed
from locales import translate
from rules.permissions import Role
from storage.database import Database
from storage.queries.calendar import seed_calendar
from storage.tables import Unit
from tests.duties import CAMPAIGN, open_campaign
from tests.town import BUREAU, MONDAY, Town

ACTOR = Actor(1, 2, "王一", frozenset({(Role.HEAD, 7), (Role.HANDLER, 8), (Role.OFFICE, None)}))


@pytest.fixture
def session(sqlite_database: Database) -> Iterator[Session]:
    with sqlite_database.write() as session:
        yield session


def desk_at(session: Session, moment: datetime, *, use_savepoints: bool = True) -> Desk:
    return Desk(session, moment, BUREAU, use_savepoints=use_savepoints)


def test_a_channel_that_the_program_has_no_more_is_only_named() -> None:
    assert BUREAU.channel("wecom").accounts is not None
    gone = BUREAU.channel("pigeon")
    assert (gone.name, gone.accounts, translate(gone.label, "en")) == ("pigeon", None, "pigeon")
    assert [accounts.channel for accounts in BUREAU.roster_accounts] == ["wecom"]


def test_a_code_is_kept_as_a_hash_that_only_this_bureau_can_make() -> None:
    kept = BUREAU.keyed_hash("1234")
    assert len(kept) == 64
    assert kept == BUREAU.keyed_hash("1234") != BUREAU.keyed_hash("1235")
    assert kept != type(BUREAU)("other", BUREAU.zone, b"another secret").keyed_hash("1234")


def test_an_actor_has_the_roles_that_are_held_anywhere_and_the_units_of_each() -> None:
    assert ACTOR.roles == {Role.HEAD, Role.HANDLER, Role.OFFICE}
    assert ACTOR.units_as(Role.HEAD) == {7}
    assert ACTOR.units_as(Role.HEAD, Role.HANDLER) == {7, 8}
    assert ACTOR.units_as(Role.OFFICE) == set()  # over the whole bureau


def test_what_an_actor_may_is_asked_of_the_table_of_permissions() -> None:
    assert ACTOR.may("invite")
    assert not Actor(held=frozenset({(Role.STAFF, 7)})).may("invite")
    assert (CLOCK.roles, CLOCK.may("invite")) == (frozenset(), False)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), date(2026, 3, 3)),
    ],
)
def test_the_day_begins_at_midnight_of_the_bureau(
    session: Session, moment: datetime, day: date
) -> None:
    assert desk_at(session, moment).today == day


def test_what_is_not_urgent_waits_for_the_next_working_minute(session: Session) -> None:
    seed_calendar(session, 2026, 2026)
    evening = desk_at(session, datetime(2026, 3, 6, 12, 0, tzinfo=UTC))  # on a Friday at 20:00
    at = evening.next_working_minute().astimezone(BUREAU.zone)
    assert at.date() == date(2026, 3, 9)
    assert at.minute % 30
    assert desk_at(session, MONDAY).next_working_minute().date() == MONDAY.date()


def test_a_code_has_so_many_digits(session: Session) -> None:
    codes = {desk_at(session, MONDAY).new_code(16) for _each in range(5)}
    assert len(codes) == 5
    assert all(len(code) == 16 and code.isdecimal() for code in codes)


def test_a_campaign_that_runs_changes_what_can_be_found(sqlite_database: Database) -> None:
    town = Town(sqlite_database)
    kind = "kinds: [{code: gifts, title: 收受礼品, track: finding, field: meeting, limit: 2}]\n"
    open_campaign(town, f"{CAMPAIGN}{kind}")
    with sqlite_database.read() as session:
        assert "gifts" in {kind.code for kind in town.desk(session).findings}
        assert "gifts" not in {kind.code for kind in town.desk(session).complaints}
        town.clock.forward(days=365)
        assert "gifts" not in {kind.code for kind in town.desk(session).findings}


def change(desk: Desk, name: str, refusal: Exception | None = None) -> None:
    """Change something, and perhaps be refused."""
    with desk.undoing_refused():
        desk.session.add(Unit(name=name, qr=name))
        desk.session.flush()
        if refusal is not None:
            raise refusal


def test_what_a_refused_command_changed_is_undone_and_the_rest_is_kept(session: Session) -> None:
    desk = desk_at(session, MONDAY)
    session.add(Unit(name="before", qr="before"))
    with pytest.raises(NotAllowed):
        change(desk, "refused", NotAllowed())
    change(desk, "done")
    assert set(session.exec(select(Unit.name))) == {"before", "done"}


def test_without_savepoints_a_refused_command_needs_them(session: Session) -> None:
    desk = desk_at(session, MONDAY, use_savepoints=False)
    change(desk, "done")
    with pytest.raises(SavepointsNeeded):
        change(desk, "refused", NotAllowed())
    with pytest.raises(ZeroDivisionError):
        change(desk, "broken", ZeroDivisionError())
