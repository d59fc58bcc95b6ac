"""Whose a complaint is: the chat it was filed in and whom that belonged to, as of filing."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from casework.tickets import commands as c
from storage.database import Database
from storage.queries.complainants import (
    chat_to_answer,
    complaints_of,
    identity,
    is_complainant,
    person_complaining,
)
from storage.tables import Chat, Person, Reporter, Ticket
from tests.casework.stage import Stage
from tests.town import BUREAU

ROUTES = BUREAU.routes


def chat_of(session: Session, name: str) -> Chat:
    return session.exec(select(Chat).where(Chat.address == name)).one()


@pytest.mark.parametrize("level", ["named", "confidential", "anonymous"])
@pytest.mark.parametrize("by", ["parent", "teacher"])
def test_as_long_as_the_chat_is_whose_it_was(database: Database, level: str, by: str) -> None:
    stage = Stage(database)
    stage.complaint(level, by=by)
    is_kept = level != "anonymous"
    with database.write() as session:
        ticket, chat = session.get_one(Ticket, 1), chat_of(session, by)
        other = session.exec(select(Person.id).where(Person.name == "elsewhere")).one()
        owners = [chat.person_id, other, None if by == "teacher" else other]
        for owner in owners:
            chat.person_id = owner
            session.add(chat)
            session.flush()
            is_theirs = is_kept and owner is owners[0]
            assert is_complainant(session, ROUTES, ticket, chat.id) is is_theirs
            assert complaints_of(session, ROUTES, chat.id) == ([1] if is_theirs else [])
            assert chat_to_answer(session, ROUTES, ticket) == (chat.id if is_theirs else None)
        assert person_complaining(session, ROUTES, ticket) == (owners[0] if is_kept else None)
        person, filed_in = identity(session, ROUTES, session.get_one(Reporter, 1))
        assert (person.name if person else None) == ("teacher" if owners[0] and is_kept else None)
        assert (filed_in is chat) is is_kept


def test_what_came_back_is_of_the_first_filing(database: Database) -> None:
    """A chat bound between the two opens neither."""
    stage = Stage(database)
    number = stage.complaint("named", by="teacher")
    stage.do("office", c.Accept(number))
    stage.do("office", c.Assign(number, stage.unit()))
    stage.do("head", c.Take(number))
    stage.do("head", c.Answer(number, "cause", "measure", "Wang"))
    stage.do("office", c.Approve(number))
    stage.town.clock.forward(days=15)
    stage.do("office", c.Close(number))
    with database.write() as session:
        owner = chat_of(session, "teacher").person_id
        filed_at = session.get_one(Ticket, 1).filed_at
        for name, bound_at in (("then", filed_at), ("later", stage.town.clock())):
            chat = Chat(channel="web", address=name, seen_at=filed_at, window_at=filed_at)
            chat.person_id, chat.bound_at = owner, bound_at
            session.add(chat)
    stage.town.clock.forward(days=1)
    stage.do("office", c.LookBack(number, "again", relapse=True))
    with database.read() as session:
        opened = {
            name: complaints_of(session, ROUTES, chat_of(session, name).id)
            for name in ("teacher", "then", "later")
        }
        assert opened == {"teacher": [1, 2], "then": [1, 2], "later": []}
