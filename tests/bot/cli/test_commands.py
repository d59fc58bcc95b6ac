"""`python -m bot ...`: what the commands say when they are done, and when a file is not there, in
both languages.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli

ROSTER = Path(__file__).parents[3] / "bot" / "demo" / "roster.csv"


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    """A house with a database of its own, and a roster."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": sqlite_url,
        "SECRET_KEY": "k" * 32,
        "PUBLIC_URL": "https://example.test",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EVIDENCE_URL", f"file:{tmp_path / 'evidence'}")
    assert run("import", str(ROSTER)).exit_code == 0


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words])


@pytest.mark.parametrize(
    "command",
    [("import", "nowhere.xlsx"), ("campaign", "check", "nowhere.xlsx"), ("replay", "nowhere.xlsx")],
)
def test_a_file_that_is_not_there(command: tuple[str, ...]) -> None:
    refused = run(*command)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[0] == "nowhere.xlsx: 找不到文件 / there is no such file"


@pytest.mark.parametrize("command", [("import", "."), ("campaign", "check", ".")])
def test_a_folder_is_no_file(command: tuple[str, ...]) -> None:
    assert run(*command).stderr == ".: 这是文件夹，不是文件 / this is a folder, not a file\n"


def test_a_roster_that_was_not_named() -> None:
    assert run("import").stderr.startswith("请给出名册文件")


def test_an_invitation_says_whose_it_is_and_for_how_long() -> None:
    said = run("invite", "D004").stdout.splitlines()
    assert re.fullmatch(r"吴文秀（D004）的邀请码，7天内有效，只能用一次：\w+", said[0])
    assert re.fullmatch(
        r"Invitation for 吴文秀 \(D004\), good for 7 days and one use: \w+", said[1]
    )
    assert said[3] == f"https://example.test/enter/{said[0].partition('：')[2]}"


def test_a_menu_that_cannot_be_published_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    base = "http://127.0.0.1:1"
    given = {
        "CORP_ID": "ww1",
        "AGENT_ID": "1",
        "SECRET": "s",
        "TOKEN": "t",
        "AES_KEY": "a" * 43,
        "API_BASE": base,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"WECOM_{name}", value)
    refused = run("wecom-menu")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("企业微信没有接受")


def test_checked_and_posters_written() -> None:
    assert run("check").stdout == "核对完毕，问题0处 / checked, faults found: 0\n"
    written = run("posters", "p.html").stdout
    assert re.fullmatch(
        r"p.html：已写入(\d+)个单位的二维码，请打印张贴 / QR codes of \1 units, to be printed\n",
        written,
    )


def test_a_poster_says_what_it_is_for_and_names_the_bureau_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BUREAU_NAME", "明察示范区教育局")
    assert run("posters", "p.html").exit_code == 0
    pages = Path("p.html").read_text(encoding="utf-8").split("<section>")[1:]
    assert len(pages) > 3
    for page in pages:
        assert page.startswith("<h1>投诉举报</h1><h2>")
        assert page.count("明察示范区教育局") == 1
