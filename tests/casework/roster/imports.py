"""Rosters imported into a database, and what is stored then."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, col, select

from bot.channels.wecom.traits import WECOM
from casework.channels import roster_accounts
from casework.roster.load import RosterRefused, import_roster
from casework.roster.read import read_roster
from casework.roster.summary import ImportSummary
from locales import translate
from storage.database import Database
from storage.tables import Account, Invitation, Person, RoleHeld, Unit

ACCOUNTS = roster_accounts([WECOM])


NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


UNITS = "单位名称,类别,上级单位,别名,停用\n"


PERSONS = "\n工号,姓名,单位,角色,手机,企业微信账号,停用\n"


START = (
    f"{UNITS}第一中学,学校,教育局,一中,\n教育局,局机关,,,\n育才小学,学校,教育局,,\n"
    f"{PERSONS}1,张三,第一中学、育才小学,单位负责人,13800000000,zhang,\n2,李四,,督查员、办公室,,li,\n"
)


def bring_in(database: Database, folder: Path, text: str) -> ImportSummary:
    """Import the text as a CSV."""
    (folder / "r.csv").write_text(text, encoding="utf-8")
    with database.write() as session:
        return import_roster(session, read_roster(folder / "r.csv", ACCOUNTS), NOW)


def refused(database: Database, folder: Path, text: str) -> list[str]:
    """Import the text as a CSV, which must be refused and change nothing, and return the faults in
    English.
    """
    before = everything(database)
    with pytest.raises(RosterRefused) as refusal:
        bring_in(database, folder, text)
    assert everything(database) == before
    return [translate(fault, "en") for fault in refusal.value.faults]


def accounts(session: Session) -> dict[str, str]:
    """Return the accounts by the numbers of persons."""
    return dict(session.exec(select(Person.key, Account.account).join(Account)).all())


def everything(database: Database) -> list[str]:
    """Return every row that an import touches."""
    tables: tuple[type[SQLModel], ...] = (Unit, Person, Account, RoleHeld, Invitation)
    with database.read() as session:
        return sorted(repr(row) for table in tables for row in session.exec(select(table)))


def person(session: Session, key: str) -> Person:
    """Return the person with this number."""
    return session.exec(select(Person).where(Person.key == key)).one()


def unit(session: Session, name: str) -> Unit:
    """Return the unit of this name."""
    return session.exec(select(Unit).where(Unit.name == name)).one()


def roles_of(session: Session, person_id: int) -> list[tuple[str, int | None]]:
    held = (
        select(RoleHeld.role, RoleHeld.unit_id)
        .where(RoleHeld.person_id == person_id)
        .order_by(col(RoleHeld.id))
    )
    return list(session.exec(held))
