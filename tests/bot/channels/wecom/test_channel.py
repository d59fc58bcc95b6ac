"""The channel: what a member sees, what is never sent twice, and what every failure means for the
outbox.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import Channel, FetchFailed, InDoubt, Outgoing, TryLater, Undeliverable
from bot.channels.wecom import channel
from bot.channels.wecom.channel import CardTap
from bot.channels.wecom.traits import WECOM
from tests.bot.channels.wecom.kit import JPEG, World, wecom_world
from tests.fakes.wecom_api import Trouble

LEFT_OUT = (
    "({} photos cannot be shown here. They are kept: look in the web chat, or ask the office.)"
)


def _picture(folder: Path, name: str = "a.jpg", data: bytes = JPEG) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


async def test_it_fits_the_port() -> None:
    async with wecom_world() as world:
        channel: Channel = world.channel
        await channel.start()
        assert not channel.is_group("li")
        assert channel.traits is WECOM


async def test_words_arrive_with_a_reference() -> None:
    async with wecom_world() as world:
        sent = await world.channel.send("li", world.out("已受理，编号 TS-2026-0001。"))
        assert sent.reference.startswith("msg-")
        assert world.fake.texts("li") == ["已受理，编号 TS-2026-0001。"]


async def test_long_words_arrive_whole_in_several_messages() -> None:
    async with wecom_world() as world:
        text = "。\n".join(f"第{n}条规定的内容" * 8 for n in range(60))
        await world.channel.send("li", world.out(text))
        assert len(world.fake.texts("li")) > 3
        assert "\n".join(world.fake.texts("li")) == text


async def test_buttons_arrive_as_a_card_and_show_the_choice_after_the_tap() -> None:
    async with wecom_world() as world:
        await world.channel.send(
            "li", world.out("要发送吗？", ("ans:1:0", "发送"), ("ans:1:1", "不发送"))
        )
        [shown] = world.fake.shown
        assert shown.buttons == ["发送", "不发送"]
        assert shown.card
        world.channel.show_choice(
            CardTap("li", "ans:1:0", shown.card["task_id"], world.fake._new_code(shown))
        )
        await world.channel.stop()
        assert shown.chosen == "发送"
        assert shown.buttons == []


async def test_a_card_that_cannot_be_updated_harms_nothing() -> None:
    async with wecom_world() as world:
        await world.channel.send("li", world.out("好吗？", ("ans:1:0", "好")))
        [shown] = world.fake.shown
        assert shown.card
        world.fake.troubles.append(Trouble("status", 500, "update_template_card"))
        world.channel.show_choice(
            CardTap("li", "ans:1:0", shown.card["task_id"], world.fake._new_code(shown))
        )
        await world.channel.stop()
        assert shown.buttons == ["好"]


async def test_photos_arrive_before_the_words_and_are_uploaded_once_for_all(tmp_path: Path) -> None:
    async with wecom_world() as world:
        photo = _picture(tmp_path)
        await world.channel.send("li", world.out("现场照片", photos=(photo,)))
        await world.channel.send("wang", world.out("现场照片", photos=(photo,)))
        assert [each.kind for each in world.fake.shown] == ["image", "text"] * 2
        assert world.fake.shown[0].image == JPEG
        assert len(world.fake.media) == 1


async def test_a_picture_wecom_has_forgotten_is_uploaded_again(tmp_path: Path) -> None:
    async with wecom_world() as world:
        photo = _picture(tmp_path)
        await world.channel.send("li", world.out("", photos=(photo,)))
        world.fake.media.clear()
        again = world.out("", photos=(photo,))
        with pytest.raises(TryLater):
            await world.channel.send("li", again)
        await world.channel.send("li", again)
        assert [each.image for each in world.fake.shown] == [JPEG, JPEG]


@pytest.mark.parametrize("data", [b"12345", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)])
async def test_a_picture_wecom_would_not_take_is_not_tried(tmp_path: Path, data: bytes) -> None:
    async with wecom_world() as world:
        await world.channel.send("li", world.out("", photos=(_picture(tmp_path, data=data),)))
        assert world.fake.texts("li") == [LEFT_OUT.format(1)]
        assert world.fake.media == {}


async def test_pictures_that_cannot_be_shown_do_not_take_words_and_buttons_with_them(
    tmp_path: Path,
) -> None:
    async with wecom_world() as world:
        photos = (tmp_path / "gone.jpg", _picture(tmp_path), _picture(tmp_path, "b.jpg"))
        world.fake.answers += [("media/upload", {"errcode": 40009, "errmsg": "invalid image size"})]
        await world.channel.send(
            "li", world.out("TS-2026-0001", ("go:accept", "Accept"), photos=photos)
        )
        image, card = world.fake.shown
        assert image.kind == "image"
        assert card.card
        assert (card.card["main_title"]["title"], card.buttons) == ("TS-2026-0001", ["Accept"])
        assert card.card["sub_title_text"] == LEFT_OUT.format(2)


async def test_a_picture_refused_right_after_its_upload_is_left_out(tmp_path: Path) -> None:
    async with wecom_world() as world:
        world.fake.answers.append(
            ("message/send", {"errcode": 40007, "errmsg": "invalid media_id"})
        )
        await world.channel.send("li", world.out("好", photos=(_picture(tmp_path),)))
        assert world.fake.texts("li") == [f"好\n{LEFT_OUT.format(1)}"]


async def test_what_was_refused_is_not_tried_again_when_the_rest_has_to_wait(
    tmp_path: Path,
) -> None:
    async with wecom_world() as world:
        out = world.out("好", photos=(tmp_path / "gone.jpg", _picture(tmp_path)))
        world.fake.troubles.append(Trouble("slow", 0, "message/send"))
        world.fake.troubles.append(Trouble("status", 500, "message/send"))
        with pytest.raises(TryLater):
            await world.channel.send("li", out)
        await world.channel.send("li", out)
        assert [each.kind for each in world.fake.shown] == ["image", "text"]
        assert world.fake.texts("li") == [f"好\n{LEFT_OUT.format(1)}"]


async def test_after_half_a_message_only_the_rest_is_sent(tmp_path: Path) -> None:
    async with wecom_world() as world:
        photos = (_picture(tmp_path), _picture(tmp_path, "b.jpg"))
        out = world.out("甲" * 300 + "\n要发送吗？", ("ans:1:0", "发送"), photos=photos)
        for delivered in range(4):
            fail_at_send(world, delivered)
            with pytest.raises(TryLater):
                await world.channel.send("li", out)
            assert len(world.fake.shown) == delivered
        await world.channel.send("li", out)
        assert [each.kind for each in world.fake.shown] == [
            "image",
            "image",
            "text",
            "template_card",
        ]


def fail_at_send(world: World, delivered: int) -> None:
    """Have the next send after one more delivery fail: the first try fails at once, each later one
    a part further.
    """
    if delivered:
        world.fake.troubles.append(Trouble("slow", 0, "message/send"))
    world.fake.troubles.append(Trouble("status", 500, "message/send"))


async def test_words_in_doubt_are_said_to_be_and_a_repeat_asks_wecom_to_drop_what_it_has() -> None:
    async with wecom_world(0.3) as world:
        out = world.out("已办结")
        world.fake.troubles.append(Trouble("cut", path="message/send"))
        with pytest.raises(InDoubt):
            await world.channel.send("li", out)
        await world.channel.send("li", out)
        assert world.fake.texts("li") == ["已办结"]
        assert world.fake.deduplicated == 1


async def test_words_for_which_no_token_could_be_had_are_not_in_doubt() -> None:
    async with wecom_world(0.2) as world:
        world.fake.troubles += [Trouble("late", 0.4, "gettoken")] * 3
        for refusal in (
            {"errcode": 40001, "errmsg": "invalid credential"},
            {"errcode": 99999, "errmsg": "something new"},
        ):
            with pytest.raises(TryLater, match="no token"):
                await world.channel.send("li", world.out("已办结"))
            world.fake.troubles.clear()
            world.fake.answers.append(("gettoken", refusal))
            with pytest.raises(TryLater) as of_all:
                await world.channel.send("li", world.out("已办结"))
            assert (of_all.value.seconds, of_all.value.whole_channel) == (300.0, True)
            world.fake.troubles += [Trouble("garbage", path="gettoken")] * 3
        assert world.fake.shown == []


async def test_a_slow_message_is_put_off_before_the_patience_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(channel, "_SEND_SECONDS", 0.1)
    async with wecom_world() as world:
        out = world.out("甲" * 300 + "\n要发送吗？", ("ans:1:0", "发送"))
        world.fake.troubles.append(Trouble("slow", 0.2, "message/send"))
        with pytest.raises(TryLater, match="1 of 2"):
            await world.channel.send("li", out)
        await world.channel.send("li", out)
        assert [each.kind for each in world.fake.shown] == ["text", "template_card"]


async def test_a_slow_upload_is_put_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(channel, "_UPLOAD_SECONDS", 0.1)
    async with wecom_world() as world:
        world.fake.troubles.append(Trouble("late", 0.3, "upload"))
        with pytest.raises(TryLater, match="took too long"):
            await world.channel.send("li", world.out("", photos=(_picture(tmp_path),)))


async def test_words_in_doubt_do_not_hold_up_the_buttons_after_them() -> None:
    async with wecom_world() as world:
        out = world.out("甲" * 300 + "\n要发送吗？", ("ans:1:0", "发送"))
        world.fake.troubles.append(Trouble("lost", path="message/send"))
        with pytest.raises(InDoubt, match="1 of 2 messages"):
            await world.channel.send("li", out)
        assert [each.kind for each in world.fake.shown] == ["template_card"]
        await world.channel.send("li", out)
        assert [each.kind for each in world.fake.shown] == ["template_card", "text"]


async def test_only_a_repeat_is_checked_for_the_same_words() -> None:
    async with wecom_world() as world:
        half = "同样的话" * 160
        out = world.out(f"{half}\n{half}")
        world.fake.troubles.append(Trouble("status", 500, "message/send"))
        with pytest.raises(TryLater):
            await world.channel.send("li", out)
        await world.channel.send("li", out)
        assert world.fake.texts("li") == [half, half]


async def test_the_same_words_in_two_messages_are_both_shown() -> None:
    async with wecom_world() as world:
        await world.channel.send("li", world.out("请先发照片。"))
        await world.channel.send("li", world.out("请先发照片。"))
        assert len(world.fake.shown) == 2


@pytest.mark.parametrize(
    "trouble",
    [Trouble("cut", path="send"), Trouble("late", 0.6, "send"), Trouble("garbage", path="send")],
)
async def test_a_card_in_doubt_can_be_repeated_and_is_shown_once(trouble: Trouble) -> None:
    async with wecom_world(0.3) as world:
        out = world.out("要发送吗？", ("ans:1:0", "发送"))
        world.fake.troubles.append(trouble)
        with pytest.raises(TryLater):
            await world.channel.send("li", out)
        await world.channel.send("li", out)
        assert len(world.fake.shown) == 1


async def test_a_card_that_never_arrived_arrives_with_the_repeat() -> None:
    async with wecom_world() as world:
        out = world.out("要发送吗？", ("ans:1:0", "发送"))
        world.fake.troubles.append(Trouble("lost", path="send"))
        with pytest.raises(TryLater):
            await world.channel.send("li", out)
        await world.channel.send("li", out)
        assert len(world.fake.shown) == 1


async def test_a_task_id_taken_without_our_doing_is_no_delivery() -> None:
    async with wecom_world() as world:
        world.fake.answers.append(
            ("message/send", {"errcode": 42014, "errmsg": "taskid has existed"})
        )
        with pytest.raises(Undeliverable, match="42014"):
            await world.channel.send("li", world.out("好吗？", ("ans:1:0", "好")))


async def test_two_runs_of_the_program_never_use_the_same_task_id() -> None:
    async with wecom_world() as world:
        await world.channel.send("li", Outgoing(1, "好吗？", (("ans:1:0", "好"),), language="en"))
        async with wecom_world() as other:
            await other.channel.send(
                "li", Outgoing(1, "好吗？", (("ans:1:0", "好"),), language="en")
            )
            assert not world.fake.task_ids & other.fake.task_ids


async def test_a_member_gets_no_more_than_wecom_lets_through() -> None:
    async with wecom_world() as world:
        for number in range(30):
            await world.channel.send("li", world.out(f"第{number}条"))
        held = world.out("第30条")
        with pytest.raises(TryLater) as caught:
            await world.channel.send("li", held)
        assert 60 < caught.value.seconds <= 61
        assert not caught.value.whole_channel
        await world.channel.send("wang", world.out("别人的"))
        world.clock.move(caught.value.seconds)
        await world.channel.send("li", held)
        assert len(world.fake.texts("li")) == 31
        assert world.fake.dropped == []


async def test_the_fake_drops_what_goes_beyond() -> None:
    async with wecom_world() as world:
        for number in range(31):
            await world.client.send(
                {"touser": "li", "msgtype": "text", "text": {"content": str(number)}}
            )
        assert [each.text for each in world.fake.dropped] == ["30"]


async def test_a_member_wecom_lists_as_invalid_beside_a_yes_is_gone() -> None:
    async with wecom_world() as world:
        world.fake.invalid.add("zhang")
        with pytest.raises(Undeliverable) as caught:
            await world.channel.send("Zhang", world.out("在吗"))
        assert caught.value.gone


@pytest.mark.parametrize("address", ["@all", "li|wang", "", "a b", "x" * 65])
async def test_an_address_that_is_not_one_member_reaches_nobody(address: str) -> None:
    async with wecom_world() as world:
        with pytest.raises(Undeliverable) as caught:
            await world.channel.send(address, world.out("全体注意"))
        assert caught.value.gone
        assert world.fake.shown == []


async def test_somebody_who_is_no_member_is_gone() -> None:
    async with wecom_world() as world:
        with pytest.raises(Undeliverable) as caught:
            await world.channel.send("nobody", world.out("在吗"))
        assert caught.value.gone


async def test_a_refused_message_is_forgotten_and_can_be_sent_anew() -> None:
    async with wecom_world() as world:
        out = world.out("好")
        world.fake.answers.append(("message/send", {"errcode": 60011, "errmsg": "no privilege"}))
        with pytest.raises(Undeliverable, match="60011"):
            await world.channel.send("li", out)
        await world.channel.send("li", replace(out, text="好的"))
        assert world.fake.texts("li") == ["好的"]


async def test_many_members_at_once() -> None:
    async with wecom_world() as world:
        outs = [
            (member, world.out(f"{number}"))
            for number in range(20)
            for member in ("li", "wang", "zhang")
        ]
        await asyncio.gather(*(world.channel.send(member, out) for member, out in outs))
        assert len(world.fake.shown) == 60


async def test_photos_are_fetched_and_failures_say_whether_to_try_again(tmp_path: Path) -> None:
    async with wecom_world() as world:
        source = {"media_id": world.fake.keep(JPEG), "pic_url": ""}
        await world.channel.fetch(source, tmp_path / "a", 1000)
        assert (tmp_path / "a").read_bytes() == JPEG
        with pytest.raises(FetchFailed) as too_large:
            await world.channel.fetch(source, tmp_path / "b", 10)
        with pytest.raises(FetchFailed) as unknown:
            await world.channel.fetch({"media_id": "unknown"}, tmp_path / "b", 1000)
        world.fake.troubles.append(Trouble("status", 500, "media/get"))
        with pytest.raises(FetchFailed) as passing:
            await world.channel.fetch(source, tmp_path / "b", 1000)
        world.fake.answers.append(
            ("media/get", {"errcode": 60020, "errmsg": "not allow to access from your ip"})
        )
        with pytest.raises(FetchFailed) as set_up:
            await world.channel.fetch(source, tmp_path / "b", 1000)
        world.fake.troubles.append(Trouble("cut", path="media/get"))
        with pytest.raises(FetchFailed) as broken:
            await world.channel.fetch(source, tmp_path / "b", 1000)
        ends = [
            (each.value.final, each.value.counts)
            for each in (too_large, unknown, passing, set_up, broken)
        ]
        assert ends == [(True, True), (True, True), (False, False), (False, False), (False, True)]
        assert not (tmp_path / "b").exists()
