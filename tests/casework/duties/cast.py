"""A campaign of the tests, what is filed in it, and persons by name."""

from __future__ import annotations

from sqlmodel import col, select

from storage.tables import Person
from tests.casework.stage import Stage

WORDS = {"title": "自查情况", "type": "text", "text": "已自查"}
NUMBER = {"title": "问题数", "type": "number", "number": 3}
WHOLE = (WORDS, NUMBER)


def named(stage: Stage, ids: list[int]) -> set[str]:
    with stage.database.read() as session:
        return {session.get_one(Person, each).name for each in ids}


def person_id(stage: Stage, name: str) -> int:
    with stage.database.read() as session:
        return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def retire(stage: Stage, *names: str) -> None:
    with stage.database.write() as session:
        for each in session.exec(select(Person).where(col(Person.name).in_(names))):
            each.active = False
            session.add(each)
