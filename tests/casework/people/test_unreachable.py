"""The office hears once of those who should be told and have no account."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from sqlmodel import col, select

from casework.people.unreachable import MAX_LISTED_NAMES, note_reached, note_unreachable
from storage.database import Database
from storage.tables import Chat, Person, Unreachable
from tests.casework.duties.cast import person_id, retire
from tests.casework.stage import Stage

TOLD = "Reminders cannot reach these people, they have no account here yet"


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def note(stage: Stage, *names: str, reached: bool = False) -> dict[str, list[str]]:
    """Note that these could be reached or not, and return what arrived then."""
    with stage.database.write() as session:
        people: Collection[int] = [person_id(stage, name) for name in names]
        (note_reached if reached else note_unreachable)(stage.town.desk(session), people)
    return stage.mail()


def kept(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        found = select(Person.name).join(Unreachable).order_by(col(Person.id))
        return list(session.exec(found))


def cut_off(stage: Stage, *names: str, gone: bool = True) -> None:
    """Take the accounts of these away, or give them back."""
    with stage.database.write() as session:
        for chat in session.exec(select(Chat).where(col(Chat.address).in_(names))):
            chat.gone = gone


def test_the_office_is_told_of_each_once(database: Database) -> None:
    stage = Stage(database)
    line = f"{TOLD} (2): head、teacher [Invite somebody]"
    assert note(stage, "teacher", "head") == {"office": [line], "clerk": [line]}
    assert note(stage, "teacher", "head") == {}
    another = note(stage, "teacher", "handler")
    assert another["office"] == [f"{TOLD} (1): handler [Invite somebody]"]
    assert kept(stage) == ["head", "handler", "teacher"]


def test_who_was_reached_meanwhile_is_told_of_again(stage: Stage) -> None:
    note(stage, "teacher", "head")
    assert note(stage, "teacher", reached=True) == {}
    assert kept(stage) == ["head"]
    assert set(note(stage, "teacher", "head")) == {"office", "clerk"}


def test_while_nobody_of_the_office_can_be_told_it_is_kept(stage: Stage) -> None:
    cut_off(stage, "office", "clerk")
    assert note(stage, "teacher") == {}
    cut_off(stage, "clerk", gone=False)
    assert set(note(stage)) == {"clerk"}  # with the next round, whoever that is about


def test_who_has_left_is_not_told_of(stage: Stage) -> None:
    retire(stage, "teacher")
    assert note(stage, "teacher") == {}


def test_many_are_counted(stage: Stage) -> None:
    with stage.database.write() as session:
        people = [Person(key=f"K{each}", name=f"K{each}") for each in range(MAX_LISTED_NAMES + 3)]
        session.add_all(people)
        session.flush()
        note_unreachable(stage.town.desk(session), [each.id or 0 for each in people])
    [line] = stage.mail()["office"]
    assert "(23): K0、K1、" in line
    assert line.endswith("K19 and 3 more [Invite somebody]")
