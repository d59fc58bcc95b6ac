"""`python -m bot calendar`: days from a file, a year as a table, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli

FILE = "日期,休/班,名称\n2026-01-20至2026-02-25,休,寒假\n2026-03-07,班,补班\n"


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    """A house with a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECRET_KEY", "k" * 32)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["calendar", *words])


def test_a_file_is_set_and_shown(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(FILE, encoding="utf-8")
    done = run("import", "days.csv")
    assert (done.exit_code, done.stdout) == (0, "已设置38天，取消0天；办理时限变动0件。\n")
    shown = run("show", "2026").stdout.splitlines()
    assert shown[0] == "2026年放假安排已公布。"
    assert "2026年1月20日至2026年2月25日 寒假：休（本局自设）" in shown
    assert "2026年3月7日 补班：班（本局自设）" in shown


@pytest.mark.parametrize("year", ["2014", "2026"])
def test_the_published_years_are_there_before_the_first_run(year: str) -> None:
    shown = run("show", year).stdout.splitlines()
    assert shown[0] == f"{year}年放假安排已公布。"
    assert [each for each in shown if f"{year}年10月1日" in each and "国庆节：休" in each]


def test_a_year_nobody_has_published_is_provisional() -> None:
    assert run("show", "2099").stdout == "2099年放假安排尚未公布，涉及该年的时限均为暂定。\n"


def test_a_file_may_be_a_whole_years_calendar(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(FILE, encoding="utf-8")
    Path("next.csv").write_text(FILE.replace("2026", "2027"), encoding="utf-8")
    assert run("import", "next.csv", "--publishes", "2027").exit_code == 0
    assert run("show", "2027").stdout.startswith("2027年放假安排已公布。\n")
    refused = run("import", "days.csv", "--publishes", "2031")
    assert refused.exit_code == 1
    assert "2031" in refused.stderr


def test_with_a_fault_nothing_is_set(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(FILE + "后天,休,x\n2026-05-01,或许,x\n", encoding="utf-8")
    refused = run("import", "days.csv")
    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 2
    assert "寒假" not in run("show", "2026").stdout


def test_no_such_year_and_no_such_file() -> None:
    assert run("show", "0").exit_code == 2
    assert run("show", "9999").exit_code == 2
    assert run("import", "nowhere.csv").exit_code == 1
