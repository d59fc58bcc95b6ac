"""Records: every way of writing leaves one, with what the row says, chained by the row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, col, select

from storage.database import Database
from storage.recorded import RECORDED
from storage.records import (
    Last,
    change_rows,
    is_as_recorded,
    mac_of,
    record_inserted,
)
from storage.tables import Evidence, Person, Record, RoleHeld, Ticket, Unit
from storage.upsert import insert_one

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def _records(session: Session, kind: str) -> list[Record]:
    return list(
        session.exec(
            select(Record).where(Record.kind == kind).order_by(col(Record.row), col(Record.seq))
        )
    )


def _photo(session: Session, state: str) -> Evidence:
    row = Evidence(state=state, original="a" * 64, received_at=NOW, not_before=NOW)
    session.add(row)
    session.flush()
    return row


def test_a_row_is_recorded_when_it_is_added_changed_and_removed(database: Database) -> None:
    with database.write() as session:
        session.add(Unit(name="one", qr="one"))
    with database.write() as session:
        row = session.exec(select(Unit)).one()
        row.name = "another"
    with database.write() as session:
        session.delete(session.exec(select(Unit)).one())
    with database.read() as session:
        records = _records(session, "units")
    assert [(each.seq, each.gone, each.anchored) for each in records] == [
        (1, False, 0),
        (2, False, 0),
        (3, True, 0),
    ]
    assert len({each.mac for each in records}) == 3


def test_what_is_undone_leaves_no_record(database: Database) -> None:
    with database.write() as session:
        session.add(Unit(name="one", qr="one"))
        session.flush()
        undone = session.begin_nested()
        session.add(Unit(name="two", qr="two"))
        session.flush()
        undone.rollback()
        row = session.exec(select(Unit)).one()
        row.kind = "section"
    with database.read() as session:
        assert [(each.row, each.seq) for each in _records(session, "units")] == [
            (str(row.id), 1),
            (str(row.id), 2),
        ]
        assert is_as_recorded(session, session.get_one(Unit, row.id))


def test_what_goes_past_the_unit_of_work_is_recorded_as_well(database: Database) -> None:
    with database.write() as session:
        ticket = insert_one(
            session,
            Ticket,
            number="DC-2026-0001",
            track="finding",
            kind="late",
            state="accepted",
            limit_days=3,
            filed_at=NOW,
        )
        kept, pending = _photo(session, "kept"), _photo(session, "pending")
        ids = [kept.id, pending.id]
        change_rows(session, Evidence, (col(Evidence.id).in_(ids),), state="dropped")
        session.execute(
            text(
                "INSERT INTO persons (key, name, title, phone, active) VALUES ('k', 'n', '', '', TRUE)"
            )
        )
        person = session.exec(select(Person.id)).one() or 0
        record_inserted(session, Person, [person])
    with database.read() as session:
        rows = ((Ticket, ticket.id), (Person, person), (Evidence, kept.id), (Evidence, pending.id))
        for table, id_ in rows:
            assert is_as_recorded(session, session.get_one(table, id_)), table
        assert [each.seq for each in _records(session, "evidence")] == [1, 2, 1]


def test_a_column_added_later_changes_nothing(database: Database) -> None:
    recorded = RECORDED[Unit]
    row = Unit(name="one", qr="one").model_dump()
    assert recorded.said(row) == {"name": "one", "qr": "one"}


@pytest.mark.parametrize(
    "statement", ["UPDATE persons SET name = 'x'", "UPDATE persons SET phone = '1'"]
)
def test_a_change_past_the_program_does_not_become_right_by_the_next_one(
    database: Database, statement: str
) -> None:
    with database.write() as session:
        session.add(Person(key="k", name="n"))
    with database.write() as session:
        session.execute(text(statement))
    with database.write() as session:
        session.exec(select(Person)).one().title = "head"
    with database.write() as session:
        session.exec(select(Person)).one().title = "teacher"
    with database.read() as session:
        assert [each.tainted for each in _records(session, "persons")] == [False, True, True]


def test_a_number_that_comes_again_goes_on_in_the_row_s_chain(database: Database) -> None:
    with database.write() as session:
        session.add(Person(key="k", name="n"))
        session.flush()
        person = session.exec(select(Person.id)).one() or 0
        session.add(RoleHeld(id=7, person_id=person, role="staff"))
    with database.write() as session:
        session.delete(session.get_one(RoleHeld, 7))
    with database.write() as session:
        session.add(RoleHeld(id=7, person_id=person, role="head"))
    with database.read() as session:
        assert [each.gone for each in _records(session, "roles")] == [False, True, False]
        assert is_as_recorded(session, session.get_one(RoleHeld, 7))


def test_nobody_is_refused_for_what_was_removed_past_the_program(
    sqlite_database: Database,
) -> None:
    for name in ("one", "two"):
        with sqlite_database.write() as session:
            session.add(Unit(name=name, qr=name))
        with sqlite_database.write() as session:
            unit = session.exec(select(Unit)).one()
            assert is_as_recorded(session, unit) == (name == "one")
            session.execute(text("DELETE FROM units"))


def test_another_key_makes_other_records(database: Database) -> None:
    with database.write() as session:
        session.add(Person(key="k", name="n"))
    with database.read() as session:
        assert is_as_recorded(session, session.exec(select(Person)).one())
    database.key = b"another"
    with database.read() as session:
        assert not is_as_recorded(session, session.exec(select(Person)).one())


def test_a_moment_is_the_same_in_every_zone() -> None:
    zone = timezone(timedelta(hours=8))
    rows = [{"id": 1, "filed_at": NOW}, {"id": 1, "filed_at": NOW.astimezone(zone)}]
    usual = dict.fromkeys(RECORDED[Ticket].names)
    first, second = (
        mac_of(b"", "tickets", "1", Last(1), RECORDED[Ticket].said(usual | row)) for row in rows
    )
    assert first == second


def test_what_is_not_recorded_is_not_as_recorded(database: Database) -> None:
    with database.write() as session:
        photo = _photo(session, "pending")
        session.execute(update(Evidence).values(state="dropped"))
    with database.read() as session:
        assert not is_as_recorded(session, session.get_one(Evidence, photo.id))
