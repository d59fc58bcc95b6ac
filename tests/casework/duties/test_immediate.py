"""Reports at once."""

from __future__ import annotations

from sqlmodel import col, select

from casework.duties import commands as d
from storage.tables import Assignment, Chat
from tests.casework.stage import FIRST, Stage


def test_an_at_once_report_without_reachable_receivers_reaches_the_office(stage: Stage) -> None:
    with stage.database.write() as session:
        for chat in session.exec(select(Chat).where(col(Chat.address).in_(("leader", "clerk")))):
            chat.gone = True
            session.add(chat)
    words = ({"title": "情况", "type": "text", "text": "停电"},)
    for _time in range(2):
        stage.do("head", d.ReportImmediately(1, "incident", f"u:{stage.unit(FIRST)}", words))
    assert len(stage.mail()["office"]) == 2
    with stage.database.read() as session:
        assert (
            len(
                {
                    each.period
                    for each in session.exec(
                        select(Assignment).where(Assignment.duty == "incident")
                    )
                }
            )
            == 2
        )
