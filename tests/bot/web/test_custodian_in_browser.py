"""The custodian's pages: a key made in the browser opens there what was sealed, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from storage.database import Database
from storage.tables import IdentityKey
from tests.bot.web.custodian_stage import app_of, link_of, revealed_link
from tests.bot.web.serving import Serving, free_port
from tests.bot.web.site import visiting
from tests.browser import DESK, PHONE
from tests.casework.stage import Stage

PASSPHRASE = "三把锁 一把钥匙 2026"


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    """The town with everybody on it."""
    return Stage(sqlite_database)


@pytest.fixture
def url(stage: Stage) -> Iterator[str]:
    """Where the pages are served."""
    port = free_port()
    serving = Serving(lambda: app_of(stage), port)
    yield f"http://127.0.0.1:{port}"
    serving.stop()


def make_key(page: Page, folder: Path) -> tuple[Path, str]:
    """Go through the page of the key; return its file and its recovery code."""
    page.get_by_label("at least 12 characters").fill(PASSPHRASE)
    page.get_by_label("once more").fill(PASSPHRASE)
    page.get_by_role("button", name="Make a key").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the key's file").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    code = page.locator("#code").inner_text()
    page.get_by_label("Choose the file").set_input_files(file)
    page.get_by_label("Its passphrase").fill(PASSPHRASE)
    page.get_by_label("from the paper").fill(code.lower().replace("0", "o"))
    return file, code


def open_with(
    page: Page, *, file: Path | None = None, passphrase: str = "", code: str = ""
) -> None:
    if file is not None:
        page.get_by_label("The key's file").set_input_files(file)
    page.get_by_label("Its passphrase").fill(passphrase)
    page.get_by_label("or the recovery code").fill(code)
    page.get_by_role("button", name="Open").click()


def test_a_key_made_here_opens_here_who_complained(
    browser: Browser, stage: Stage, url: str, tmp_path: Path
) -> None:
    before = stage.complaint("confidential", by="teacher", contact="13800001111")
    with visiting(browser, DESK) as context:
        page = context.new_page()
        page.goto(url + link_of(stage, "custodian"))
        expect(page.get_by_text("There is no key yet")).to_be_visible()
        file, code = make_key(page, tmp_path)
        page.get_by_role("button", name="Use this key").click()
        expect(page.get_by_text("of earlier complaints 1 have been sealed")).to_be_visible()
        after = stage.complaint("confidential", name="李妈妈", contact="13900002222")
        for number, who, with_code in ((before, "teacher", False), (after, "李妈妈", True)):
            page.goto(url + revealed_link(stage, number))
            open_with(page, file=file, passphrase="another passphrase")
            expect(page.get_by_text("This does not open it")).to_be_visible()
            if with_code:
                open_with(page, code=code)
            else:
                open_with(page, file=file, passphrase=PASSPHRASE)
            expect(page.get_by_text(who, exact=True)).to_be_visible()
    assert not any(word in file.read_text() for word in (code[:5], PASSPHRASE))


def test_a_key_is_not_used_before_it_is_shown_to_open(
    browser: Browser, stage: Stage, url: str, tmp_path: Path
) -> None:
    with visiting(browser, PHONE) as context:
        page = context.new_page()
        page.goto(url + link_of(stage, "custodian"))
        page.get_by_role("button", name="Make a key").click()
        expect(page.get_by_text("needs at least 12 characters")).to_be_visible()
        make_key(page, tmp_path)
        page.get_by_label("Its passphrase").fill("something else")
        page.get_by_role("button", name="Use this key").click()
        expect(page.get_by_text("does not open with this passphrase")).to_be_visible()
        page.get_by_label("Its passphrase").fill(PASSPHRASE)
        page.get_by_label("from the paper").fill("01234 56789")
        page.get_by_role("button", name="Use this key").click()
        expect(page.get_by_text("is not right")).to_be_visible()
    with stage.database.read() as session:
        assert session.exec(select(IdentityKey)).all() == []
