"""Whom a complaint about a head is about stays shut out of it wherever they go; who comes after
them is not.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from casework.digests import commands as lead
from casework.digests.figures import digest_facts
from casework.digests.scope import scope_of
from casework.refusals import NobodyActs, NoSuchTicket
from casework.tickets import commands as c
from casework.tickets.access import not_about
from casework.tickets.queues import tickets_to_answer
from rules.lifecycle import SomethingMissing
from rules.permissions import Role
from storage.database import Database
from storage.queries.scope import Scope
from storage.queries.tickets import open_alike
from storage.tables import Accused, Person, RoleHeld, Ticket, Unit
from tests.casework.stage import FIRST, SECOND, Stage
from tests.town import MONDAY

BUREAU = "示范区教育局"


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def move(stage: Stage, name: str, role: Role, unit: str = BUREAU) -> None:
    """Give somebody another post in place of all they held, as a roster that is imported again
    does.
    """
    with stage.database.write() as session:
        me = session.exec(select(Person.id).where(Person.key == name)).one() or 0
        for each in session.exec(select(RoleHeld).where(RoleHeld.person_id == me)):
            session.delete(each)
        at = session.exec(select(Unit.id).where(Unit.name == unit)).one()
        session.add(RoleHeld(person_id=me, role=role.value, unit_id=at))


def accused(stage: Stage, number: str) -> list[str]:
    """Return the names of those whom the ticket is kept as being about."""
    with stage.database.read() as session:
        named = (
            select(Person.name).join(Accused, col(Accused.person_id) == col(Person.id)).join(Ticket)
        )
        return list(session.exec(named.where(Ticket.number == number).order_by(Person.name)))


def test_the_heads_of_the_day_are_kept(stage: Stage) -> None:
    stage.also("teacher", Role.HEAD, FIRST)
    about, other = stage.complaint(about_head=True), stage.complaint()
    assert (accused(stage, about), accused(stage, other)) == (["head", "teacher"], [])
    move(stage, "head", Role.STAFF)
    assert accused(stage, about) == ["head", "teacher"]


def test_an_accused_head_who_now_heads_the_unit_above_never_meets_it(stage: Stage) -> None:
    number = stage.complaint(about_head=True)
    move(stage, "head", Role.HEAD)
    move(stage, "above", Role.HEAD, FIRST)
    stage.also("handler", Role.HANDLER, BUREAU)
    stage.mail()
    stage.do("office", c.Accept(number))
    stage.do("office", c.Assign(number, stage.unit()))
    assert set(stage.mail()) == {"handler", "parent"}
    for command in (
        c.Take(number),
        c.Answer(number, "cause", "measure", "Wang"),
        c.AskReporter(number, "who are you?"),
    ):
        with pytest.raises(NoSuchTicket):
            stage.do("head", command)
    with stage.database.read() as session:
        assert [tickets_to_answer(stage.desk(session, each)) for each in ("head", "above")] == [
            [],
            [],
        ]
        assert [each.number for each in tickets_to_answer(stage.desk(session, "handler"))] == [
            number
        ]
    stage.do("handler", c.Take(number))
    stage.do("handler", c.Answer(number, "cause", "measure", "Wang"))
    stage.do("parent", c.Relay(number, "more"))
    assert "head" not in stage.mail()


def test_where_only_the_accused_heads_the_unit_above_nobody_of_it_acts(stage: Stage) -> None:
    number = stage.complaint(about_head=True)
    move(stage, "head", Role.HEAD)
    move(stage, "above", Role.STAFF)
    stage.do("office", c.Accept(number))
    with pytest.raises(NobodyActs):
        stage.do("office", c.Assign(number, stage.unit()))


@pytest.mark.parametrize("role", [Role.OFFICE, Role.CUSTODIAN, Role.ADMIN])
def test_an_accused_head_who_now_oversees_sees_all_but_what_is_about_them(
    stage: Stage, role: Role
) -> None:
    number, other = stage.complaint(about_head=True), stage.complaint()
    move(stage, "head", role)
    stage.mail()
    stage.do("parent", c.Supply(number, "more"))
    assert set(stage.mail()) == {"office", "clerk"}
    for command in (
        c.Accept(number),
        c.Relay(number, "who are you?"),
        c.Reveal(number, "why not"),
        c.Merge(other, number),
    ):
        with pytest.raises(NoSuchTicket):
            stage.do("head", command)
    stage.do("parent", c.Supply(other, "more"))
    assert ("head" in stage.mail()) == (role is Role.OFFICE)


def test_who_comes_after_the_accused_is_not_shut_out(stage: Stage) -> None:
    """The head of the bureau, who answers for it, takes over the school as well; the school itself
    still learns nothing.
    """
    number = stage.complaint(about_head=True)
    move(stage, "head", Role.STAFF, SECOND)
    stage.also("above", Role.HEAD, FIRST)
    stage.also("teacher", Role.HEAD, FIRST)
    stage.do("office", c.Accept(number))
    stage.mail()
    stage.do("office", c.Assign(number, stage.unit()))
    assert set(stage.mail()) == {"above", "parent"}
    stage.do("above", c.Take(number))
    for name in ("head", "teacher", "handler"):
        with pytest.raises(NoSuchTicket):
            stage.do(name, c.Answer(number, "cause", "measure", "Wang"))


def test_where_the_unit_had_no_head_its_heads_of_later_are_shut_out(stage: Stage) -> None:
    move(stage, "head", Role.STAFF, FIRST)
    number = stage.complaint(about_head=True)
    assert accused(stage, number) == []
    stage.also("clerk", Role.HEAD, FIRST)
    with pytest.raises(NoSuchTicket):
        stage.do("clerk", c.Accept(number))
    stage.do("office", c.Accept(number))


def test_a_relapse_is_about_the_same_persons(stage: Stage) -> None:
    number = stage.complaint(about_head=True)
    stage.set(number, state="closed")
    move(stage, "head", Role.OFFICE)
    stage.also("teacher", Role.HEAD, FIRST)
    stage.do("office", c.LookBack(number, "again", True))
    again = "TS-2026-0002"
    assert accused(stage, again) == ["head"]
    with pytest.raises(NoSuchTicket):
        stage.do("head", c.Assign(again, stage.unit()))


def test_what_is_about_somebody_else_is_no_ticket_of_the_same_sort(stage: Stage) -> None:
    """Neither merged nor offered: who left the school may well deal with what is said of the next
    head.
    """
    earlier = stage.complaint(about_head=True)
    move(stage, "head", Role.OFFICE)
    stage.also("teacher", Role.HEAD, FIRST)
    later, same = stage.complaint(about_head=True), stage.complaint(about_head=True)
    with stage.database.read() as session:
        ticket = session.exec(select(Ticket).where(Ticket.number == later)).one()
        assert [each.number for each in open_alike(session, ticket)] == [same]
        assert [each.number for each in open_alike(session, ticket, limit=1)] == [same]
    with pytest.raises(SomethingMissing):
        stage.do("office", c.Merge(later, earlier))
    stage.do("head", c.Merge(later, same))


def test_a_list_asks_once_and_what_is_not_about_a_head_not_at_all(stage: Stage) -> None:
    ordinary = [stage.complaint(), stage.finding()]
    about = [stage.complaint(about_head=True) for _each in range(3)]
    asked: list[str] = []
    with stage.database.read() as session:
        actor = stage.desk(session, "head").actor
        tickets = {each.number: each for each in session.exec(select(Ticket))}
        connection = session.connection()
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, *_rest: asked.append(statement),
        )
        assert [
            each.number for each in not_about(session, actor, [tickets[each] for each in ordinary])
        ] == ordinary
        assert asked == []
        assert [each.number for each in not_about(session, actor, [*tickets.values()])] == ordinary
        assert len(asked) == 1
    assert tickets.keys() == {*ordinary, *about}


def test_nothing_that_is_counted_hints_at_what_is_about_the_reader(stage: Stage) -> None:
    """A leader who heads a unit reads a digest as if what is about them had never been filed; so in
    a later post.
    """
    stage.also("head", Role.LEADER, BUREAU)
    number, unnamed = (
        stage.complaint(about_head=True),
        stage.complaint(unit=SECOND, about_head=True),
    )
    with stage.database.write() as session:
        for each in session.exec(select(Ticket)):
            each.state, each.due_at, each.assigned_at = (
                "assigned",
                MONDAY - timedelta(days=3),
                MONDAY,
            )
            session.add(each)
            if each.number == unnamed:
                session.delete(
                    session.exec(select(Accused).where(Accused.ticket_id == each.id)).one()
                )
    stage.town.clock.forward(minutes=5)
    assert _counted(stage, "leader") == _counted(stage, "office") == (2, 2, 2)
    assert _counted(stage, "head") == (1, 1, 1)
    stage.also("head", Role.HEAD, SECOND)
    assert _counted(stage, "head") == (0, 0, 0)
    move(stage, "head", Role.OFFICE)
    assert _counted(stage, "head") == (1, 1, 1)
    stage.do("office", lead.ScheduleDigest("day", "17:05"))
    with stage.database.read() as session:
        desk = stage.desk(session, "leader")
        assert (
            scope_of(desk, desk.actor) == Scope()
        )  # whoever is accused of nothing counts as before
        assert number not in str(
            digest_facts(stage.desk(session, "head"), stage.desk(session, "head").actor)
        )


def _counted(stage: Stage, name: str) -> tuple[int, int, int]:
    """Return what came in, what is open and what is overdue in this person's digest."""
    with stage.database.read() as session:
        desk = stage.desk(session, name)
        facts = digest_facts(desk, desk.actor)
    assert sum(count for _place, count in facts.places) == facts.overdue
    return facts.came[0], facts.open, facts.overdue


def test_a_second_unit_only_sees_what_is_its_own(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "handed_back")
    stage.do("office", c.Assign(number, stage.unit(SECOND)))
    mail = stage.mail()
    assert {"elsewhere", "parent", "head", "handler"} == set(mail)
    assert mail["head"] == [f"{number}: your hand-back is agreed to. It is no longer yours."]
    for name in ("head", "handler"):
        with pytest.raises(NoSuchTicket):
            stage.do(name, c.Take(number))
    stage.do("elsewhere", c.Take(number))
