"""Sending and fetching over the wire, and what each failure means for a repeat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import (
    FetchFailed,
    Incoming,
    InDoubt,
    Outgoing,
    SendFailed,
    TryLater,
    Undeliverable,
)
from bot.channels.telegram.channel import TelegramChannel
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, fake_telegram
from tests.fakes.telegram_methods import Limits

MENU = (("go:menu", "菜单"),)


async def ignore(_incoming: Incoming) -> None:
    raise AssertionError("nothing comes in here")


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram(limits=Limits(enforced=False)) as fake:
        fake.open_chat(77)
        yield fake


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(
        TOKEN, ignore, base_url=fake.base_url, connect_seconds=1, answer_seconds=0.5
    )
    yield channel
    await channel.stop()


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, ...]:
    files = tuple(tmp_path / f"{index}.jpg" for index in range(3))
    for index, file in enumerate(files):
        file.write_bytes(b"\xff\xd8\r\n--%d\r\n\x00" % index)
    return files


async def test_a_message_arrives_with_its_buttons(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    sent = await channel.send("77", Outgoing(1, "你好 <b>&amp; 👍🏽", MENU))
    (message,) = fake.shown(77)
    assert (message.text, message.buttons, str(message.message_id)) == (
        "你好 <b>&amp; 👍🏽",
        [("菜单", "go:menu")],
        sent.reference,
    )


async def test_photos_arrive_whole_before_the_words(
    channel: TelegramChannel, fake: FakeTelegram, photos: tuple[Path, ...]
) -> None:
    await channel.send("77", Outgoing(1, "三张", MENU, photos))
    assert [each.photo for each in fake.shown(77)] == [
        *(each.read_bytes() for each in photos),
        None,
    ]
    assert len({each.album for each in fake.shown(77)[:3]}) == 1
    await channel.send("77", Outgoing(2, "一张", MENU, photos[:1]))
    assert (fake.shown(77)[-1].photo, fake.shown(77)[-1].text) == (photos[0].read_bytes(), "一张")


async def test_a_large_photo_arrives_whole(
    channel: TelegramChannel, fake: FakeTelegram, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 8192
    (tmp_path / "large.jpg").write_bytes(content)
    await channel.send("77", Outgoing(1, "", (), (tmp_path / "large.jpg",)))
    assert fake.shown(77)[0].photo == content


async def test_a_replacement_edits_and_repeating_it_is_a_success(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    first = await channel.send("77", Outgoing(1, "1 张照片", MENU))
    for number in (2, 3):  # the second time it is not modified
        again = await channel.send(
            "77", Outgoing(number, "2 张照片", MENU, replaces=first.reference)
        )
        assert again == first
    (message,) = fake.shown(77)
    assert (message.text, message.versions) == ("2 张照片", ["1 张照片"])


async def test_what_cannot_be_edited_is_sent_anew(
    channel: TelegramChannel, fake: FakeTelegram, photos: tuple[Path, ...]
) -> None:
    unknown = await channel.send("77", Outgoing(1, "a", replaces="123456"))
    assert fake.shown(77)[-1].text == "a"
    photo = await channel.send("77", Outgoing(2, "b", (), photos[:1]))
    await channel.send("77", Outgoing(3, "c", replaces=photo.reference))
    fake.plan("editMessageText", Fault(400, "Bad Request: message can't be edited"))
    await channel.send("77", Outgoing(4, "d", replaces=unknown.reference))
    assert [each.text for each in fake.shown(77)] == ["a", "b", "c", "d"]


async def failure(channel: TelegramChannel, out: Outgoing, address: str = "77") -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await channel.send(address, out)
    assert TOKEN not in str(caught.value)
    return caught.value


async def test_an_unknown_chat_and_a_blocked_bot_are_gone(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    unknown = await failure(channel, Outgoing(1, "x"), "78")
    assert isinstance(unknown, Undeliverable)
    assert unknown.gone
    fake.block(77)
    for replaces in (None, "70001"):
        blocked = await failure(channel, Outgoing(2, "x", replaces=replaces))
        assert isinstance(blocked, Undeliverable)
        assert blocked.gone
        assert "blocked by the user" in str(blocked)


async def test_a_refused_content_is_undeliverable_but_the_chat_stays(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    fake.plan(
        "sendMessage",
        Fault(400, "Bad Request: not enough rights to send text messages to the chat"),
    )
    for out in (Outgoing(1, "x"), Outgoing(2, "x", (("go:" + "x" * 62, "x"),)), Outgoing(3, "")):
        refused = await failure(channel, out)
        assert isinstance(refused, Undeliverable)
        assert not refused.gone
    assert fake.sent == []


async def test_too_many_requests_say_how_long_to_wait(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    fake.plan("sendMessage", Fault(429, "Too Many Requests: retry after 7", retry_after=7))
    later = await failure(channel, Outgoing(1, "x"))
    assert isinstance(later, TryLater)
    assert (later.seconds, later.whole_channel) == (7, False)


@pytest.mark.parametrize("code", [401, 404, 409])
async def test_a_refused_token_stops_the_whole_channel(
    channel: TelegramChannel, fake: FakeTelegram, code: int
) -> None:
    fake.plan("sendMessage", Fault(code, "Unauthorized"))
    later = await failure(channel, Outgoing(1, "x"))
    assert isinstance(later, TryLater)
    assert later.whole_channel


async def test_a_server_that_says_it_failed_is_tried_again(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    fake.plan(
        "sendMessage", Fault(500, "Internal Server Error: restart"), Fault(503, gateway_page=True)
    )
    assert isinstance(await failure(channel, Outgoing(1, "x")), TryLater)
    assert isinstance(await failure(channel, Outgoing(1, "x")), TryLater)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(delay=0.9),
        Fault(drop=True, after=True),
        Fault(drop=True),
        Fault(502, gateway_page=True, after=True),
    ],
)
async def test_no_answer_leaves_a_doubt(
    channel: TelegramChannel, fake: FakeTelegram, fault: Fault
) -> None:
    fake.plan("sendMessage", fault)
    assert isinstance(await failure(channel, Outgoing(1, "x")), InDoubt)


@pytest.mark.parametrize("result", [True, {}, {"message_id": "x"}, None, "x"])
async def test_a_yes_that_says_nothing_of_the_message_leaves_a_doubt(
    channel: TelegramChannel, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch, result: object
) -> None:
    monkeypatch.setattr(fake._methods, "_send_message", lambda _given: result)
    assert isinstance(await failure(channel, Outgoing(1, "x")), InDoubt)


async def test_a_group_that_became_another_is_gone_and_says_where(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    fake.plan(
        "sendMessage",
        Fault(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=-1009),
    )
    migrated = await failure(channel, Outgoing(1, "x"), "-5")
    assert isinstance(migrated, Undeliverable)
    assert migrated.gone
    assert "-1009" in str(migrated)


async def test_an_edit_without_an_answer_is_simply_made_again(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    first = await channel.send("77", Outgoing(1, "a"))
    fake.plan("editMessageText", Fault(drop=True, after=True))
    assert isinstance(await failure(channel, Outgoing(2, "b", replaces=first.reference)), TryLater)
    assert await channel.send("77", Outgoing(2, "b", replaces=first.reference)) == first
    assert [each.text for each in fake.shown(77)] == ["b"]


async def test_a_connection_that_never_stood_is_no_doubt(
    channel: TelegramChannel, fake: FakeTelegram
) -> None:
    await fake.stop()
    assert isinstance(await failure(channel, Outgoing(1, "x")), TryLater)


async def test_a_message_that_failed_half_way_goes_on_where_it_stopped(
    channel: TelegramChannel, fake: FakeTelegram, photos: tuple[Path, ...]
) -> None:
    out = Outgoing(5, "整改。" * 2000, MENU, photos)
    fake.plan("sendMessage", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
    assert isinstance(await failure(channel, out), TryLater)
    assert [each.photo is not None for each in fake.shown(77)] == [True] * 3
    fake.plan("sendMessage", Fault(), Fault(500, "Internal Server Error"))
    assert isinstance(await failure(channel, out), TryLater)
    sent = await channel.send("77", out)
    assert [each.photo is not None for each in fake.shown(77)] == [True] * 3 + [False] * 2
    assert sent.reference == str(fake.shown(77)[-1].message_id)


async def test_after_a_doubtful_part_the_rest_is_sent_and_the_doubt_is_told(
    channel: TelegramChannel, fake: FakeTelegram, photos: tuple[Path, ...]
) -> None:
    fake.plan("sendMediaGroup", Fault(drop=True, after=True))
    assert isinstance(await failure(channel, Outgoing(5, "三张", MENU, photos)), InDoubt)
    assert len(fake.shown(77)) == 4


LEFT_OUT = (
    "({} photos cannot be shown here. They are kept: look in the web chat, or ask the office.)"
)


def picture(path: Path, width: int, height: int) -> Path:
    Image.new("L", (width, height)).save(path, "JPEG")
    return path


@pytest.mark.parametrize(("width", "height"), [(92, 2048), (2048, 92), (6000, 4001)])
async def test_a_photo_that_telegram_refuses_does_not_take_the_words_with_it(
    channel: TelegramChannel, fake: FakeTelegram, tmp_path: Path, width: int, height: int
) -> None:
    refused = picture(tmp_path / "a.jpg", width, height)
    await channel.send("77", Outgoing(1, "TS-2026-0001", MENU, (refused,), language="en"))
    (message,) = fake.shown(77)
    assert (message.text, message.buttons) == (
        f"TS-2026-0001\n{LEFT_OUT.format(1)}",
        [("菜单", "go:menu")],
    )


async def test_of_an_album_only_what_is_refused_or_not_on_the_disk_is_left_out(
    channel: TelegramChannel, fake: FakeTelegram, tmp_path: Path, photos: tuple[Path, ...]
) -> None:
    several = (
        photos[0],
        picture(tmp_path / "long.jpg", 92, 2048),
        tmp_path / "gone.jpg",
        photos[1],
    )
    await channel.send("77", Outgoing(1, "整改。" * 2000, MENU, several, language="en"))
    shown = fake.shown(77)
    assert [each.photo for each in shown] == [
        photos[0].read_bytes(),
        photos[1].read_bytes(),
        None,
        None,
    ]
    assert shown[-1].text.endswith(f"整改。\n{LEFT_OUT.format(2)}")
    assert [each.buttons for each in shown] == [[], [], [], [("菜单", "go:menu")]]


async def test_what_was_refused_is_not_tried_again_when_the_rest_has_to_wait(
    channel: TelegramChannel, fake: FakeTelegram, tmp_path: Path, photos: tuple[Path, ...]
) -> None:
    out = Outgoing(
        1, "", MENU, (picture(tmp_path / "long.jpg", 92, 2048), photos[0]), language="en"
    )
    fake.plan("sendMessage", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
    assert isinstance(await failure(channel, out), TryLater)
    await channel.send("77", out)
    assert [each.text for each in fake.shown(77)] == ["", LEFT_OUT.format(1)]
    assert fake.shown(77)[1].buttons == [("菜单", "go:menu")]


async def test_a_refused_photo_in_a_chat_that_is_gone_is_no_reason_to_go_on(
    channel: TelegramChannel, fake: FakeTelegram, photos: tuple[Path, ...]
) -> None:
    fake.block(77)
    refused = await failure(channel, Outgoing(1, "x", MENU, photos))
    assert isinstance(refused, Undeliverable)
    assert refused.gone


async def test_a_photo_is_fetched_byte_for_byte(
    channel: TelegramChannel, fake: FakeTelegram, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 3000
    fake.keep_file(content, "f1")
    await channel.fetch({"file_id": "f1"}, tmp_path / "a", len(content))
    assert (tmp_path / "a").read_bytes() == content


@pytest.mark.parametrize(
    ("file_id", "faults", "final", "counts"),
    [
        ("f2", {}, True, True),  # unknown
        ("f1", {"getFile": Fault(400, "Bad Request: file is too big")}, True, True),
        (
            "f1",
            {
                "getFile": Fault(
                    400, "Bad Request: wrong file_id or the file is temporarily unavailable"
                )
            },
            False,
            True,
        ),
        ("f1", {"getFile": Fault(429, "Too Many Requests", retry_after=2)}, False, False),
        ("f1", {"getFile": Fault(401, "Unauthorized")}, False, False),
        ("f1", {"getFile": Fault(500, "Internal Server Error")}, False, False),
        ("f1", {"getFile": Fault(drop=True)}, False, True),
        ("f1", {"download": Fault(404)}, False, True),  # the link is an hour old: ask for a new one
        ("f1", {"download": Fault(drop=True)}, False, True),
    ],
)
async def test_a_photo_that_cannot_be_had_says_whether_for_good(
    channel: TelegramChannel,
    fake: FakeTelegram,
    tmp_path: Path,
    file_id: str,
    faults: dict[str, Fault],
    final: bool,
    counts: bool,
) -> None:
    fake.keep_file(b"x", "f1")
    for method, fault in faults.items():
        fake.plan(method, fault, fault)  # a GET whose connection broke is tried twice at once
    with pytest.raises(FetchFailed) as caught:
        await channel.fetch({"file_id": file_id}, tmp_path / "a", 10)
    assert (caught.value.final, caught.value.counts) == (final, counts)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("announced", [True, False])
async def test_a_photo_larger_than_allowed_is_not_kept(
    channel: TelegramChannel,
    fake: FakeTelegram,
    tmp_path: Path,
    announced: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake.keep_file(b"x" * 2000, "f1")
    if not announced:
        monkeypatch.setattr("tests.fakes.telegram_methods.len", lambda _content: 5, raising=False)
    with pytest.raises(FetchFailed) as caught:
        await channel.fetch({"file_id": "f1"}, tmp_path / "a", 1000)
    assert caught.value.final
    assert not (tmp_path / "a").exists()


async def test_a_self_hosted_server_in_local_mode_names_a_file_on_the_disk(
    channel: TelegramChannel, fake: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs.jpg").write_bytes(b"abc")

    theirs = {"file_id": "f1", "file_unique_id": "uf1", "file_path": str(tmp_path / "theirs.jpg")}
    monkeypatch.setattr(fake._methods, "_get_file", lambda _given: theirs)
    await channel.fetch({"file_id": "f1"}, tmp_path / "ours.jpg", 3)
    assert (tmp_path / "ours.jpg").read_bytes() == b"abc"
    with pytest.raises(FetchFailed) as caught:
        await channel.fetch({"file_id": "f1"}, tmp_path / "ours.jpg", 2)
    assert caught.value.final


async def test_messages_go_through_a_proxy(fake: FakeTelegram) -> None:
    """The fake is the proxy: it gets the whole address in the request line."""
    channel = TelegramChannel(
        TOKEN, ignore, base_url="http://telegram.invalid", proxy=fake.base_url
    )
    await channel.send("77", Outgoing(1, "x"))
    await channel.stop()
    assert [each.text for each in fake.shown(77)] == ["x"]


def test_groups_are_numbered_below_zero() -> None:
    channel = TelegramChannel(TOKEN, ignore)
    assert channel.is_group("-1001")
    assert not channel.is_group("77")
