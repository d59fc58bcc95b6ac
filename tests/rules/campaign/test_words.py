"""The words of a campaign file: read, or answered with what to write."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.campaign.words import Clock, Code, Day, DocumentNumber, Hours, Positive, Weekday, Zone


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (Day, "2026-03-02", date(2026, 3, 2)),
        (Day, "２０２６-03-02", date(2026, 3, 2)),
        (Clock, "17：05", time(17, 5)),
        (Code, "monthly-report", "monthly-report"),
        (Code, "a" * 40, "a" * 40),
        (DocumentNumber, "新教〔2017〕3号", "新教〔2017〕3号"),
        (Weekday, "星期五", "friday"),
        (Weekday, "周日", "sunday"),
        (Zone, "Asia/Shanghai", "Asia/Shanghai"),
        (Positive, 1, 1),
        (Positive, 1_000_000, 1_000_000),
    ],
)
def test_what_is_read(kind: Any, written: str | int, read: object) -> None:
    assert TypeAdapter(kind).validate_python(written) == read


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Day, "2026-02-30"),
        (Day, "2026-13-01"),
        (Day, "3月2日"),
        (Clock, "24:00"),
        (Code, "Monthly"),
        (Code, "a" * 41),
        (DocumentNumber, "3号"),
        (Weekday, "礼拜五"),
        (Zone, "Asia/Peking"),
        (Hours, "18:00-08:00"),
        (Positive, "3"),
        (Positive, 0),
        (Positive, 1_000_001),
    ],
)
def test_what_is_refused(kind: Any, written: str | int) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(written)


def test_a_whole_list_is_not_repeated() -> None:
    with pytest.raises(ValidationError, match=r"{'written': '…'}"):
        TypeAdapter(Day).validate_python(["2026-03-02"])
