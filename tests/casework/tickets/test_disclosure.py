"""Who complained: named to those who deal with it, confidential to the custodian alone, anonymous
to nobody at all.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from casework.refusals import NoSuchTicket
from casework.tickets import commands as c
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.disclosure import NobodyKnown, close_receipt_talks
from handlers.tickets.card import describe
from locales import translate
from rules.lifecycle import WrongParty
from storage.database import Database
from storage.evidence.fetching import forget_senders
from storage.tables import Chat, Evidence, OutboxRow, Reporter
from tests.casework.stage import Stage
from tests.town import Town


def _rows_naming(database: Database, *needles: str) -> dict[str, int]:
    """Return in how many rows of each table every one of the needles stands."""
    found: dict[str, int] = {}
    with database.read() as session:
        connection = session.connection()
        for (
            table
        ) in SQLModel.metadata.sorted_tables:  # with what is sealed, as the program reads it
            rows = [str(tuple(row)) for row in connection.execute(table.select())]
            hits = sum(all(each in row for each in needles) for row in rows)
            found |= {table.name: hits} if hits else {}
    return found


def test_anonymous_leaves_no_way_from_the_case_to_the_account(database: Database) -> None:
    stage = Stage(database)
    town, secret = stage.town, "the bursar sells uniforms from his car"
    town.play(f"""
        parent > complain
        parent > {secret}
        parent > (photo)
        parent > Done
        parent > [Teaching materials and uniforms]
        parent > [第一中学]
        parent > [No]
        parent > [Anonymous]
    """)
    said = town.play("parent > [Submit]")
    number, code = _number(said), _code(said)
    with database.write() as session:
        session.connection().execute(text("UPDATE evidence SET state = 'kept'"))
        session.connection().execute(
            text("UPDATE outbox SET payload = '{}' WHERE private")
        )  # delivery blanks what is private
        assert forget_senders(session) == 1
    with database.read() as session:
        chat = session.exec(select(Chat).where(Chat.address == "parent")).one()
        reporter = session.exec(select(Reporter)).one()
        assert (reporter.chat_id, reporter.name, reporter.contact) == (None, "", "")
        evidence = session.exec(select(Evidence)).one()
        assert (evidence.chat_id, evidence.source, evidence.ticket_id) == (
            None,
            {},
            reporter.ticket_id,
        )
        assert number not in str(chat.state)
        kept = session.exec(select(OutboxRow.payload, OutboxRow.chat_id)).all()
        assert not [
            row
            for row in kept
            if row[1] == chat.id and (secret in str(row[0]) or number in str(row[0]))
        ]
    assert set(_rows_naming(database, secret)) == {"tickets", "events"}
    assert _rows_naming(database, code) == {}
    assert not {"chats", "received", "reporters"} & set(_rows_naming(database, number))

    # answered, yet no message goes to that account; the receipt code opens it from another phone,
    # and leaves no trace there
    stage.bring(number, "in_progress")
    stage.do("head", c.AskReporter(number, "which car?"))
    assert "parent" not in stage.mail()
    town.phone("borrowed", "telegram")
    assert "reporter asked: which car?" in town.play(f"borrowed > {code}")
    town.play("borrowed > [Answer the question]\nborrowed > the green one\nborrowed > (photo)")
    assert f"Added to {number}" in town.play("borrowed > Done")
    assert town.ticket(number).state == "in_progress"
    with database.write() as session:
        session.connection().execute(text("UPDATE evidence SET state = 'kept'"))
        session.connection().execute(text("UPDATE outbox SET payload = '{}' WHERE private"))
        assert forget_senders(session) == 1
        borrowed = session.exec(select(Chat).where(Chat.address == "borrowed")).one()
        assert number not in str(borrowed.state)
        kept = session.exec(select(OutboxRow.payload, OutboxRow.chat_id)).all()
        assert not [row for row in kept if row[1] == borrowed.id and number in str(row[0])]
        assert all(each.chat_id is None for each in session.exec(select(Evidence)))
    with pytest.raises(NobodyKnown):
        stage.do("custodian", c.Reveal(number, "must know"))
    assert stage.faults() == []


def test_a_receipt_talk_left_open_is_closed(database: Database) -> None:
    town = Town(database)
    code = _code(_complain_anonymously(town, "parent"))
    number = town.ticket("TS-2026-0001").number
    town.play(f"parent > {code}")
    with database.write() as session:
        chat = session.exec(select(Chat).where(Chat.address == "parent")).one()
        assert number in str(chat.state)
        serial = chat.serial
        assert close_receipt_talks(town.desk(session), town.clock() + timedelta(hours=11)) == 0
        assert close_receipt_talks(town.desk(session), town.clock() + timedelta(hours=13)) == 1
    with database.read() as session:
        chat = session.exec(select(Chat).where(Chat.address == "parent")).one()
        assert (chat.state, chat.by_receipt, chat.serial) == ({}, False, serial)
    assert "What would you like to do?" in town.play("parent > menu")


def test_a_code_that_opens_nothing_says_so_and_the_right_one_goes_on(
    sqlite_database: Database,
) -> None:
    town = Town(sqlite_database)
    code = _code(_complain_anonymously(town, "parent"))
    wrong = "0" * 16 if code != "0" * 16 else "1" * 16
    assert "No complaint opens with this code" in town.play(f"other > {wrong}")
    spaced = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    assert "State: submitted" in town.play(f"other > {spaced}")
    assert "stays as it is" in town.play("other > [Withdraw]\nother > [Keep it]")
    town.play(f"other > {code}\nother > [Withdraw]\nother > [Withdraw]")
    assert town.ticket("TS-2026-0001").state == "withdrawn"


def test_confidential_is_shown_to_the_custodian_alone_and_on_the_record(database: Database) -> None:
    stage = Stage(database)
    number = stage.bring(
        stage.complaint("confidential", name="Mother Li", contact="13800000000"), "in_progress"
    )
    for name in ("office", "head", "custodian", "leader"):
        with database.read() as session:
            desk = stage.desk(session, name)
            ticket = get_visible_ticket(desk, number)
            shown = translate(describe(desk, ticket, parties_of(desk, ticket)), "en")
        assert not re.search("Mother Li|13800000000|parent", shown)
    for name in ("office", "head", "parent"):
        with pytest.raises(WrongParty):
            stage.do(name, c.Reveal(number, "curious"))
    with pytest.raises(Exception, match="Still needed"):
        stage.do("custodian", c.Reveal(number, " "))
    receipt = stage.do("custodian", c.Reveal(number, "a threat was made"))
    assert receipt.secret
    assert "Mother Li" in stage.words(receipt)
    assert "Account: web chat\n" in stage.words(receipt)
    last = stage.events(number)[-1]
    assert (last.name, last.actor, last.note) == (
        "revealed",
        "custodian",
        {"reason": "a threat was made"},
    )
    assert stage.mail() == {}


def test_named_is_shown_to_the_office_and_the_unit_but_not_to_the_leader(
    sqlite_database: Database,
) -> None:
    """The telephone number beside the name is for the office and the custodian: the unit asks
    through the relay.
    """
    stage = Stage(sqlite_database)
    number = stage.complaint("named", contact="13800138000")
    stage.do("office", c.Accept(number))
    stage.do("office", c.Assign(number, stage.unit()))
    assert "13800138000" not in str(stage.mail()["head"])
    for name, sees, may_call in (
        ("office", True, True),
        ("custodian", True, True),
        ("head", True, False),
        ("leader", False, False),
    ):
        with sqlite_database.read() as session:
            desk = stage.desk(session, name)
            ticket = get_visible_ticket(desk, number)
            shown = translate(describe(desk, ticket, parties_of(desk, ticket)), "en")
        assert (("Mother Li" in shown), ("13800138000" in shown)) == (sees, may_call), name


def test_words_are_relayed_without_an_account(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    number = stage.complaint("confidential")
    stage.mail()
    stage.do("office", c.Relay(number, "where was it?"))
    assert stage.mail() == {"parent": [f"The office writes about {number}: where was it? [Reply]"]}
    stage.do("parent", c.Relay(number, "at the gate"))
    told = stage.mail()
    assert set(told) == {"office", "clerk"}
    assert "parent" not in str(told)
    assert "Mother Li" not in str(told)


@pytest.mark.parametrize(
    ("level", "gone", "bound", "told"),
    [
        ("named", False, -1, "other phone"),
        ("named", False, 1, "teacher"),
        ("named", True, -1, "other phone"),
        ("named", True, 1, "teacher"),
        ("confidential", False, -1, "teacher"),
        ("confidential", True, -1, "teacher"),
    ],
)
def test_somebody_of_the_roster_is_told_where_they_can_be_reached(
    database: Database, level: str, gone: bool, bound: int, told: str
) -> None:
    """In the chat used last of those that were theirs when they filed it; in confidence in that one
    alone, even when nothing can be delivered there.
    """
    stage = Stage(database)
    number = stage.complaint(level, by="teacher")
    with database.write() as session:
        filed_in = session.exec(select(Chat).where(Chat.address == "teacher")).one()
        filed_in.gone = gone
        later = stage.town.clock() + timedelta(hours=1)
        chat = Chat(
            channel="web",
            address="other phone",
            person_id=filed_in.person_id,
            bound_at=stage.town.clock() + timedelta(hours=bound),
            seen_at=later,
            window_at=later,
        )
        session.add_all([filed_in, chat])
    stage.town.phone("other phone")
    stage.mail()
    stage.do("office", c.Accept(number))
    assert set(stage.mail()) == {told}
    if told == "other phone":
        stage.do("other phone", c.Withdraw(number))
        assert set(stage.mail()) == {"office", "clerk"}
    else:
        with pytest.raises(NoSuchTicket):
            stage.do("other phone", c.Withdraw(number))


def test_events_of_complainants_name_nobody(database: Database) -> None:
    stage = Stage(database)
    number = stage.complaint("confidential", by="teacher", name="teacher")
    stage.do("teacher", c.Supply(number, "more"))
    assert [(each.actor, each.actor_id) for each in stage.events(number)] == [
        ("complainant", None)
    ] * 2


def _complain_anonymously(town: Town, name: str) -> str:
    return town.play(f"""
        {name} > complain
        {name} > something is wrong
        {name} > Done
        {name} > [Something else]
        {name} > [Don't know]
        {name} > [Anonymous]
        {name} > [Submit]
    """)


def _number(said: str) -> str:
    found = re.search(r"TS-\d{4}-\d{4}", said)
    assert found
    return found[0]


def _code(said: str) -> str:
    found = re.search(r"Receipt code: ([\d ]{19})", said)
    assert found
    return found[1].replace(" ", "")
