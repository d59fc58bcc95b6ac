"""What a page forgets: what led to an anonymous complaint, whatever kind of question it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from bot.web.messages import MessageReader
from handlers.registry import CONVERSATIONS
from handlers.tickets.complain import complain
from locales import Message
from storage.database import Database
from storage.outbox.notice import MessageKind
from storage.tables import Chat, OutboxRow
from talk import Answer, Given, Reading, Said, Talk, Words, Wrong
from talk import input as sent
from tests.town import BUREAU, Town

PLATE = "湘A12345"


class Plate(Answer[str]):
    """A kind of answer that no other question asks for, without choices."""

    def read(self, said: Said, partial: Any) -> Reading:
        if not isinstance(said, sent.Words):
            return Wrong(Message("Please type the plate."))
        return Given(said.text)


def complain_of_a_car(talk: Talk, desk: Any) -> object:
    """Ask two questions more, the second of which repeats what was said."""
    plate = talk.ask("plate", Plate(), Message("Which car was it?"))
    repeated = Message("You saw {plate}. Who drove it?", {"plate": plate})
    talk.ask("driver", Words(), repeated)
    return complain(talk, desk)


def test_a_new_kind_of_question_is_forgotten_after_an_anonymous_complaint(
    database: Database,
) -> None:
    conversation = replace(CONVERSATIONS["complain"], script=complain_of_a_car)
    town = Town(database, conversations={**CONVERSATIONS, "complain": conversation})
    town.play(f"parent > complain\nparent > {PLATE}")
    row, notices = _naming_the_plate(database)
    assert notices == [MessageKind.QUESTION]
    town.play("""
        parent > nobody knows
        parent > it blocks the gate
        parent > Done
        parent > 1
        parent > 第一中学
        parent > [No]
        parent > [Anonymous]
        parent > [Submit]
    """)
    assert _naming_the_plate(database) == (0, [])
    reader = MessageReader(database, BUREAU.zone, town.clock)
    page = reader.read("parent", None)
    assert not [message for message in page.messages if PLATE in message.out.text]
    assert any(first <= row <= last for first, last in page.forgotten or ())


def _naming_the_plate(database: Database) -> tuple[int, list[str]]:
    """Return the last row that names the plate, and the kinds of all of them."""
    with database.read() as session:
        chat = session.exec(select(Chat.id).where(Chat.address == "parent")).one()
        rows = session.exec(
            select(OutboxRow).where(OutboxRow.chat_id == chat).order_by(col(OutboxRow.id))
        ).all()
        naming = [row for row in rows if PLATE in str(row.payload)]
        return (naming[-1].id or 0 if naming else 0), [row.kind for row in naming]
