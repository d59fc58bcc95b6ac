"""The words of a campaign file: days, times, names and choices, each with what to write instead
when it is wrong.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal, TypeAlias
from unicodedata import normalize
from zoneinfo import available_timezones

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from locales import Message, _
from rules.permissions import Role
from rules.roster_terms import ROLES, UNIT_KINDS
from rules.time.deadline import HoursOutOfOrder, WorkingHours

NAME_AT_MOST = 60
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DOCUMENT = re.compile(r"\S*〔[0-9]{4}〕[0-9]{1,5}号")


def wrong(what: Message) -> PydanticCustomError:
    """Return an error that pydantic carries unchanged to the place where faults are told."""
    return PydanticCustomError("said", "{said}", {"said": what})


@dataclass(frozen=True, slots=True, eq=False)  # pydantic wants what annotates a type to be hashable
class Choice:
    """Annotates a type whose values may be written as its codes or in Chinese: {Chinese: code}."""

    chinese: Mapping[str, str]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._code, handler(source))

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"enum": list(dict.fromkeys([*self.chinese.values(), *self.chinese]))}

    def _code(self, written: object) -> object:
        code = self.chinese.get(written, written) if isinstance(written, str) else written
        if code not in self.chinese.values():
            known = "、".join(self.chinese)
            raise wrong(
                _(
                    "There is no {written} here. One of: {known}.",
                    written=_shown(written),
                    known=known,
                )
            )
        return code


def _shown(written: object) -> str:
    return str(written)[:40] if isinstance(written, str | int | float) else "…"


def _day(written: object) -> date:
    if isinstance(written, date):
        return written
    found = _ISO.fullmatch(normalize("NFKC", written)) if isinstance(written, str) else None
    if found is None:
        raise wrong(
            _(
                "{written} is not a date. Write year-month-day, for example 2021-08-18.",
                written=_shown(written),
            )
        )
    year, month, day = map(int, found.groups())
    if not 1900 <= year <= 2999 or not 1 <= month <= 12:
        raise wrong(
            _("There is no such day: {written}. Months go from 01 to 12.", written=_shown(written))
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise wrong(
            _(
                "There is no such day: {written}. That month ends on the {last}.",
                written=_shown(written),
                last=last,
            )
        )
    return date(year, month, day)


def _written_clock(at: time) -> str:
    return f"{at:%H:%M}"


def _clock(written: object) -> time:
    if isinstance(written, time):
        return written
    found = _CLOCK.fullmatch(normalize("NFKC", written)) if isinstance(written, str) else None
    if found is None:
        raise wrong(
            _(
                "{written} is not a time of day. Write for example {example}.",
                written=_shown(written),
                example="17:05",
            )
        )
    return time(int(found[1]), int(found[2]))


def _hours(written: object) -> WorkingHours:
    if isinstance(written, WorkingHours):
        return written
    try:
        return WorkingHours.parse(written if isinstance(written, str) else "")
    except HoursOutOfOrder:
        ask = _(
            "{written} are not working hours. Write for example {example}.", written=_shown(written)
        )
        raise wrong(ask.given(example="08:30-12:00,14:30-18:00")) from None


def _zone(written: object) -> object:
    if written not in available_timezones():
        raise wrong(
            _(
                "There is no time zone {written}. For China write {zone}.",
                written=_shown(written),
                zone="Asia/Shanghai",
            )
        )
    return written


def _code(written: object) -> object:
    if (
        not isinstance(written, str)
        or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", written)
        or len(written) > 40
    ):
        ask = _(
            "{written} is not a key. Use small Latin letters, digits and -, as in {example}.",
            written=_shown(written),
        )
        raise wrong(ask.given(example="monthly-report"))
    return written


def _document(written: object) -> object:
    if written != "" and not (isinstance(written, str) and _DOCUMENT.fullmatch(written)):
        raise wrong(
            _(
                "{written} is not a document number. Write for example 新教〔2017〕3号.",
                written=_shown(written),
            )
        )
    return written


def _written_hours(hours: WorkingHours) -> str:
    return ",".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours.stretches)


def _list(written: object) -> object:
    if not isinstance(written, list | tuple):
        raise wrong(
            _("A list belongs here, for example [{first}, {second}].", first="甲", second="乙")
        )
    return written


Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
Clock: TypeAlias = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(_written_clock),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
Hours: TypeAlias = Annotated[
    WorkingHours,
    BeforeValidator(_hours),
    PlainSerializer(_written_hours),
    WithJsonSchema({"type": "string"}),
]
Zone: TypeAlias = Annotated[str, BeforeValidator(_zone)]
Code: TypeAlias = Annotated[
    str,
    BeforeValidator(_code),
    WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 40}),
]
DocumentNumber: TypeAlias = Annotated[
    str, BeforeValidator(_document), WithJsonSchema({"type": "string"})
]
Name: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=NAME_AT_MOST, strip_whitespace=True)
]
Names: TypeAlias = Annotated[tuple[Name, ...], BeforeValidator(_list)]
Positive: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]

OFTEN = {"每天": "day", "每周": "week", "每月": "month"}
Often: TypeAlias = Annotated[Literal["day", "week", "month"], Choice(OFTEN)]
UnitKind: TypeAlias = Annotated[str, Choice(UNIT_KINDS)]
RoleName: TypeAlias = Annotated[Role, Choice(ROLES)]
EVERY = {
    "每周": "week",
    "每月": "month",
    "每季度": "quarter",
    "每学期": "semester",
    "每半年": "half-year",
    "每年": "year",
}
Every: TypeAlias = Annotated[
    Literal["week", "month", "quarter", "semester", "half-year", "year"], Choice(EVERY)
]
Per: TypeAlias = Annotated[
    Literal["week", "month", "quarter", "semester", "half-year", "year", "campaign"],
    Choice({**EVERY, "全程": "campaign"}),
]
WEEKDAYS = {
    f"{prefix}{sign}": code
    for prefix in ("星期", "周")
    for sign, code in zip(
        "一二三四五六日",
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        strict=True,
    )
}
Weekday: TypeAlias = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    Choice(WEEKDAYS),
]
TRACKS = {"督查发现": "finding", "群众投诉": "complaint"}
TrackName: TypeAlias = Annotated[Literal["finding", "complaint"], Choice(TRACKS)]
RUNGS = {"蓝": "blue", "黄": "yellow", "红": "red"}
RungName: TypeAlias = Annotated[Literal["blue", "yellow", "red"], Choice(RUNGS)]
EACH = {"每单位": "unit", "每人": "person", "合计": "group"}
Each: TypeAlias = Annotated[Literal["unit", "person", "group"], Choice(EACH)]
