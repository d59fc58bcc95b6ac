"""Who is behind a chat, and how a chat becomes somebody's and stops being it."""

from __future__ import annotations

import pytest
from sqlmodel import select, update

from casework.desk import Actor
from casework.people.accounts import (
    NotBound,
    RosterSaysSo,
    actor_of,
    bound_chat,
    bureau_wide,
    look_up,
    roles_of,
)
from casework.people.commands import OWN_BROWSER, TO_JOIN, Invite, SpeakLanguage, Unbind
from casework.refusals import AdministratorNeeded, NotAllowed
from locales import translate
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Invitation, Person
from tests.casework.duties.cast import person_id, retire
from tests.casework.stage import FIRST, Stage
from tests.town import wecom_account


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def actor(stage: Stage, name: str) -> Actor:
    with stage.database.read() as session:
        return stage.desk(session, name).actor


def chat_id(stage: Stage, name: str) -> int:
    return actor(stage, name).chat_id or 0


def owner(stage: Stage, name: str) -> int | None:
    """Return whose the chat is."""
    with stage.database.read() as session:
        return session.exec(select(Chat.person_id).where(Chat.address == name)).one()


def test_who_acts_has_the_roles_of_the_roster_over_a_unit_or_the_bureau(stage: Stage) -> None:
    stage.also("head", Role.INSPECTOR, FIRST)
    found = actor(stage, "head")
    assert (found.name, found.person_id) == ("head", person_id(stage, "head"))
    assert found.held == {(Role.HEAD, stage.unit(FIRST)), (Role.INSPECTOR, None)}


def test_a_stranger_and_whoever_has_left_act_as_nobody(stage: Stage) -> None:
    retire(stage, "head")
    for name in ("parent", "head"):
        assert actor(stage, name) == Actor(chat_id=chat_id(stage, name))


def test_persons_are_looked_up_once_in_a_transaction(stage: Stage) -> None:
    me = person_id(stage, "head")
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        chat = session.exec(select(Chat).where(Chat.address == "head")).one()
        known = {me: ("somebody else", frozenset({(Role.OFFICE, None)}))}
        assert actor_of(desk, chat, dict(known)).name == "somebody else"
        people = look_up(session, [me, 404])
        assert set(people) == {me, 404}
        assert people[404] is None
        assert look_up(session, []) == {}


def test_only_roles_of_a_unit_count_for_that_unit() -> None:
    assert not any(map(bureau_wide, (Role.HEAD, Role.HANDLER, Role.STAFF)))
    assert all(map(bureau_wide, (Role.OFFICE, Role.INSPECTOR, Role.LEADER, Role.CUSTODIAN)))


def test_the_roles_held_now(stage: Stage) -> None:
    with stage.database.read() as session:
        assert roles_of(session, person_id(stage, "head")) == {Role.HEAD}
        assert roles_of(session, 404) == frozenset()


def test_the_commands_themselves_refuse(stage: Stage) -> None:
    """Roles may change between a question and its command."""
    custodian = person_id(stage, "custodian")
    for name, refusal in (("office", AdministratorNeeded), ("inspector", NotAllowed)):
        for purpose in (TO_JOIN, OWN_BROWSER):
            with pytest.raises(refusal):
                stage.do(name, Invite(custodian, purpose))
        with pytest.raises(NotBound):
            stage.do(name, Unbind(chat_id(stage, "custodian")))
    with stage.database.read() as session:
        assert session.exec(select(Invitation)).all() == []


def test_ones_own_chat_and_those_of_whom_one_may_invite_can_be_unbound(stage: Stage) -> None:
    receipt = stage.do("office", Unbind(chat_id(stage, "teacher")))
    assert stage.words(receipt).startswith("Unbound: web chat, teacher.")
    assert owner(stage, "teacher") is None
    assert list(stage.mail()) == ["teacher"]  # who is told
    stage.do("head", Unbind(chat_id(stage, "head")))
    assert owner(stage, "head") is None
    assert stage.mail() == {}  # who unbinds the chat they write in has the receipt


def test_a_strangers_chat_and_none_are_not_told_apart(stage: Stage) -> None:
    for chat in (chat_id(stage, "parent"), 404):
        with pytest.raises(NotBound):
            stage.do("office", Unbind(chat))


def test_a_chat_is_given_with_its_person_to_whoever_may_unbind_it(stage: Stage) -> None:
    with stage.database.write() as session:
        desk = stage.desk(session, "office")
        chat = session.exec(select(Chat).where(Chat.address == "head")).one()
        session.connection().execute(update(Chat).values(gone=True))  # as others may meanwhile
        person, locked = bound_chat(desk, chat.id or 0, lock=True)
        assert (person.key, locked) == ("head", chat)
        assert chat.gone


def test_a_chat_that_the_roster_names_is_not_unbound(stage: Stage) -> None:
    """The next message would bind it again."""
    with stage.database.write() as session:
        chat = session.exec(select(Chat).where(Chat.address == "teacher")).one()
        chat.channel = "wecom"
        session.add(wecom_account(session.get_one(Person, chat.person_id), "Teacher"))
    with pytest.raises(RosterSaysSo) as refused:
        stage.do("office", Unbind(chat_id(stage, "teacher")))
    assert "names this WeCom account as teacher's" in translate(refused.value.reason, "en")
    assert owner(stage, "teacher") == person_id(stage, "teacher")


def test_a_chat_speaks_the_language_it_is_told_and_no_other(stage: Stage) -> None:
    stage.do("head", SpeakLanguage("zh_CN"))
    stage.do("head", SpeakLanguage("tlh"))
    with stage.database.read() as session:
        assert session.exec(select(Chat.language).where(Chat.address == "head")).one() == "zh_CN"
