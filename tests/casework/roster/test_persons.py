"""Importing persons: their accounts and roles."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from casework.people.roles import open_proposals
from casework.roster.summary import Count, ImportSummary
from storage.database import Database
from storage.tables import Chat, Invitation, Person, PersonEvent, RoleHeld
from tests.casework.roster.imports import (
    NOW,
    PERSONS,
    START,
    UNITS,
    accounts,
    bring_in,
    person,
    refused,
    roles_of,
    unit,
)


def test_who_is_marked_out_of_use_loses_roles_and_open_invitations(
    database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, START)
    with database.write() as session:
        for key, used in (("1", None), ("1", NOW), ("2", None)):
            row = Invitation(
                code_hash=f"{key}{used}",
                person_id=person(session, key).id or 0,
                expires_at=NOW + timedelta(days=7),
                used_at=used,
            )
            session.add(row)
    gone = f"{UNITS}育才小学,学校,,,是\n{PERSONS}1,张三,,,,zhang,是\n8,陌生人,没有这所,,,,是\n"
    assert bring_in(database, tmp_path, gone) == ImportSummary(Count(changed=1), Count(changed=1))
    with database.read() as session:
        assert not person(session, "1").active
        assert not unit(session, "育才小学").active
        assert (
            session.exec(
                select(RoleHeld).where(RoleHeld.person_id == person(session, "1").id)
            ).all()
            == []
        )
        ends = {
            each.code_hash: each.expires_at.replace(tzinfo=UTC) > NOW
            for each in session.exec(select(Invitation))
        }
        assert ends == {"1None": False, f"1{NOW}": True, "2None": True}
    assert bring_in(database, tmp_path, gone) == ImportSummary(
        Count(unchanged=1), Count(unchanged=1)
    )
    assert refused(database, tmp_path, f"{PERSONS}9,赵六,育才小学,教职工,,,\n") == [
        "r.csv, row 3, column C 单位: The unit 育才小学 is out of use."
    ]
    bring_in(database, tmp_path, START)
    with database.read() as session:
        assert (person(session, "1").active, unit(session, "育才小学").active) == (True, True)
        assert len(roles_of(session, person(session, "1").id or 0)) == 2


def test_two_persons_may_exchange_their_accounts(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, START)
    text = f"{PERSONS}1,张三,第一中学、育才小学,单位负责人,13800000000,li,\n2,李四,,督查员、办公室,,zhang,\n"
    assert bring_in(database, tmp_path, text).persons == Count(changed=2)
    with database.read() as session:
        assert accounts(session) == {"1": "li", "2": "zhang"}


def test_roles_that_two_people_give_come_by_the_roster_until_there_are_two(
    database: Database, tmp_path: Path
) -> None:
    """Afterwards they wait, however often it is imported; others come at once."""
    bring_in(
        database, tmp_path, f"{PERSONS}1,张三,,管理员,,,\n2,李四,,纪检,,,\n3,王五,,督查员,,,\n"
    )
    with database.write() as session:
        assert dict(_held(session)) == {
            "1": "admin",
            "2": "custodian",
            "3": "inspector",
        }
        for key in ("1", "2"):
            chat = Chat(channel="web", address=key, seen_at=NOW, window_at=NOW)
            chat.person_id = person(session, key).id
            session.add(chat)
    for _time in range(2):
        bring_in(database, tmp_path, f"{PERSONS}3,王五,,督查员、办公室、纪检,,,\n")
        with database.read() as session:
            assert [role for key, role in _held(session) if key == "3"] == ["inspector", "office"]
            assert [each.role for each in open_proposals(session)] == ["custodian"]
    bring_in(database, tmp_path, f"{PERSONS}3,王五,,督查员,,,\n")
    with database.read() as session:
        assert open_proposals(session) == []
        noted = [(each.name, each.note["role"]) for each in session.exec(select(PersonEvent))]
    assert noted == [
        ("role_given", "admin"),
        ("role_given", "custodian"),
        ("role_asked", "custodian"),
    ]


def _held(session: Session) -> list[tuple[str, str]]:
    held = select(Person.key, RoleHeld.role).join(RoleHeld, col(RoleHeld.person_id) == Person.id)
    return sorted(session.exec(held).all())
