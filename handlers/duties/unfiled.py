"""The office sees what is not filed yet (尚未报送), and reminds all who are late with one tap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from casework.desk import Desk
from casework.duties.assignments import assignee_name, title_of
from casework.duties.commands import TellLate
from casework.refusals import NotAllowed
from handlers.duties.campaign_end import END, ask_campaign, end_button
from locales import Button, Message, _
from rules.campaign.model import Campaign
from storage.queries.campaigns import active_campaigns, load_campaign
from storage.queries.duties import exempted, open_requests, tally_by_stage, unfiled
from storage.queries.units import first_units, unit_names
from storage.tables import Assignment, CampaignRow
from talk import Choice, Pick, Talk

LATE, UNITS, REQUESTS, EXEMPTED = "late", "units", "requests", "exempted"
STAGE, UNIT = "stage:", "unit:"
NO_UNIT = 0  # of groups together
GROUPS_TOGETHER = _("Groups together")


def keeps_campaigns(desk: Desk) -> bool:
    """Tell whether there is a campaign to look after."""
    return bool(active_campaigns(desk.session))


@dataclass(frozen=True, slots=True)
class Unfiled:
    """A campaign with what is not filed, what more time is asked for, and what is exempted."""

    campaign_id: int
    campaign: Campaign | None
    missing: Sequence[Assignment]
    asking: Sequence[Assignment]
    exempted: Sequence[Assignment]


def not_filed(talk: Talk, desk: Desk) -> TellLate | Button | None:
    """The office sees who has not filed, by stage and by unit."""
    if not desk.actor.may("work_the_inbox"):
        raise NotAllowed
    running = active_campaigns(desk.session)
    if not running:
        return talk.say(_("No campaign is running."), Button(_("Menu"), "menu"))
    chosen = ask_campaign(talk, running)
    found = _read(desk, chosen)
    overview, options = _overview(desk, found), _options(desk, found)
    is_over = _is_over(desk, running, chosen)
    if not options:
        links = [end_button(chosen)] if is_over else []
        return talk.say(overview, *links, Button(_("Menu"), "menu"))
    if is_over:
        options.append(Choice(END, end_button(chosen).label))
    how = talk.ask("how", Pick[str](options), overview)
    if how == LATE:
        return TellLate(chosen)
    if how == END:
        return end_button(chosen)
    return _choose_one(talk, desk, found, how)


def _read(desk: Desk, campaign_id: int) -> Unfiled:
    return Unfiled(
        campaign_id,
        load_campaign(desk.session, campaign_id),
        missing=unfiled(desk.session, campaign_id, desk.today),
        asking=open_requests(desk.session, campaign_id),
        exempted=exempted(desk.session, campaign_id),
    )


def _choose_one(talk: Talk, desk: Desk, found: Unfiled, how: str) -> Button | None:
    """Ask for one of the assignments of a list, and lead to it."""
    if how == UNITS:
        units = _unit_options(desk, found.missing)
        how = talk.ask("unit", Pick[str](units), _("Not yet filed, by unit:"))
    listed = _listed(desk, found, how)
    if not listed:
        return talk.say(_("Everything is filed."), Button(_("Not yet filed"), "owing"))
    heading = _("Not yet filed: {count}")
    if how == EXEMPTED:
        heading = _("Exempted: {count}")
    options = [Choice(assignment.id, _line(desk, assignment)) for assignment in listed]
    which = talk.ask("which", Pick[int](options), heading.given(count=len(listed)))
    return Button(_("Open the task"), "duty", str(which))


def _listed(desk: Desk, found: Unfiled, how: str) -> Sequence[Assignment]:
    if how == REQUESTS:
        return found.asking
    if how == EXEMPTED:
        return found.exempted
    homes = _homes(desk, found.missing)
    return [
        assignment
        for assignment in found.missing
        if how in (_stage_key(assignment), f"{UNIT}{homes[assignment.id]}")
    ]


def _is_over(desk: Desk, running: Sequence[tuple[CampaignRow, Campaign]], chosen: int) -> bool:
    """Tell whether the campaign's last day is over, so that ending it is the next thing to do."""
    return any(row.id == chosen and row.last < desk.today for row, _campaign in running)


def _overview(desk: Desk, found: Unfiled) -> Message:
    """Return the counts, in all and for each stage."""
    title = found.campaign.title if found.campaign else "-"
    lines = [
        _("{title}", title=title),
        _(
            "Not yet filed: {count}, late: {late}",
            count=len(found.missing),
            late=_count_late(desk, found.missing),
        ),
    ]
    tally = tally_by_stage(desk.session, found.campaign_id, desk.today, desk.now)
    for stage in sorted(tally, key=lambda key: key or ""):
        total, still_open, late = tally[stage]
        line = _(
            "{stage}: filed {filed} of {total}, late {late}",
            stage=_stage_title(found.campaign, stage),
            filed=total - still_open,
            total=total,
            late=late,
        )
        lines.append(line)
    return _("{lines}", lines=lines)


def _count_late(desk: Desk, assignments: Sequence[Assignment]) -> int:
    return len([assignment for assignment in assignments if desk.now > assignment.due_at])


def _options(desk: Desk, found: Unfiled) -> list[Choice]:
    """Return how the list may be looked at, and what may be done with all of it."""
    late, asking = _count_late(desk, found.missing), len(found.asking)
    options = []
    if late:
        options.append(Choice(LATE, _("Remind all who are late: {count}", count=late)))
    if asking:
        options.append(Choice(REQUESTS, _("Requests for more time: {count}", count=asking)))
    if found.missing:
        options.append(Choice(UNITS, _("By unit")))
    for key, count in Counter(map(_stage_key, found.missing)).items():
        title = _stage_title(found.campaign, key.removeprefix(STAGE) or None)
        options.append(Choice(key, _("{stage}: {count}", stage=title, count=count)))
    if found.exempted:
        options.append(Choice(EXEMPTED, _("Exempted: {count}", count=len(found.exempted))))
    return options


def _unit_options(desk: Desk, missing: Sequence[Assignment]) -> list[Choice]:
    """Return the units with how much each has not filed, most first."""
    names = unit_names(desk.session)
    counted = Counter(_homes(desk, missing).values())
    options = []
    for unit, count in counted.most_common():
        label = _("{unit}: {count}", unit=names.get(unit, GROUPS_TOGETHER), count=count)
        options.append(Choice(f"{UNIT}{unit}", label))
    return options


def _stage_key(assignment: Assignment) -> str:
    return f"{STAGE}{assignment.stage or ''}"


def _homes(desk: Desk, missing: Sequence[Assignment]) -> dict[int | None, int]:
    """Return for each assignment the id of its unit, or of its person's."""
    people = {row.person_id for row in missing if row.person_id is not None}
    units = first_units(desk.session, people)
    return {row.id: row.unit_id or units.get(row.person_id or 0, NO_UNIT) for row in missing}


def _stage_title(campaign: Campaign | None, key: str | None) -> Message | str:
    stages = campaign.stages if campaign is not None else ()
    for stage in stages:
        if stage.key == key:
            return stage.title
    return _("Without a stage")


def _line(desk: Desk, assignment: Assignment) -> Message:
    line = _("{who}, {title}, due {day}")
    if assignment.state == "open" and desk.now > assignment.due_at:
        line = _("Late: {who}, {title}, due {day}")
    return line.given(
        who=assignee_name(desk, assignment), title=title_of(assignment), day=assignment.due_on
    )
