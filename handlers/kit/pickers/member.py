"""Choosing somebody of the roster, by name or staff number."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from casework.desk import Desk
from casework.people.accounts import roles_of
from casework.refusals import AdministratorNeeded
from locales import Message, _
from rules.permissions import may_invite
from storage.tables import Person
from talk import Answer, Choice, Given, Pick, Reading, Said, Talk, Wrong, clean
from talk import input as sent


def ask_member(talk: Talk, desk: Desk, question: Message) -> int:
    """Ask for somebody of the roster whom the actor may invite, and return the person's id."""
    found = talk.ask("name", Member(desk), question)
    if len(found) == 1:
        return found[0]
    people = desk.session.exec(
        select(Person).where(col(Person.id).in_(found)).order_by(col(Person.id))
    ).all()
    options = [
        Choice(each.id, _("{name}, {title}", name=each.name, title=each.title or each.key))
        for each in people
    ]
    return talk.ask("person", Pick[int](options), _("Which of them?"))


class Member(Answer[list[int]]):
    """People of the roster whom the actor may invite, by name or staff number, by id; of the same
    name there may be several.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(self, said: Said, partial: Any) -> Reading:
        if not isinstance(said, sent.Words):
            return Wrong(_("Words are needed here, please type them."))
        name = clean(said.text)[:40]
        fitting = (
            col(Person.active).is_(True),
            (col(Person.name) == name) | (col(Person.key) == name),
        )
        found = self.desk.session.exec(
            select(Person.id).where(*fitting).order_by(col(Person.id)).limit(8)
        ).all()
        if not found:
            return Wrong(_("Nobody called “{name}” is in the roster. Check the name.", name=name))
        mine, session = self.desk.actor.roles, self.desk.session
        theirs = [
            each for each in found if each is not None and may_invite(mine, roles_of(session, each))
        ]
        return Given(theirs) if theirs else Wrong(AdministratorNeeded().reason)
