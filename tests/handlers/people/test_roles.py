"""Roles that two people give, in chat: one proposes, another agrees or refuses."""

from __future__ import annotations

from pathlib import Path

from casework.roster.load import import_roster
from casework.roster.read import read_roster
from rules.permissions import Role
from tests.handlers.transcript import converse
from tests.town import BUREAU, Town


def bring_in(town: Town, folder: Path, persons: str) -> None:
    """Import persons, as whoever has the server does."""
    (folder / "r.csv").write_text("工号,姓名,单位,角色\n" + persons, encoding="utf-8")
    with town.database.write() as session:
        import_roster(session, read_roster(folder / "r.csv", BUREAU.roster_accounts), town.clock())


def test_a_custodian_is_made_by_two(town: Town, tmp_path: Path) -> None:
    """The administrator with the roster in hand does not become the custodian alone."""
    town.person("管理员", Role.ADMIN)
    town.person("纪检", Role.CUSTODIAN)
    bring_in(town, tmp_path, "管理员,管理员,,管理员、纪检\n")
    converse(
        town,
        """
管理员 > 受限投诉
管理员 < The roster asks that 管理员 be custodian. Two of the administrators and custodians have to want it:
        one proposes, another agrees.
    [Roles to be given]
管理员 < The list of restricted complaints is the custodian's.
    [Menu]
纪检 < The roster asks that 管理员 be custodian. Two of the administrators and custodians have to want it: one
        proposes, another agrees.
    [Roles to be given]
管理员 > 待定角色
管理员 < Which role is it about?
    [管理员: custodian, asked for by the roster] [Cancel]
管理员 > 1
管理员 < 管理员: custodian, asked for by the roster
    This role sees or decides what others may not. It is given when two people want it.
    [Propose it] [Refuse] [Leave it] [Back]
管理员 > [Propose it]
管理员 < 管理员 proposes that 管理员 be custodian; one more has to agree.
    [Menu]
纪检 < 管理员 proposes that 管理员 be custodian; one more has to agree.
    [Roles to be given]
管理员 > 待定角色
管理员 < Which role is it about?
    [管理员: custodian, proposed by 管理员] [Cancel]
管理员 > 1
管理员 < 管理员: custodian, proposed by 管理员
    This role sees or decides what others may not. It is given when two people want it.
    [Agree] [Refuse] [Leave it] [Back]
管理员 > [Agree]
管理员 < You have proposed it yourself: another administrator or custodian has to agree.
管理员 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Roles to be given] [Open in a browser] [Help]
        [中文 / English]
纪检 > [Roles to be given]
纪检 < Which role is it about?
    [管理员: custodian, proposed by 管理员] [Cancel]
纪检 > 1
纪检 < 管理员: custodian, proposed by 管理员
    This role sees or decides what others may not. It is given when two people want it.
    [Agree] [Refuse] [Leave it] [Back]
纪检 > [Agree]
管理员 < 纪检 agrees: 管理员 is custodian from now on.
    [Menu]
纪检 < 纪检 agrees: 管理员 is custodian from now on.
    [Menu]
管理员 > 受限投诉
管理员 < No restricted complaint is open.
    [Menu]
纪检 > 绑定记录
纪检 < Bindings and roles, the newest first:
    2 Mar 09:00 管理员: custodian, given by 纪检
    2 Mar 09:00 管理员: custodian, proposed by 管理员
    2 Mar 09:00 管理员: custodian, asked for by the roster
    [Menu]
吴办 > (button go:roles)
吴办 < These roles are given by administrators and custodians.
    [Menu]
""",
    )


def test_one_of_them_refuses(town: Town, tmp_path: Path) -> None:
    town.person("管理员", Role.ADMIN)
    town.person("纪检", Role.CUSTODIAN)
    bring_in(town, tmp_path, "吴办,吴办,,办公室、管理员\n")
    converse(
        town,
        """
纪检 > 待定角色
管理员 < The roster asks that 吴办 be administrator. Two of the administrators and custodians have to want it:
        one proposes, another agrees.
    [Roles to be given]
纪检 < The roster asks that 吴办 be administrator. Two of the administrators and custodians have to want it:
        one proposes, another agrees.
    [Roles to be given]
纪检 < Which role is it about?
    [吴办: administrator, asked for by the roster] [Cancel]
纪检 > 1
纪检 < 吴办: administrator, asked for by the roster
    This role sees or decides what others may not. It is given when two people want it.
    [Propose it] [Refuse] [Leave it] [Back]
纪检 > [Refuse]
吴办 < 纪检 refuses: 吴办 does not become administrator.
    [Menu]
管理员 < 纪检 refuses: 吴办 does not become administrator.
    [Menu]
纪检 < 纪检 refuses: 吴办 does not become administrator.
    [Menu]
管理员 > 待定角色
管理员 < No role waits to be given.
    [Menu]
""",
    )
