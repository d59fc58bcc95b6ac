"""The office's side of duties: who has not filed, and every decision on a duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from casework.campaigns.commands import EndCampaign
from casework.desk import Desk
from casework.duties import commands as d
from casework.duties.access import Part, get_others_assignment
from casework.duties.assignments import assignee_name, title_of
from casework.duties.office import check_exempted, check_open, check_paper
from casework.duties.submissions import MAX_COUNTED_AT_ONCE
from casework.refusals import NotAllowed
from handlers.duties.card import filing_label
from handlers.duties.mine import find
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.reason import Reason
from locales import Button, Message, _
from rules.campaign.model import Campaign
from storage.queries.assignments import open_assignments
from storage.queries.campaigns import active_campaigns, load_campaign
from storage.queries.duties import (
    exempted,
    filings_of,
    open_request,
    open_requests,
    tally_by_stage,
    unfiled,
)
from storage.queries.units import first_units, unit_names
from storage.tables import Assignment, CampaignRow
from talk import Choice, Number, Pick, Talk, Words

LATE, UNITS, REQUESTS, EXEMPTED, STAGE, UNIT, END = (
    "late",
    "units",
    "requests",
    "exempted",
    "stage:",
    "unit:",
    "campaignend",
)
NO_UNIT = 0  # owed by groups together
FIRST_DAY = date(2000, 1, 1)


def keeps_campaigns(desk: Desk) -> bool:
    """Tell whether there is a campaign to look after."""
    return bool(active_campaigns(desk.session))


def owing(talk: Talk, desk: Desk) -> object:
    """The office sees who has not filed (尚未报送), by stage and by unit, and reminds all who are late
    with one tap.
    """
    if not desk.actor.may("work_the_inbox"):
        raise NotAllowed
    running = active_campaigns(desk.session)
    if not running:
        return talk.say(_("No campaign is running."), Button(_("Menu"), "menu"))
    chosen = _which(talk, running)
    missing = unfiled(desk.session, chosen, desk.today)
    asking = open_requests(desk.session, chosen)
    spared = exempted(desk.session, chosen)
    ways = _ways(desk, chosen, missing, asking)
    ways += [Choice(EXEMPTED, _("Exempted: {count}", count=len(spared)))] if spared else []
    over = [Button(_("End this campaign"), END, str(chosen))] * _is_over(desk, running, chosen)
    if not ways:
        return talk.say(_overview(desk, chosen, missing), *over, Button(_("Menu"), "menu"))
    how = talk.ask(
        "how",
        Pick[str]([*ways, *(Choice(END, each.label) for each in over)]),
        _overview(desk, chosen, missing),
    )
    if how == LATE:
        return d.TellLate(chosen)
    if how == END:
        return over[0]
    if how == UNITS:
        how = talk.ask("unit", Pick[str](_units(desk, missing)), _("Not yet filed, by unit:"))
    homes = _homes(desk, missing)
    special = {REQUESTS: asking, EXEMPTED: spared}
    listed = special.get(how) or [
        each for each in missing if how in (_stage_key(each), f"{UNIT}{homes[each.id]}")
    ]
    if not listed:
        return talk.say(_("Everything is filed."), Button(_("Not yet filed"), "owing"))
    rows = [Choice(each.id, _line(desk, each)) for each in listed]
    heading = _("Exempted: {count}") if how == EXEMPTED else _("Not yet filed: {count}")
    which = talk.ask("which", Pick[int](rows), heading.given(count=len(listed)))
    return Button(_("Open the task"), "duty", str(which))


def _which(talk: Talk, running: Sequence[tuple[CampaignRow, Campaign]]) -> int:
    """Return the campaign's id; it is asked for when there are several."""
    if len(running) == 1:
        return running[0][0].id or 0
    options = [Choice(row.id, _("{title}", title=row.title)) for row, _campaign in running]
    return talk.ask("campaign", Pick[int](options), _("Which campaign?"))


def _is_over(desk: Desk, running: Sequence[tuple[CampaignRow, Campaign]], chosen: int) -> bool:
    """Tell whether the campaign's last day is over, so that ending it is the next thing to do."""
    return any(row.id == chosen and row.last < desk.today for row, _campaign in running)


def end_campaign(talk: Talk, desk: Desk) -> EndCampaign | Button | None:
    """The office ends a campaign, with a summary that stays on the record."""
    if not desk.actor.may("end_campaigns"):
        raise NotAllowed
    running = active_campaigns(desk.session)
    if running and not talk.argument:  # from here on it is about this one, whatever ends meanwhile
        return Button(_("End this campaign"), END, str(_which(talk, running)))
    row = next((row for row, _campaign in running if str(row.id) == talk.argument), None)
    if row is None:
        return talk.drop(_("No such campaign is running."))
    asked = _(
        "{title}, {first} to {last}, tasks still open: {count}. Why does it end, or with "
        "what result? Write a summary."
    )
    asked = asked.given(
        title=row.title,
        first=row.first,
        last=row.last,
        count=len(open_assignments(desk.session, row.id or 0)),
    )
    summary = talk.ask("summary", Words(), asked)
    sure = _(
        "End {title}? Nothing of it is reminded of or filed any more, what was filed "
        "stays.\nSummary: {summary}"
    )
    if not talk.confirm(sure, title=row.title, summary=summary):
        return talk.drop(_("Dropped. The campaign goes on."))
    return EndCampaign(row.id or 0, summary)


def _overview(desk: Desk, campaign_id: int, missing: Sequence[Assignment]) -> Message:
    """Return the counts, in all and for each stage."""
    campaign = load_campaign(desk.session, campaign_id)
    tally = tally_by_stage(desk.session, campaign_id, desk.today, desk.now)
    late = sum(desk.now > each.due_at for each in missing)
    lines = [_("{title}", title=campaign.title if campaign else "-")]
    lines += [_("Not yet filed: {count}, late: {late}", count=len(missing), late=late)]
    for stage, (total, still_open, too_late) in sorted(
        tally.items(), key=lambda each: each[0] or ""
    ):
        line = _(
            "{stage}: filed {filed} of {total}, late {late}",
            stage=_stage_title(campaign, stage),
            total=total,
            late=too_late,
        )
        lines.append(line.given(filed=total - still_open))
    return _("{lines}", lines=lines)


def _ways(
    desk: Desk, campaign_id: int, missing: Sequence[Assignment], asking: Sequence[Assignment]
) -> list[Choice]:
    """Return how the list may be looked at, and what may be done with all of it."""
    campaign = load_campaign(desk.session, campaign_id)
    late = sum(desk.now > each.due_at for each in missing)
    ways = [Choice(LATE, _("Remind all who are late: {count}", count=late))] if late else []
    ways += (
        [Choice(REQUESTS, _("Requests for more time: {count}", count=len(asking)))]
        if asking
        else []
    )
    ways += [Choice(UNITS, _("By unit"))] if missing else []
    for key, count in Counter(map(_stage_key, missing)).items():
        title = _stage_title(campaign, key.removeprefix(STAGE) or None)
        ways.append(Choice(key, _("{stage}: {count}", stage=title, count=count)))
    return ways


def _units(desk: Desk, missing: Sequence[Assignment]) -> list[Choice]:
    """Return the units with how much each has not filed, most first."""
    names = unit_names(desk.session)
    counted = Counter(_homes(desk, missing).values())
    label = _("{unit}: {count}")
    others = _("Groups together")
    return [
        Choice(
            f"{UNIT}{unit}",
            label.given(unit=names.get(unit, others) if unit else others, count=count),
        )
        for unit, count in counted.most_common()
    ]


def _stage_key(assignment: Assignment) -> str:
    return f"{STAGE}{assignment.stage or ''}"


def _homes(desk: Desk, missing: Sequence[Assignment]) -> dict[int | None, int]:
    """Return for each row the id of the unit that owes it, or of the person's unit."""
    units = first_units(
        desk.session, {each.person_id for each in missing if each.person_id is not None}
    )
    return {each.id: each.unit_id or units.get(each.person_id or 0, NO_UNIT) for each in missing}


def _stage_title(campaign: Campaign | None, key: str | None) -> Message | str:
    stage = (
        next((each for each in campaign.stages if each.key == key), None)
        if campaign is not None
        else None
    )
    return stage.title if stage is not None else _("Without a stage")


def _line(desk: Desk, assignment: Assignment) -> Message:
    is_late = assignment.state == "open" and desk.now > assignment.due_at
    line = _("Late: {who}, {title}, due {day}") if is_late else _("{who}, {title}, due {day}")
    return line.given(
        who=assignee_name(desk, assignment), title=title_of(assignment), day=assignment.due_on
    )


def rule_on_time(talk: Talk, desk: Desk) -> d.RuleOnMoreTime | None:
    """The office rules on a request for more time."""
    assignment = get_others_assignment(desk, find(talk, desk, Part.OFFICE).id or 0)
    request = open_request(desk.session, assignment)
    if request is None:
        return talk.drop(
            _("No request for more time is open for “{title}”.", title=title_of(assignment))
        )
    asked = _(
        "{who} asks for more time for “{title}” until {until}: {reason}",
        who=assignee_name(desk, assignment),
        title=title_of(assignment),
    )
    asked = asked.given(until=request.until, reason=request.reason)
    if talk.choose("granted", asked, (True, _("Grant")), (False, _("Refuse"))):
        return d.RuleOnMoreTime(assignment.id or 0, True)
    return d.RuleOnMoreTime(
        assignment.id or 0, False, talk.ask("reason", Reason(), _("Why is it refused?"))
    )


def return_it(talk: Talk, desk: Desk) -> d.ReturnSubmission | None:
    """The office returns what was filed, with a reason."""
    assignment = get_others_assignment(desk, find(talk, desk, Part.OFFICE).id or 0)
    filings = [each for each in filings_of(desk.session, assignment) if each.state == "filed"]
    if not filings:
        return talk.drop(_("Nothing is filed for “{title}”.", title=title_of(assignment)))
    which = filings[-1].id or 0
    if len(filings) > 1:
        options = [Choice(each.id, filing_label(each)) for each in reversed(filings)]
        which = talk.ask("which", Pick[int](options), _("Which filing is returned?"))
    asked = _(
        "What is wrong with the filing of “{title}”? It is open again then.",
        title=title_of(assignment),
    )
    return d.ReturnSubmission(which, talk.ask("reason", Reason(), asked))


def record_paper(talk: Talk, desk: Desk) -> d.RecordPaper:
    """The office records what came on paper."""
    assignment = find(talk, desk, Part.OFFICE)
    check_paper(assignment)
    asked = _("On which day did the paper for “{title}” come?", title=title_of(assignment))
    came = ask_day(talk, "came", OneDay(desk.today, FIRST_DAY, (desk.today,)), asked)
    amount = None
    if assignment.at_least is not None:
        amount = talk.ask(
            "amount",
            Number(least=1, most=MAX_COUNTED_AT_ONCE, usual=(1, 2, 3)),
            _("How many does it count for?"),
        )
    words = talk.ask("words", Words(optional=True), _("Anything to note about it?"))
    return d.RecordPaper(assignment.id or 0, came, words, amount)


def exempt(talk: Talk, desk: Desk) -> d.ExemptAssignment:
    """The office exempts somebody from a duty."""
    assignment = get_others_assignment(desk, find(talk, desk, Part.OFFICE).id or 0)
    check_open(assignment)
    asked = _(
        "Why is {who} exempted from “{title}”?",
        who=assignee_name(desk, assignment),
        title=title_of(assignment),
    )
    return d.ExemptAssignment(assignment.id or 0, talk.ask("reason", Words(), asked))


def lift_exemption(talk: Talk, desk: Desk) -> d.LiftExemption:
    """The office asks again for what was exempted."""
    assignment = get_others_assignment(desk, find(talk, desk, Part.OFFICE).id or 0)
    check_exempted(desk, assignment)
    asked = _(
        "Why is “{title}” to be filed by {who} after all? It is open again then.",
        who=assignee_name(desk, assignment),
    )
    return d.LiftExemption(
        assignment.id or 0, talk.ask("reason", Words(), asked.given(title=title_of(assignment)))
    )
