"""What is planned for a ticket: its warnings, and the limits of the office and the unit."""

from __future__ import annotations

from datetime import date

import pytest

from casework.reminders.ticket_plan import (
    LIMITED,
    campaign_for,
    dealt_with,
    hours_of,
    levels_of,
    limit_of,
    replan_moved,
)
from casework.tickets import commands as c
from rules.campaign.file import read_campaign
from rules.campaign.model import Campaign, usual_ladder
from rules.kinds.usual import USUAL
from storage.database import Database
from storage.queries.warnings import entered_moments
from tests.casework.reminders.pressing import assigned, at, moment, planned, ticket_of
from tests.casework.stage import SECOND, Stage
from tests.duties import CAMPAIGN, open_campaign

LADDER = "ladder:\n  - {rung: red, offset: 2, to: [单位负责人]}\n"
LATE_ALONE = f"{CAMPAIGN}kinds: [{{code: late, limit: 2}}]\n{LADDER}"


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def campaign(source: str) -> Campaign:
    return read_campaign(source.encode())


def limit(stage: Stage, number: str) -> tuple[str, str] | None:
    """Return what the ticket waits for, and until when."""
    with stage.database.read() as session:
        ticket = ticket_of(session, number)
        found = limit_of(stage.town.desk(session), ticket, entered_moments(session, [ticket]))
    return (found[0], f"{found[1]:%m-%d %H:%M}") if found is not None else None


def test_what_is_assigned_is_to_be_taken_on_and_climbs(stage: Stage) -> None:
    assigned(stage, taken=False)
    assert planned(stage) == [
        "take limit-1 03-03 08:31",
        "ticket blue 03-04 08:31",
        "ticket yellow 03-06 08:31",
        "ticket red 03-10 08:31",
    ]


def test_with_every_step_the_plan_is_made_anew(stage: Stage) -> None:
    number = stage.finding()
    assert planned(stage) == ["accept limit-1 03-03 08:31"]
    stage.do("office", c.Assign(number, stage.unit(), 3))
    stage.do("head", c.Take(number))
    climbs = ["ticket blue 03-04 08:31", "ticket yellow 03-06 08:31", "ticket red 03-10 08:31"]
    assert planned(stage) == climbs
    stage.do("head", c.Answer(number, "cause", "measure", "Wang"))
    assert planned(stage) == ["check limit-1 03-04 08:31"]
    stage.do("office", c.SendBack(number, "not enough"))
    assert planned(stage) == climbs
    stage.do("head", c.Answer(number, "cause", "measure", "Wang"))
    stage.do("office", c.Approve(number))
    assert planned(stage) == []


def test_another_deadline_has_other_mornings(stage: Stage) -> None:
    number = assigned(stage)
    stage.do("head", c.AskTime(number, 2, "r"))
    stage.do("office", c.RuleOnTime(number, True))
    assert planned(stage) == [
        "ticket blue 03-06 08:31",
        "ticket yellow 03-10 08:31",
        "ticket red 03-12 08:31",
    ]


def test_while_the_reporter_is_asked_nothing_is_planned(stage: Stage) -> None:
    number = assigned(stage)
    stage.do("head", c.AskReporter(number, "q"))
    assert planned(stage) == []


def test_the_day_set_under_supervision_is_called_to_mind(stage: Stage) -> None:
    number = assigned(stage)
    stage.do("office", c.Supervise(number, "see to it", date(2026, 3, 11)))
    supervised = "supervise limit-1 03-11 08:31"
    assert supervised in planned(stage)
    stage.do("head", c.AskReporter(number, "q"))
    assert planned(stage) == [supervised]


def test_the_next_reminder_of_a_limit_that_is_over_is_that_of_the_next_morning(
    stage: Stage,
) -> None:
    stage.finding()
    at(stage, "03-06", "10:00")
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        ticket = ticket_of(session, "DC-2026-0001")
        desk.moved[ticket.id or 0] = ticket
        replan_moved(desk)
        assert desk.moved == {}
    assert planned(stage)[-1] == "accept limit-3 03-09 08:31"


@pytest.mark.parametrize(
    ("state", "waits_for"),
    [
        ("accepted", ("accept", "03-03 10:00")),
        ("assigned", ("take", "03-03 10:00")),
        ("handed_back", ("accept", "03-03 10:00")),
        ("in_progress", None),
        ("answered", ("check", "03-04 10:00")),
        ("closed", None),
    ],
)
def test_what_a_ticket_waits_for_and_until_when(
    stage: Stage, state: str, waits_for: tuple[str, str] | None
) -> None:
    number = stage.bring(stage.finding(), state)
    assert limit(stage, number) == waits_for  # in UTC: the end of the bureau's working day
    assert (state in LIMITED) == (waits_for is not None)


def test_another_unit_has_its_own_time_to_take_it_on(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    at(stage, "03-04", "10:00")
    stage.do("office", c.Reassign(number, stage.unit(SECOND), "r", 3))
    assert limit(stage, number) == ("take", "03-05 10:00")


def test_a_campaign_deals_with_the_kinds_and_fields_it_names_or_with_all(stage: Stage) -> None:
    fields = f"{CAMPAIGN}fields: [{{key: meeting, title: 会风}}]\n"
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        assert dealt_with(desk, campaign(CAMPAIGN)) == set(USUAL.kinds)
        assert dealt_with(desk, campaign(LATE_ALONE)) == {"late"}
        of_field = dealt_with(desk, campaign(fields))
        assert "late" in of_field
        assert of_field == {kind for kind in USUAL.kinds if "meeting" in USUAL.fields_of(kind)}


def test_the_campaign_loaded_last_of_those_that_run_and_deal_with_it_counts(stage: Stage) -> None:
    late, other = stage.finding("late"), stage.finding("attitude")
    open_campaign(stage.town)
    stage.town.clock.forward(minutes=1)
    open_campaign(stage.town, LATE_ALONE.replace("key: conduct-2026", "key: late"))

    def names() -> list[str | None]:
        with stage.database.read() as session:
            desk = stage.town.desk(session)
            found = [campaign_for(desk, ticket_of(session, each)) for each in (late, other)]
        return [each.key if each is not None else None for each in found]

    assert names() == ["late", "conduct-2026"]
    stage.town.clock.forward(days=365)
    assert names() == [None, None]


def test_its_levels_hold_or_else_the_usual_ones(stage: Stage) -> None:
    assert levels_of(None) == usual_ladder()
    [level] = levels_of(campaign(LATE_ALONE))
    assert (level.rung, level.offset) == ("red", 2)
    open_campaign(stage.town, LATE_ALONE)
    assigned(stage)
    assert planned(stage) == ["ticket red 03-09 08:31"]


def test_its_hours_hold_and_what_is_urgent_goes_out_at_any(stage: Stage) -> None:
    urgent = next(kind.code for kind in USUAL.complaints if kind.urgent)
    morning = campaign(f'{CAMPAIGN}hours: "09:00-12:00"\n')
    number = stage.finding()
    with stage.database.read() as session:
        desk, ticket = stage.town.desk(session), ticket_of(session, number)
        evening = moment("03-06", "20:00")
        assert hours_of(desk, ticket, None).allowed(evening) == moment("03-09", "08:31")
        assert hours_of(desk, ticket, morning).allowed(evening) == moment("03-09", "09:01")
        ticket.kind = urgent
        assert hours_of(desk, ticket, morning).allowed(evening) == evening
