"""A roster written to a file, read again, and its faults."""

from __future__ import annotations

from pathlib import Path

from bot.channels.wecom.traits import WECOM
from casework.channels import roster_accounts
from casework.roster.check import check
from casework.roster.read import read_roster
from casework.roster.rows import Roster
from locales import translate

ACCOUNTS = roster_accounts([WECOM])


UNITS = "单位名称,类别,上级单位,别名\n教育局,局机关,,\n第一中学,学校,教育局,一中、市一中\n"


PERSONS = "工号,姓名,单位,职务,角色,手机,企业微信账号\nA1,张三,第一中学,校长,单位负责人、教职工,138 0000-0000,zhangsan\n"


def faults(roster: Roster) -> list[str]:
    """Return every fault in English."""
    return [translate(fault.as_message(), "en") for fault in check(roster)]


def read(path: Path, content: str | bytes, name: str = "r.csv") -> Roster:
    """Write the content to a file and read it as a roster."""
    (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_roster(path / name, ACCOUNTS)
