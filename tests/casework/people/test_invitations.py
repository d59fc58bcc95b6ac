"""Invitations: a code binds the chat that shows it, once, where it may be shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from casework.desk import Actor
from casework.people.commands import OWN_BROWSER, TO_JOIN, AgreeToInvite, Invite, Join
from casework.people.invitations import (
    ForTheBrowser,
    NoSuchInvitation,
    NoSuchPerson,
    WaitsForAnother,
    make_invitation,
)
from casework.refusals import CodeUnknown
from rules.limits import ENTRY_LINK_MINUTES, INVITATION_DAYS
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Invitation, PersonEvent
from tests.casework.duties.cast import person_id, retire
from tests.casework.stage import FIRST, Stage
from tests.town import BUREAU


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


def code_for(stage: Stage, name: str, by: str = "office", purpose: str = TO_JOIN) -> str:
    """Return the code of an invitation."""
    receipt = stage.do(by, Invite(person_id(stage, name), purpose))
    facts = receipt.text.facts
    lines = facts.get("lines", [receipt.text])
    assert isinstance(lines, list)
    return str(lines[0].facts["code"])


def test_a_code_binds_the_chat_that_shows_it_once(stage: Stage) -> None:
    code = code_for(stage, "head")
    receipt = stage.do("parent", Join(code.lower()))
    assert stage.words(receipt) == f"Welcome, head. You are:\nhead of a unit, {FIRST}"
    assert owner(stage, "parent") == person_id(stage, "head")
    stage.stranger("another")
    with pytest.raises(CodeUnknown):
        stage.do("another", Join(code))


def test_a_code_is_good_for_its_time(stage: Stage) -> None:
    own, join = code_for(stage, "head", "head", OWN_BROWSER), code_for(stage, "handler")
    stage.town.clock.now += timedelta(minutes=ENTRY_LINK_MINUTES, seconds=1)
    with pytest.raises(CodeUnknown):
        stage.do("parent", Join(own, at_entrance=True))
    stage.town.clock.now += timedelta(days=INVITATION_DAYS, minutes=-ENTRY_LINK_MINUTES - 1)
    stage.do("parent", Join(join))


@pytest.mark.parametrize("happens", ["left", "risen"])
def test_a_code_does_not_outlive_what_it_was_made_for(stage: Stage, happens: str) -> None:
    code = code_for(stage, "teacher")
    if happens == "left":
        retire(stage, "teacher")
    else:
        stage.also("teacher", Role.CUSTODIAN, FIRST)
    with pytest.raises(CodeUnknown):
        stage.do("parent", Join(code))
    assert owner(stage, "parent") is None


def test_of_a_code_only_the_hash_is_kept(stage: Stage) -> None:
    code = code_for(stage, "head")
    with stage.database.read() as session:
        kept = session.exec(select(Invitation)).one()
    assert kept.code_hash == BUREAU.keyed_hash(code)
    assert kept.invited_by == person_id(stage, "office")


def test_who_has_left_is_not_invited(stage: Stage) -> None:
    retire(stage, "head")
    for person in (person_id(stage, "head"), 404):
        with pytest.raises(NoSuchPerson):
            stage.do("office", Invite(person))


def test_a_code_for_the_browser_is_good_at_its_entrance_alone(stage: Stage) -> None:
    """Shown elsewhere it is not used up."""
    own = code_for(stage, "head", "head", OWN_BROWSER)
    with pytest.raises(ForTheBrowser):
        stage.do("parent", Join(own))
    assert owner(stage, "parent") is None
    stage.do("parent", Join(own, at_entrance=True))
    assert owner(stage, "parent") == person_id(stage, "head")


def test_who_had_the_chat_before_is_told_in_their_other_chats(stage: Stage) -> None:
    """And what they had begun in it is dropped."""
    code = code_for(stage, "teacher")
    stage.stranger("spare")
    stage.do("spare", Join(code_for(stage, "handler")))
    with stage.database.write() as session:
        chat = session.exec(select(Chat).where(Chat.address == "spare")).one()
        chat.state = {"stack": [["complain", "", [["what", {}]], {}]]}
        session.add(chat)
    stage.mail()
    stage.do("spare", Join(code))
    told = stage.mail()
    assert "was just bound to somebody else" in str(told["handler"])
    assert "Your account was just bound" in str(told["teacher"])
    with stage.database.read() as session:
        chat = session.exec(select(Chat).where(Chat.address == "spare")).one()
        assert (chat.person_id, chat.state) == (person_id(stage, "teacher"), {})


def test_making_and_using_a_code_are_events(stage: Stage) -> None:
    stage.do("parent", Join(code_for(stage, "head")))
    with stage.database.read() as session:
        events = session.exec(select(PersonEvent)).all()
    office, head = person_id(stage, "office"), person_id(stage, "head")
    assert [(each.name, each.person_id, each.actor_id, each.note) for each in events] == [
        ("invited", head, office, {"purpose": "join"}),
        ("joined", head, None, {"purpose": "join", "channel": "web", "invited_by": office}),
    ]


@pytest.mark.parametrize("name", ["custodian", "admin"])
def test_a_code_for_one_whose_role_two_people_give_waits_for_another(
    stage: Stage, name: str
) -> None:
    stage.town.person("admin", Role.ADMIN)
    stage.town.person("other admin", Role.ADMIN)
    code = code_for(stage, name, "other admin")
    with pytest.raises(WaitsForAnother):
        stage.do("parent", Join(code))
    for nobody in ("other admin", "office", "head", "parent"):
        with pytest.raises(NoSuchInvitation):
            stage.do(nobody, AgreeToInvite(1))
    stage.do("custodian", AgreeToInvite(1))
    stage.do("parent", Join(code))
    assert owner(stage, "parent") == person_id(stage, name)


def test_until_there_are_two_a_code_waits_for_nobody(stage: Stage) -> None:
    """The first set-up: nobody else could agree."""
    with stage.database.write() as session:
        code = make_invitation(stage.town.desk(session), person_id(stage, "custodian"), TO_JOIN)
    stage.do("parent", Join(code))
    assert owner(stage, "parent") == person_id(stage, "custodian")


def test_a_code_from_the_command_line_waits_for_one_of_them(stage: Stage) -> None:
    stage.town.person("admin", Role.ADMIN)
    with stage.database.write() as session:
        code = make_invitation(stage.town.desk(session), person_id(stage, "custodian"), TO_JOIN)
    with pytest.raises(WaitsForAnother):
        stage.do("parent", Join(code))
    assert {"admin", "custodian"} <= set(stage.mail())
    stage.do("admin", AgreeToInvite(1))
    stage.do("parent", Join(code))
