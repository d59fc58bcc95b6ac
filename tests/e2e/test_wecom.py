"""The whole job on WeCom, over HTTP to the program's own port: encrypted callbacks in, active
messages and cards out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.e2e import scene
from tests.e2e.program import Program
from tests.e2e.scene import LIN, WU, ZHOU, Member
from tests.fakes.wecom import FakeWeCom
from tests.fakes.wecom_api import Shown

PATIENCE = 30.0


@dataclass
class Phone:
    """A member's phone: says and taps, and sees what comes after the last look."""

    fake: FakeWeCom
    http: httpx.AsyncClient
    member: Member
    seen: int = 0

    @property
    def shown(self) -> list[Shown]:
        return [each for each in self.fake.shown if each.user == self.member.wecom]

    async def says(self, words: str) -> None:
        await self._call(self.fake.xml(self.member.wecom, "text", Content=words))

    async def taps(self, label: str) -> None:
        """Tap the newest button of this label, once there is one: a long text comes before its
        card.
        """
        await self._wait(lambda: any(label in each.buttons for each in self.shown), label)
        await self._call(self.fake.tapped(self.member.wecom, label))

    async def sends_photos(self, *photos: bytes) -> None:
        for each in photos:
            await self._call(self.fake.photographed(self.member.wecom, each))

    async def sees(self, *words: str) -> Shown:
        """Wait for a text or card with all these words that was not seen before, and return it."""
        found: list[int] = []

        def arrived() -> bool:
            fresh = enumerate(self.shown[self.seen :], self.seen)
            found[:] = [place for place, each in fresh if all(word in each.text for word in words)]
            return bool(found)

        await self._wait(arrived, " ".join(words))
        self.seen = found[0] + 1
        return self.shown[found[0]]

    async def _wait(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, (
                f"{self.member.name} never saw {what}, but {[each.text for each in self.shown]}"
            )
            await asyncio.sleep(0.02)

    def photos(self) -> list[bytes]:
        """Return the photos shown in this chat."""
        return [each.image for each in self.shown if each.kind == "image"]

    async def _call(self, xml: str) -> None:
        assert await self.fake.call(self.http, xml) == [200]


@pytest.fixture
async def fake() -> AsyncIterator[FakeWeCom]:
    async with FakeWeCom({LIN.wecom, WU.wecom, ZHOU.wecom}) as fake:
        yield fake


async def test_from_the_inspectors_phone_to_the_heads_and_back(
    fake: FakeWeCom, tmp_path: Path
) -> None:
    program = Program(
        tmp_path,
        {
            "WECOM_CORP_ID": fake.corp_id,
            "WECOM_AGENT_ID": str(fake.agent_id),
            "WECOM_SECRET": fake.secret,
            "WECOM_TOKEN": fake.token,
            "WECOM_AES_KEY": fake.aes_key,
            "WECOM_API_BASE": fake.base,
        },
    )
    await asyncio.to_thread(scene.import_roster, program, LIN, WU, ZHOU)
    album, proof = [scene.photo(number) for number in (1, 2, 3)], scene.photo(9, (900, 1200))
    try:
        await asyncio.to_thread(program.start)
        async with httpx.AsyncClient(base_url=program.url, trust_env=False) as http:
            await refuses_forgeries(fake, http)
            lin, wu, zhou = (Phone(fake, http, each) for each in (LIN, WU, ZHOU))
            for phone in (wu, zhou):  # an id of the roster is known without a code
                await phone._call(
                    fake.xml(phone.member.wecom, "event", Event="enter_agent", EventKey="")
                )
                await phone.sees(phone.member.name, "您好")
            await report(lin, album)
            await assign(wu)
            await take_and_answer(zhou, album, proof)
            await approve(wu)
            await lin.sees("DC-2026-0001 已销号", "会前统一存放手机")
            assert len(lin.photos()) == 1
        await asyncio.to_thread(program.stop)
    finally:
        program.put_away()
    assert fake.breaches == []
    assert fake.dropped == []
    look_behind(program, album, proof)


async def refuses_forgeries(fake: FakeWeCom, http: httpx.AsyncClient) -> None:
    """WeCom proves the address with an echo; what WeCom did not seal, or sealed long ago, is turned
    away.
    """
    query, body = fake.sealed("<xml/>", at=fake.clock() - 3600)
    assert (await http.post("/wecom/callback", params=query, content=body)).status_code == 403
    query, body = fake.sealed(fake.xml(LIN.wecom, "text", Content="你好"))
    assert (
        await http.post(
            "/wecom/callback", params={**query, "msg_signature": "0" * 40}, content=body
        )
    ).status_code == 403
    assert (await http.post("/wecom/callback", params=query, content=b"<xml/>")).status_code == 400
    assert (
        await http.post("/wecom/callback", params=query, content=b" " * (1 << 20) + body)
    ).status_code == 413


async def report(lin: Phone, album: list[bytes]) -> None:
    """Photos out of the blue begin a report."""
    await lin.sends_photos(*album)
    await lin.sees("已收到3张照片")
    await lin.taps("完成")
    await lin.sees("哪个单位")
    await lin.says("启明小学")
    kinds = await lin.sees("发现什么问题")
    number = next(line.split()[0] for line in kinds.text.splitlines() if line.endswith("玩手机"))
    await lin.says(number)
    await lin.sees("有无补充说明")
    await lin.says("三人会上玩手机")
    await lin.sees("在什么位置")
    await lin.says("三楼会议室")
    await lin.sees("玩手机", "启明实验小学", "三人会上玩手机", "三楼会议室")
    await lin.taps("提交")
    await lin.sees("已上报，编号 DC-2026-0001", "看不到任何内容")


async def assign(wu: Phone) -> None:
    """The office assigns the finding to the unit that the inspector named, by cards."""
    await wu.sees("【督查发现】DC-2026-0001", "玩手机")
    await wu.taps("查看 DC-2026-0001")
    await wu.sees("状态", "三人会上玩手机")
    await wu.taps("交办")
    await wu.sees("交办至启明实验小学吗")
    await wu.taps("是")
    await wu.sees("几个工作日内办结")
    await wu.says("1")  # the usual limit is the first choice
    await wu.sees("DC-2026-0001 已交办启明实验小学", "办理时限")


async def take_and_answer(zhou: Phone, album: list[bytes], proof: bytes) -> None:
    """The head sees the photos, takes the ticket, and answers with proof."""
    await zhou.sees("【交办】DC-2026-0001", "办理时限", "三人会上玩手机")
    assert len(zhou.photos()) == 3
    assert not {*zhou.photos()} & {*album}  # copies, never the originals
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
    await zhou.sends_photos(proof)
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
    assert (ticket.number, ticket.kind, ticket.state, ticket.words) == (
        "DC-2026-0001",
        "phone-use",
        "closed",
        "三人会上玩手机",
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
