"""The digest as a message."""

from __future__ import annotations

from dataclasses import replace

from casework.digests.commands import SetDigestOption
from casework.digests.figures import digest_facts
from casework.digests.notice import digest_notice
from locales import Button, translate
from pictures.digest_facts import CampaignFacts
from storage.outbox.notice import Notice
from tests.casework.stage import Stage


def notice_for(stage: Stage, name: str) -> Notice:
    with stage.database.read() as session:
        desk = stage.desk(session, name)
        return digest_notice(desk, desk.actor, digest_facts(desk, desk.actor))


def conversations(notice: Notice) -> list[str]:
    return [button.conversation for button in notice.buttons if isinstance(button, Button)]


def test_nothing_is_said_in_one_line_without_a_picture(stage: Stage) -> None:
    notice = notice_for(stage, "leader")
    assert "nothing came in" in translate(notice.text, "en")
    assert notice.drawing is None
    assert conversations(notice) == ["menu"]


def test_a_leader_writes_instructions_and_the_office_keeps_portfolios(stage: Stage) -> None:
    stage.finding()
    assert conversations(notice_for(stage, "leader")) == ["digest", "digest", "instruct"]
    assert conversations(notice_for(stage, "office")) == ["digest", "digest", "portfolio"]


def test_the_picture_is_drawn_as_its_reader_wants_it(stage: Stage) -> None:
    stage.finding()
    stage.do("leader", SetDigestOption("dark", True))
    drawings = [notice_for(stage, name).drawing or {} for name in ("leader", "office")]
    assert [drawing["dark"] for drawing in drawings] == [True, False]


def test_of_several_campaigns_the_first_is_named(stage: Stage) -> None:
    stage.finding()
    first, second = CampaignFacts("整治", "", due=4, filed=3), CampaignFacts("二", "", 1, 1)
    with stage.database.read() as session:
        desk = stage.desk(session, "leader")
        facts = replace(digest_facts(desk, desk.actor), instructions=(2, 1))
        one, two = (
            translate(digest_notice(desk, desk.actor, replace(facts, campaigns=each)).text, "en")
            for each in ((first,), (first, second))
        )
    line = "整治: between stages, filed 3 of 4 due (75%)"
    assert f"{line}; other campaigns: 1" in two
    assert line in one
    assert "other campaigns" not in one
    assert "\nInstructions open 2, late 1" in one


def test_of_fields_the_first_is_named(stage: Stage) -> None:
    stage.finding()
    with stage.database.read() as session:
        desk = stage.desk(session, "leader")
        facts = digest_facts(desk, desk.actor)
        facts = replace(facts, overdue=3, by="field", places=(("Service", 2), ("Safety", 1)))
        text = translate(digest_notice(desk, desk.actor, facts).text, "en")
    assert "overdue 3: Service 2" in text
    assert "Safety" not in text
