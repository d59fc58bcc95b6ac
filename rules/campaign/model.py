"""A campaign as its file describes it: groups, stages, duties, reminders, levels, digests."""

from __future__ import annotations

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator

from locales import _
from rules import limits
from rules.campaign.duties import Duty, Part, Reminders, Span, part
from rules.campaign.words import (
    Clock,
    Code,
    DocumentNumber,
    Hours,
    Name,
    Names,
    Often,
    Positive,
    RoleName,
    RungName,
    TrackName,
    UnitKind,
    Weekday,
    Zone,
    wrong,
)
from rules.time.deadline import USUAL_HOURS

# Those whom a warning reaches through the ticket, by its unit and field; no group is so named.
RELATIVE = {"经办人": "handler", "单位负责人": "head", "分管领导": "leader", "局主要领导": "chief"}


class UnitGroup(Part):
    """Units: of these kinds under these parents, both where both are given, and the named."""

    kinds: tuple[UnitKind, ...] = part(_("Kinds of units"), ())
    parents: Names = part(_("All units below these"), ())
    names: Names = part(_("Units by name"), ())
    groups: Names = part(_("All units of these groups"), ())
    expected: Positive | None = part(_("How many the document says there are"), None)

    @property
    def is_empty(self) -> bool:
        """Tell whether it can hold nobody."""
        return not (self.kinds or self.parents or self.names or self.groups)


class PersonGroup(Part):
    """Persons: those with these roles, titles and units, all where all are given, and the named."""

    roles: tuple[RoleName, ...] = part(_("Roles"), ())
    kinds: tuple[UnitKind, ...] = part(_("In units of these kinds"), ())
    units: Names = part(_("In units of these groups"), ())
    titles: Names = part(_("Persons by title"), ())
    names: Names = part(_("Persons by staff number or name"), ())
    groups: Names = part(_("All persons of these groups"), ())
    expected: Positive | None = part(_("How many the document says there are"), None)

    @property
    def is_empty(self) -> bool:
        """Tell whether it can hold nobody."""
        return not (
            self.roles or self.kinds or self.units or self.titles or self.names or self.groups
        )


class Groups(Part):
    """All groups by name; those `outside` have no account and only receive and rate."""

    units: dict[Name, UnitGroup] = part(_("Groups of units"), {})
    persons: dict[Name, PersonGroup] = part(_("Groups of persons"), {})
    outside: Names = part(_("Others, without an account"), ())


class Stage(Part):
    """A stage with its days; stages may overlap, as in documents they do."""

    key: Code = part(_("Key, never changed later"))
    title: Name = part(_("Title"))
    span: Span = part(_("Period"), alias="period")


class Semester(Part):
    """A semester of the school calendar."""

    title: Name = part(_("Title"))
    span: Span = part(_("Period"), alias="period")


class ProblemField(Part):
    """A field of problems or work; with a parent it is one measure of that field.

    One that bears a key of the catalogue (meeting, service, schooling, safety) gives that field
    another title.
    """

    key: Code = part(_("Key, never changed later"))
    title: Name = part(_("Title"))
    parent: Code | None = part(_("Field that it is a part of"), None)


class KindChange(Part):
    """A new kind of finding or complaint, or changes to the catalogue's one of the same code."""

    code: Code = part(_("Code, at most 24 letters"), max_length=24)
    title: Name | None = part(_("Title"), None)
    track: TrackName | None = part(_("Finding or complaint"), None)
    field: Code | None = part(_("Field it belongs to"), None)
    limit: Annotated[int, Field(strict=True, ge=1, le=250)] | None = part(
        _("Limit in working days"), None
    )
    urgent: bool | None = part(_("Urgent, at any hour"), None, strict=True)
    proof: bool | None = part(_("Answers need a photo"), None, strict=True)
    words: Names | None = part(_("Words by which it is guessed"), None)


class EscalationLevel(Part):
    """A level of escalation: so many working days after the deadline, to these."""

    rung: RungName = part(_("Blue, yellow or red"))
    offset: int = part(
        _("Working days after the deadline, negative before"), strict=True, ge=-30, le=60
    )
    to: Names = part(_("Who is told"))


def usual_ladder() -> tuple[EscalationLevel, ...]:
    """Return the levels that hold until a campaign sets its own."""
    return _ladder(
        limits.BLUE_OFFSET_WORKING_DAYS,
        limits.YELLOW_OFFSET_WORKING_DAYS,
        limits.RED_OFFSET_WORKING_DAYS,
    )


@cache
def _ladder(blue: int, yellow: int, red: int) -> tuple[EscalationLevel, ...]:
    return (
        EscalationLevel(rung="blue", offset=blue, to=("经办人", "单位负责人")),
        EscalationLevel(rung="yellow", offset=yellow, to=("分管领导",)),
        EscalationLevel(rung="red", offset=red, to=("分管领导", "局主要领导")),
    )


class Digest(Part):
    """A digest: how often, when, and to whom; `working` for working days only."""

    every: Often = part(_("Every day, week or month"))
    at: Clock = part(_("Time of day"))
    to: Names = part(_("Who is told"))
    working: bool = part(_("On working days only"), True, strict=True)
    weekday: Weekday | None = part(_("Day of the week"), None)
    day: Annotated[int, Field(strict=True, ge=1, le=28)] | None = part(
        _("Day of the month, 1 to 28"), None
    )

    @field_validator("at")
    @classmethod
    def _between(cls, at: Clock) -> Clock:
        if at.minute % 30 == 0:
            instead = f"{at.hour:02}:{at.minute + 5:02}"
            raise wrong(
                _(
                    "Nothing is sent on the full or half hour. Write for example {time}.",
                    time=instead,
                )
            )
        return at

    @field_validator("weekday", "day")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        wanted = {"weekday": "week", "day": "month"}[info.field_name or ""]
        if value is not None and info.data.get("every") not in (wanted, None):
            raise wrong(_("This goes only with {wanted}.", wanted=f"every: {wanted}"))
        return value


class Campaign(Part):
    """A campaign, complete; `read_campaign` has checked that its parts fit together."""

    key: Code = part(_("Key, never changed later"))
    title: Name = part(_("Title"))
    number: DocumentNumber = part(_("Document number"), "")
    issuer: Name = part(_("Issuer"))
    period: Span = part(_("Period"))
    time_zone: Zone = part(_("Time zone"), "Asia/Shanghai")
    hours: Hours = part(_("Working hours"), USUAL_HOURS)
    semesters: tuple[Semester, ...] = part(_("Semesters"), ())
    groups: Groups = part(_("Groups addressed"))
    stages: tuple[Stage, ...] = part(_("Stages"), ())
    duties: tuple[Duty, ...] = part(_("Duties"), min_length=1)
    fields: tuple[ProblemField, ...] = part(_("Fields of problems"), ())
    kinds: tuple[KindChange, ...] = part(_("Kinds of findings and complaints"), ())
    sources: Names = part(_("Sources of clues"), ())
    channels: Names = part(_("Ways in which complaints come"), ())
    methods: Names = part(_("Methods of inspection"), ())
    ladder: tuple[EscalationLevel, ...] = part(_("Ladder of warnings"), usual_ladder())
    reminders: Reminders = part(_("Plan of reminders"), Reminders())
    digests: tuple[Digest, ...] = part(_("Digests"), ())
    archive_after: Positive = part(
        _("Days after closing until a ticket is archived"), limits.ARCHIVE_DAYS
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

    def span_of(self, duty: Duty) -> Span:
        """Return the days in which a duty is due: its own, its stage's, or the campaign's."""
        own: Span | None = getattr(duty, "span", None)
        if own is not None:
            return own
        return next((stage.span for stage in self.stages if stage.key == duty.stage), self.period)
