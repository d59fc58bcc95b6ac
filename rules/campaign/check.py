"""Whether the parts of a campaign fit together: names exist, days lie in their spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from locales import _, translate
from rules.campaign.check_duties import WHICH_DAY, WHICH_WEEKDAY, check_duty, days_outside
from rules.campaign.check_names import (
    Found,
    check_names,
    check_told,
    find_doubled,
    find_unknown_field,
    find_unknown_groups,
)
from rules.campaign.groups import nested
from rules.campaign.model import (
    RELATIVE,
    Campaign,
    Digest,
    EscalationLevel,
    KindChange,
    PersonGroup,
    UnitGroup,
)
from rules.campaign.yaml import Path
from rules.kinds.usual import FIELDS, KINDS

_SERIOUSNESS = ("blue", "yellow", "red")
_NEEDED_FOR_A_NEW_KIND = ("title", "track", "field", "limit")


def check_campaign(
    campaign: Campaign, groups: Iterable[str], stages: Iterable[str], fields: Iterable[str]
) -> Found:
    """Return each thing that does not fit with its place.

    `groups`, `stages` and `fields` are the names as written: what has a fault of its own is not
    unknown besides.
    """
    known = set(groups)
    yield from _groups(campaign, known)
    yield from _stages(campaign)
    yield from _semesters(campaign)
    for place, duty in enumerate(campaign.duties):
        yield from _within(("duties", place), check_names(vars(duty), known, stages, fields))
        yield from _within(("duties", place), check_duty(duty, campaign, known))
    yield from _fields(campaign, set(fields))
    yield from _kinds(campaign, {*fields, *FIELDS})
    for place, level in enumerate(campaign.ladder):
        yield from _within(("ladder", place), _level(level, campaign, known))
    for place, digest in enumerate(campaign.digests):
        yield from _within(("digests", place), _digest(digest, campaign, known))
    for name in ("sources", "channels", "methods"):
        listed = enumerate(getattr(campaign, name))
        yield from find_doubled(((name, place), title) for place, title in listed)


def _within(around: Path, found: Found) -> Found:
    for path, what in found:
        yield (*around, *path), what


def _groups(campaign: Campaign, known: set[str]) -> Found:
    units, persons = campaign.groups.units, campaign.groups.persons
    outside = campaign.groups.outside
    names: list[tuple[Path, str]] = [(("groups", "units", name), name) for name in units]
    names += [(("groups", "persons", name), name) for name in persons]
    names += [(("groups", "outside", place), name) for place, name in enumerate(outside)]
    yield from find_doubled(names)
    # Groups hold groups of their own sort, whatever the others are called.
    of_units = known - {*persons, *outside}.difference(units)
    of_persons = known - {*units, *outside}.difference(persons)
    for name in units:
        yield from _within(("groups", "units", name), _group(name, units, of_units))
    for name in persons:
        yield from _within(("groups", "persons", name), _group(name, persons, of_persons))
    inside = known - set(persons) - set(outside)
    for name, people in persons.items():
        yield from find_unknown_groups(("groups", "persons", name, "units"), people.units, inside)


def _group(
    name: str, groups: Mapping[str, UnitGroup] | Mapping[str, PersonGroup], known: set[str]
) -> Found:
    if name in RELATIVE:
        yield (), _("{name} means those of the ticket's unit. Choose another name.", name=name)
    if groups[name].is_empty:
        yield (), _("The group {name} holds nobody. Say which kinds, roles or names.", name=name)
    yield from find_unknown_groups(("groups",), groups[name].groups, known)
    if name in nested(name, groups):
        yield ("groups",), _("The group {name} holds itself. Take it out.", name=name)


def _stages(campaign: Campaign) -> Found:
    for place, stage in enumerate(campaign.stages):
        outside = days_outside(stage.span, campaign.period)
        if outside is not None:
            yield ("stages", place, "period"), outside


def _semesters(campaign: Campaign) -> Found:
    ordered = sorted(enumerate(campaign.semesters), key=lambda placed: placed[1].span.first)
    for (_place, early), (place, late) in pairwise(ordered):
        if late.span.first <= early.span.last:
            sentence = _("This semester begins before {name} ends.", name=early.title)
            yield ("semesters", place, "period"), sentence


def _fields(campaign: Campaign, fields: set[str]) -> Found:
    parts = {field.key for field in campaign.fields if field.parent is not None}
    for place, field in enumerate(campaign.fields):
        path = ("fields", place, "parent")
        yield from find_unknown_field(path, field.parent, fields)
        if field.parent in parts:
            sentence = _("{name} is itself a part of a field. There are two levels only.")
            yield path, sentence.given(name=field.parent)


def _kinds(campaign: Campaign, fields: set[str]) -> Found:
    titles = {translate(kind.name, "zh_CN"): kind.code for kind in KINDS.values()}
    guessed: dict[str, str] = {}
    for place, kind in enumerate(campaign.kinds):
        around: Path = ("kinds", place)
        yield from _within(around, _kind(kind, fields))
        if kind.title:
            yield from _within(around, _title(kind.title, kind.code, titles))
        yield from _within(around, _words(kind, guessed))


def _title(title: str, code: str, titles: dict[str, str]) -> Found:
    bearer = titles.setdefault(title, code)
    if bearer != code:
        sentence = _("{title} is already the name of the kind {code}.", title=title, code=bearer)
        yield ("title",), sentence


def _words(kind: KindChange, guessed: dict[str, str]) -> Found:
    for place, word in enumerate(kind.words or ()):
        leads_to = guessed.setdefault(word, kind.code)
        if leads_to != kind.code:
            sentence = _("The word {word} already leads to the kind {code}. One word, one kind.")
            yield ("words", place), sentence.given(word=word, code=leads_to)


def _kind(kind: KindChange, fields: set[str]) -> Found:
    yield from find_unknown_field(("field",), kind.field, fields)
    usual = KINDS.get(kind.code)
    if usual is None:
        missing = [name for name in _NEEDED_FOR_A_NEW_KIND if getattr(kind, name) is None]
        if missing:
            sentence = _("{code} is not in the catalogue; a new kind also needs: {missing}.")
            yield ("code",), sentence.given(code=kind.code, missing="、".join(missing))
    elif kind.track not in (None, usual.track):
        sentence = _("The catalogue's kind {code} keeps its track. Take a code of your own.")
        yield ("track",), sentence.given(code=kind.code)


def _level(level: EscalationLevel, campaign: Campaign, known: set[str]) -> Found:
    yield from find_unknown_groups(("to",), level.to, {*known, *RELATIVE})
    seriousness = _SERIOUSNESS.index(level.rung)
    for other in campaign.ladder:
        is_milder = _SERIOUSNESS.index(other.rung) < seriousness
        if is_milder and other.offset >= level.offset:
            sentence = _("Blue comes before yellow and yellow before red. Take a later day.")
            yield ("offset",), sentence
            break
    yield from check_told(("to",), level.to, campaign)


def _digest(digest: Digest, campaign: Campaign, known: set[str]) -> Found:
    yield from find_unknown_groups(("to",), digest.to, known)
    yield from check_told(("to",), digest.to, campaign)
    if not campaign.hours.contain(digest.at):
        yield ("at",), _("Nothing is sent outside working hours. Take a time within them.")
    if digest.every == "week" and digest.weekday is None:
        yield ("every",), WHICH_WEEKDAY.given(example="weekday: friday")
    if digest.every == "month" and digest.day is None:
        yield ("every",), WHICH_DAY.given(example="day: 25")
