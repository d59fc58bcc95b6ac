"""The demo's shelf of phones, and how the pages look and read: colours, names, roles, sizes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.bot.web.site import PERSONAS, Site, address_of, draw, open_chat, say, visiting
from tests.browser import DESK, PHONE


def phone(page: Page, number: int) -> FrameLocator:
    return page.frame_locator(f'section[data-phone="{PERSONAS[number].address}"] iframe')


def say_on(frame: FrameLocator, text: str) -> None:
    frame.locator("#words").fill(text)
    frame.locator("#words").press("Enter")


def test_the_demo_is_loudly_marked_and_shows_phones_side_by_side(
    browser: Browser, demo: Site
) -> None:
    with visiting(browser, DESK) as context:
        page = context.new_page()
        page.goto(demo.url)
        expect(page.get_by_role("note")).to_contain_text("演示 DEMO")
        expect(page.locator("section.device:visible")).to_have_count(4)
        expect(page.get_by_role("heading", name="Chen Inspector Oak School")).to_be_visible()
        expect(phone(page, 0).get_by_role("note")).to_have_count(0)
        page.get_by_role("button", name="Qian Office").click()
        expect(page.locator("section.device:visible")).to_have_count(5)
        page.get_by_text("How to act it out").click()
        expect(page.get_by_text("Inspector: send one or more photos")).to_be_visible()
        expect(page.get_by_text("Or begin as the parent")).to_be_visible()


def test_all_phones_live_at_once_and_hear_only_their_own(browser: Browser, demo: Site) -> None:
    with visiting(browser, (2300, 900)) as context:
        page = context.new_page()
        page.goto(demo.url)
        expect(page.locator("section.device:visible")).to_have_count(len(PERSONAS))
        for number in range(
            len(PERSONAS)
        ):  # more phones than a browser opens connections to one host
            say_on(phone(page, number), f"phone {number}")
        for number in range(len(PERSONAS)):
            expect(phone(page, number).locator(".bubble:not(.mine) > .body")).to_have_text(
                [f"You said: phone {number}"]
            )
        demo.tell(PERSONAS[3].address, "What one sends arrives on the other at once")
        expect(phone(page, 3).locator(".bubble > .body").last).to_have_text(
            "What one sends arrives on the other at once", timeout=3000
        )


def test_three_photos_stand_side_by_side_on_the_narrowest_phone(
    browser: Browser, demo: Site, tmp_path: Path
) -> None:
    with visiting(browser, DESK) as context:
        page = context.new_page()
        page.goto(demo.url)
        phone(page, 0).locator("#files").set_input_files(
            [draw(tmp_path, str(n), 40) for n in range(3)]
        )
        phone(page, 0).get_by_role("button", name="Send", exact=True).click()
        tiles = phone(page, 0).locator(".bubble.mine .photo")
        expect(tiles).to_have_count(3)
        tops = tiles.evaluate_all(
            "all => all.map((each) => each.getBoundingClientRect().top)"
        )  # at once: the log may scroll
        assert tops[0] == tops[1] < tops[2]


def test_a_photo_on_a_phone_opens_over_the_whole_window(browser: Browser, demo: Site) -> None:
    with visiting(browser, DESK) as context:
        page = context.new_page()
        page.goto(demo.url)
        expect(phone(page, 1).get_by_role("status")).to_have_text("Connected")
        demo.tell(PERSONAS[1].address, "Look", photos=(demo.receiver.keep_picture("olive"),))
        opens = phone(page, 1).get_by_role("button", name="Open photo 1 of 1")
        opens.click()
        shown = page.get_by_role("dialog").get_by_role("img")
        expect(shown).to_have_js_property("naturalWidth", 800)
        assert shown.evaluate("e => e.clientWidth") == DESK[0]
        expect(page.get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opens).to_be_focused()


def test_a_phone_out_of_sight_shows_that_something_came(browser: Browser, demo: Site) -> None:
    with visiting(browser, PHONE) as context:
        page = context.new_page()
        page.goto(demo.url)
        expect(page.locator("section.device:visible")).to_have_count(1)
        expect(phone(page, 0).get_by_role("status")).to_have_text("Connected")
        chip = page.get_by_role("button", name="Liu Head")
        demo.tell(PERSONAS[2].address, "For the head")
        expect(chip.locator(".dot")).to_be_visible()
        chip.click()
        expect(page.locator("section.device:visible")).to_have_count(1)
        expect(phone(page, 2).locator(".bubble > .body")).to_have_text(["For the head"])
        expect(chip.locator(".dot")).to_be_hidden()


def test_the_phones_find_back_when_the_server_was_away(browser: Browser, demo: Site) -> None:
    with visiting(browser, DESK) as context:
        page = context.new_page()
        page.goto(demo.url)
        expect(phone(page, 1).get_by_role("status")).to_have_text("Connected")
        demo.serving.stop()
        say_on(phone(page, 1), "from the dark")
        demo.receiver.tell(PERSONAS[2].address, "Said meanwhile")
        demo.start()
        expect(phone(page, 1).locator(".bubble.mine .meta")).to_contain_text("Sent", timeout=30_000)
        expect(phone(page, 2).locator(".bubble > .body")).to_have_text(
            ["Said meanwhile"], timeout=30_000
        )


def test_the_clock_moves_on_and_says_when_it_could_not(browser: Browser, demo: Site) -> None:
    with visiting(browser, DESK) as context:
        page = context.new_page()
        page.goto(demo.url)
        now = page.locator("#now")
        expect(now).to_have_text(re.compile(r"^\d+ \w{3} \d{4} \w{3} \d\d:\d\d$"))
        before = now.text_content() or ""
        page.get_by_role("button", name="1 week").click()
        expect(now).not_to_have_text(before)
        expect(now).to_have_text(re.compile(rf"{before.split()[3]}"))  # the same day of the week
        assert demo.receiver.ahead == timedelta(weeks=1)
        demo.tell(PERSONAS[0].address, "A week later")
        demo.receiver.away = True
        page.get_by_role("button", name="1 hour").click()
        expect(now).to_contain_text("The clock could not be moved. Please try again.")
        expect(page.get_by_role("button", name="1 hour")).to_be_enabled()
        assert demo.receiver.ahead == timedelta(weeks=1)
        demo.receiver.away, demo.receiver.ahead = False, timedelta(0)


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest(".hidden, script, :disabled")) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push([element.tagName, element.className, element.textContent.trim().slice(0, 30), ratio].join(" "));
  }
  return weak;
}"""
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, textarea, iframe, img, summary")]
  .filter((e) => e.checkVisibility() && !e.closest("[aria-hidden=true]") && !e.matches("img[alt]"))
  .filter((e) => !(e.getAttribute("aria-label") || e.innerText?.trim() || e.title || e.labels?.length))
  .map((e) => e.outerHTML.slice(0, 80))"""
SMALL = """() => [...document.querySelectorAll("button, a.button, input, textarea")]
  .filter((e) => e.checkVisibility() && !e.closest(".hidden") && !e.matches(".hidden"))
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""


def check(page: Page) -> None:
    """Check what can be checked by machine: contrast, names, sizes, one main part, nothing wider
    than the window.
    """
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(SMALL) == []
    assert page.get_by_role("main").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK, (320, 568)])
def test_pages_read_well(browser: Browser, site: Site, size: tuple[int, int], scheme: str) -> None:
    with visiting(browser, size, color_scheme=scheme) as context:
        page = context.new_page()
        for path in ("/", "/enter/code", "/nothing"):
            page.goto(f"{site.url}{path}")
            check(page)
        page = open_chat(context, site)
        say(page, "ask")
        say(page, "secret")
        say(page, "file it")
        page.get_by_role("button", name="I have written it down").wait_for()
        site.tell(address_of(page), "word" * 200, photos=(site.receiver.keep_picture("olive"),))
        page.get_by_role("button", name="Open photo 1 of 1").wait_for()
        site.receiver.away = True
        say(page, "not sent")
        page.get_by_role("button", name="Not sent. Tap to try again.").wait_for()
        check(page)
        expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (dark == "rgb(16, 21, 27)") is (scheme == "dark")
        site.receiver.away = False
        expect(page.locator(".bubble.mine .meta").last).to_contain_text("Sent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_demo_reads_well(
    browser: Browser, demo: Site, size: tuple[int, int], scheme: str
) -> None:
    with visiting(browser, size, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(demo.url)
        expect(phone(page, 0).get_by_role("status")).to_have_text("Connected")
        check(page)


def test_chinese_is_the_language_unless_english_is_wanted(browser: Browser, site: Site) -> None:
    with visiting(browser, locale="fr-FR") as context:
        page = context.new_page()
        page.goto(site.url)
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_two_tabs_of_one_chat_show_the_same_answers(context: BrowserContext, site: Site) -> None:
    first = open_chat(context, site)
    second = context.new_page()
    second.goto(first.url)
    say(first, "from the first")
    for page in (first, second):
        expect(page.locator(".bubble:not(.mine) > .body")).to_have_text(
            ["Welcome u-oak", "You said: from the first"]
        )
