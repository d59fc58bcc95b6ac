"""What comes in a burst, an album or a text that was cut into pieces, gets one answer, and its end
is taken for nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import col, select

from bot.channels.base import Incoming
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, OutboxRow
from talk import input as sent
from tests.town import MONDAY, Phone, Town

_keys = count(1)


@pytest.fixture(params=[False, True], ids=["running", "restarted after every message"])
def town(request: pytest.FixtureRequest, database: Database) -> Town:
    town = Town(database, rebuild=request.param)
    town.person("inspector", Role.INSPECTOR, channel="telegram")
    return town


def _album(town: Town, phone: Phone, size: int) -> list[str]:
    """Let an album come in, and return what is said to it."""
    for _each in range(size):
        town.take(phone, sent.Photo({"file": "x"}, album="a"))
    return phone.news()


def _waits(town: Town) -> list[float]:
    """Return for how many seconds each unsent message is held back, in order."""
    with town.database.read() as session:
        rows = session.exec(
            select(OutboxRow).where(OutboxRow.state == "queued").order_by(col(OutboxRow.id))
        ).all()
    return [(row.not_before - row.created_at).total_seconds() for row in rows]


@pytest.mark.parametrize(
    "taps",
    ["Done", "Done/第一中学", "Done/第一中学/Late"],
    ids=["one page", "several pages", "words"],
)
def test_an_album_that_comes_after_done_gets_one_answer(town: Town, taps: str) -> None:
    inspector = town.phone("inspector", "telegram")
    town.play(
        "\n".join(["inspector > (photo)", *(f"inspector > {each}" for each in taps.split("/"))])
    )
    assert len(_waits(town)) == 0
    for _each in range(5):
        town.take(inspector, sent.Photo({"file": "x"}))
    assert _waits(town) == [1.0], "held back for as long as an album takes"
    said = inspector.news()
    assert len(said) == 1
    assert "The photo was added to your draft." in said[0]
    town.play("inspector > (photo)\ninspector > (photo)")
    assert len(inspector.evidence()) == 8


def test_pages_turn_under_an_album_that_came_late(town: Town) -> None:
    inspector = town.phone("inspector", "telegram")
    town.play("inspector > (photo)\ninspector > Done\ninspector > 第一中学")
    _album(town, inspector, 2)
    town.play("inspector > [More]")
    with town.database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id).desc()).limit(2)).all()
    assert rows[0].replaces == rows[1].replaces, "the page takes the place of the one that is shown"
    assert rows[0].payload["in_place"]


def test_an_album_beyond_what_is_taken_gets_one_answer(town: Town) -> None:
    inspector = town.phone("inspector", "telegram")
    _album(town, inspector, 18)
    said = _album(town, inspector, 8)
    assert len(said) == 1
    assert "20 photos are the most here; no more were taken. Tap Done to go on." in said[0]
    town.play("inspector > Done\ninspector > 第一中学")
    said = _album(town, inspector, 5)
    assert len(said) == 1
    assert "The photo was not kept." in said[0]


def test_an_album_where_no_photos_are_asked_for_gets_one_answer(town: Town) -> None:
    head = town.person("head", Role.HEAD, unit="第一中学", channel="wecom")
    town.play("head > /join")
    said = _album(town, head, 9)
    assert len(said) == 1
    assert "The photo was not kept." in said[0]


def test_what_was_added_and_what_was_not_are_both_said(town: Town) -> None:
    inspector = town.phone("inspector", "telegram")
    _album(town, inspector, 18)
    town.play("inspector > Done")
    said = _album(town, inspector, 4)
    assert ["added" in each for each in said] == [True, False]
    assert "The photo was not kept." in said[1]


def test_an_answer_held_back_comes_before_what_is_said_next(town: Town) -> None:
    inspector = town.phone("inspector", "telegram")
    for together in (False, True):
        town.play("inspector > (photo)\ninspector > Done")
        said: list[sent.Input] = [
            *(sent.Photo({"file": "x"}) for _each in range(3)),
            sent.Words("第一中学"),
        ]
        messages = [
            Incoming("telegram", "inspector", f"k{next(_keys)}", each, language="en")
            for each in said
        ]
        for batch in [messages] if together else [[each] for each in messages]:
            town.receiver.handle(batch)
        assert _waits(town) == [0.0, 0.0]
        news = inspector.news()
        assert "The photo was added to your draft." in news[0]
        assert "what did you see?" in news[1]
        _album(town, inspector, 2)
        town.take(inspector, sent.Words("迟到"))
        assert len(inspector.news()) == 1, "what was sent is not sent again"
        town.play("inspector > cancel")


def _says(town: Town, name: str, words: str, second: float, channel: str = "telegram") -> None:
    """Say something at this second, of which the receiver hears an hour later."""
    at, town.clock.now = MONDAY + timedelta(seconds=second), MONDAY + timedelta(hours=1)
    town.receiver.handle(
        [Incoming(channel, name, f"t{next(_keys)}", sent.Words(words), at, language="en")]
    )


def test_the_end_of_a_text_that_was_cut_is_no_answer(town: Town) -> None:
    """Telegram's programs cut at 4,096 characters, or before, where a line ends: nothing of it is
    taken.
    """
    parent = town.phone("parent", "telegram")
    town.play("parent > /complain")
    parent.news()
    for length, second in ((4096, 0), (2100, 0), (904, 1)):
        _says(town, "parent", "长" * length, second)
    assert _waits(town) == [1.0]
    said = parent.news()
    assert len(said) == 1
    assert (
        "it came in several pieces; none of them was taken. Please shorten it and send it again."
        in said[0]
    )
    assert "What happened?" in said[0]
    _says(town, "parent", "the canteen", 60)
    assert "Your words are noted." in parent.news()[0]
    with town.database.read() as session:
        assert (
            "cut_at" not in session.exec(select(Chat.state).where(Chat.address == "parent")).one()
        )


def test_a_long_text_out_of_the_blue_gets_an_answer_and_starts_nothing(town: Town) -> None:
    parent = town.phone("parent", "telegram")
    for words in ("长" * 4096, "投诉"):
        _says(town, "parent", words, 0)
    _says(town, "parent", "/menu", 1)
    assert ["none of them was taken" in each for each in parent.news()] == [False, True, False]


def test_words_of_their_own_soon_after_a_long_text_are_heard(town: Town) -> None:
    inspector = town.phone("inspector", "telegram")
    town.play("inspector > (photo)\ninspector > Done\ninspector > 第一中学\ninspector > [Late]")
    _says(town, "inspector", "长" * 2500, 0)
    _says(town, "inspector", "the end", 0)
    assert "none of them was taken" in inspector.news()[-1]
    _says(town, "inspector", "长" * 2500, 10)
    _says(town, "inspector", "/back", 11)
    said = inspector.news()
    assert ["That is 2500 characters, at most 2000 fit." in each for each in said] == [True, False]
    assert "what did you see?" in said[1]
    _says(town, "inspector", "迟到", 12)
    _says(town, "inspector", "长" * 2500, 20)
    _says(town, "inspector", "late by an hour", 26)
    assert "Where was it?" in inspector.news()[-1]


def test_a_repeated_question_of_several_pages_stands_there_once(town: Town) -> None:
    inspector = town.phone("inspector", "telegram")
    town.play("inspector > (photo)\ninspector > Done")
    stale = inspector.buttons["第一中学"]
    town.play("inspector > 第一中学")
    for _each in range(4):
        town.take(inspector, sent.Tap(stale))
    said = inspector.news()
    assert len(said) == 1
    assert "[More]" in said[0]
    town.play("inspector > [More]\ninspector > [More]")
    town.take(inspector, sent.Tap(stale))
    assert len(inspector.news()) == 1
    with town.database.read() as session:
        rows = session.exec(
            select(OutboxRow)
            .where(OutboxRow.state == "sent")
            .order_by(col(OutboxRow.id).desc())
            .limit(4)
        ).all()
    assert rows[0].replaces != rows[1].replaces == rows[2].replaces == rows[3].replaces, (
        "each is shown anew, and turned in place"
    )
