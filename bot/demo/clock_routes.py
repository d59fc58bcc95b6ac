"""The demo's clock on the page: what time it is on the phones, and an hour, a day or a week on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, Response

from bot.web.middleware import OwnPage
from bot.web.strings import WEEKDAYS, language_of
from locales import _, translate

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


class Forward(BaseModel):
    """A wish to move the clock on."""

    model_config = ConfigDict(extra="forbid")
    by: Literal["hour", "day", "week"]


@dataclass(frozen=True, slots=True)
class DemoClockControl:
    """The demo's clock, and what moves it on: that blocks until all that is due is done."""

    clock: Callable[[], datetime]
    forward: Callable[[timedelta], None]
    zone: tzinfo

    def reads(self, language: str) -> dict[str, str]:
        """Return what the page shows."""
        now = self.clock().astimezone(self.zone)
        words = _(
            "{day} {weekday} {time}",
            day=now.date(),
            weekday=WEEKDAYS[now.weekday()],
            time=f"{now:%H:%M}",
        )
        return {"now": translate(words, language)}


def clock_routes(clock: DemoClockControl, own_page: OwnPage) -> APIRouter:
    """Return the routes of the demo's clock."""
    router = APIRouter()

    @router.get("/clock")
    async def read(request: Request) -> Response:
        return JSONResponse(clock.reads(language_of(request.headers.get("accept-language"))))

    @router.post("/clock", dependencies=[Depends(own_page)])
    async def forward(request: Request, wish: Forward) -> Response:
        await asyncio.to_thread(clock.forward, SPANS[wish.by])
        return JSONResponse(clock.reads(language_of(request.headers.get("accept-language"))))

    return router
