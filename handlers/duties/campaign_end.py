"""The office ends a campaign, with a summary that stays on the record."""

from __future__ import annotations

from collections.abc import Sequence

from casework.campaigns.commands import EndCampaign
from casework.desk import Desk
from casework.refusals import NotAllowed
from locales import Button, _
from rules.campaign.model import Campaign
from storage.queries.assignments import open_assignments
from storage.queries.campaigns import active_campaigns
from storage.tables import CampaignRow
from talk import Choice, Pick, Talk, Words

END = "campaignend"


def end_button(campaign_id: int) -> Button:
    """Return the button that ends this campaign."""
    return Button(_("End this campaign"), END, str(campaign_id))


def ask_campaign(talk: Talk, running: Sequence[tuple[CampaignRow, Campaign]]) -> int:
    """Return the campaign's id; it is asked for when there are several."""
    if len(running) == 1:
        return running[0][0].id or 0
    options = [Choice(row.id, _("{title}", title=row.title)) for row, _campaign in running]
    return talk.ask("campaign", Pick[int](options), _("Which campaign?"))


def end_campaign(talk: Talk, desk: Desk) -> EndCampaign | Button | None:
    """The office ends a campaign."""
    if not desk.actor.may("end_campaigns"):
        raise NotAllowed
    running = active_campaigns(desk.session)
    if running and not talk.argument:  # from here on it is about this one, whatever ends meanwhile
        return end_button(ask_campaign(talk, running))
    row = next((row for row, _campaign in running if str(row.id) == talk.argument), None)
    if row is None:
        return talk.drop(_("No such campaign is running."))
    asked = _(
        "{title}, {first} to {last}, tasks still open: {count}. Why does it end, or with "
        "what result? Write a summary.",
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
