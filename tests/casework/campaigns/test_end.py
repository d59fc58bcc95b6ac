"""The end of a campaign: silence about it, the ordinary policy for its tickets, and its record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from casework.campaigns.commands import EndCampaign
from casework.campaigns.load import keep_up, load
from casework.campaigns.report import how_it_ended, report_lines
from casework.digests.schedule import digests_due
from casework.duties import commands as d
from casework.duties.access import CampaignEnded, NoSuchAssignment
from casework.duties.incomplete import return_incomplete
from casework.notices import Receipt
from casework.refusals import AlreadyDone, NotAllowed
from casework.tickets import commands as c
from locales import translate
from locales.translate import BEIJING
from rules.campaign.file import read_campaign
from rules.lifecycle import SomethingMissing
from scheduler.jobs.remind import remind
from storage.database import Database
from storage.queries.campaigns import active_campaigns
from storage.tables import Assignment, CampaignEvent, CampaignRow, Evidence, Reminder, Submission
from tests.casework.stage import FIRST, Stage
from tests.duties import CAMPAIGN

KEY, TITLE = "conduct-2026", "2026年作风建设"
ESCALATION = (
    "ladder: [{rung: blue, offset: -1, to: [单位负责人]}, {rung: red, offset: 8, to: [局领导]}]\n"
)
DIGESTS = 'digests: [{every: month, day: 28, at: "09:10", to: [领导小组办公室]}]\n'
NEW_KIND = "kinds: [{code: gifts, title: 收受礼品, track: finding, field: meeting, limit: 2}, {code: late, limit: 2}]\n"
DONE = "All schools have mended what was found."


@pytest.fixture
def stage(database: Database) -> Stage:
    """The town with the campaign loaded, and everybody's mail read."""
    stage = Stage(database)
    loaded(stage)
    stage.mail()
    return stage


def loaded(stage: Stage) -> None:
    source = CAMPAIGN + ESCALATION + DIGESTS + NEW_KIND
    with stage.database.write() as session:
        load(stage.town.desk(session), read_campaign(source.encode()), source)


def end(stage: Stage, who: str = "office", summary: str = DONE) -> Receipt:
    return stage.do(who, EndCampaign(1, summary))


def planned(stage: Stage, *abouts: str) -> list[tuple[str, str]]:
    with stage.database.read() as session:
        found = session.exec(
            select(Reminder)
            .where(Reminder.state == "planned")
            .order_by(col(Reminder.due_at), col(Reminder.id))
        )
        return [
            (each.level, f"{each.due_at.astimezone(BEIJING):%m-%d}")
            for each in found
            if each.about in abouts
        ]


def remind_on(stage: Stage, day: date) -> dict[str, list[str]]:
    stage.town.clock.now = datetime(day.year, day.month, day.day, 9, 7, tzinfo=BEIJING).astimezone(
        UTC
    )
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        while remind(desk, desk.now):
            pass
    return stage.mail()


def assignment(stage: Stage, duty: str) -> Assignment:
    with stage.database.read() as session:
        first = (
            select(Assignment)
            .where(Assignment.duty == duty, Assignment.unit_id == stage.unit(FIRST))
            .order_by(col(Assignment.id))
        )
        return session.exec(first).all()[0]


def test_nobody_is_reminded_any_more_not_even_once_a_week(stage: Stage) -> None:
    assert "head" in remind_on(stage, date(2026, 3, 9))
    assert planned(stage, "assignment")
    end(stage)
    stage.mail()
    assert planned(stage, "assignment") == []
    for weeks in range(1, 40):
        assert remind_on(stage, date(2026, 3, 9) + timedelta(weeks=weeks)) == {}
    with stage.database.write() as session:
        assert keep_up(stage.town.desk(session)).count == 0


def test_those_who_still_owed_something_and_the_office_are_told_once(stage: Stage) -> None:
    assert stage.words(end(stage)) == f"{TITLE} has ended: {DONE}\nTasks left open: 39."
    mail = stage.mail()
    assert mail["clerk"] == [f"{TITLE} has ended: {DONE} / Tasks left open: 39."]
    assert mail["head"] == [
        f"{TITLE} has ended: {DONE} / Your tasks in it that are still open, 13, need not "
        f"be filed any more."
    ]
    assert mail["teacher"][0].endswith("still open, 2, need not be filed any more.")
    assert set(mail) == {"clerk", "head", "handler", "elsewhere", "teacher"}


def test_what_is_not_filed_stays_so_and_what_was_filed_stays_filed(stage: Stage) -> None:
    task = assignment(stage, "self-check")
    stage.do("office", d.RecordPaper(task.id or 0, date(2026, 3, 2)))
    end(stage)
    assert (assignment(stage, "self-check").state, assignment(stage, "lists").state) == (
        "filed",
        "open",
    )


@pytest.mark.parametrize(
    ("who", "command"),
    [
        ("head", d.FileSubmission(1)),
        ("head", d.ConfirmAssignment(1)),
        ("head", d.HandOver(1, None)),
        ("head", d.AskMoreTime(1, date(2026, 5, 1), "x")),
        ("office", d.RuleOnMoreTime(1, True)),
        ("office", d.RecordPaper(1, date(2026, 3, 2))),
        ("office", d.ExemptAssignment(1, "x")),
        ("office", d.ReturnSubmission(1, "x")),
        ("office", d.LiftExemption(1, "x")),
    ],
)
def test_nothing_more_can_be_done_with_its_duties(stage: Stage, who: str, command: object) -> None:
    with stage.database.write() as session:
        session.add(Submission(assignment_id=1, at=stage.town.clock(), content=[]))
    end(stage)
    with pytest.raises(CampaignEnded):
        stage.do(who, command)


def test_neither_reported_at_once_nor_all_reminded(stage: Stage) -> None:
    end(stage)
    report = d.ReportImmediately(
        1,
        "incident",
        f"u:{stage.unit(FIRST)}",
        ({"title": "情况", "type": "text", "text": "火情"},),
    )
    for who, command in (("head", report), ("office", d.TellLate(1))):
        with pytest.raises(NoSuchAssignment):
            stage.do(who, command)


def test_a_piece_that_is_lost_afterwards_opens_nothing_again(stage: Stage) -> None:
    task, piece = assignment(stage, "self-check"), stage.photo("head", "refused")
    stage.do("office", d.RecordPaper(task.id or 0, date(2026, 3, 2)))
    end(stage)
    stage.mail()
    with stage.database.write() as session:
        row, filing = session.get(Evidence, piece), session.exec(select(Submission)).one()
        assert row is not None
        filing.content = [{"title": "会议照片", "type": "photo", "evidence": [piece]}]
        row.submission_id, row.role = filing.id, "filing"
        session.add_all([row, filing])
        session.flush()
        return_incomplete(stage.town.desk(session), row)
    assert (assignment(stage, "self-check").state, stage.mail()) == ("filed", {})


def test_its_tickets_follow_the_ordinary_policy_from_now_on(stage: Stage) -> None:
    number = stage.finding("late")
    stage.do("office", c.Assign(number, stage.unit(), 5))
    stage.do("head", c.Take(number))
    assert planned(stage, "ticket") == [("blue", "03-06"), ("red", "03-19")]
    end(stage)
    assert planned(stage, "ticket") == [("blue", "03-06"), ("yellow", "03-10"), ("red", "03-12")]
    with stage.database.read() as session:
        assert "gifts" not in {each.code for each in stage.town.desk(session).findings}
        assert stage.town.desk(session).catalogue.kinds["gifts"].name.text == "收受礼品"


def test_its_digests_stop(stage: Stage) -> None:
    with stage.database.read() as session:
        before = digests_due(stage.town.desk(session))
    end(stage)
    with stage.database.read() as session:
        after = digests_due(stage.town.desk(session))
    assert [len(before.keys() - after.keys()), len(after)] == [2, 1]  # the leader's own goes on


def test_the_office_alone_ends_it_with_a_summary_and_once(stage: Stage) -> None:
    for who in ("leader", "head", "inspector", "custodian", "parent"):
        with pytest.raises(NotAllowed):
            end(stage, who)
    with pytest.raises(SomethingMissing):
        end(stage, summary="  ")
    end(stage)
    for command in (EndCampaign(1, DONE), EndCampaign(9, DONE)):
        with pytest.raises(AlreadyDone):
            stage.do("clerk", command)


def test_it_is_on_record_and_shown_as_ended(stage: Stage) -> None:
    with stage.database.read() as session:
        assert how_it_ended(stage.town.desk(session), KEY) is None
    end(stage)
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        lines = [translate(each, "en") for each in report_lines(desk, KEY) or []]
        assert lines[2] == f"Ended on 2 Mar 2026 by office: {DONE}"
        assert "Due next:" not in lines
        ended = how_it_ended(desk, KEY)
        assert ended is not None
        assert translate(ended, "en") == lines[2]


def test_loading_the_file_again_opens_it_again(stage: Stage) -> None:
    before = planned(stage, "assignment")
    end(stage)
    loaded(stage)
    assert planned(stage, "assignment") == before
    with stage.database.read() as session:
        assert len(active_campaigns(session)) == 1
        assert [
            each.name
            for each in session.exec(select(CampaignEvent).order_by(col(CampaignEvent.id)))
        ] == [
            "ended",
            "reopened",
        ]
        lines = [
            translate(each, "en") for each in report_lines(stage.town.desk(session), KEY) or []
        ]
    assert lines[2:4] == [
        f"Ended on 2 Mar 2026 by office: {DONE}",
        "Opened again on 2 Mar 2026 by whoever runs the program",
    ]
    stage.do("head", d.ConfirmAssignment(assignment(stage, "lists").id or 0))


def test_another_campaign_goes_on(stage: Stage) -> None:
    source = CAMPAIGN.replace(KEY, "other").replace(TITLE, "另一次行动")
    with stage.database.write() as session:
        load(stage.town.desk(session), read_campaign(source.encode()), source)
    whole = len(planned(stage, "assignment"))
    end(stage)
    assert len(planned(stage, "assignment")) == whole / 2
    with stage.database.read() as session:
        assert [
            each.key for each in session.exec(select(CampaignRow).where(col(CampaignRow.active)))
        ] == ["other"]
