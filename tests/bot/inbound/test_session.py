"""Conversations through the receiver, before and after restarts: stale buttons, numbers, drafts, late
photos, languages, ways out.
"""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from handlers.registry import CONVERSATIONS
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Evidence, Failure, Ticket
from talk import input as sent
from talk.state import State
from tests.town import Town


@pytest.fixture(params=[False, True], ids=["running", "restarted after every message"])
def town(request: pytest.FixtureRequest, sqlite_database: Database) -> Town:
    town = Town(sqlite_database, rebuild=request.param)
    town.person("inspector", Role.INSPECTOR)
    town.person("office", Role.OFFICE)
    town.person("head", Role.HEAD, unit="第一中学")
    return town


def _last(said: str) -> str:
    return said.strip().splitlines()[-1]


def test_stale_unknown_and_foreign_buttons(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done")
    stale = town.phone("inspector").buttons["第一中学"]
    town.play("inspector > 第二小学")
    for token, fault in [
        (stale, "That button belongs to a question that is answered already."),
        ("ans:999:0", "That button belongs to a question that is answered already."),
        ("page:1:7", "That button belongs to a question that is answered already."),
        ("go:nowhere", "That button is not known any more."),
        ("go:", "That button is not known any more."),
        ("ans:x:y", "That button is not known any more."),
        ("x" * 4000, "That button is not known any more."),
    ]:
        town.take(town.phone("inspector"), sent.Tap(token))
        said = town.phone("inspector").news()
        assert fault in said[0], token
        assert "what did you see?" in said[-1], "the conversation is where it was"
    assert "第二小学" in town.play("inspector > [Late]\ninspector > Skip\ninspector > Skip")


def test_a_question_asked_anew_is_answered_by_the_buttons_of_either(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done")
    first = town.phone("inspector").buttons["第一中学"]
    assert "Which unit is it?" in town.play("inspector > (start)\ninspector > (sticker)")
    assert town.phone("inspector").buttons["第一中学"] != first
    town.take(town.phone("inspector"), sent.Tap(first))
    assert "what did you see?" in town.phone("inspector").news()[-1]
    town.take(town.phone("inspector"), sent.Tap(first))  # answered is answered
    assert "answered already" in town.phone("inspector").news()[0]


def test_on_a_slow_line_old_buttons_leave_one_answer_behind_and_not_one_each(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done")
    stale = town.phone("inspector").buttons["第一中学"]
    town.play("inspector > 第二小学\ninspector > [Late]")
    inspector = town.phone("inspector")
    for said in (
        sent.Tap(stale),
        sent.Photo({"file": "late"}),
        sent.Tap(stale),
        sent.Start(""),
        sent.Tap(stale),
    ):
        town.take(inspector, said)
    told = inspector.news()
    assert ["answered already" in each for each in told] == [False, True], (
        "what tells something new is still said"
    )
    assert "The photo was added to your draft." in told[0]
    town.play("inspector > [Skip]\ninspector > [Skip]\ninspector > [Submit]")
    for _each in range(3):
        town.take(inspector, sent.Tap(stale))
    assert len(inspector.news()) == 1, "where no question waits, too"


def test_a_number_out_of_range(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done")
    said = town.play("inspector > 99")
    assert "Which unit is it?" in said
    said = town.play("inspector > 第一中学\ninspector > 88")
    assert "There is no number 88 here. Please choose one from the list." in said
    assert "what did you see?" in said
    assert "Anything to add?" in town.play("inspector > 1")


def test_the_wrong_sort_of_answer(town: Town) -> None:
    assert "Send the photos" in town.play("inspector > 上报")
    town.play("inspector > (photo)\ninspector > [Done]")
    for what in ("voice", "sticker", "edited", "video", "file", "too_large"):
        said = town.play(f"inspector > ({what})")
        assert "Which unit is it?" in _last(said), said
    assert "The photo was added to your draft." in town.play("inspector > (photo)")
    town.take(town.phone("inspector"), sent.Place(28.1, 112.9))
    assert "Please write the unit's name" in str(town.phone("inspector").news())


def test_a_late_photo_of_an_album_joins_the_draft_and_the_ticket(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > (photo)\ninspector > Done\ninspector > 第一中学")
    assert "The photo was added to your draft." in town.play("inspector > (photo 迟到)")
    town.play("inspector > [Late]\ninspector > [Skip]")
    assert "photos: 3" in town.play("inspector > 1").lower()
    with town.database.read() as session:
        assert [each.ticket_id for each in session.exec(select(Evidence))] == [
            session.exec(select(Ticket.id)).one()
        ] * 3


def test_a_draft_waits_behind_another_conversation_and_comes_back(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done\ninspector > 第一中学")
    said = town.play("inspector > /help")
    assert "Always:" in said
    assert "Back to what was begun: Report a finding" in said
    said = town.play(
        "inspector > /complain\ninspector > the canteen\ninspector > Done\ninspector > cancel"
    )
    assert "Cancelled. Nothing was sent." in said
    assert "Back to what was begun: Report a finding" in said
    assert "what did you see?" in _last(said)
    assert "第一中学" in town.play("inspector > [Late]\ninspector > [Skip]\ninspector > [Skip]")


def test_a_wrong_invitation_over_a_draft_keeps_the_draft(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done\ninspector > 第一中学")
    said = town.play("inspector > (start WRONGCODE234)")
    assert "This code is not valid" in said
    assert "Please type your invitation code." in said
    assert "what did you see?" in _last(town.play("inspector > cancel"))


def test_a_right_invitation_binds_and_goes_on(town: Town) -> None:
    town.play("office > /invite")
    said = town.play("office > head")
    code = re.search(r"one use: (\w{12})", said)
    assert code
    town.play("newphone > /complain\nnewphone > something")
    said = town.play(f"newphone > (start {code[1]})\nnewphone > [Yes, that is me]")
    assert "Welcome, head. You are: / head of a unit, 第一中学" in said
    assert "Back to what was begun: Complain" in said
    assert "This code is not valid" in town.play(f"other > (start {code[1]})")  # once
    with town.database.read() as session:
        assert (
            session.exec(select(Chat.person_id).where(Chat.address == "newphone")).one() is not None
        )
        assert session.exec(select(Chat.person_id).where(Chat.address == "other")).one() is None


def test_an_invitation_that_is_over(town: Town) -> None:
    town.play("office > /invite")
    code = re.search(r"one use: (\w{12})", town.play("office > head"))
    assert code
    town.clock.forward(days=7, seconds=1)
    assert "This code is not valid" in town.play(f"late > (start {code[1]})")


def test_opening_wecoms_app_repeats_no_question(town: Town) -> None:
    town.take(town.phone("parent", "wecom"), sent.Start())
    assert "What would you like to do?" in town.phone("parent", "wecom").news()[-1]
    town.play("parent > /complain\nparent > (photo)\nparent > (photo)")
    for _each in range(3):
        town.take(town.phone("parent", "wecom"), sent.Start())
    assert town.phone("parent").news() == []
    town.take(town.phone("parent"), sent.Photo({"file": "x"}))
    town.take(town.phone("parent"), sent.Start())
    assert "Photos received: 3." in town.phone("parent").news()[-1], (
        "nor does it take anything back"
    )


def test_the_language_changes_in_the_middle(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done")
    said = town.play("inspector > language\ninspector > [中文]")
    assert "Back to what was begun: Report a finding" in said
    assert "Which unit is it?" in _last(said)
    with town.database.read() as session:
        assert (
            session.exec(select(Chat.language).where(Chat.address == "inspector")).one() == "zh_CN"
        )
    assert "what did you see?" in town.play("inspector > 第一中学")


def test_back_goes_one_question_back_and_cancel_drops(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done\ninspector > 第一中学")
    assert "Which unit is it?" in _last(town.play("inspector > back"))
    assert "Photos received: 1." in _last(
        town.play("inspector > 返回")
    )  # what was sent is kept, to be added to
    with town.database.read() as session:
        assert [each.state for each in session.exec(select(Evidence))] == ["pending"]
    said = _last(town.play("inspector > back"))  # it is in Telegram's menu, within reach of a slip
    assert (
        "This is the first question; what you sent is kept. Only Cancel drops it. /  / "
        "Photos received: 1." in said
    )
    assert said.endswith("[Done] [Cancel]")
    said = town.play("inspector > [Cancel]")
    assert "Cancelled. Nothing was sent." in said
    assert "What would you like to do?" in _last(said)
    assert "What would you like to do?" in town.play("inspector > 取消")
    with town.database.read() as session:
        assert [each.state for each in session.exec(select(Evidence))] == [
            "dropped"
        ]  # given up, so nobody fetches or keeps it


@pytest.mark.parametrize(
    "name", [each for each in CONVERSATIONS if each not in ("menu", "welcome", "help")]
)
def test_every_conversation_can_be_left_at_its_first_question(
    sqlite_database: Database, name: str
) -> None:
    town = Town(sqlite_database)
    everything = town.person("everything", *Role, unit="第一中学")
    for way in ("back", "cancel"):
        town.take(everything, sent.Tap(f"go:{name}"))
        everything.news()
        town.take(everything, sent.Words(way))
        assert "What would you like to do?" in everything.news()[-1]
    with sqlite_database.read() as session:
        assert session.exec(select(Failure)).all() == []
        state = session.exec(select(Chat.state)).one()
    assert "stack" not in state


def test_a_draft_with_a_photo_outlives_whatever_is_only_looked_at(town: Town) -> None:
    town.play("inspector > (photo)")
    for each in range(20):
        town.take(town.phone("inspector"), sent.Tap(f"go:complain:{each}"))
    said = town.play("inspector > cancel")
    assert "dropped" not in said.lower()
    assert "Photos received: 1." in _last(said)


def test_of_too_many_drafts_the_one_with_the_least_in_it_is_dropped_by_name(town: Town) -> None:
    inspector = town.phone("inspector")
    town.play("inspector > (photo)\ninspector > (photo)\ninspector > Done")
    for each in range(8):
        town.take(inspector, sent.Tap(f"go:complain:{each}"))
        assert "Dropped" not in town.play(f"inspector > complaint {each}")
    said = town.play("inspector > help")  # with the report, nine are to wait
    assert (
        said.count("Dropped, and not sent: Complain. Please start it again if it is still needed.")
        == 1
    )
    with town.database.read() as session:
        assert {each.state for each in session.exec(select(Evidence))} == {"pending"}, (
            "no photo is let go for it"
        )
        state = State.from_json(
            dict(session.exec(select(Chat.state).where(Chat.address == "inspector")).one())
        )
    assert [each.argument for each in state.stack] == ["", *"1234567"], (
        "the oldest of those in which least was given"
    )


def test_cancelled_photos_are_let_go(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > (photo)\ninspector > cancel")
    with town.database.read() as session:
        assert [each.state for each in session.exec(select(Evidence))] == ["dropped", "dropped"]


def test_what_is_refused_for_good_ends_the_conversation(town: Town) -> None:
    town.play(
        "inspector > (photo)\ninspector > Done\ninspector > 第一中学\ninspector > [Late]\n"
        "inspector > [Skip]\ninspector > [Skip]"
    )
    town.play("inspector > 1")
    town.play("office > /inbox")
    town.take(town.phone("office"), sent.Tap("go:assign:DC-2026-0001"))
    town.play("office > 1\noffice > 1")
    town.clock.forward(days=5)
    town.take(town.phone("head"), sent.Tap("go:handback:DC-2026-0001"))
    said = town.play("head > it is not ours")
    assert "could be handed back until" in said
    assert "What would you like to do?" in _last(said)


def test_five_thousand_characters_are_refused_with_the_question_again(town: Town) -> None:
    town.play("inspector > (photo)\ninspector > Done\ninspector > 第一中学\ninspector > [Late]")
    said = town.play(f"inspector > {'长' * 5000}")
    assert "That is 5000 characters, at most 2000 fit." in said
    assert "Anything to add?" in said


def test_words_without_buttons_do_what_the_buttons_do(town: Town) -> None:
    """On WeCom a question may come without buttons: its Done and its Skip can be typed, in either
    language.
    """
    said = town.play(
        "inspector > (photo)\ninspector > 完成\ninspector > 第一中学\ninspector > 迟到\ninspector "
        "> skip\ninspector > 跳过"
    )
    assert "photos: 1" in said.lower()
    assert "完成" not in _last(said)
