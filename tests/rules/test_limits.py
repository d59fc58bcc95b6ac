"""The numbers of the regulations: set one, and all who are told of it are told the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from locales.translate import BEIJING
from rules import limits
from rules.permissions import Role
from scheduler.jobs.escalate import escalate
from storage.database import Database
from tests.handlers.beginnings import ASSIGNED, COMPLAINT, COMPLAINT_ASSIGNED, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    """A town with an inspector, a head, the office and a leader."""
    town = Town(sqlite_database)
    town.person("李督", Role.INSPECTOR)
    town.person("周校长", Role.HEAD, unit="第一中学")
    town.person("吴办", Role.OFFICE)
    town.person("局长", Role.LEADER)
    return town


def _go_to(town: Town, day: str, hour: str = "08:31") -> None:
    """Let it be this day of March, and send what is due."""
    local = datetime.fromisoformat(f"2026-03-{day} {hour}").replace(tzinfo=BEIJING)
    town.clock.now = local.astimezone(UTC)
    escalated = 1
    while escalated:
        with town.database.write() as session:
            desk = town.desk(session)
            escalated = escalate(desk, desk.now)


def _news(town: Town, name: str) -> list[str]:
    return town.phone(name).news()


def test_the_office_has_three_days(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Complainant, office, reminder and digest follow when the office has three days to decide."""
    monkeypatch.setattr(limits, "DECIDE_WORKING_DAYS", 3)
    filed = town.play(COMPLAINT)
    assert "By 5 Mar 2026 you will hear whether it is taken up" in filed
    converse(
        town,
        """
吴办 > 待办
吴办 < Waiting for the office: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 5 Mar 2026
    [TS-2026-0001]
""",
    )
    for day in ("03", "04"):
        _go_to(town, day)
        assert _news(town, "吴办") == []
    _go_to(town, "05")
    assert _news(town, "吴办") == [
        "吴办 < To be accepted or declined: TS-2026-0001 Teaching materials and uniforms, 第一中学. "
        "Due by 5 Mar 18:00. [Open TS-2026-0001] [Accept]"
    ]
    _go_to(town, "05", "10:00")
    town.play(COMPLAINT_ASSIGNED)
    _go_to(town, "06", "10:00")
    rate = "Answered in time 100% (30 days): 1 of 1 whose limit of "
    digest = town.play("局长 > 日报")
    assert rate + "3 working days (complaints) or 1 working day (findings) ended" in digest
    monkeypatch.setattr(limits, "TAKE_ON_WORKING_DAYS", 3)
    assert rate + "3 working days ended" in town.play("局长 > 日报")


def test_the_same_story_under_the_rules_as_they_are(town: Town) -> None:
    """With one day to decide, the same answer on the third day came late."""
    assert "By 3 Mar 2026 you will hear" in town.play(COMPLAINT)
    _go_to(town, "03")
    assert [line.split(":")[0] for line in _news(town, "吴办")] == [
        "吴办 < To be accepted or declined"
    ]
    _go_to(town, "05", "10:00")
    town.play(COMPLAINT_ASSIGNED)
    _go_to(town, "06", "10:00")
    assert "Answered in time 0% (30 days): 0 of 1 whose limit of 1 working day ended" in town.play(
        "局长 > 日报"
    )


def test_warnings_come_when_the_offsets_say(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The yellow warning comes two days after the deadline and gives three days to answer."""
    monkeypatch.setattr(limits, "YELLOW_OFFSET_WORKING_DAYS", 2)
    monkeypatch.setattr(limits, "YELLOW_ANSWER_WORKING_DAYS", 3)
    town.play(FINDING + ASSIGNED + TAKEN)  # due on the 5th
    _go_to(town, "04")
    _news(town, "周校长")
    _go_to(town, "06")
    assert _news(town, "周校长") == []
    _go_to(town, "09")
    (slip,) = _news(town, "周校长")
    assert "answer within 3 working days of this reminder" in slip


def test_the_clock_stands_still_as_long_as_is_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit that asks the reporter is told how long, and the list shows the same day."""
    monkeypatch.setattr(limits, "LONGEST_PAUSE_WORKING_DAYS", 2)
    story = town.play(
        FINDING
        + ASSIGNED
        + TAKEN
        + "周校长 > [Open DC-2026-0001]\n周校长 > [Ask the reporter]\n周校长 > 哪一位老师？\n周校长 > 菜单\n周校长 > [Our unit's tickets]"
    )
    assert "The clock stands still for at most 2 working days." in story
    assert "the clock stands still until 4 Mar 2026" in story


def test_codes_and_links_say_how_long_they_are_good(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invitation and a link for the browser name the time after which they are refused."""
    monkeypatch.setattr(limits, "ENTRY_LINK_MINUTES", 10)
    monkeypatch.setattr(limits, "INVITATION_DAYS", 2)
    assert "good for 10 minutes" in town.play("吴办 > 菜单\n吴办 > [Open in a browser]")
    invited = town.play("吴办 > 菜单\n吴办 > [Invite somebody]\n吴办 > 周校长")
    assert "good for 2 days and one use" in invited
    code = invited.split("one use: ")[1].split()[0]
    town.clock.forward(days=2, seconds=1)
    assert "This code is not valid" in town.play(f"新人 > (start {code})")
