"""A page says a sentence in its reader's language and time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from locales import _
from pictures.canvas import LIGHT, Canvas
from pictures.page import CAME, Page
from tests.pictures.situations import QUIET


def test_a_moment_is_said_in_the_zone_of_the_bureau() -> None:
    page = Page(Canvas(None, LIGHT), QUIET, "zh_CN", ZoneInfo("Asia/Shanghai"))
    assert page.say(CAME) != CAME.text
    assert page.say(_("{at}", at=datetime(2026, 3, 2, 1, tzinfo=UTC))) == "3月2日 09:00"
