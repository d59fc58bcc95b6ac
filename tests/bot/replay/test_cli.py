"""`python -m bot replay`: the table and the CSV, the days shown, and what wrong input gets."""

from __future__ import annotations

import csv
from pathlib import Path

from typer.testing import CliRunner

from bot.__main__ import cli
from tests.campaigns.reading import KEYS

ASKED = ["replay", "gansu-2014", "--units", "4", "--tickets", "0", "--to", "2014-07-29"]


def test_the_table_and_the_csv_say_the_same(tmp_path: Path) -> None:
    file = tmp_path / "calendar.csv"
    shown = CliRunner().invoke(cli, [*ASKED, "--from", "2014-07-28", "--csv", str(file)])
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0].split()[:3] == ["日期", "时间", "星期"]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    table = lines[1 : lines.index("")]
    assert [line[:17] for line in table] == [f"{row['日期']}  {row['时间']}" for row in rows]
    assert {row["日期"] for row in rows} == {"2014-07-28", "2014-07-29"}
    assert (
        rows[0]["内容"]
        == "【逾期】本单位专项整治工作方案，应于2014年7月25日前完成，已逾期1个工作日"
    )
    assert any(line.startswith("任务：") for line in lines)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text("mine")
    refused = CliRunner().invoke(cli, [*ASKED, "--csv", str(file)])
    assert (refused.exit_code, file.read_text()) == (2, "mine")
    assert "文件已存在" in refused.output


def test_a_campaign_that_is_not_there_or_wrong_is_said(tmp_path: Path) -> None:
    missing = CliRunner().invoke(cli, ["replay", "nowhere-2014"])
    assert missing.exit_code == 2
    assert missing.output.splitlines() == [
        "nowhere-2014: 找不到文件 / there is no such file",
        f"现成的专项行动 / campaigns that are ready: {'、'.join(KEYS)}",
    ]
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("key: wrong\n")
    refused = CliRunner().invoke(cli, ["replay", str(wrong)])
    assert refused.exit_code == 1
    assert "wrong.yaml" in refused.output
