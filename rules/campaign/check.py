"""Whether the parts of a campaign fit together: names that are used exist, days lie in their spans,
somebody is addressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from locales import Message, _, translate
from rules.campaign.duties import (
    Confirmation,
    Counter,
    Duty,
    Immediate,
    OnceDuty,
    RecurringDuty,
    Span,
)
from rules.campaign.groups import nested
from rules.campaign.model import RELATIVE, Campaign, KindChange
from rules.campaign.plan import periods
from rules.campaign.yaml import Path
from rules.catalogue import FIELDS, KINDS

_GROUP_OF_PERSONS = _("{name} is a group of persons. Write {one} or {other}.")
_WHICH_WEEKDAY = _("Say on which day of the week, for example {example}.")
_WHICH_DAY = _("Say on which day, for example {example}.")
_ONLY_WEEKLY = _("A day of the week goes only with {every}. Otherwise write for example {example}.")

Found = Iterator[tuple[Path, Message]]


def check_campaign(
    campaign: Campaign, groups: Iterable[str], stages: Iterable[str], fields: Iterable[str]
) -> Found:
    """Return each thing that does not fit with its place.

    `groups`, `stages` and `fields` are the names as written: what has a fault of its own is not
    unknown besides.
    """
    known = set(groups)
    yield from _groups(campaign, known)
    yield from _days(campaign)
    for i, duty in enumerate(campaign.duties):
        named = check_names(vars(duty), known, stages, fields)
        yield from (
            ((("duties", i, *path)), what) for path, what in (*named, *_duty(duty, campaign, known))
        )
    yield from _fields(campaign, set(fields))
    yield from _kinds(campaign, {*fields, *FIELDS})
    yield from _ladder(campaign, known)
    yield from _digests(campaign, known)
    for name in ("sources", "channels", "methods"):
        yield from twice(((name, i), each) for i, each in enumerate(getattr(campaign, name)))


def twice(names: Iterable[tuple[Path, str]]) -> Found:
    """Return a fault for each name that was there before."""
    seen = set[str]()
    for path, name in names:
        if name in seen:
            yield path, _("{name} is there twice. Each needs a name of its own.", name=name)
        seen.add(name)


def _unknown(path: Path, names: Sequence[str], known: Iterable[str]) -> Found:
    listed = list(known)
    for i, name in enumerate(names):
        if name not in listed:
            near = get_close_matches(name, listed, 1, 0.5)
            if near:
                yield (
                    (*path, i),
                    _("There is no group {name}. Did you mean {near}?", name=name, near=near[0]),
                )
            else:
                yield (
                    (*path, i),
                    _("There is no group {name}. Define it under {key}.", name=name, key="groups"),
                )


def _groups(campaign: Campaign, known: set[str]) -> Found:
    units, persons, outside = (
        campaign.groups.units,
        campaign.groups.persons,
        campaign.groups.outside,
    )
    at: Path = ("groups",)
    yield from twice(
        [
            *(((*at, "units", name), name) for name in units),
            *(((*at, "persons", name), name) for name in persons),
            *(((*at, "outside", i), name) for i, name in enumerate(outside)),
        ]
    )
    for kind, of, others in (("units", units, persons), ("persons", persons, units)):
        for name, group in of.items():
            if name in RELATIVE:
                yield (
                    (*at, kind, name),
                    _("{name} means those of the ticket's unit. Choose another name.", name=name),
                )
            if group.is_empty:
                yield (
                    (*at, kind, name),
                    _("The group {name} holds nobody. Say which kinds, roles or names.", name=name),
                )
            yield from _unknown(
                (*at, kind, name, "groups"),
                group.groups,
                known - {*others, *outside}.difference(of),
            )
            if name in nested(name, of):
                yield (
                    (*at, kind, name, "groups"),
                    _("The group {name} holds itself. Take it out.", name=name),
                )
    for name, people in persons.items():
        yield from _unknown(
            (*at, "persons", name, "units"), people.units, known - set(persons) - set(outside)
        )


def _outside(span: Span, around: Span) -> Message | None:
    if span.first < around.first or span.last > around.last:
        return _(
            "These days do not lie in those of the campaign: {first} to {last}.",
            first=around.first,
            last=around.last,
        )
    return None


def _days(campaign: Campaign) -> Found:
    for i, stage in enumerate(campaign.stages):
        if (what := _outside(stage.span, campaign.period)) is not None:
            yield ("stages", i, "period"), what
    ordered = sorted(enumerate(campaign.semesters), key=lambda each: each[1].span.first)
    for (_i, early), (i, late) in pairwise(ordered):
        if late.span.first <= early.span.last:
            yield (
                ("semesters", i, "period"),
                _("This semester begins before {name} ends.", name=early.title),
            )


def check_names(
    duty: Mapping[str, Any], groups: Iterable[str], stages: Iterable[str], fields: Iterable[str]
) -> Found:
    """Return the names that a duty uses and nobody defines, for one as it is written, whatever else
    is wrong with it.
    """
    stage, field = duty.get("stage"), duty.get("field")
    if isinstance(stage, str) and stage not in (listed := list(stages)):
        near = get_close_matches(stage, listed, 1, 0.5)
        ask = (
            _("There is no stage {name}. Did you mean {near}?", near=near[0])
            if near
            else _("There is no stage {name}.")
        )
        yield ("stage",), ask.given(name=stage)
    for key in ("by", "receiver"):
        names = duty.get(key)
        if isinstance(names, list | tuple) and all(isinstance(each, str) for each in names):
            yield from _unknown((key,), names, groups)
    if isinstance(field, str):
        yield from _field(("field",), field, {*fields, *FIELDS})


def _duty(duty: Duty, campaign: Campaign, known: set[str]) -> Found:
    if not duty.by:
        yield ("by",), _("This duty is addressed to nobody. Name the groups that owe it.")
    if not duty.receiver:
        yield ("receiver",), _("Nobody receives this. Name a group.")
    for i, name in enumerate(duty.by):
        if _is_outside(name, campaign):
            yield (
                ("by", i),
                _(
                    "{name} has no account and cannot owe anything. Name a group of units "
                    "or persons.",
                    name=name,
                ),
            )
        elif duty.each == "unit" and name in campaign.groups.persons:
            yield (
                ("by", i),
                _GROUP_OF_PERSONS.given(name=name, one="each: person", other="each: group"),
            )
    match duty:
        case OnceDuty() | Confirmation():
            yield from _once(duty, campaign)
        case RecurringDuty():
            yield from _recurring(duty, campaign, known)
        case Counter():
            yield from _span(duty, duty.per, campaign)
        case Immediate():
            pass


def _once(duty: OnceDuty | Confirmation, campaign: Campaign) -> Found:
    if not campaign.period.first <= duty.due <= campaign.period.last:
        first, last = campaign.period.first, campaign.period.last
        yield (
            ("due",),
            _(
                "{day} does not lie in the campaign: {first} to {last}.",
                day=duty.due,
                first=first,
                last=last,
            ),
        )
    elif duty.due < campaign.span_of(duty).first:
        yield (
            ("due",),
            _(
                "{day} lies before its stage, which begins on {first}.",
                day=duty.due,
                first=campaign.span_of(duty).first,
            ),
        )


def _span(duty: RecurringDuty | Counter, every: str, campaign: Campaign) -> Found:
    if duty.span is not None and (what := _outside(duty.span, campaign.period)) is not None:
        yield ("within",), what
    if every == "semester" and not periods(every, campaign.span_of(duty), campaign.semesters):
        yield (
            ("per" if isinstance(duty, Counter) else "every",),
            _("No semester lies in these days. List them under {key}.", key="semesters"),
        )


def _recurring(duty: RecurringDuty, campaign: Campaign, known: set[str]) -> Found:
    yield from _span(duty, duty.every, campaign)
    if duty.every == "week" and duty.weekday is None:
        yield ("every",), _WHICH_WEEKDAY.given(example="weekday: friday")
    if duty.weekday is not None and duty.every != "week":
        yield ("weekday",), _ONLY_WEEKLY.given(every="every: week", example="day: 25")
    if duty.day is not None and duty.every == "week":
        yield ("day",), _("With {every} comes {key}.", every="every: week", key="weekday")
    if duty.every not in ("week", "semester") and duty.day is None:
        yield ("every",), _WHICH_DAY.given(example="day: 25")
    months = {"month": 1, "quarter": 3, "half-year": 6}.get(duty.every, 12)
    if duty.day is not None and (duty.day.month or 1) > months:
        yield ("day", "month"), _("This period has only so many months: {count}.", count=months)
    if duty.following and duty.every == "semester":
        yield ("following",), _("After a semester comes a vacation. Name a day of the semester.")
    for i, scores in enumerate(duty.scores):
        yield from _unknown(("scores", i, "rated"), scores.rated, known)
        for name in scores.weights:
            for _path, what in _unknown((), [name], known):
                yield ("scores", i, "weights", name), what


def _kinds(campaign: Campaign, fields: set[str]) -> Found:
    named = {translate(kind.name, "zh_CN"): kind.code for kind in KINDS.values()}
    guessed: dict[str, str] = {}
    for i, kind in enumerate(campaign.kinds):
        yield from ((("kinds", i, *path), what) for path, what in _kind(kind, fields))
        title = kind.title or ""
        if named.setdefault(title, kind.code) != kind.code and title:
            yield (
                ("kinds", i, "title"),
                _(
                    "{title} is already the name of the kind {code}.",
                    title=title,
                    code=named[title],
                ),
            )
        for at, word in enumerate(kind.words or ()):
            if guessed.setdefault(word, kind.code) != kind.code:
                overlap = _(
                    "The word {word} already leads to the kind {code}. One word, one kind.",
                    word=word,
                    code=guessed[word],
                )
                yield ("kinds", i, "words", at), overlap


def _field(path: Path, field: str | None, fields: Iterable[str]) -> Found:
    if field is not None and field not in fields:
        yield (
            path,
            _(
                "There is no field {name}. One of: {known}.",
                name=field,
                known="、".join(sorted(fields)),
            ),
        )


def _fields(campaign: Campaign, fields: set[str]) -> Found:
    parts = {each.key for each in campaign.fields if each.parent is not None}
    for i, each in enumerate(campaign.fields):
        yield from _field(("fields", i, "parent"), each.parent, fields)
        if each.parent in parts:
            yield (
                ("fields", i, "parent"),
                _(
                    "{name} is itself a part of a field. There are two levels only.",
                    name=each.parent,
                ),
            )


def _kind(kind: KindChange, fields: set[str]) -> Found:
    yield from _field(("field",), kind.field, fields)
    usual = KINDS.get(kind.code)
    if usual is not None and kind.track not in (None, usual.track):
        yield (
            ("track",),
            _(
                "The catalogue's kind {code} keeps its track. Take a code of your own.",
                code=kind.code,
            ),
        )
    if usual is None:
        missing = [
            name for name in ("title", "track", "field", "limit") if getattr(kind, name) is None
        ]
        if missing:
            ask = _(
                "{code} is not in the catalogue; a new kind also needs: {missing}.",
                code=kind.code,
                missing="、".join(missing),
            )
            yield ("code",), ask


def _ladder(campaign: Campaign, known: set[str]) -> Found:
    order = ["blue", "yellow", "red"]
    for i, level in enumerate(campaign.ladder):
        yield from _unknown(("ladder", i, "to"), level.to, {*known, *RELATIVE})
        milder = [
            each for each in campaign.ladder if order.index(each.rung) < order.index(level.rung)
        ]
        if any(each.offset >= level.offset for each in milder):
            yield (
                ("ladder", i, "offset"),
                _("Blue comes before yellow and yellow before red. Take a later day."),
            )
        yield from _somebody(("ladder", i, "to"), level.to, campaign)


def _digests(campaign: Campaign, known: set[str]) -> Found:
    for i, digest in enumerate(campaign.digests):
        yield from _unknown(("digests", i, "to"), digest.to, known)
        yield from _somebody(("digests", i, "to"), digest.to, campaign)
        if not campaign.hours.contain(digest.at):
            yield (
                ("digests", i, "at"),
                _("Nothing is sent outside working hours. Take a time within them."),
            )
        if digest.every == "week" and digest.weekday is None:
            yield ("digests", i, "every"), _WHICH_WEEKDAY.given(example="weekday: friday")
        if digest.every == "month" and digest.day is None:
            yield ("digests", i, "every"), _WHICH_DAY.given(example="day: 25")


def _is_outside(name: str, campaign: Campaign) -> bool:
    groups = campaign.groups
    return name in groups.outside and name not in {*groups.units, *groups.persons}


def _somebody(path: Path, names: Sequence[str], campaign: Campaign) -> Found:
    if not names:
        yield path, _("Nobody receives this. Name a group.")
    for i, name in enumerate(names):
        if _is_outside(name, campaign):
            yield (
                (*path, i),
                _("{name} has no account and cannot be told. Name a group of persons.", name=name),
            )
