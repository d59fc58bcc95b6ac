"""Choosing a unit: what is offered first, what is found, and what is said when nothing is."""

from __future__ import annotations

from casework.desk import Actor
from handlers.kit.pickers.unit import MAX_LISTED_UNITS, UnitName
from storage.queries.complainants import chat_to_answer
from storage.tables import Unit
from talk import Chosen, Given, Wrong
from talk import input as sent
from tests.handlers.beginnings import COMPLAINT
from tests.town import BUREAU, Town


def _offered(town: Town, kind: UnitName) -> list[object]:
    return [choice.value for choice in kind.choices(None)]


def test_whoever_complains_finds_their_own_unit_first_then_the_schools(town: Town) -> None:
    """The bureau stands last, and "don't know" before all of them."""
    town.play(COMPLAINT.replace("[第一中学]", "[第二小学]"))
    with town.database.read() as session:
        desk = town.desk(session)
        chat = chat_to_answer(session, BUREAU.routes, town.ticket("TS-2026-0001"))
        desk.actor = Actor(chat_id=chat)
        offered = _offered(town, UnitName(desk, unknown=True))
    assert offered == [None, 3, 2, 1]


def test_an_inspector_reads_them_in_the_rosters_order(town: Town) -> None:
    with town.database.read() as session:
        assert _offered(town, UnitName(town.desk(session))) == [1, 2, 3]


def test_among_many_one_types(town: Town) -> None:
    with town.database.write() as session:
        for place in range(MAX_LISTED_UNITS):
            session.add(Unit(name=f"第{place}幼儿园", qr=f"q{place}", kind="kindergarten"))
    with town.database.read() as session:
        kind = UnitName(town.desk(session), unknown=True)
        assert _offered(town, kind) == [None]
        assert kind.read(sent.Words("一中"), None) == Given(2)
        assert isinstance(kind.read(sent.Words("不知道"), None), Given)


def test_only_whoever_complains_may_not_know(town: Town) -> None:
    with town.database.read() as session:
        desk = town.desk(session)
        assert UnitName(desk, unknown=True).read(sent.Words("不知道"), None) == Given(None)
        assert isinstance(UnitName(desk).read(sent.Words("不知道"), None), Wrong)
        assert UnitName(desk).read(Chosen(3), None) == Given(3)
