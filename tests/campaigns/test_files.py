"""All ready campaigns: without a fault, known to editors, and without what does not belong into a
public file.
"""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from bot.__main__ import cli
from rules.campaign.errors import campaign_schema, schema_text
from rules.campaign.file import read_campaign
from rules.campaign.model import Campaign
from tests.campaigns.reading import FOLDER, KEYS, ROOT, ready

runner = CliRunner()


def test_the_folder_holds_these_campaigns() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_campaign_bears_the_name_of_its_file(key: str) -> None:
    assert ready(key).key == key
    text = (FOLDER / f"{key}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")


@pytest.mark.parametrize("key", KEYS)
def test_every_duty_names_its_paragraph(key: str) -> None:
    """Beside its key, or in the remark that heads its section."""
    heading = ""
    for line in (
        (FOLDER / f"{key}.yaml").read_text(encoding="utf-8").split("\nduties:\n")[1].splitlines()
    ):
        if re.match(r"  # .*[一二三四五]", line):
            heading = line
        if line.startswith("  - key: "):
            assert heading or re.search(r"# [一二三四五]", line), line


@pytest.mark.parametrize("key", KEYS)
def test_nobody_can_be_reached_by_what_is_written_there(key: str) -> None:
    """No telephone number and no address of e-mail is committed."""
    text = (FOLDER / f"{key}.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\d{7,}|\d{3,4}-\d{7,8}|\w@\w", text)


@pytest.mark.parametrize("key", KEYS)
def test_a_campaign_survives_being_written_out(key: str) -> None:
    campaign = ready(key)
    adapter = TypeAdapter(Campaign)
    assert adapter.validate_json(adapter.dump_json(campaign, exclude_defaults=True)) == campaign


@pytest.mark.parametrize("key", KEYS)
def test_the_ladder_rises_and_a_leader_reads_each_day(key: str) -> None:
    campaign = ready(key)
    assert [(each.rung, each.offset) for each in campaign.ladder] == [
        ("blue", -1),
        ("yellow", 1),
        ("red", 3),
    ]
    assert campaign.ladder[0].to == ("经办人", "单位负责人")
    assert campaign.digests[0].every == "day"
    assert (campaign.reminders.before, campaign.reminders.late_daily) == ((7, 3, 1), 5)


def test_the_schema_is_that_of_the_models() -> None:
    """Run `python -m bot campaign schema > campaigns/schema.json` when this fails."""
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == schema_text()
    assert runner.invoke(cli, ["campaign", "schema"]).stdout == schema_text()


def test_the_example_of_the_page_is_a_campaign() -> None:
    page = (ROOT / "docs" / "campaign-file.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    campaign = read_campaign(example[1].encode())
    assert {each.type for each in campaign.duties} == {
        "once",
        "confirmation",
        "recurring",
        "counter",
        "at-once",
    }


def test_the_page_explains_every_key() -> None:
    page = (ROOT / "docs" / "campaign-file.md").read_text(encoding="utf-8")
    schema = campaign_schema()
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert {"by", "archive_after", "following", "late_weekly"} <= keys
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()


def test_the_command_says_what_is_there_or_what_is_wrong() -> None:
    good = runner.invoke(cli, ["campaign", "check", str(FOLDER / "guiping-2021.yaml")])
    assert (good.exit_code, good.stdout) == (
        0,
        "桂平市教育系统干部作风集中整治活动，2021年8月1日至2021年12月31日："
        "阶段7个、对象分组11个、任务21项、问题类别10种。没有错误。\n",
    )
    bad = runner.invoke(cli, ["campaign", "check", str(FOLDER / "schema.json")])
    assert bad.exit_code == 1
    assert "schema.json，第1行，key：这里缺少key（代码，以后不再改）。" in bad.stderr
    assert runner.invoke(cli, ["campaign", "check", str(FOLDER / "missing.yaml")]).exit_code == 2
