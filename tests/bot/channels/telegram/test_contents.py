"""What a message holds: words, commands, pictures, documents, places."""

from __future__ import annotations

import pytest

from bot.channels.telegram import updates as telegram_updates
from bot.channels.telegram.channel import COMMANDS
from bot.channels.telegram.parsing import parse_update
from bot.channels.telegram.updates import read_update
from bot.inbound.text_commands import CONTROLS
from handlers.registry import CONVERSATIONS
from talk.input import File, Input, Photo, Place, Start, Tap, Unusable, Words
from tests.bot.channels.telegram.kit import CLIP, FILE, POLL, SIZES, STICKER, WANG, read, updates
from tests.fakes.telegram_updates import Update, group_chat


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/start", Start("")),
        ("/start inv_7Kq", Start("inv_7Kq")),
        ("/start@mingcha_bot u-12", Start("u-12")),
        ("/report", Tap("go:report")),
        ("/Report@mingcha_bot", Tap("go:report")),
        ("/tickets DC-2026-0001", Tap("go:tickets:DC-2026-0001")),
        ("/report 三中 迟到", Tap("go:report")),
        ("/tickets " + "9" * 70, Tap("go:tickets")),
        ("/cancel", Words("/cancel")),
        ("/back@mingcha_bot", Words("/back")),
        ("/help", Words("/help")),
        ("/language", Words("/language")),
        ("/etc/passwd", Words("/etc/passwd")),
        ("/", Words("/")),
        ("1", Words("1")),
        ("a\0b\ud800c", Words("ab\ufffdc")),
        ("👍🏽 \u202eabc", Words("👍🏽 \u202eabc")),
    ],
)
def test_reads_commands_and_words(typed: str, meant: Input) -> None:
    assert read(updates.text(WANG, typed)).input == meant


def test_every_conversation_is_a_command_and_every_command_leads_somewhere() -> None:
    names = frozenset(CONVERSATIONS)
    for name in ("browser", "tickets"):
        incoming = read_update(
            parse_update(updates.text(WANG, f"/{name} DC-2026-0001")), conversations=names
        )
        assert incoming is not None
        assert incoming.input == Tap(f"go:{name}:DC-2026-0001")
    assert read(updates.text(WANG, "/browser")).input == Words("/browser")
    assert names >= telegram_updates.CONVERSATIONS
    assert {name for name, _ in COMMANDS} <= names | set(CONTROLS)


def test_takes_the_largest_size_of_a_photo_and_keeps_an_album_together() -> None:
    first, second, third = (
        read(each) for each in updates.album(WANG, "f1", "f2", "f3", caption="三中 迟到")
    )
    assert isinstance(first.input, Photo)
    assert first.input.source == {"file_id": "f1", "file_unique_id": "uf1", "name": ""}
    assert (first.input.caption, first.input.size) == ("三中 迟到", 200_000)
    assert isinstance(second.input, Photo)
    assert isinstance(third.input, Photo)
    assert first.input.album is not None
    assert first.input.album == second.input.album == third.input.album
    assert second.input.caption == ""
    assert len({first.key, second.key, third.key}) == 3


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.jpg", "image/jpeg"),
        ("a", "image/heic"),
        ("IMG_1.HEIC", ""),
        ("b.webp", "application/octet-stream"),
        ("c.PNG", ""),
    ],
)
def test_takes_a_picture_sent_as_a_file(name: str, mime: str) -> None:
    given_input = read(updates.document(WANG, "d1", name, mime)).input
    assert given_input == Photo(
        {"file_id": "d1", "file_unique_id": "ud1", "name": name}, size=300_000
    )


def test_hands_on_a_document_with_its_name() -> None:
    given_input = read(updates.document(WANG, "d1", "自查报告.pdf", "application/pdf")).input
    assert given_input == File({"file_id": "d1"}, "自查报告.pdf", 300_000)


def test_hands_on_what_is_written_under_a_document() -> None:
    update = updates.message(
        WANG, document={**FILE, "file_name": "自查报告.pdf"}, caption="含附件两份"
    )
    given_input = read(update).input
    assert isinstance(given_input, File)
    assert (given_input.name, given_input.caption) == ("自查报告.pdf", "含附件两份")


@pytest.mark.parametrize(
    ("update", "what"),
    [
        (updates.message(WANG, sticker=STICKER), "sticker"),
        (updates.message(WANG, voice={**FILE, "duration": 3}), "voice"),
        (updates.message(WANG, audio={**FILE, "duration": 3}), "voice"),
        (updates.message(WANG, video=CLIP), "video"),
        (updates.message(WANG, video_note={**FILE, "length": 240, "duration": 3}), "video"),
        (
            updates.message(WANG, animation=CLIP, document={**FILE, "mime_type": "image/jpeg"}),
            "video",
        ),
        (updates.message(WANG, contact={"phone_number": "1", "first_name": "李"}), "contact"),
        (updates.document(WANG, "d", "", "application/pdf"), "file"),
        (updates.document(WANG, "d", "a.pdf", size=(20 << 20) + 1), "too_large"),
        (updates.document(WANG, "d", "a.jpg", "image/jpeg", size=(20 << 20) + 1), "too_large"),
        (updates.photo(WANG, "p", size=(20 << 20) + 1), "too_large"),
        (updates.message(WANG, dice={"emoji": "🎲", "value": 3}), "other"),
        (updates.message(WANG, poll=POLL), "other"),
        (updates.message(WANG, live_photo=CLIP), "video"),
        (updates.edited(updates.text(WANG, "a"), "b"), "edited"),
        (updates.membership(WANG, "member", "kicked"), "blocked"),
        (updates.membership(WANG, "kicked", "member"), "unblocked"),
        (updates.membership(WANG, "left", "member", group_chat()), "group"),
        (updates.membership(WANG, "member", "left", group_chat()), "blocked"),
    ],
)
def test_names_what_cannot_be_taken(update: Update, what: str) -> None:
    assert read(update).input == Unusable(what)


def test_takes_the_picture_of_a_live_photo() -> None:
    given_input = read(
        updates.message(WANG, live_photo={**CLIP, "photo": SIZES}, caption="三中")
    ).input
    assert given_input == Photo(
        {"file_id": "p", "file_unique_id": "up", "name": ""}, caption="三中", size=200_000
    )


def test_a_self_hosted_server_has_no_limit_of_20_mb() -> None:
    incoming = read_update(parse_update(updates.photo(WANG, "p", size=21 << 20)), largest=100 << 20)
    assert incoming is not None
    assert isinstance(incoming.input, Photo)


def test_reads_a_place_with_and_without_a_name() -> None:
    assert read(updates.location(WANG, 39.9, 116.4)).input == Place(39.9, 116.4)
    assert read(updates.venue(WANG, "第三中学", "学院路 3 号")).input == Place(
        39.9, 116.4, "第三中学 学院路 3 号"
    )


def test_a_kind_of_message_newer_than_the_library_is_answered() -> None:
    assert read(updates.message(WANG, hologram={"depth": 3})).input == Unusable("other")
    assert read(updates.message(WANG, text="x", hologram={"depth": 3})).input == Words("x")


def test_tells_which_of_our_messages_is_answered() -> None:
    ours = updates.tap(WANG, "x")["callback_query"]["message"]
    assert read(updates.message(WANG, text="同意", reply_to_message=ours)).input == Words(
        "同意", str(ours["message_id"])
    )
    own = updates.text(WANG, "x")["message"]
    assert read(updates.message(WANG, text="同意", reply_to_message=own)).input == Words("同意")
