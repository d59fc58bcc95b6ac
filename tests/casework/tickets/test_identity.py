"""Who complained: hidden from whoever reads the database, and still answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from casework.tickets import commands as c
from casework.tickets.identity_key import use_key
from storage.database import Database
from storage.evidence.fetching import forget_senders
from storage.queries.complainants import chat_to_answer, complaints_of, hide_complainants
from storage.tables import Chat, Evidence, Reporter, Ticket
from tests.casework.stage import Stage
from tests.custodian import TEST_KEY
from tests.town import BUREAU

MANY = 40


def chat_named(session: Session, name: str) -> int:
    found = session.execute(text("SELECT id FROM chats WHERE address = :name"), {"name": name})
    return int(found.scalar_one())


@pytest.mark.parametrize("is_sealed", [False, True])
def test_no_column_says_whose_a_confidential_complaint_is(
    database: Database, is_sealed: bool
) -> None:
    stage = Stage(database)
    if is_sealed:
        with database.write() as session:
            use_key(stage.desk(session, "custodian"), TEST_KEY.public)
    stage.complaint("confidential", by="teacher")
    with database.read() as session:
        reporter = session.get_one(Reporter, 1)
        assert (reporter.chat_id, reporter.person_id) == (None, None)
        chat = chat_named(session, "teacher")
        assert chat_to_answer(session, BUREAU.routes, session.get_one(Ticket, 1)) == chat
        assert complaints_of(session, BUREAU.routes, chat) == [1]


def test_those_of_before_are_hidden_at_the_start(database: Database) -> None:
    stage = Stage(database)
    stage.complaint("confidential", by="teacher")
    stage.complaint("named", by="teacher", words="another")
    with database.write() as session:
        chat = session.get_one(Chat, chat_named(session, "teacher"))
        reporter = session.get_one(Reporter, 1)
        reporter.chat_id, reporter.person_id = chat.id, chat.person_id
        reporter.route, reporter.mark = "", None
    with database.write() as session:
        assert hide_complainants(session, BUREAU.routes) == 1
    with database.write() as session:
        assert hide_complainants(session, BUREAU.routes) == 0
        assert sorted(complaints_of(session, BUREAU.routes, chat.id)) == [1, 2]
        assert session.get_one(Reporter, 1).chat_id is None
        assert session.get_one(Reporter, 2).chat_id == chat.id


def test_what_came_back_is_answered_and_opens_with_the_same_key(database: Database) -> None:
    stage = Stage(database)
    with database.write() as session:
        use_key(stage.desk(session, "custodian"), TEST_KEY.public)
    number = stage.bring(stage.complaint("confidential", by="teacher"), "resolved")
    stage.town.clock.forward(days=15)
    stage.do("office", c.Close(number))
    stage.town.clock.forward(days=1)
    stage.do("office", c.LookBack(number, "again", relapse=True))
    with database.read() as session:
        again = session.get_one(Ticket, 2)
        assert chat_to_answer(session, BUREAU.routes, again) == chat_named(session, "teacher")
        first, second = session.get_one(Reporter, 1), session.get_one(Reporter, 2)
        assert first.sealed == second.sealed
        assert first.route != second.route


def test_of_many_names_none_is_found_in_the_files(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    with sqlite_database.write() as session:
        use_key(stage.desk(session, "custodian"), TEST_KEY.public)
    names = [f"张守密{number:04d}" for number in range(MANY)]
    phones = [f"1390000{number:04d}" for number in range(MANY)]
    for place, (name, contact) in enumerate(zip(names, phones, strict=True)):
        stage.complaint("confidential", name=name, contact=contact, words=f"words {place}")
    with sqlite_database.read() as session:
        file = Path(session.execute(text("PRAGMA database_list")).one().file)
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"words 1" in content
    assert [name for name in (*names, *phones) if name.encode() in content] == []


@pytest.mark.parametrize(
    ("level", "is_kept"), [("named", True), ("confidential", False), ("anonymous", False)]
)
def test_a_photo_says_who_sent_it_of_those_alone_who_give_their_name(
    database: Database, level: str, is_kept: bool
) -> None:
    stage = Stage(database)
    photo = stage.photo("teacher", "kept")
    stage.complaint(level, by="teacher", photos=(photo,))
    with database.write() as session:
        forget_senders(session)
        sent = session.get_one(Evidence, photo)
        assert sent.ticket_id is not None
        assert (sent.chat_id is not None, bool(sent.source)) == (is_kept, is_kept)
