"""The whole job on Telegram, over HTTP to the program's own port: by long polling, and by the
webhook.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e import scene
from tests.e2e.program import Program
from tests.e2e.scene import LIN, WU, ZHOU, Member
from tests.fakes.telegram import SECRET_HEADER, TOKEN, FakeTelegram, fake_telegram
from tests.fakes.telegram_methods import FakeMessage
from tests.fakes.telegram_updates import Person, Updates

SECRET = "the-webhooks-secret"
PATIENCE = 30.0


@dataclass
class Phone:
    """Somebody with Telegram: says and taps, and sees what comes after the last look."""

    fake: FakeTelegram
    updates: Updates
    person: Person
    seen: int = 0

    async def says(self, words: str) -> None:
        await self.fake.deliver(self.updates.text(self.person, words))

    async def taps(self, label: str) -> None:
        data, message_id = self.fake.button(self.person.id, label)
        await self.fake.deliver(self.updates.tap(self.person, data, message_id))

    async def sends_album(self, *photos: bytes, caption: str = "") -> None:
        names = [
            self.fake.keep_file(each, f"file-{self.person.id}-{number}")
            for number, each in enumerate(photos)
        ]
        for each in self.updates.album(self.person, *names, caption=caption):
            await self.fake.deliver(each)

    async def sees(self, *words: str) -> FakeMessage:
        """Wait for a message with all these words that was not seen before, and return it."""
        found: list[FakeMessage] = []

        def arrived() -> bool:
            fresh = self.fake.shown(self.person.id)[self.seen :]
            found[:] = [each for each in fresh if all(word in each.text for word in words)]
            return bool(found)

        await self.fake.wait_until(arrived, PATIENCE)
        self.seen = self.fake.shown(self.person.id).index(found[0]) + 1
        return found[0]

    def albums(self) -> list[bytes]:
        """Return the photos shown in this chat."""
        return [each.photo for each in self.fake.shown(self.person.id) if each.photo is not None]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as fake:
        yield fake


async def join(phone: Phone, member: Member, code: str) -> None:
    """Join as a member of the roster does: the invitation's deep link, which Telegram sends as
    /start CODE, and one tap once it is said whom that binds.
    """
    await phone.says(f"/start {code}")
    await phone.sees(f"此码发给{member.name}", member.role)
    await phone.taps("是本人")
    await phone.sees(f"您好，{member.name}", member.role)


async def invited(wu: Phone, member: Member) -> str:
    """Return the code of the invitation that the office makes in chat."""
    await wu.says("邀请")
    await wu.sees("邀请谁")
    await wu.says(member.name)
    told = await wu.sees(member.name, "https://t.me/mingcha_bot?start=")
    return told.text.partition("?start=")[2].split()[0]


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_from_the_inspectors_phone_to_the_heads_and_back(
    fake: FakeTelegram, tmp_path: Path, way: str
) -> None:
    program = Program(tmp_path, {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": fake.base_url})
    if way == "webhook":
        program.settings |= {"TELEGRAM_WEBHOOK_URL": program.url, "TELEGRAM_WEBHOOK_SECRET": SECRET}
    await asyncio.to_thread(scene.import_roster, program, LIN, WU, ZHOU)
    first_code = (
        (await asyncio.to_thread(program.command, "invite", WU.key))
        .stdout.split("/enter/")[1]
        .split()[0]
    )
    try:
        await asyncio.to_thread(program.start)
        if way == "webhook":
            await fake.wait_until(lambda: fake.webhook["url"], PATIENCE)
            assert await fake.post(b'{"update_id": 1}', {SECRET_HEADER: "guessed"}) == 403
            assert await fake.post(b"no json", {SECRET_HEADER: SECRET}) == 400
            assert await fake.post(b" " * (1 << 20) + b"{}", {SECRET_HEADER: SECRET}) == 413
        updates = Updates()
        lin, wu, zhou = (
            Phone(fake, updates, Person(11 + place, each.name, ""))
            for place, each in enumerate((LIN, WU, ZHOU))
        )
        await join(wu, WU, first_code)
        for phone, member in ((lin, LIN), (zhou, ZHOU)):
            await join(phone, member, await invited(wu, member))
        album, proof = [scene.photo(number) for number in (1, 2, 3)], scene.photo(9, (900, 1200))
        await report(lin, album)
        await assign(wu)
        await take_and_answer(zhou, album, proof)
        await approve(wu)
        told = await lin.sees("DC-2026-0001 已销号", "会前统一存放手机")
        await fake.wait_until(lambda: len(lin.albums()) == 1, PATIENCE)
        assert "查看 DC-2026-0001" in [label for label, _data in told.buttons]
        await asyncio.to_thread(program.stop)
    finally:
        program.put_away()
    look_behind(program, album, proof)


async def report(lin: Phone, album: list[bytes]) -> None:
    """Photos out of the blue begin a report; the caption's words put the kind first."""
    await lin.sends_album(*album, caption="三人会上玩手机")
    await lin.sees("已收到3张照片")
    await lin.taps("完成")
    await lin.sees("哪个单位")
    await lin.says("qmsyxx")
    kinds = await lin.sees("发现什么问题")
    assert kinds.buttons[0][0] == "玩手机"
    await lin.taps("玩手机")
    await lin.sees("在什么位置")
    await lin.says("三楼会议室")
    asked = await lin.sees("玩手机", "启明实验小学", "3张", "三人会上玩手机", "三楼会议室")
    assert [label for label, _data in asked.buttons][:3] == ["提交", "改文字", "改时间"]
    await lin.taps("提交")
    await lin.sees("已上报，编号 DC-2026-0001", "看不到任何内容")


async def assign(wu: Phone) -> None:
    """The office assigns the finding to the unit that the inspector named."""
    await wu.sees("【督查发现】DC-2026-0001", "玩手机")
    await wu.taps("查看 DC-2026-0001")
    await wu.sees("状态")
    await wu.taps("交办")
    await wu.sees("交办至启明实验小学吗")
    await wu.taps("是")
    await wu.sees("几个工作日内办结")
    await wu.taps("3个工作日")
    await wu.sees("DC-2026-0001 已交办启明实验小学", "办理时限")


async def take_and_answer(zhou: Phone, album: list[bytes], proof: bytes) -> None:
    """The head sees the photos, takes the ticket, and answers with proof."""
    await zhou.sees("【交办】DC-2026-0001", "办理时限", "三人会上玩手机")
    await zhou.fake.wait_until(lambda: len(zhou.albums()) == 3, PATIENCE)
    assert not {*zhou.albums()} & {*album}  # copies, never the originals
    await zhou.taps("签收")
    await zhou.sees("已签收 DC-2026-0001")
    await zhou.taps("答复")
    await zhou.sees("请填写问题原因")
    await zhou.says("会前未收手机")
    await zhou.sees("整改措施")
    await zhou.says("会前统一存放手机，三人已作检讨")
    await zhou.sees("责任人")
    await zhou.says("周启明 校长")
    await zhou.sees("请发送整改照片")
    await zhou.sends_album(proof)
    await zhou.sees("已收到1张照片")
    await zhou.taps("完成")
    await zhou.sees("会前未收手机", "周启明 校长", "1张")
    await zhou.taps("提交")
    await zhou.sees("DC-2026-0001 的答复已报送办公室")


async def approve(wu: Phone) -> None:
    """The office reads the answer and approves it; a finding is closed with that."""
    await wu.sees("DC-2026-0001：启明实验小学已答复")
    await wu.taps("查看 DC-2026-0001")
    await wu.sees("会前统一存放手机")
    await wu.taps("核查通过")
    await wu.sees("DC-2026-0001 核查通过，已销号")


def look_behind(program: Program, album: list[bytes], proof: bytes) -> None:
    """Assert what is left on the record when the phones are put away."""
    (ticket,) = scene.open_tickets(program)
    assert (ticket.number, ticket.kind, ticket.state, ticket.place) == (
        "DC-2026-0001",
        "phone-use",
        "closed",
        "三楼会议室",
    )
    assert scene.events_of(program, ticket.number) == [
        "filed",
        "assigned",
        "taken",
        "answered",
        "approved",
    ]
    scene.check_pictures(program, ticket.number, "report", album, stamped=True)
    scene.check_pictures(program, ticket.number, "answer", [proof], stamped=False)
    states = scene.outbox_states(program)
    assert set(states) <= {"sent", "superseded"}, states
    scene.check_up(program)


async def test_a_code_for_the_browser_binds_no_telegram_chat(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    """Seen in an attack: one tap on a link with somebody's own web code bound a complainant's chat
    to them.
    """
    program = Program(tmp_path, {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": fake.base_url})
    await asyncio.to_thread(scene.import_roster, program, WU)
    printed = (await asyncio.to_thread(program.command, "invite", WU.key)).stdout
    first_code = printed.split("/enter/")[1].split()[0]
    try:
        await asyncio.to_thread(program.start)
        updates = Updates()
        wu, parent = (
            Phone(fake, updates, Person(21 + place, name, ""))
            for place, name in enumerate((WU.name, "家长"))
        )
        await join(wu, WU, first_code)
        await wu.says("网页")
        code = (await wu.sees("/enter/")).text.split("/enter/")[1].split()[0]
        await parent.says(f"/start {code}")
        await parent.sees("此码只能在浏览器中使用")
        await parent.says(code)
        await parent.sees("此码只能在浏览器中使用")
        await parent.says("/cancel")
        await parent.says("我的绑定")
        await parent.sees("没有绑定")
        await asyncio.to_thread(program.stop)
    finally:
        await asyncio.to_thread(program.put_away)
