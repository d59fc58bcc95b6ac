"""What a campaign asks for: reports once or again and again, counters, confirmations, and more."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from locales import Message, _
from rules import limits
from rules.campaign.words import (
    Clock,
    Code,
    Day,
    Each,
    Every,
    Name,
    Names,
    Per,
    Positive,
    Weekday,
    wrong,
)

_ONE_TO_LAST = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 31}, {"const": "last"}]}
_DAY_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            *_ONE_TO_LAST["anyOf"],
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "month": {"type": "integer", "minimum": 1, "maximum": 12},
                    "day": _ONE_TO_LAST,
                },
                "required": ["month", "day"],
            },
        ]
    }
)


def _number_of_day(written: object) -> object:
    return 31 if written == "last" else written


def part(label: Message, default: Any = ..., **more: Any) -> Any:
    """Return a field of the file with its label, which editors show and wrong keys match."""
    return Field(default, title=label.text, **more)


class Part(BaseModel):
    """A piece of the file: nothing in it may be unknown, and once read it does not change."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        serialize_by_alias=True,
        defer_build=True,
    )


class Span(Part):
    """The days from `first` to `last`, both included."""

    first: Day = part(_("First day"), alias="from")
    last: Day = part(_("Last day"), alias="to")

    @field_validator("last")
    @classmethod
    def _in_order(cls, last: Day, info: ValidationInfo) -> Day:
        first = info.data.get("first")
        if first is not None and last < first:
            raise wrong(
                _("The end {last} lies before the beginning {first}.", last=last, first=first)
            )
        return last


class DayOfPeriod(Part):
    """A day of a period: the `day` of its `month`, counted from 1, or of its last month.

    A day that the month lacks is its last.
    """

    month: int | None = part(
        _("Month of the period, counted from 1"), None, strict=True, ge=1, le=12
    )
    day: Annotated[int, BeforeValidator(_number_of_day), WithJsonSchema(_ONE_TO_LAST)] = part(
        _("Day of the month, or last"), strict=True, ge=1, le=31
    )


def _day_of_period(written: object) -> object:
    return {"day": written} if isinstance(written, str | int | float) else written


class Content(Part):
    """One thing that a submission must carry; a number may have bounds."""

    type: Literal["text", "file", "photo", "number"] = part(_("Text, file, photo or number"))
    title: Name = part(_("What it is"))
    optional: bool = part(_("May be left out"), False, strict=True)
    unit: Name | None = part(_("What the number counts"), None)
    at_least: int | None = part(_("At least"), None, strict=True)
    at_most: int | None = part(_("At most"), None, strict=True)

    @field_validator("unit", "at_least", "at_most")
    @classmethod
    def _only_numbers(cls, value: object, info: ValidationInfo) -> object:
        kind = info.data.get("type")
        if value is not None and kind == "text":
            raise wrong(
                _(
                    "A text has no bounds. Take it away, or change it to {type}.",
                    type="type: number",
                )
            )
        least = info.data.get("at_least")
        if info.field_name != "at_most" or least is None or not isinstance(value, int):
            return value
        if value < least:
            raise wrong(_("At most {most} is less than at least {least}.", most=value, least=least))
        return value


class Reminders(Part):
    """When assignees are reminded: working days before, that morning, and while late."""

    before: Annotated[tuple[Positive, ...], Field(max_length=10)] = part(
        _("Working days before"), limits.REMINDER_WORKING_DAYS_BEFORE
    )
    same_day: bool = part(_("On the morning of the day"), True, strict=True)
    late_daily: int = part(
        _("Each working day while late, at most"),
        limits.DAILY_LATE_REMINDERS,
        strict=True,
        ge=0,
        le=60,
    )
    late_weekly: bool = part(_("Then every week"), True, strict=True)


class Scores(Part):
    """How the marks of several raters become one: their weights, in percent."""

    rated: Names = part(_("Who is rated"))
    weights: dict[Name, Positive] = part(_("Rater and weight in percent"))

    @field_validator("weights")
    @classmethod
    def _whole(cls, weights: dict[str, int]) -> dict[str, int]:
        total = sum(weights.values())
        if total != 100:
            raise wrong(_("The weights make {total}; together they must make 100.", total=total))
        return weights

    def total(self, averages: Mapping[str, Decimal]) -> Decimal:
        """Return the mark that the raters' averages make together; KeyError when one is missing."""
        weighted = (averages[rater] * weight for rater, weight in self.weights.items())
        return sum(weighted, Decimal()) / 100


class _Asked(Part):
    """What all duties have in common."""

    key: Code = part(_("Key, never changed later"))
    title: Name = part(_("Title"))
    stage: Code | None = part(_("Stage it belongs to"), None)
    field: Code | None = part(_("Field it belongs to"), None)
    by: Names = part(_("Groups that owe it"))
    each: Each | None = part(_("Owed by each unit, by each person, or by the group together"), None)
    receiver: Names = part(_("Groups that receive it"))
    carries: tuple[Content, ...] = part(_("What it must carry"), ())
    paper: bool = part(_("On paper as well"), False, strict=True)
    reminders: Reminders | None = part(_("Its own plan of reminders"), None)


class OnceDuty(_Asked):
    """Due once, by the day that the document names, be it free or not."""

    type: Literal["once"] = part(_("Once by a date"))
    due: Day = part(_("Due day"))
    time: Clock | None = part(_("Due time, otherwise the end of work"), None)


class Confirmation(_Asked):
    """Due once: a confirmation such as a signed responsibility letter."""

    type: Literal["confirmation"] = part(_("Confirmation by a date"))
    due: Day = part(_("Due day"))
    time: Clock | None = part(_("Due time, otherwise the end of work"), None)


class RecurringDuty(_Asked):
    """Due every week, month ... by a named day, or by the working day before a free one."""

    type: Literal["recurring"] = part(_("Again and again"))
    every: Every = part(_("How often"))
    weekday: Weekday | None = part(_("Day of the week"), None)
    day: Annotated[DayOfPeriod | None, BeforeValidator(_day_of_period), _DAY_SCHEMA] = part(
        _("Day of the period"), None
    )
    following: bool = part(_("The day is one of the following period"), False, strict=True)
    time: Clock | None = part(_("Due time, otherwise the end of work"), None)
    span: Span | None = part(_("Only within these days"), None, alias="within")
    scores: tuple[Scores, ...] = part(_("Weights of those who rate"), ())


class Counter(_Asked):
    """At least so many in each period."""

    type: Literal["counter"] = part(_("At least so many"))
    at_least: Positive = part(_("At least"))
    unit: Name = part(_("What is counted"))
    per: Per = part(_("In which period"))
    span: Span | None = part(_("Only within these days"), None, alias="within")


class Immediate(_Asked):
    """Reported whenever it happens, at once."""

    type: Literal["at-once"] = part(_("Report at once"))


Duty: TypeAlias = Annotated[
    OnceDuty | Confirmation | RecurringDuty | Counter | Immediate, Field(discriminator="type")
]
