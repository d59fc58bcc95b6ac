"""A real browser for tests: Debian's chromium, headless, and a page that fails the test on what it
complains of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

PHONE = (390, 844)
DESK = (1280, 900)
# "--no-sandbox": tests run as root in containers; "--disable-dev-shm-usage": /dev/shm is small
# there.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--force-color-profile=srgb",
]


@contextmanager
def open_browser(chromium: str) -> Iterator[Browser]:
    """Run the browser at this path; keep it to one module of plain tests, its loop does not mix
    with pytest-asyncio's.
    """
    with sync_playwright() as playwright:
        environment = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        browser = playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, env={**environment}
        )
        try:
            yield browser
        finally:
            browser.close()


class Complaints(list[str]):
    """What pages complained of: script errors, and what the content security policy refused."""

    def listen_to(self, context: BrowserContext) -> None:
        """Collect from every page of the context; a lost connection is not a fault of the page."""

        def on_console(message: ConsoleMessage) -> None:
            if (
                message.type == "error"
                and "Failed to load resource" not in message.text
                and "net::ERR" not in message.text
            ):
                self.append(message.text)

        context.on("console", on_console)
        context.on("weberror", lambda error: self.append(str(error.error)))


def show_size(page: Page, size: tuple[int, int]) -> None:
    """Give the page's window this width and height in CSS pixels."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
