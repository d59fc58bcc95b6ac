"""Whether a duty fits into its campaign: who does it, when, and who rates it."""

from __future__ import annotations

from locales import Message, _
from rules.campaign.check_names import Found, find_doubled, find_unknown_groups, is_outside
from rules.campaign.duties import (
    Confirmation,
    Counter,
    Duty,
    Immediate,
    OnceDuty,
    RecurringDuty,
    Scores,
    Span,
)
from rules.campaign.model import Campaign
from rules.campaign.periods import periods

WHICH_WEEKDAY = _("Say on which day of the week, for example {example}.")
WHICH_DAY = _("Say on which day, for example {example}.")
_GROUP_OF_PERSONS = _("{name} is a group of persons. Write {one} or {other}.")
_ONLY_WEEKLY = _("A day of the week goes only with {every}. Otherwise write for example {example}.")
_MONTHS_OF = {"month": 1, "quarter": 3, "half-year": 6}


def check_duty(duty: Duty, campaign: Campaign, groups: set[str]) -> Found:
    """Return each thing of a duty that does not fit, its place within the duty."""
    if not duty.by:
        yield ("by",), _("This duty is addressed to nobody. Name the groups that owe it.")
    if not duty.receiver:
        yield ("receiver",), _("Nobody receives this. Name a group.")
    carried = enumerate(duty.carries)
    yield from find_doubled((("carries", place, "title"), each.title) for place, each in carried)
    yield from _addressees(duty, campaign)
    match duty:
        case OnceDuty() | Confirmation():
            yield from _once(duty, campaign)
        case RecurringDuty():
            yield from _periods(duty, "every", duty.every, campaign)
            yield from _day_of_week(duty)
            yield from _day_of_period(duty)
            for place, scores in enumerate(duty.scores):
                yield from _scores(place, scores, groups)
        case Counter():
            yield from _periods(duty, "per", duty.per, campaign)
        case Immediate():
            pass


def _addressees(duty: Duty, campaign: Campaign) -> Found:
    for place, name in enumerate(duty.by):
        path = ("by", place)
        if is_outside(name, campaign):
            sentence = _(
                "{name} has no account and cannot owe anything. Name a group of units or persons."
            )
            yield path, sentence.given(name=name)
        elif duty.each == "unit" and name in campaign.groups.persons:
            sentence = _GROUP_OF_PERSONS.given(one="each: person", other="each: group")
            yield path, sentence.given(name=name)


def _once(duty: OnceDuty | Confirmation, campaign: Campaign) -> Found:
    first, last = campaign.period.first, campaign.period.last
    stage_first = campaign.span_of(duty).first
    if not first <= duty.due <= last:
        sentence = _("{day} does not lie in the campaign: {first} to {last}.", first=first)
        yield ("due",), sentence.given(day=duty.due, last=last)
    elif duty.due < stage_first:
        sentence = _("{day} lies before its stage, which begins on {first}.", first=stage_first)
        yield ("due",), sentence.given(day=duty.due)


def days_outside(span: Span, around: Span) -> Message | None:
    """Return what is wrong when a span does not lie within another."""
    if around.first <= span.first and span.last <= around.last:
        return None
    return _(
        "These days do not lie in those of the campaign: {first} to {last}.",
        first=around.first,
        last=around.last,
    )


def _periods(duty: RecurringDuty | Counter, key: str, every: str, campaign: Campaign) -> Found:
    outside = days_outside(duty.span, campaign.period) if duty.span is not None else None
    if outside is not None:
        yield ("within",), outside
    if every == "semester" and not periods(every, campaign.span_of(duty), campaign.semesters):
        yield (key,), _("No semester lies in these days. List them under {key}.", key="semesters")


def _day_of_week(duty: RecurringDuty) -> Found:
    weekly = duty.every == "week"
    if weekly and duty.weekday is None:
        yield ("every",), WHICH_WEEKDAY.given(example="weekday: friday")
    if duty.weekday is not None and not weekly:
        yield ("weekday",), _ONLY_WEEKLY.given(every="every: week", example="day: 25")
    if duty.day is not None and weekly:
        yield ("day",), _("With {every} comes {key}.", every="every: week", key="weekday")


def _day_of_period(duty: RecurringDuty) -> Found:
    if duty.day is None and duty.every not in ("week", "semester"):
        yield ("every",), WHICH_DAY.given(example="day: 25")
    months = _MONTHS_OF.get(duty.every, 12)
    if duty.day is not None and (duty.day.month or 1) > months:
        yield ("day", "month"), _("This period has only so many months: {count}.", count=months)
    if duty.following and duty.every == "semester":
        yield ("following",), _("After a semester comes a vacation. Name a day of the semester.")


def _scores(place: int, scores: Scores, groups: set[str]) -> Found:
    yield from find_unknown_groups(("scores", place, "rated"), scores.rated, groups)
    for name in scores.weights:
        for _path, what in find_unknown_groups((), [name], groups):
            yield ("scores", place, "weights", name), what
