"""A running site for the browser tests: the echo receiver behind a server that can be killed and
started again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.web.entry_pages import DemoPhone
from tests.bot.web.echo import EchoReceiver
from tests.bot.web.serving import Serving, free_port
from tests.browser import PHONE, Complaints

PERSONAS = [
    DemoPhone(name, role, f"{number:032x}", "Oak School")
    for number, (name, role) in enumerate(
        zip(
            ("Chen", "Wang", "Liu", "Zhao", "Qian", "Li", "Sun"),
            ("Inspector", "Parent", "Head", "Head", "Office", "Leader", "Teacher"),
            strict=True,
        )
    )
]


class Site:
    """The server, its receiver, and where it is."""

    def __init__(self, receiver: EchoReceiver, *, demo: bool) -> None:
        self.receiver = receiver
        self.demo = demo
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start the server, again on the same port."""
        self.serving = Serving(
            lambda: self.receiver.web(demo=self.demo, phones=PERSONAS), self.port
        )

    def tell(
        self,
        address: str,
        text: str,
        *,
        photos: tuple[int, ...] = (),
        buttons: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Send something of our own accord and wake the pages."""
        self.receiver.tell(address, text, photos=photos, buttons=buttons)
        self.serving.do(lambda: asyncio.ensure_future(self.receiver.wake(address)))


@contextmanager
def visiting(
    browser: Browser, size: tuple[int, int] = PHONE, **options: Any
) -> Iterator[BrowserContext]:
    """Open a browser window of its own, whose pages must not complain."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(**{"locale": "en-GB", "viewport": viewport, **options})
    context.set_default_timeout(10_000)
    complaints = Complaints()
    complaints.listen_to(context)
    yield context
    context.close()
    assert complaints == []


def open_chat(context: BrowserContext, site: Site) -> Page:
    """Come by a unit's poster, and wait for the welcome."""
    page = context.new_page()
    page.goto(f"{site.url}/u/oak")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url("**/chat/*/")
    expect(answers(page)).to_have_text(["Welcome u-oak"])
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return page


def address_of(page: Page) -> str:
    """Return the chat's address."""
    return page.url.rstrip("/").split("/")[-1]


def answers(page: Page) -> Locator:
    """Return what the bot said, bubble by bubble."""
    return page.locator(".bubble:not(.mine) > .body")


def own(page: Page) -> Locator:
    """Return what the person said, bubble by bubble."""
    return page.locator(".bubble.mine")


def say(page: Page, text: str) -> None:
    """Type a line and send it with Enter."""
    field = page.get_by_label("Write a message")
    field.fill(text)
    field.press("Enter")


def draw(folder: Path, name: str, size: int = 700) -> str:
    """Make a picture that does not compress well, and return its path."""
    file = folder / f"{name}.png"
    Image.effect_noise((size, size), 80).save(file)
    return str(file)
