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


def test_an_administrator_does_not_become_the_custodian_by_an_invitation(town: Town) -> None:
    """A code for one whose role two people give waits for another; the one invited may be it."""
    town.person("管理员", Role.ADMIN)
    town.person("纪检", Role.CUSTODIAN)
    converse(
        town,
        """
管理员 > 邀请
管理员 < Whom? Name or staff number.
    [Cancel]
管理员 > 纪检
管理员 < Invitation for 纪检, good for 7 days and one use: {invitation}
    Web chat: http://127.0.0.1:8000/enter/{invitation}
    It works when another administrator or custodian has agreed.
    [Menu]
纪检 < A new chat is to be bound to 纪检, at the invitation of 管理员. The code works when another
        administrator or custodian agrees.
    [Look at it]
私窗 > (start {invitation})
私窗 < This code waits: another administrator or custodian has to agree to it. They were asked; show the code
        again then.

    Please type your invitation code.
    [Cancel]
私窗 > cancel
私窗 < Cancelled. Nothing was sent.
私窗 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
管理员 > (button go:letin:1)
管理员 < That invitation waits for nobody, or is over.
    [Menu]
吴办 > (button go:letin:1)
吴办 < That invitation waits for nobody, or is over.
    [Menu]
纪检 > [Look at it]
纪检 < 管理员 invites 纪检 to a new chat, which then reads and decides what 纪检 may. Does 纪检 want that? Ask
        them before you agree.
    [Agree] [Leave it] [Cancel]
纪检 > [Agree]
管理员 < 纪检 agrees: the invitation of 纪检 works now.
纪检 < 纪检 agrees: the invitation of 纪检 works now.
    [Menu]
纪检 > (button go:letin:1)
纪检 < That invitation waits for nobody, or is over.
    [Menu]
私窗 > (start {invitation})
私窗 < This code is made for 纪检:
    custodian, 示范区教育局
    Are you 纪检? Then this chat is bound to you, and what is meant for you comes here. Whoever writes here from
        now on is taken for 纪检.
    [Yes, that is me] [No, not me] [Back]
私窗 > [Yes, that is me]
管理员 < 纪检 has used your invitation: web chat, 2 Mar 09:00. If it was somebody else, unbind that chat.
    [Unbind that chat]
纪检 < Your account was just bound to a new chat: web chat, 2 Mar 09:00. If it was not you: unbind it and tell
        the administrator.
    [Unbind that chat]
私窗 < Welcome, 纪检. You are:
    custodian, 示范区教育局
    [Menu]
""",
    )
