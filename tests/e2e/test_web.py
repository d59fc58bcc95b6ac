"""The whole job in the web chat, in a real browser on the demo's start page: the phones side by
side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser import PHONE, Complaints, open_browser, show_size
from tests.e2e import scene
from tests.e2e.program import Program

pytestmark = pytest.mark.browser
WIDE = (1600, 940)  # five phones side by side
PATIENCE = 20_000  # milliseconds


@dataclass
class Phone:
    """One phone on the shelf, or a page of its own."""

    frame: FrameLocator | Page

    def says(self, words: str) -> None:
        self.frame.locator("#words").fill(words)
        self.frame.locator("#send").click()

    def taps(self, label: str) -> None:
        """Tap the newest button of this label that can still be tapped."""
        buttons = self.frame.locator(".choices button:not([disabled])").filter(
            has_text=re.compile(f"^{re.escape(label)}$")
        )
        buttons.last.click(timeout=PATIENCE)

    def chooses_photos(self, *photos: Path) -> None:
        self.frame.locator("#files").set_input_files([str(each) for each in photos])
        self.frame.locator("#send").click()

    def sees(self, *words: str) -> None:
        """Wait for a message with all these words."""
        bubbles = self.frame.locator(".bubble:not(.mine)")
        for each in words:
            bubbles = bubbles.filter(has_text=each)
        expect(bubbles.last).to_be_visible(timeout=PATIENCE)

    def sees_photos(self, count: int, words: str) -> None:
        """Wait until that many photos are drawn in the newest message with these words."""
        photos = (
            self.frame.locator(".bubble:not(.mine)")
            .filter(has_text=words)
            .last.locator(".photo img")
        )
        expect(photos).to_have_count(count, timeout=PATIENCE)
        for number in range(count):
            expect(photos.nth(number)).to_have_js_property("complete", True, timeout=PATIENCE)
            assert photos.nth(number).evaluate("image => image.naturalWidth") > 0


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with open_browser(chromium) as browser:
        yield browser


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path, {"DEMO": "1", "SECRET_KEY": ""})
    program.start()
    try:
        yield program
        program.stop()
    finally:
        program.put_away()


@pytest.fixture
def page(browser: Browser, demo: Program) -> Iterator[Page]:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": WIDE[0], "height": WIDE[1]}
    )
    complaints = Complaints()
    complaints.listen_to(context)
    page = context.new_page()
    page.goto(demo.url)
    yield page
    context.close()
    assert complaints == []


def phone_of(page: Page, name: str) -> Phone:
    """Return the phone of this person on the shelf."""
    return Phone(page.frame_locator(f'section.device[aria-label^="{name}"] iframe'))


def photos_in(folder: Path, *numbers: int) -> list[Path]:
    files = [folder / f"photo-{number}.jpg" for number in numbers]
    for number, file in zip(numbers, files, strict=True):
        file.write_bytes(scene.photo(number))
    return files


def test_moving_the_clock_brings_the_reminders_to_the_phones(page: Page, screenshots: Path) -> None:
    zhou = phone_of(page, "周启明")
    zhou.sees("周启明")
    page.get_by_role("button", name="1周", exact=True).click()
    zhou.sees("【逾期】", "个工作日")
    expect(page.locator(".clock :disabled")).to_have_count(0, timeout=PATIENCE)
    zhou.taps("我的任务")
    zhou.sees("作风建设责任书")
    page.screenshot(path=screenshots / "clock.png")


def test_from_the_inspectors_phone_to_the_heads_and_back(
    page: Page, demo: Program, tmp_path: Path, screenshots: Path
) -> None:
    album, proof = photos_in(tmp_path, 1, 2, 3), photos_in(tmp_path, 9)
    lin, wu, zhou = (phone_of(page, name) for name in ("林督行", "吴文秀", "周启明"))
    expect(page.locator(".demo-banner")).to_contain_text("演示")
    lin.sees("林督行")
    lin.chooses_photos(*album)
    lin.sees("已收到3张照片")
    lin.taps("完成")
    lin.sees("哪个单位")
    lin.says("启明小学")
    lin.sees("发现什么问题")
    lin.taps("玩手机")
    lin.sees("有无补充说明")
    lin.says("三人会上玩手机")
    lin.sees("在什么位置")
    lin.says("三楼会议室")
    lin.sees("玩手机", "启明实验小学", "3张", "三楼会议室")
    lin.taps("提交")
    lin.sees("已上报，编号 DC-2026-0001", "看不到任何内容")
    assign(wu)
    zhou.sees("【交办】DC-2026-0001", "办理时限", "三人会上玩手机")
    zhou.sees_photos(3, "【交办】DC-2026-0001")
    take_and_answer(zhou, proof)
    wu.sees("DC-2026-0001：启明实验小学已答复")
    wu.taps("查看 DC-2026-0001")
    wu.sees("会前统一存放手机")
    wu.taps("核查通过")
    wu.sees("DC-2026-0001 核查通过，已销号")
    lin.sees("DC-2026-0001 已销号", "会前统一存放手机")
    lin.sees_photos(1, "DC-2026-0001 已销号")
    page.screenshot(path=screenshots / "desk.png")
    take_pictures(page, demo, screenshots)
    page.close(run_before_unload=False)
    demo.stop()
    (ticket,) = scene.open_tickets(demo)
    assert (ticket.number, ticket.kind, ticket.state, ticket.place) == (
        "DC-2026-0001",
        "phone-use",
        "closed",
        "三楼会议室",
    )
    assert scene.events_of(demo, ticket.number) == [
        "filed",
        "assigned",
        "taken",
        "answered",
        "approved",
    ]
    scene.check_pictures(
        demo, ticket.number, "report", [each.read_bytes() for each in album], stamped=True
    )
    scene.check_pictures(
        demo, ticket.number, "answer", [each.read_bytes() for each in proof], stamped=False
    )
    scene.check_up(demo)


def assign(wu: Phone) -> None:
    wu.sees("【督查发现】DC-2026-0001", "玩手机")
    wu.taps("查看 DC-2026-0001")
    wu.sees("状态", "三人会上玩手机")
    wu.taps("交办")
    wu.sees("交办至启明实验小学吗")
    wu.taps("是")
    wu.sees("几个工作日内办结")
    wu.taps("3个工作日")
    wu.sees("DC-2026-0001 已交办启明实验小学", "办理时限")


def take_and_answer(zhou: Phone, proof: list[Path]) -> None:
    zhou.taps("签收")
    zhou.sees("已签收 DC-2026-0001")
    zhou.taps("答复")
    zhou.sees("请填写问题原因")
    zhou.says("会前未收手机")
    zhou.sees("整改措施")
    zhou.says("会前统一存放手机，三人已作检讨")
    zhou.sees("责任人")
    zhou.says("周启明 校长")
    zhou.sees("请发送整改照片")
    zhou.chooses_photos(*proof)
    zhou.sees("已收到1张照片")
    zhou.taps("完成")
    zhou.sees("会前未收手机", "周启明 校长", "1张")
    zhou.taps("提交")
    zhou.sees("DC-2026-0001 的答复已报送办公室")


def take_pictures(page: Page, demo: Program, screenshots: Path) -> None:
    """Take the head's phone as a page of its own, by day and by night."""
    address = page.locator('section.device[aria-label^="周启明"]').get_attribute("data-phone")
    phone = page.context.new_page()
    show_size(phone, PHONE)
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        phone.goto(f"{demo.url}/chat/{address}/")
        Phone(phone).sees("DC-2026-0001 的答复已报送办公室")
        phone.screenshot(path=screenshots / f"phone-{scheme}.png")
    phone.close()


def test_an_anonymous_complaint_comes_back_with_its_receipt_code(
    page: Page, demo: Program, screenshots: Path
) -> None:
    parent = phone_of(page, "学生家长")
    parent.sees("学生家长")
    parent.says("投诉")
    parent.sees("您要反映的情况")
    parent.says("食堂的菜没有热透，孩子吃了肚子疼")
    parent.taps("完成")
    parent.sees("哪方面的问题")
    parent.taps("校园餐")
    parent.sees("涉及哪所学校")
    parent.says("启明小学")
    parent.sees("负责人本人的问题")
    parent.taps("否")
    parent.sees("请选择反映方式")
    take_a_picture_of_the_levels(page, demo, screenshots)
    parent.taps("匿名")
    parent.sees("确认提交吗", "食堂的菜没有热透")
    parent.taps("提交")
    parent.sees("您的投诉已登记", "TS-2026-0001", "启明实验小学")
    told = parent.frame.locator(".bubble").filter(has_text="您的投诉已登记").last.inner_text()
    found = re.search(r"(?:\d{4} ){3}\d{4}", told)
    assert found, told
    with page.expect_response(
        lambda answer: answer.url.endswith("/seen")
    ):  # the page tells that the code was kept
        parent.taps("已抄存")
    page.reload()
    parent.sees("为保护您")
    expect(parent.frame.locator(".log")).not_to_contain_text(
        found[0], timeout=PATIENCE
    )  # it is shown once
    expect(parent.frame.locator(".log")).not_to_contain_text(
        "没有热透"
    )  # and what led to it is gone too
    parent.says("查询")
    parent.sees("请输入16位回执码")
    parent.says(found[0])
    parent.sees("TS-2026-0001", "待受理")
    kept = parent.frame.locator("body").evaluate(
        "() => JSON.stringify([sessionStorage, localStorage])"
    )
    assert not [each for each in (found[0], found[0].replace(" ", ""), "没有热透") if each in kept]
    wu = phone_of(page, "吴文秀")
    wu.sees("TS-2026-0001", "校园餐")
    page.close(run_before_unload=False)
    demo.stop()
    (ticket,) = scene.open_tickets(demo)
    assert (ticket.number, ticket.kind, ticket.state) == (
        "TS-2026-0001",
        "school-meals",
        "submitted",
    )
    scene.check_up(demo)


def take_a_picture_of_the_levels(page: Page, demo: Program, screenshots: Path) -> None:
    address = page.locator('section.device[aria-label^="学生家长"]').get_attribute("data-phone")
    phone = page.context.new_page()
    show_size(phone, PHONE)
    phone.goto(f"{demo.url}/chat/{address}/")
    Phone(phone).sees("请选择反映方式")
    phone.screenshot(path=screenshots / "complaint-levels.png")
    phone.close()
