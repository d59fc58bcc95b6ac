"""A notice in its reader's words: language, photos, drawings, and the message whose place it takes."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.channels.base import Outgoing
from bot.outbound.render import MAX_CLOCK_DIFFERENCE, PHOTO_WAIT, Ready, Renderer, render
from locales import Button, ChoiceButton, Message, _
from locales.translate import BEIJING
from storage.database import Database, open_database
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import Chat, Evidence, OutboxRow, Person
from tests.town import MONDAY, Clock

DRAWING: dict[str, Any] = {"digest": {"bars": [1]}, "dark": False}


class Desk:
    """Chats of which one is Wang's, who has chosen English, and a renderer."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, Clock()
        self.pictures: dict[int, Path] = {}
        self.renderer = Renderer(database, self.clock, BEIJING, self.pictures.get, "zh_CN")
        with database.write() as session:
            wang = Person(id=1, key="7", name="Wang", language="en")
            session.add(wang)
            session.flush()
            common: dict[str, Any] = {"channel": "web", "seen_at": MONDAY, "window_at": MONDAY}
            session.add_all(
                [
                    Chat(id=1, address="chosen", language="zh_CN", person_id=1, **common),
                    Chat(id=2, address="person", person_id=1, **common),
                    Chat(id=3, address="nobody", **common),
                ]
            )

    def queue(self, notice: Notice, chat: int = 2, **how: Any) -> None:
        """Queue a notice of now."""
        with self.database.write() as session:
            queue(session, chat, notice, self.clock(), **how)

    def prepare(self, row: int = 1) -> Ready:
        """Return what is made of this row."""
        return self.renderer.prepare([row])[row]

    def out(self, row: int = 1) -> Outgoing:
        """Return this row in words."""
        out = self.prepare(row).out
        assert out is not None
        return out


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


def row_of(notice: Notice) -> OutboxRow:
    return OutboxRow(
        id=1, chat_id=1, payload=notice.to_json(), not_before=MONDAY, created_at=MONDAY
    )


def test_words_are_in_the_readers_language(desk: Desk) -> None:
    """The chat's, else the person's, else the program's."""
    for chat in (1, 2, 3):
        desk.queue(Notice(_("Menu")), chat)
    found = [desk.out(row) for row in (1, 2, 3)]
    assert [out.language for out in found] == ["zh_CN", "en", "zh_CN"]
    assert [out.text for out in found] == ["菜单", "Menu", "菜单"]


def test_buttons_come_with_their_tokens(desk: Desk) -> None:
    buttons = (Button(_("Menu"), "menu"), ChoiceButton(_("Done"), 7, 0))
    desk.queue(Notice(_("Open"), buttons))
    assert desk.out().buttons == (("go:menu", "Menu"), ("ans:7:0", "Done"))


def test_a_moment_is_told_as_of_when_it_was_said(desk: Desk) -> None:
    desk.queue(Notice(_("{at}", at=MONDAY + timedelta(hours=1))))
    desk.clock.forward(days=3)
    assert (
        desk.out().text
        == render(row_of(Notice(_("{at}", at=MONDAY + timedelta(hours=1)))), "en").text
    )


def test_what_is_not_due_or_no_longer_to_be_sent_is_not_prepared(desk: Desk) -> None:
    desk.queue(Notice(_("Open")), not_before=MONDAY + 2 * MAX_CLOCK_DIFFERENCE)
    desk.queue(Notice(_("Open")), not_before=MONDAY + MAX_CLOCK_DIFFERENCE)  # two clocks differ
    desk.queue(Notice(_("Open")))
    with desk.database.write() as session:
        session.get_one(OutboxRow, 3).state = "superseded"
    assert set(desk.renderer.prepare([1, 2, 3])) == {2}
    assert desk.renderer.prepare([]) == {}


def test_photos_on_their_way_are_waited_for_but_not_for_ever(desk: Desk) -> None:
    with desk.database.write() as session:
        session.add(Evidence(id=1, not_before=MONDAY, received_at=MONDAY))
    desk.queue(Notice(_("Open"), photos=(1,)))
    assert (desk.prepare().wait, desk.prepare().out) == (True, None)
    desk.clock.now += PHOTO_WAIT
    assert desk.out().text == (
        "Open\n(1 photos cannot be shown here. Open the ticket to see them.)"
    )
    assert desk.out().photos == ()


def test_photos_that_are_there_are_shown(desk: Desk, tmp_path: Path) -> None:
    desk.pictures |= {4: tmp_path / "4.jpg", 3: tmp_path / "3.jpg"}
    desk.queue(Notice(_("Open"), photos=(4, 3)))
    assert (desk.out().text, desk.out().photos) == (
        "Open",
        (tmp_path / "4.jpg", tmp_path / "3.jpg"),
    )


def test_a_row_that_nobody_can_read_is_named_with_its_fault(desk: Desk) -> None:
    desk.queue(Notice(_("Open")))
    broken = {"text": {"t": "who is {nobody}?", "f": {"somebody": "x"}}}
    with desk.database.write() as session:
        session.execute(update(OutboxRow).values(payload=broken))
    assert (desk.prepare().out, desk.prepare().fault) == (None, "KeyError: 'nobody'")


def test_a_message_sent_but_not_marked_yet_can_be_replaced(desk: Desk) -> None:
    desk.queue(Notice(Message("1"), in_place=True), replaces="pages:1")
    desk.queue(Notice(Message("2")), 3, replaces="pages:1")
    key = "pages:1"
    with desk.database.read() as session:
        key = session.get_one(OutboxRow, 1).replaces or ""
    desk.renderer.remember(2, key, 9, "ref-9")
    assert [desk.out(row).replaces for row in (1, 2)] == ["ref-9", None]
    desk.renderer.forget(9)
    assert desk.out().replaces is None


@pytest.mark.parametrize(("drawn", "files"), [(Path("drawn.png"), 2), (None, 1)])
def test_what_is_drawn_comes_before_photos_and_may_fail(drawn: Path | None, files: int) -> None:
    asked: list[tuple[dict[str, Any], str]] = []

    def draw(facts: dict[str, Any], language: str) -> Path | None:
        asked.append((facts, language))
        return drawn

    row = row_of(Notice(_("Open"), photos=(3,), drawing=DRAWING))
    photo = Path("photo.jpg")
    out = render(row, "en", picture=lambda _id: photo, draw=draw)
    assert (out.text, out.photos) == ("Open", (drawn, photo)[-files:])
    assert asked == [(DRAWING, "en")]


def test_what_was_sealed_with_another_secret_is_not_sent(
    sqlite_database: Database, sqlite_url: str
) -> None:
    Desk(sqlite_database).queue(Notice(_("Open")))
    with closing(open_database(sqlite_url, b"changed")) as changed:
        renderer = Renderer(changed, Clock(), BEIJING, None, "zh_CN")
        ready = renderer.prepare([1])[1]
    assert ready.out is None
    assert "another SECRET_KEY" in ready.fault


def test_without_somebody_to_show_or_draw_the_words_stand_alone() -> None:
    out = render(row_of(Notice(_("Open"), photos=(3,), drawing=DRAWING)), "en")
    assert (out.text, out.photos) == ("Open", ())
