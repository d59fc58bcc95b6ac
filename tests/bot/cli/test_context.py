"""A file that is not there, or no file, is named in both languages."""

from __future__ import annotations

import pytest

from tests.bot.cli.conftest import Run


@pytest.mark.parametrize(
    "command",
    [("import", "nowhere.xlsx"), ("campaign", "check", "nowhere.xlsx"), ("replay", "nowhere.xlsx")],
)
def test_a_file_that_is_not_there(run: Run, command: tuple[str, ...]) -> None:
    refused = run(*command)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[0] == "nowhere.xlsx: 找不到文件 / there is no such file"


@pytest.mark.parametrize("command", [("import", "."), ("campaign", "check", ".")])
def test_a_folder_is_no_file(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command).stderr == ".: 这是文件夹，不是文件 / this is a folder, not a file\n"
