"""A campaign in lines."""

from __future__ import annotations

from casework.campaigns.report import report_lines
from casework.duties.commands import FileSubmission
from locales import translate
from storage.tables import Assignment
from tests.casework.campaigns.loading import CHECKED, Loading
from tests.casework.stage import FIRST


def test_a_campaign_is_told_in_lines(loading: Loading) -> None:
    loading.load()
    loading.stage.do("head", FileSubmission(loading.one("self-check", unit=FIRST).id or 0, CHECKED))
    with loading.stage.database.write() as session:
        dropped = loading.one("lists", unit=FIRST)
        session.get_one(Assignment, dropped.id).state = "dropped"
    with loading.stage.database.read() as session:
        lines = [
            translate(each, "en")
            for each in report_lines(loading.desk(session), "conduct-2026") or ()
        ]
        assert report_lines(loading.desk(session), "nothing") is None
    assert "filings so far: 1" in lines[1]
    assert "· 自查报告: owed 2, filed 1, exempted 0, open 1" in lines
    assert "· 问题清单: owed 1, filed 0, exempted 0, open 1" in lines
    assert lines[lines.index("Due next:") + 1] == "· 6 Mar 2026 自查报告, 第二小学"
