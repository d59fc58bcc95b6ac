"""The custodian's pages on a stage, and the links that lead to them."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from bot.settings import read_settings
from bot.web.custodian import custodian_routes
from bot.web.pages import HERE
from casework.tickets import commands as c
from casework.tickets.identity_key import key_link
from locales import translate
from tests.casework.stage import Stage
from tests.town import BUREAU


def app_of(stage: Stage) -> FastAPI:
    """Return the pages alone."""
    app = FastAPI()
    settings = read_settings(_env_file=None, secret_key="s" * 40)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.include_router(custodian_routes(settings, "t", stage.database, BUREAU, stage.town.clock))
    return app


def link_of(stage: Stage, who: str) -> str:
    """Return the path of the page on which this person makes a key."""
    with stage.database.read() as session:
        return key_link(stage.desk(session, who)).removeprefix(BUREAU.public_url)


def revealed_link(stage: Stage, number: str) -> str:
    """Let the custodian reveal it; return the path of the page that opens it."""
    receipt = stage.do("custodian", c.Reveal(number, "the bureau's head has asked for it"))
    news = translate(receipt.text, "en")
    found = re.search(r"/identity/\S+", news)
    assert found, news
    return found[0]
