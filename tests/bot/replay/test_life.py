"""Life in the made-up bureau: the same in every run, in working hours, in time or late or never."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.replay.life import (
    LAST_DAY,
    LATE,
    NEVER,
    PUNCTUAL,
    Life,
    complainant,
    live,
    picture,
    seed,
    units_below,
)
from bot.replay.made_up import PARENT
from casework.desk import Desk
from casework.tickets import commands as c
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from rules.campaign.model import Campaign
from storage.database import Database
from storage.tables import Assignment, Evidence, Ticket
from tests.casework.stage import FIRST, Stage
from tests.duties import CAMPAIGN, add_assignment, assignment_row, open_campaign, submissions_of
from tests.town import MONDAY

TUESDAY = date(2026, 3, 3)
SEED = 1_030_073_576


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return read_campaign(CAMPAIGN.encode())


@pytest.fixture
def life(campaign: Campaign) -> Life:
    return Life(campaign)


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    stage = Stage(sqlite_database)
    open_campaign(stage.town)
    return stage


def nothing(_desk: Desk) -> None:
    """Do nothing."""


def run(stage: Stage, life: Life) -> None:
    """Let everything happen that is planned, at its moment."""
    while (moment := life.next()) is not None:
        stage.town.clock.now = max(stage.town.clock.now, moment)
        with stage.database.write() as session:
            life.go_on(stage.town.desk(session))


def planned(life: Life, work: str, *, afternoon: bool = False) -> str:
    """Return the time at which something with this key is done."""
    life.on(TUESDAY, work, nothing, afternoon=afternoon)
    moments = [moment for moment, _order, _work in life._plan]
    return f"{moments[-1].astimezone(BEIJING):%H:%M}"


def test_words_give_the_same_number_in_every_run() -> None:
    assert seed("self-check", "第一中学") == SEED


def test_what_is_planned_first_at_a_moment_is_done_first(life: Life, stage: Stage) -> None:
    done: list[str] = []
    for moment, name in ((2, "late"), (1, "a"), (1, "b")):
        work = lambda _desk, name=name: done.append(name)  # noqa: E731
        life.at(MONDAY + timedelta(hours=moment), work)
    assert life.next() == MONDAY + timedelta(hours=1)
    run(stage, life)
    assert (done, life.next()) == (["a", "b", "late"], None)


@pytest.mark.parametrize(
    ("afternoon", "opens", "closes"), [(False, "09:00", "12:00"), (True, "14:00", "18:00")]
)
def test_people_act_within_working_hours_and_never_on_the_full_or_half_hour(
    campaign: Campaign, afternoon: bool, opens: str, closes: str
) -> None:
    times = {planned(Life(campaign), f"duty {n}", afternoon=afternoon) for n in range(300)}
    assert len(times) > 30
    assert opens < min(times)
    assert max(times) < closes
    assert not any(time.endswith((":00", ":30")) for time in times)


def test_what_the_rules_refuse_is_undone_and_told(life: Life, stage: Stage) -> None:
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        actor = stage.desk(session, "teacher").actor
        assert not life.execute(desk, actor, c.FileFinding(stage.unit(), "late", "words"))
        inspector = stage.desk(session, "inspector").actor
        assert life.execute(desk, inspector, c.FileFinding(stage.unit(), "late", "words"))
    assert [line.split(":")[1] for line in life.refused] == ["00 teacher FileFinding"]
    with stage.database.read() as session:
        assert len(session.exec(select(Ticket)).all()) == 1


def test_the_first_of_several_who_has_a_chat_acts(life: Life, stage: Stage) -> None:
    with stage.database.read() as session:
        head = stage.desk(session, "head").actor
        found = life.person(stage.town.desk(session), 404, head.person_id or 0)
        assert found == head
        assert life.person(stage.town.desk(session), 404) is None


def test_a_complainant_is_nobody_of_the_roster(stage: Stage) -> None:
    with stage.database.read() as session:
        actor = complainant(stage.town.desk(session))
        assert (actor.person_id, actor.chat_id) == (None, stage.desk(session, PARENT).actor.chat_id)


def test_the_bureau_itself_is_no_unit_below(stage: Stage) -> None:
    with stage.database.read() as session:
        units = units_below(stage.town.desk(session))
    assert units == sorted((stage.unit(FIRST), stage.unit("第二小学")))


def test_a_picture_lies_in_the_chat_as_if_it_had_been_sent(stage: Stage) -> None:
    with stage.database.write() as session:
        actor = stage.desk(session, "head").actor
        piece = picture(stage.town.desk(session), actor, "清单.docx")
        row = session.get_one(Evidence, piece)
        assert (row.chat_id, row.state, row.name) == (actor.chat_id, "kept", "清单.docx")


@pytest.mark.parametrize(
    ("habit", "state", "late"),
    [
        (PUNCTUAL, "filed", False),
        (LAST_DAY, "filed", False),
        (LATE, "filed", True),
        (NEVER, "open", None),
    ],
)
def test_a_unit_files_by_its_habit(
    life: Life, stage: Stage, habit: str, state: str, late: bool | None
) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with stage.database.write() as session:
        live(stage.town.desk(session), life, (habit,))
    run(stage, life)
    assert (assignment_row(stage.town, assignment).state, life.refused) == (state, [])
    filed = submissions_of(stage.town, assignment)
    assert [each.late for each in filed] == ([] if late is None else [late])
    if habit == LAST_DAY:
        assert filed[0].at.astimezone(BEIJING).date() == date(2026, 3, 6)
    if habit == PUNCTUAL:
        assert filed[0].at.astimezone(BEIJING).date() < date(2026, 3, 6)


def test_a_counter_is_counted_up_in_steps(life: Life, stage: Stage) -> None:
    assignment = add_assignment(stage.town, "visits", due="2026-03-31", period="2026-03")
    with stage.database.write() as session:
        session.get_one(Assignment, assignment).at_least = 5
    with stage.database.write() as session:
        live(stage.town.desk(session), life, (PUNCTUAL,))
    run(stage, life)
    filed = submissions_of(stage.town, assignment)
    assert (len(filed), assignment_row(stage.town, assignment).counted) == (3, 5)


def test_what_was_dropped_meanwhile_is_not_filed(life: Life, stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with stage.database.write() as session:
        live(stage.town.desk(session), life, (PUNCTUAL,))
        session.get_one(Assignment, assignment).state = "dropped"
    run(stage, life)
    assert (submissions_of(stage.town, assignment), life.refused) == ([], [])
