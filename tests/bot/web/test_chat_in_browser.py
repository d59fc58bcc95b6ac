"""The chat page in a real browser, against a real server that is killed and started again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    FilePayload,
    Locator,
    Page,
    Route,
    expect,
)

from locales.translate import BEIJING
from talk.input import File, Photo, Place, Tap, Words
from tests.bot.web.site import Site, address_of, answers, draw, open_chat, own, say, visiting
from tests.browser import DESK


def test_what_is_said_is_answered_live(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    say(page, "one")
    say(page, "two")
    expect(answers(page)).to_have_text(["Welcome u-oak", "You said: one", "You said: two"])
    expect(own(page).locator(".meta").first).to_contain_text("Sent")
    expect(page.get_by_role("status")).to_have_text("Connected")
    site.tell(address_of(page), "Out of the blue")
    expect(answers(page).last).to_have_text("Out of the blue")


def test_text_is_shown_as_text_and_addresses_as_links(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    said = "<img src=x onerror=alert(1)> see https://example.test/a?b=1。"
    say(page, said)
    expect(answers(page).last).to_have_text(f"You said: {said}")
    link = answers(page).locator("a")
    expect(link).to_have_attribute("href", "https://example.test/a?b=1")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_nothing_is_lost_or_doubled_when_the_server_is_killed_and_comes_back(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    say(page, "before")
    expect(answers(page)).to_have_count(2)
    site.serving.stop()
    expect(page.get_by_role("status")).to_have_text("Reconnecting…")
    for text in ("offline 1", "offline 2", "offline 3"):
        say(page, text)
    expect(own(page).last.get_by_role("button")).to_have_count(0)  # it waits for its turn
    expect(own(page).nth(1).get_by_role("button")).to_have_text("Not sent. Tap to try again.")
    site.receiver.tell(address_of(page), "Said while the server was away")
    site.start()
    expect(page.get_by_role("status")).to_have_text("Connected", timeout=30_000)
    expect(own(page).locator(".meta")).to_contain_text(["Sent"] * 4, timeout=30_000)
    expect(answers(page)).to_have_count(6)
    said = [*answers(page).all_inner_texts()]
    assert said[:2] == ["Welcome u-oak", "You said: before"]
    assert sorted(said[2:]) == [
        "Said while the server was away",
        *(f"You said: offline {n}" for n in (1, 2, 3)),
    ]
    taken = [each.input for each in site.receiver.taken if isinstance(each.input, Words)]
    assert taken == [Words("before"), Words("offline 1"), Words("offline 2"), Words("offline 3")]


def test_an_answer_lost_on_the_way_does_not_double_the_message(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)  # the server took it; the page never hears so
            route.abort()
        else:
            route.continue_()

    page.route("**/say", lose_the_answer)
    say(page, "only once")
    expect(own(page).locator(".meta")).to_contain_text("Sent", timeout=30_000)
    assert lost == [202, 202]
    assert [each.input for each in site.receiver.taken].count(Words("only once")) == 1
    expect(answers(page)).to_have_text(["Welcome u-oak", "You said: only once"])


def test_what_could_not_be_recorded_goes_out_later_in_order(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    site.receiver.away = True
    say(page, "first")
    say(page, "second")
    expect(own(page).first.get_by_role("button")).to_be_visible()
    site.receiver.away = False
    own(page).first.get_by_role("button").click()
    expect(own(page).locator(".meta")).to_contain_text(["Sent", "Sent"])
    assert [each.input for each in site.receiver.taken][-2:] == [Words("first"), Words("second")]


def test_a_reload_shows_the_same_conversation_and_keeps_the_draft(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    say(page, "one")
    say(page, "ask")
    page.get_by_role("button", name="Choice 1").click()
    expect(answers(page).last).to_have_text("You tapped ans:1:1")
    page.get_by_label("Write a message").fill("half a sentence")
    before = page.locator(".bubble .body").all_inner_texts()
    page.reload()
    expect(page.locator(".bubble .body")).to_have_text(before)
    expect(page.get_by_label("Write a message")).to_have_value("half a sentence")
    expect(page.get_by_role("button", name="Choice 1")).to_be_disabled()
    say(page, " and the rest")
    expect(answers(page).last).to_contain_text("and the rest")


def test_a_double_tap_is_one_tap_and_an_answered_question_is_closed(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    say(page, "ask")
    page.get_by_role("button", name="Choice 2").dblclick()
    expect(answers(page).last).to_have_text("You tapped ans:1:2")
    for name in ("Choice 0", "Choice 1", "Choice 2", "Menu"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    expect(page.get_by_role("button", name="Choice 2")).to_have_attribute("aria-pressed", "true")
    assert [each.input for each in site.receiver.taken].count(Tap("ans:1:2")) == 1


def test_a_new_question_closes_the_older_one(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    say(page, "ask")
    expect(page.get_by_role("button", name="Choice 0")).to_be_enabled()
    say(page, "ask")
    expect(page.get_by_role("button", name="Choice 0")).to_have_count(2)
    expect(page.get_by_role("button", name="Choice 0").first).to_be_disabled()
    expect(page.get_by_role("button", name="Choice 0").last).to_be_enabled()


@pytest.mark.parametrize("way_back", [(), (("go:resume", "Continue"),)])
def test_a_question_stays_open_after_what_offers_nothing_else(
    context: BrowserContext, site: Site, way_back: tuple[tuple[str, str], ...]
) -> None:
    """Such as that there were too many messages, and the tap was left out."""
    page = open_chat(context, site)
    say(page, "ask")
    page.get_by_role("button", name="Choice 1").click()
    expect(answers(page).last).to_have_text("You tapped ans:1:1")
    site.tell(address_of(page), "Too many messages", buttons=way_back)
    expect(answers(page).last).to_have_text("Too many messages")
    expect(
        page.get_by_role("button", name="Choice 1")
    ).to_be_disabled()  # it was answered: there is a way on below
    site.tell(address_of(page), "Which?", buttons=(("ans:7:0", "This"), ("ans:7:1", "That")))
    page.route("**/say", lambda route: route.fulfill(status=202, json={}))  # taken, and left out
    page.get_by_role("button", name="That").click()
    expect(page.get_by_role("button", name="That")).to_be_disabled()
    site.tell(address_of(page), "Too many messages", buttons=way_back)
    expect(page.get_by_role("button", name="That")).to_be_enabled()
    page.reload()
    expect(page.get_by_role("button", name="That")).to_be_enabled()


def test_a_menu_may_be_used_again_but_not_by_a_double_tap(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    site.tell(address_of(page), "Menu", buttons=(("go:report", "Report"), ("go:mine", "Mine")))
    page.get_by_role("button", name="Report").dblclick()
    expect(answers(page).last).to_have_text("You tapped go:report")
    assert [each.input for each in site.receiver.taken].count(Tap("go:report")) == 1
    page.get_by_role("button", name="Mine").click()
    expect(answers(page).last).to_have_text("You tapped go:mine")


def test_a_row_takes_the_place_of_the_earlier_one(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    for number in (1, 2, 3):
        say(page, f"count {number}")
        expect(answers(page)).to_have_text(["Welcome u-oak", f"count {number} photos so far"])
    page.reload()
    expect(answers(page)).to_have_text(["Welcome u-oak", "count 3 photos so far"])


def test_photos_go_with_progress_and_their_caption(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = open_chat(context, site)
    files = [draw(tmp_path, f"photo {n}") for n in range(3)]
    page.locator("#files").set_input_files(files)
    expect(page.get_by_role("button", name="Remove photo 1.png")).to_be_visible()
    page.get_by_role("button", name="Remove photo 1.png").click()
    expect(page.locator("#attachments img")).to_have_count(2)
    page.get_by_label("Write a message").fill("dozing off")
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {
        "offline": False,
        "latency": 20,
        "downloadThroughput": -1,
        "uploadThroughput": 400_000,
    }
    slow.send("Network.emulateNetworkConditions", limits)
    page.get_by_role("button", name="Send", exact=True).click()
    bar = page.get_by_role("progressbar").first
    expect(bar).to_have_accessible_name(re.compile(r"Uploading: ([1-9]|[1-9]\d)%"))
    expect(answers(page)).to_have_count(3, timeout=30_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    photos = [each.input for each in site.receiver.taken if isinstance(each.input, Photo)]
    assert [photo.caption for photo in photos] == ["dozing off", ""]
    assert len({photo.album for photo in photos}) == 1
    assert photos[0].album is not None
    assert [photo.size for photo in photos] == [Path(files[n]).stat().st_size for n in (0, 2)]
    expect(own(page)).to_have_count(1)
    page.get_by_role("button", name="Photo I sent").last.click()
    expect(page.get_by_role("dialog")).to_contain_text("2 / 2")
    expect(own(page).locator("img")).to_have_count(2)


def test_documents_go_with_their_names_and_the_words_apart(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = open_chat(context, site)
    name = "2026年上半年自查自纠情况报告（含五个清单及整改台账）最终版.pdf"
    document: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.locator("#files").set_input_files([document])
    expect(page.locator("#attachments li")).to_have_text([f"{name}✕"])
    page.get_by_label("Write a message").fill("请查收")
    page.locator("#attachments").screenshot(path=tmp_path / "attachments.png")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(own(page)).to_have_count(2)
    expect(own(page).first).to_contain_text(name)
    expect(own(page).locator(".meta")).to_contain_text(["Sent", "Sent"])
    said = [each.input for each in site.receiver.taken if isinstance(each.input, File | Words)]
    assert [each.name if isinstance(each, File) else each.text for each in said] == [name, "请查收"]
    page.screenshot(path=tmp_path / "page.png")


def test_what_is_no_photo_or_too_large_is_said_before_it_is_sent(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = open_chat(context, site)
    page.locator("#files").set_input_files(
        {"name": "list.exe", "mimeType": "application/pdf", "buffer": b"MZ"}
    )
    expect(page.get_by_role("alert")).to_have_text(re.compile("^Only photos and office documents"))
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    page.locator("#files").set_input_files(str(large))
    expect(page.get_by_role("alert")).to_have_text(
        "This file is larger than 20 MB. Please send a smaller one."
    )
    expect(page.locator("#attachments")).to_be_hidden()


def test_an_empty_file_is_said_to_be_empty_and_not_tried_again(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    empty: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b""}
    page.locator("#files").set_input_files([empty])
    expect(page.get_by_role("alert")).to_have_text(
        "“a.jpg” is empty, there is nothing in the file. Please choose another."
    )
    expect(page.locator("#attachments")).to_be_hidden()


def test_what_the_server_refuses_has_its_reason_and_no_useless_button(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    page.route("**/photo", lambda route: route.fulfill(status=400, json={"error": "empty"}))
    photo: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    page.locator("#files").set_input_files([photo])
    page.get_by_role("button", name="Send", exact=True).click()
    said = "“Photo” is empty, there is nothing in the file. Please choose another."
    expect(own(page).locator(".meta")).to_have_text([said])
    expect(own(page).locator(".meta button")).to_have_count(0)
    page.reload()
    expect(own(page).locator(".meta")).to_have_text([said])


def test_dropped_and_pasted_photos_wait_among_the_attachments(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    for kind in ("drop", "paste"):
        page.evaluate(
            """(kind) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(10)], kind + ".png", { type: "image/png" }));
              const event = kind === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
                : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
              document.body.dispatchEvent(event);
            }""",
            kind,
        )
        expect(page.get_by_role("button", name=f"Remove {kind}.png")).to_be_visible()


def test_what_was_chosen_and_not_sent_survives_a_reload(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = open_chat(context, site)
    page.locator("#files").set_input_files([draw(tmp_path, f"photo {n}", 50) for n in range(4)])
    page.get_by_role("button", name="Remove photo 1.png").click()
    page.get_by_label("Write a message").fill("dozing off")
    expect(page.locator("#attachments img")).to_have_count(3)
    page.reload()
    names = ["Remove photo 0.png", "Remove photo 2.png", "Remove photo 3.png"]
    assert [each.get_attribute("aria-label") for each in _laid_out(page, 3)] == names
    page.get_by_role("button", name="Remove photo 2.png").click()
    page.reload()
    _laid_out(page, 2)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(answers(page)).to_have_count(3)
    photos = [each.input for each in site.receiver.taken if isinstance(each.input, Photo)]
    sizes = [(tmp_path / f"photo {n}.png").stat().st_size for n in (0, 3)]
    assert [(photo.caption, photo.size) for photo in photos] == [
        ("dozing off", sizes[0]),
        ("", sizes[1]),
    ]
    page.reload()
    expect(own(page).locator(".meta")).to_contain_text(["Sent"])
    expect(page.locator("#attachments")).to_be_hidden()


def _laid_out(page: Page, count: int) -> list[Locator]:
    """Return the buttons of the attachments once there are so many."""
    buttons = page.locator("#attachments").get_by_role("button")
    expect(buttons).to_have_count(count)
    return buttons.all()


def test_what_was_being_sent_goes_out_after_the_page_was_closed(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    """Photos and a document, in order, each once, with their captions and names; from a new tab as
    well as after a reload.
    """
    page = open_chat(context, site)
    address = page.url
    site.serving.stop()
    page.locator("#files").set_input_files([draw(tmp_path, f"photo {n}", 50) for n in range(2)])
    say(page, "dozing off")
    document: FilePayload = {
        "name": "报告.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.7",
    }
    page.locator("#files").set_input_files([document])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(own(page)).to_have_count(2)
    page.locator("#files").set_input_files([draw(tmp_path, "photo 3", 50)])
    expect(page.locator("#attachments img")).to_have_count(1)
    page.close()
    site.start()
    page = context.new_page()
    page.goto(address)
    expect(own(page).locator(".meta")).to_contain_text(["Sent", "Sent"], timeout=30_000)
    said = [each.input for each in site.receiver.taken if isinstance(each.input, Photo | File)]
    assert [each.caption if isinstance(each, Photo) else each.name for each in said] == [
        "dozing off",
        "",
        "报告.pdf",
    ]
    assert len({each.album for each in said if isinstance(each, Photo)}) == 1
    _laid_out(page, 1)
    page.reload()
    _laid_out(page, 1)
    assert len([each for each in site.receiver.taken if isinstance(each.input, Photo | File)]) == 3


def test_two_tabs_of_a_chat_keep_their_photos_apart(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = open_chat(context, site)
    page.locator("#files").set_input_files([draw(tmp_path, "photo", 50)])
    expect(page.locator("#attachments img")).to_have_count(1)
    other = context.new_page()
    other.goto(page.url)
    expect(answers(other)).to_have_count(1)
    expect(other.locator("#attachments")).to_be_hidden()
    page.reload()
    _laid_out(page, 1)


def test_where_nothing_can_be_kept_the_page_warns_as_before(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = open_chat(context, site)
    page.locator("#files").set_input_files([draw(tmp_path, "photo", 50)])
    expect(page.locator("#attachments img")).to_have_count(1)
    warned: list[str] = []

    def go_on(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.on("dialog", go_on)
    page.reload()
    assert warned == ["beforeunload"]
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#attachments")).to_be_hidden()
    page.locator("#files").set_input_files([draw(tmp_path, "photo", 50)])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(own(page).locator(".meta")).to_contain_text(["Sent"])


def test_before_and_after_are_told_apart(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    before, after = (site.receiver.keep_picture(colour) for colour in ("olive", "steelblue"))
    site.receiver.put_to_ticket({before: "report", after: "answer"})
    site.tell(address_of(page), "Dispatched", photos=(before,))
    expect(page.get_by_role("button", name="Open photo 1 of 1")).to_be_visible()
    expect(page.locator(".photos .label")).to_have_count(0)
    site.tell(address_of(page), "Answered", photos=(before, after, 999))
    expect(page.locator(".photos .label")).to_have_text(["Before", "After"])
    expect(page.get_by_role("button", name="Open photo 2 of 3: After")).to_be_visible()


def test_times_are_the_bureaus_wherever_the_browser_is(browser: Browser, site: Site) -> None:
    with visiting(browser, timezone_id="America/New_York") as context:
        page = open_chat(context, site)
        say(page, "now")
        expect(own(page).locator(".meta")).to_contain_text("Sent")
        now = datetime.now(BEIJING)
        shown = [*page.locator(".bubble .meta").all_inner_texts()]
        near = {f"{now - timedelta(minutes=back):%H:%M}" for back in range(3)}
        assert all(any(each in text for each in near) for text in shown), shown


def test_the_keyboard_begins_in_the_box(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    expect(page.get_by_label("Write a message")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Write a message")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.goto(f"{page.url}?phone=true")  # beside others, the box is one step away
    expect(answers(page)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the input box")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Write a message")).to_be_focused()


def test_a_number_is_not_broken_at_the_end_of_a_line(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    site.tell(
        address_of(page),
        "字" * 19 + "PS-2026-0001已交",
        buttons=(("go:ticket:x", "字" * 17 + "PS-2026-0001"),),
    )
    numbers = page.locator(".number")
    expect(numbers).to_have_text(["PS-2026-0001", "PS-2026-0001"])
    assert numbers.evaluate_all("all => all.map((each) => each.getClientRects().length)") == [1, 1]


def _from_end(page: Page) -> float:
    return float(
        page.get_by_role("log").evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight")
    )


def test_the_log_stays_at_its_end_when_photos_come(
    context: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = open_chat(context, site)
    for number in range(9):
        say(page, f"line {number}")
    expect(answers(page)).to_have_count(10)
    page.locator("#files").set_input_files([draw(tmp_path, str(n), 300) for n in range(5)])
    page.get_by_label("Write a message").fill("What they show, in a few words of mine")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(answers(page)).to_have_count(15)
    assert _from_end(page) < 2
    expect(page.get_by_role("button", name="New messages")).to_be_hidden()
    page.route("**/picture/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    site.tell(address_of(page), "Look", photos=(site.receiver.keep_picture("olive"),))
    expect(page.get_by_role("button", name="Open photo 1 of 1").locator("img")).to_have_js_property(
        "naturalWidth", 200
    )
    assert _from_end(page) < 2
    page.get_by_role("log").evaluate("e => e.scrollTo(0, 0)")
    site.tell(address_of(page), "Not now")
    expect(page.get_by_role("button", name="New messages")).to_be_visible()
    assert _from_end(page) > 200


def test_a_photo_opens_over_the_whole_window_and_is_enlarged(browser: Browser, site: Site) -> None:
    with visiting(browser, (1000, 500)) as context:
        page = open_chat(context, site)
        site.tell(address_of(page), "Look", photos=(site.receiver.keep_picture("olive"),))
        page.get_by_role("button", name="Open photo 1 of 1").click()
        photo, larger = (
            page.get_by_role("dialog").get_by_role("img"),
            page.get_by_role("button", name="Enlarge"),
        )
        expect(photo).to_have_js_property("naturalWidth", 800)
        assert photo.evaluate("e => e.clientWidth") == 1000
        photo.click(position={"x": 260, "y": 100})  # near its upper left corner
        expect(larger).to_have_attribute("aria-pressed", "true")
        stage = page.locator("#viewer-stage")
        width, left, top = stage.evaluate("e => [e.scrollWidth, e.scrollLeft, e.scrollTop]")
        assert width > 1000
        assert left < 100
        page.mouse.move(500, 300)
        page.mouse.down()
        page.mouse.move(400, 200, steps=4)
        page.mouse.up()
        moved = stage.evaluate("e => [e.scrollLeft, e.scrollTop]")
        assert moved == [left + 100, top + 100]
        expect(larger).to_have_attribute("aria-pressed", "true")  # a drag is no click
        page.keyboard.press("-")
        expect(larger).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("+")
        page.keyboard.press("ArrowDown")
        expect(larger).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_pictures_come_as_thumbnails_that_open_without_moving_the_page(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    evidence = [site.receiver.keep_picture(colour) for colour in ("olive", "steelblue")]
    site.tell(address_of(page), "Two photos", photos=(*evidence, 999))
    first = page.get_by_role("button", name="Open photo 1 of 3")
    expect(first.locator("img")).to_have_js_property("naturalWidth", 200)
    boxes = [each.bounding_box() for each in page.locator(".photo").all()]
    assert {(box["width"], box["height"]) for box in boxes if box} == {(104, 104)}
    expect(page.get_by_role("button", name="Open photo 3 of 3")).to_have_text(
        "The photo is being prepared…"
    )
    first.click()
    shown = page.get_by_role("dialog").get_by_role("img")
    expect(shown).to_have_js_property("naturalWidth", 800)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog")).to_contain_text("2 / 3")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(first).to_be_focused()


def test_scanning_the_poster_again_leads_back_to_the_chat(
    context: BrowserContext, site: Site
) -> None:
    first = open_chat(context, site).url
    page = context.new_page()
    page.goto(f"{site.url}/u/oak")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url(first)
    expect(answers(page)).to_have_text(["Welcome u-oak", "Welcome u-oak"])
    page.goto(f"{site.url}/u/oak")
    page.get_by_role("button", name="Begin a new chat").click()
    page.wait_for_url("**/chat/*/")
    assert page.url != first


def remembered(page: Page) -> str:
    """Return all that the tab has written down."""
    return str(page.evaluate("JSON.stringify([sessionStorage, localStorage])"))


def test_a_private_row_is_blanked_when_it_was_on_the_screen(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    with page.expect_response("**/seen") as answer:
        say(page, "secret")
    assert answer.value.status == 200
    expect(answers(page).last).to_have_text("Your code is 1234")
    page.reload()
    expect(answers(page).last).to_have_text(
        "This message was shown once and has been removed to protect you."
    )
    assert "1234" not in remembered(page)


def test_what_was_said_goes_with_what_was_blanked(context: BrowserContext, site: Site) -> None:
    """Whoever takes the phone next reads neither half of the conversation."""
    page = open_chat(context, site)
    with page.expect_response("**/seen"):
        say(page, "the meal was cold")
        say(page, "secret")
    expect(own(page).locator(".meta")).to_contain_text(["Sent", "Sent"])
    page.wait_for_function("!JSON.stringify(sessionStorage).includes('cold')")
    page.reload()
    expect(answers(page).last).to_have_text(
        "This message was shown once and has been removed to protect you."
    )
    expect(own(page)).to_have_count(0)
    say(page, "something else")
    expect(answers(page).last).to_have_text("You said: something else")
    say(page, "and more")
    page.reload()
    expect(own(page).last).to_contain_text("and more")


def test_an_answer_to_a_private_question_is_never_written_down(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    say(page, "code")
    expect(answers(page).last).to_have_text("Please type the code.")
    expect(page.get_by_text("Shown only once.")).to_have_count(0)
    page.get_by_label("Write a message").fill("four words of mine")
    assert "four words" not in remembered(page)
    say(page, "four words of mine")
    expect(answers(page).last).to_have_text("You said: four words of mine")
    expect(own(page).locator(".meta")).to_contain_text(["Sent", "Sent"])
    assert "four words" not in remembered(page)


@pytest.mark.parametrize(
    "typed",
    ["1234567890123456", "1234 5678 9012 345", "my code: １２３４-５６７８-９０１２-３４５６"],
)
def test_what_looks_like_a_receipt_code_is_never_written_down(
    context: BrowserContext, site: Site, typed: str
) -> None:
    page = open_chat(context, site)
    page.get_by_label("Write a message").fill(typed)
    assert typed not in remembered(page)
    say(page, typed)
    expect(own(page).locator(".meta")).to_contain_text(["Sent"])
    assert typed not in remembered(page)
    page.reload()
    expect(answers(page)).to_have_count(2)
    expect(own(page)).to_have_count(0)


def test_a_receipt_code_stands_alone_and_stays_until_it_is_kept(
    context: BrowserContext, site: Site
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_chat(context, site)
    say(page, "file it")
    expect(page.locator(".code")).to_have_text("1234 5678 9012 3456")
    expect(page.get_by_text("This code is shown only once.")).to_be_visible()
    page.reload()  # by mistake: nothing is lost yet
    expect(page.locator(".code")).to_be_visible()
    with page.expect_response("**/seen"):
        page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == "1234 5678 9012 3456"
    expect(page.get_by_text("Copied.")).to_be_visible()
    page.reload()
    expect(answers(page).last).to_have_text(
        "This message was shown once and has been removed to protect you."
    )


def test_a_receipt_code_is_gone_when_it_was_written_down_or_the_person_went_on(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    say(page, "file it")
    with page.expect_response("**/seen"):
        page.get_by_role("button", name="I have written it down").click()
    expect(page.locator(".code")).to_be_visible()
    say(page, "file it")
    expect(page.locator(".code")).to_have_count(2)
    page.wait_for_selector("[data-code][data-seen]")
    with page.expect_response("**/seen"):
        page.get_by_role("button", name="Ask").last.click()
    page.reload()
    expect(page.locator(".code")).to_have_count(0)


def test_the_devices_place_is_sent_when_it_may_be_had(browser: Browser, site: Site) -> None:
    place = {"latitude": 31.25, "longitude": 121.5}
    with visiting(browser, permissions=["geolocation"], geolocation=place) as context:
        page = open_chat(context, site)
        page.get_by_role("button", name="Location").click()
        expect(answers(page).last).to_have_text("You are at 31.250, 121.500")
        assert site.receiver.taken[-1].input == Place(31.25, 121.5)
    with visiting(browser) as context:
        page = open_chat(context, site)
        page.get_by_role("button", name="Location").click()
        expect(page.get_by_role("alert")).to_contain_text("You can write the place instead")


def test_several_lines_and_an_input_method_do_not_send_too_early(
    context: BrowserContext, site: Site
) -> None:
    page = open_chat(context, site)
    field = page.get_by_label("Write a message")
    field.focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    field.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(own(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(answers(page).last).to_have_text("You said: one\ntwo")
    expect(field).to_have_value("")
    page.keyboard.press("Enter")
    page.keyboard.type("  ")
    page.keyboard.press("Enter")
    expect(own(page)).to_have_count(1)


def test_a_chat_opened_elsewhere_says_what_to_do(
    browser: Browser, context: BrowserContext, site: Site
) -> None:
    url = open_chat(context, site).url
    with visiting(browser) as stranger:
        page = stranger.new_page()
        page.goto(url)
        expect(
            page.get_by_role("heading", name="This chat is not open in this browser")
        ).to_be_visible()
        page.get_by_role("link", name="To the start page").click()
        expect(page.get_by_role("heading", name="Report a problem")).to_be_visible()


def test_a_chat_whose_cookie_is_gone_stops_asking(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    context.clear_cookies()
    site.serving.stop()
    site.start()
    expect(page.get_by_role("status")).to_have_text(
        "This chat can no longer be used in this browser.", timeout=30_000
    )


def test_the_start_page_and_the_staff_link_lead_into_chats(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(site.url)
    page.get_by_label("Receipt code").fill("123")
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("alert")).to_have_text("A receipt code has 16 digits.")
    page.get_by_label("Receipt code").fill("1234 5678-9012 3456")
    page.get_by_label("Receipt code").press("Enter")
    expect(answers(page)).to_have_text(["You tapped go:receipt", "You said: 1234567890123456"])
    page.goto(f"{site.url}/enter/one-time")
    assert not any("one-time" in str(each.input) for each in site.receiver.taken)
    page.get_by_role("button", name="Enter").click()
    expect(answers(page)).to_have_text(["Welcome one-time"])
    assert context.cookies(page.url)[0]["httpOnly"]


def tab(page: Page) -> str:
    """Press Tab and return what has the focus."""
    page.keyboard.press("Tab")
    name: str = page.evaluate("(e => e.id || e.innerText || e.tagName)(document.activeElement)")
    return name


def test_everything_can_be_done_by_keyboard(browser: Browser, site: Site) -> None:
    with visiting(browser, DESK) as context:
        page = open_chat(context, site)
        say(page, "ask")
        expect(page.get_by_role("button", name="Choice 0")).to_be_visible()
        page.locator("body").evaluate("() => document.activeElement.blur()")
        page.evaluate("window.getSelection().removeAllRanges()")
        page.get_by_role("log").focus()
        order = [tab(page) for _ in range(8)]
        assert order == [
            "Choice 0",
            "Choice 1",
            "Choice 2",
            "Menu",
            "words",
            "send",
            "Photos, files",
            "place",
        ]
        page.get_by_role("button", name="Choice 1").focus()
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        page.keyboard.press("Enter")
        expect(answers(page).last).to_have_text("You tapped ans:1:1")
        assert outline == "3px"
        site.tell(address_of(page), "Look", photos=(site.receiver.keep_picture("olive"),))
        page.get_by_role("button", name="Open photo 1 of 1").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_page_in_the_background_counts_what_came(context: BrowserContext, site: Site) -> None:
    page = open_chat(context, site)
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', "
        "{get: () => 'hidden', configurable: true})"
    )
    site.tell(address_of(page), "Are you there?")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.evaluate(
        "delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(page).to_have_title(re.compile(r"^Mingcha"))


def test_an_old_page_of_many_rests_until_somebody_comes_back_to_it(
    context: BrowserContext, site: Site
) -> None:
    first = open_chat(context, site)
    streams: list[str] = []
    first.on("request", lambda asked: streams.append(asked.url) if "/events" in asked.url else None)
    newer = [context.new_page() for _page in range(3)]
    for page in newer:
        page.goto(first.url)
        expect(page.get_by_role("status")).to_have_text("Connected")
    first.wait_for_timeout(2500)
    assert not streams, "it does not come back by itself"
    expect(first.get_by_role("status")).to_have_text("Connected")
    site.tell(address_of(first), "Are you there?")
    expect(answers(newer[-1]).last).to_have_text("Are you there?")
    first.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(answers(first).last).to_have_text("Are you there?")
    assert len(streams) == 1
