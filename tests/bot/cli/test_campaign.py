"""`python -m bot campaign`: load with its plan, show, export byte for byte, and what is said when
something is wrong.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.cli.context import open_desk
from tests.campaigns.reading import FOLDER
from tests.duties import CAMPAIGN

ROSTER = FOLDER.parent / "bot" / "demo" / "roster.csv"


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    """A house with a database of its own, a roster, and a campaign file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    Path("c.yaml").write_text(CAMPAIGN, encoding="utf-8")
    assert run("import", str(ROSTER)).exit_code == 0


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words])


def test_a_load_shows_its_plan_and_waits_for_a_yes() -> None:
    asked = run("campaign", "load", "c.yaml")
    assert asked.exit_code == 1
    assert asked.stdout.splitlines()[1:3] == ["保持不变：0条", "新增：106条"]
    assert asked.stdout.splitlines()[-1] == "未作变更。确认无误后加 --yes 载入。"
    assert run("campaign", "show", "conduct-2026").exit_code == 2


def test_loaded_shown_changed_and_loaded_again() -> None:
    done = run("campaign", "load", "c.yaml", "--yes")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "2026年作风建设已载入。")
    assert "· 自查报告：7条，首条2026年3月6日前" in done.stdout.splitlines()
    shown = run("campaign", "show", "conduct-2026").stdout
    assert "自查报告：应报7，已报0，免报0，未报7" in shown
    Path("c.yaml").write_text(CAMPAIGN.replace("day: 25", "day: 20"), encoding="utf-8")
    again = run("campaign", "load", "c.yaml", "--yes").stdout.splitlines()
    assert "保持不变：29条" in again
    assert "时限变动：77条" in again
    same = run("campaign", "load", "c.yaml", "--yes").stdout.splitlines()
    assert "没有变动，106条任务保持不变。" in same


def test_deadlines_know_the_holidays_before_the_first_run() -> None:
    """6 October 2014, a Monday, was a holiday."""
    told = CAMPAIGN.replace("2026-", "2014-").replace("due: 2014-03-06", "due: 2014-10-06", 1)
    Path("c.yaml").write_text(told, encoding="utf-8")
    loaded = run("campaign", "load", "c.yaml", "--yes")
    assert loaded.exit_code == 0, loaded.stderr
    assert "未作变更" not in loaded.stdout
    with open_desk() as desk:
        assert not desk.calendar.is_working(date(2014, 10, 6))


def test_a_campaign_whose_deadlines_are_over_says_what_is_still_owed() -> None:
    Path("c.yaml").write_text(CAMPAIGN.replace("2026-", "2024-"), encoding="utf-8")
    assert run("campaign", "load", "c.yaml", "--yes").exit_code == 0
    shown = run("campaign", "show", "conduct-2026").stdout.splitlines()
    assert shown[-1].startswith("没有尚未到期的任务；已逾期未报")
    assert "自查报告：应报7，已报0，免报0，未报7" in "".join(shown)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_exported_byte_for_byte(ends: str) -> None:
    raw = ("# 甲\n" + CAMPAIGN).replace("\n", ends).encode()
    Path("c.yaml").write_bytes(raw)
    assert run("campaign", "load", "c.yaml", "--yes").exit_code == 0
    assert run("campaign", "export", "conduct-2026").stdout_bytes == raw
    assert run("campaign", "export", "conduct-2026", "--to", "out.yaml").exit_code == 0
    assert Path("out.yaml").read_bytes() == raw
    refused = run("campaign", "export", "conduct-2026", "--to", "out.yaml")
    assert refused.exit_code == 2
    assert Path("out.yaml").read_bytes() == raw


def test_a_byte_order_mark_is_kept() -> None:
    raw = b"\xef\xbb\xbf" + CAMPAIGN.encode()
    Path("c.yaml").write_bytes(raw)
    assert run("campaign", "load", "c.yaml", "--yes").exit_code == 0
    assert run("campaign", "export", "conduct-2026").stdout_bytes == raw
    assert run("campaign", "show", "conduct-2026").exit_code == 0


def test_with_faults_nothing_is_loaded() -> None:
    wrong = CAMPAIGN.replace("due: 2026-03-06", "due: 2026-02-30", 1).replace(
        "receiver: [校长]", "receiver: [院长]", 1
    )
    Path("c.yaml").write_text(wrong, encoding="utf-8")
    refused = run("campaign", "load", "c.yaml", "--yes")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 2
    assert run("campaign", "show", "conduct-2026").exit_code == 2


def test_ended_shown_as_ended_and_opened_again_on_purpose_only() -> None:
    assert run("campaign", "load", "c.yaml", "--yes").exit_code == 0
    end = ("campaign", "end", "conduct-2026", "--summary", "整改到位")
    asked = run(*end)
    assert (asked.exit_code, asked.stdout.splitlines()[-1]) == (
        1,
        "未作变更。确认结束的，加 --yes。",
    )
    assert "到期" in run("campaign", "show", "conduct-2026").stdout
    blank = run("campaign", "end", "conduct-2026", "--summary", " ", "--yes")
    assert (blank.exit_code, blank.stderr) == (1, "还需提供：总结。\n")
    done = run(*end, "--yes")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        "2026年作风建设已结束。尚未报送的任务：106项。",
    )
    shown = run("campaign", "show", "conduct-2026").stdout
    assert "结束（系统管理员）：整改到位" in shown
    assert "即将到期" not in shown
    again = run(*end, "--yes")
    assert (again.exit_code, again.stdout.splitlines()[-1][-12:]) == (1, "（系统管理员）：整改到位")
    refused = run("campaign", "load", "c.yaml", "--yes")
    assert refused.exit_code == 1
    assert refused.stdout.splitlines()[-2].endswith("结束（系统管理员）：整改到位")
    assert refused.stdout.splitlines()[-1] == "未作变更。确需重新启动的，加 --reopen。"
    reopened = run("campaign", "load", "c.yaml", "--yes", "--reopen")
    assert (reopened.exit_code, reopened.stdout.splitlines()[-1]) == (0, "2026年作风建设已载入。")
    assert "重新启动（系统管理员）" in run("campaign", "show", "conduct-2026").stdout


def test_no_such_file_and_no_such_campaign() -> None:
    assert run("campaign", "load", "nowhere.yaml", "--yes").exit_code == 2
    for words in (
        ("show", "nothing"),
        ("end", "nothing", "--summary", "x", "--yes"),
        ("export", "nothing"),
        ("export", "nothing", "--to", "x.yaml"),
    ):
        gone = run("campaign", *words)
        assert (gone.exit_code, gone.stdout) == (2, "")
        assert "nothing" in gone.stderr
    assert not Path("x.yaml").exists()


def test_a_new_school_in_the_roster_gets_its_tasks() -> None:
    assert run("campaign", "load", "c.yaml", "--yes").exit_code == 0
    roster = ROSTER.read_text(encoding="utf-8-sig").replace(
        "\n向日葵幼儿园", "\n新苗小学,学校,明察示范区教育局,,,\n向日葵幼儿园"
    )
    Path("r.csv").write_text(roster, encoding="utf-8")
    assert "随名册变动的专项行动任务" in run("import", "r.csv").stdout
    assert "随名册变动的专项行动任务" not in run("import", "r.csv").stdout
