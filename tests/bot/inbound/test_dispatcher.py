"""A message reaches the conversation that waits for it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage.database import Database
from storage.tables import Chat
from talk import input as sent
from talk.token import answer_token, start_token
from tests.town import Town


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (sent.Start("u-nowhere"), "belongs to no unit"),
        (sent.Start(), "here you can complain"),
        (sent.Tap("nothing of ours"), "That button is not known any more."),
        (sent.Tap(answer_token(1, 0)), "answered already"),
        (sent.Tap(start_token("menu")), "What would you like to do?"),
        (sent.Place(28.0, 113.0), "A place alone says nothing yet."),
        (sent.File({}, "x.pdf"), "Only pictures can be taken as files"),
        (sent.Unusable("voice"), "Voice cannot be read here."),
    ],
)
def test_out_of_the_blue(town: Town, said: sent.Input, answer: str) -> None:
    phone = town.phone("someone")
    town.take(phone, said)
    assert answer in "\n".join(phone.news())


def test_the_chat_keeps_what_outlives_its_conversations(town: Town) -> None:
    town.play("someone > receipt")
    town.take(town.phone("someone"), sent.Tap(start_token("receipt")))
    with town.database.read() as session:
        chat = session.exec(select(Chat)).one()
        assert (chat.by_receipt, chat.serial > 0) == (True, True)
    town.play("someone > cancel")
    with town.database.read() as session:
        assert session.exec(select(Chat.by_receipt)).one() is False
