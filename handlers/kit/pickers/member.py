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

MAX_NAME_CHARACTERS = 40
MAX_NAMESAKES = 8


def ask_member(talk: Talk, desk: Desk, question: Message) -> int:
    """Ask for somebody of the roster whom the actor may invite, and return the person's id."""
    found = talk.ask("name", Member(desk), question)
    if len(found) == 1:
        return found[0]
    namesakes = select(Person).where(col(Person.id).in_(found)).order_by(col(Person.id))
    options = []
    for person in desk.session.exec(namesakes):
        label = _("{name}, {title}", name=person.name, title=person.title or person.key)
        options.append(Choice(person.id, label))
    return talk.ask("person", Pick[int](options), _("Which of them?"))


class Member(Answer[list[int]]):
    """The ids of those of one name or staff number whom the actor may invite."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(self, said: Said, partial: Any) -> Reading:
        if not isinstance(said, sent.Words):
            return Wrong(_("Words are needed here, please type them."))
        name = clean(said.text)[:MAX_NAME_CHARACTERS]
        found = self._find_active(name)
        if not found:
            return Wrong(_("Nobody called “{name}” is in the roster. Check the name.", name=name))
        actor, session = self.desk.actor, self.desk.session
        theirs = [
            person_id
            for person_id in found
            if may_invite(actor.roles, roles_of(session, person_id))
        ]
        return Given(theirs) if theirs else Wrong(AdministratorNeeded().reason)

    def _find_active(self, name: str) -> list[int]:
        fitting = (
            select(Person.id)
            .where(col(Person.active), (col(Person.name) == name) | (col(Person.key) == name))
            .order_by(col(Person.id))
            .limit(MAX_NAMESAKES)
        )
        return [person_id or 0 for person_id in self.desk.session.exec(fitting)]
