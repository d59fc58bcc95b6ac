"""The words of a campaign file: days, times, names, choices, and what to write instead."""

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

MAX_NAME_CHARACTERS = 60
MAX_KEY_CHARACTERS = 40
MAX_SHOWN_CHARACTERS = 40  # of what was written wrongly
_YEARS = range(1900, 3000)
_MONTHS = range(1, 13)
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
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
            sentence = _("There is no {written} here. One of: {known}.", written=_shown(written))
            raise wrong(sentence.given(known="、".join(self.chinese)))
        return code


def _shown(written: object) -> str:
    if isinstance(written, str | int | float):
        return str(written)[:MAX_SHOWN_CHARACTERS]
    return "…"


def _day(written: object) -> date:
    if isinstance(written, date):
        return written
    found = _match(_ISO, written)
    if found is None:
        sentence = _("{written} is not a date. Write year-month-day, for example 2021-08-18.")
        raise wrong(sentence.given(written=_shown(written)))
    year, month, day = map(int, found.groups())
    if year not in _YEARS or month not in _MONTHS:
        sentence = _("There is no such day: {written}. Months go from 01 to 12.")
        raise wrong(sentence.given(written=_shown(written)))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        sentence = _("There is no such day: {written}. That month ends on the {last}.", last=last)
        raise wrong(sentence.given(written=_shown(written)))
    return date(year, month, day)


def _match(pattern: re.Pattern[str], written: object) -> re.Match[str] | None:
    """Return the match of a text in half-width signs, None for what is no text."""
    return pattern.fullmatch(normalize("NFKC", written)) if isinstance(written, str) else None


def _written_clock(at: time) -> str:
    return f"{at:%H:%M}"


def _clock(written: object) -> time:
    if isinstance(written, time):
        return written
    found = _match(_CLOCK, written)
    if found is None:
        sentence = _("{written} is not a time of day. Write for example {example}.")
        raise wrong(sentence.given(written=_shown(written), example="17:05"))
    return time(int(found[1]), int(found[2]))


def _hours(written: object) -> WorkingHours:
    if isinstance(written, WorkingHours):
        return written
    try:
        return WorkingHours.parse(written if isinstance(written, str) else "")
    except HoursOutOfOrder:
        sentence = _("{written} are not working hours. Write for example {example}.")
        example = "08:30-12:00,14:30-18:00"
        raise wrong(sentence.given(written=_shown(written), example=example)) from None


def _zone(written: object) -> object:
    if written not in available_timezones():
        sentence = _("There is no time zone {written}. For China write {zone}.")
        raise wrong(sentence.given(written=_shown(written), zone="Asia/Shanghai"))
    return written


def _code(written: object) -> object:
    if isinstance(written, str) and len(written) <= MAX_KEY_CHARACTERS and _KEY.fullmatch(written):
        return written
    sentence = _("{written} is not a key. Use small Latin letters, digits and -, as in {example}.")
    raise wrong(sentence.given(written=_shown(written), example="monthly-report"))


def _document(written: object) -> object:
    if written != "" and not (isinstance(written, str) and _DOCUMENT.fullmatch(written)):
        sentence = _("{written} is not a document number. Write for example 新教〔2017〕3号.")
        raise wrong(sentence.given(written=_shown(written)))
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
    WithJsonSchema(
        {"type": "string", "pattern": f"^{_KEY.pattern}$", "maxLength": MAX_KEY_CHARACTERS}
    ),
]
DocumentNumber: TypeAlias = Annotated[
    str, BeforeValidator(_document), WithJsonSchema({"type": "string"})
]
Name: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_NAME_CHARACTERS, strip_whitespace=True)
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
LEVELS = {"蓝": "blue", "黄": "yellow", "红": "red"}
RungName: TypeAlias = Annotated[Literal["blue", "yellow", "red"], Choice(LEVELS)]
EACH = {"每单位": "unit", "每人": "person", "合计": "group"}
Each: TypeAlias = Annotated[Literal["unit", "person", "group"], Choice(EACH)]
