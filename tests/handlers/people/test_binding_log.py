"""The record of bindings, which the custodian reads."""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.transcript import converse
from tests.town import Town


def test_every_use_of_an_invitation_is_listed_for_the_custodian(town: Town) -> None:
    """The clerk who uses the teacher's invitation herself stands there, with her name."""
    town.person("纪检", Role.CUSTODIAN)
    code = town.play("吴办 > 邀请\n吴办 > 周校长").partition("one use: ")[2][:12]
    town.play(f"私窗 > (start {code})\n私窗 > [Yes, that is me]\n+ 5 minutes")
    link = town.play("李督 > 网页").partition("/enter/")[2][:12]
    town.play(f"电脑 > (enter {link})\n电脑 > [Yes, that is me]\n+ 5 minutes")
    town.play("周校长 > [Unbind that chat]\n周校长 > [Unbind]")
    converse(
        town,
        """
纪检 > 绑定记录
纪检 < Bindings and roles, the newest first:
    2 Mar 09:10 周校长: web chat unbound by 周校长
    2 Mar 09:05 李督: web chat bound with their own one-time link
    2 Mar 09:00 周校长: web chat bound with an invitation of 吴办
    2 Mar 09:00 周校长: invited by 吴办
    [Menu]
吴办 > 绑定记录
吴办 < The record of bindings and roles is the custodian's.
    [Menu]
""",
    )


def test_a_long_record_is_shown_a_page_at_a_time(town: Town) -> None:
    town.person("纪检", Role.CUSTODIAN)
    converse(
        town,
        """
纪检 > 绑定记录
纪检 < Nothing was bound so far.
    [Menu]
""",
    )
    for _time in range(12):
        town.play("吴办 > 邀请\n吴办 > 周校长")
    first = town.play("纪检 > 绑定记录")
    assert "Shown: 1 to 10 of 12" in first
    assert first.count("invited by 吴办") == 10
    assert town.play("纪检 > [More]").count("invited by 吴办") == 2
