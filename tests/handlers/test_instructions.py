"""Instructions (批示): written on a ticket or a digest, reported, taken as done, written again."""

from __future__ import annotations

import pytest

from rules.permissions import Role
from tests.handlers.beginnings import ASSIGNED, COMPLAINT, COMPLAINT_ASSIGNED, FINDING
from tests.handlers.transcript import converse, find
from tests.town import Town


@pytest.fixture(autouse=True)
def _leader(town: Town) -> None:
    town.person("局长", Role.LEADER)


def test_to_be_done(town: Town) -> None:
    """What is to be done goes to the unit concerned, is reported and taken as done; the ticket
    tells of it.
    """
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
局长 > DC-2026-0001
局长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Write an instruction]
局长 > [Write an instruction]
局长 < What do you write on DC-2026-0001?
    [Cancel]
局长 > 请限期整改，举一反三
局长 < “请限期整改，举一反三” on DC-2026-0001: for information, or to be done?
    [To be done] [For information] [Back]
局长 > [To be done]
局长 < Who is to see to it?
    [第一中学] [To another unit] [The office] [Back]
局长 > [第一中学]
局长 < By which day is it to be done?
    Tap one, or write for example 3月2日、明天、三天内、下周五.
    [3 Mar 2026] [5 Mar 2026] [9 Mar 2026] [Back]
局长 > 3月1日
局长 < 1 Mar 2026 is too early; from 2 Mar 2026 on, please.

    By which day is it to be done?
    Tap one, or write for example 3月2日、明天、三天内、下周五.
    [3 Mar 2026] [5 Mar 2026] [9 Mar 2026] [Back]
局长 > 三天内
周校长 < 局长's instruction PS-2026-0001 on DC-2026-0001: 请限期整改，举一反三
    Addressed to 第一中学, to be done by 5 Mar 2026.
    [Report what was done] [Open DC-2026-0001]
吴办 < 局长's instruction PS-2026-0001 on DC-2026-0001: 请限期整改，举一反三
    Addressed to 第一中学, to be done by 5 Mar 2026.
    [Open PS-2026-0001] [Open DC-2026-0001]
局长 < PS-2026-0001 is with 第一中学, to be done by 5 Mar 2026. You will be told when it is reported.
    [Open PS-2026-0001] [Instructions]
周校长 > [Report what was done]
周校长 < PS-2026-0001: 请限期整改，举一反三
    What was done?
    [Cancel]
周校长 > 已约谈当事人
周校长 < Your report on PS-2026-0001 is with 局长.
    [Menu]
局长 < 第一中学 reports on your instruction PS-2026-0001 (请限期整改，举一反三):
    │已约谈当事人
    [Take it as done] [Write a further instruction]
局长 > [Take it as done]
周校长 < 局长 takes PS-2026-0001 as done.
局长 < PS-2026-0001 is done.
    [Instructions]
周校长 > DC-2026-0001
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 leader's instruction PS-2026-0001: 请限期整改，举一反三
    [Take it on] [Hand back] [Ask for more time]
""",
    )


def test_for_information(town: Town) -> None:
    """What is for information is recorded, and told to the office."""
    town.play(FINDING)
    converse(
        town,
        """
局长 > 日报
局长 < Daily digest, 2 Mar 2026: the whole bureau, 28 Feb 09:00 to 2 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 0
    [By unit] [By field] [Write an instruction] [The week] [The month before]
局长 > [Write an instruction]
局长 < What do you write on the digest of 2 Mar 2026?
    [Cancel]
局长 > 同意
局长 < “同意” on the digest of 2 Mar 2026: for information, or to be done?
    [To be done] [For information] [Back]
局长 > [For information]
吴办 < 局长 wrote on the digest of 2 Mar 2026, for information (PS-2026-0001): 同意
局长 < PS-2026-0001 is recorded for information; the office has been told.
    [Instructions]
局长 > 批示
局长 < No instruction is open.
    [Menu]
吴办 > 批示
吴办 < No instruction is open.
    [Menu]
""",
    )


def test_by_the_office_and_again(town: Town) -> None:
    """The office sees to one on the digest; a further remark makes a new one, which goes to a unit."""
    town.play(FINDING)
    converse(
        town,
        """
局长 > 日报
局长 < Daily digest, 2 Mar 2026: the whole bureau, 28 Feb 09:00 to 2 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 0
    [By unit] [By field] [Write an instruction] [The week] [The month before]
局长 > [Write an instruction]
局长 < What do you write on the digest of 2 Mar 2026?
    [Cancel]
局长 > 请汇总上月情况
局长 < “请汇总上月情况” on the digest of 2 Mar 2026: for information, or to be done?
    [To be done] [For information] [Back]
局长 > [To be done]
局长 < Who is to see to it?
    [A unit] [The office] [Back]
局长 > [The office]
局长 < By which day is it to be done?
    Tap one, or write for example 3月2日、明天、三天内、下周五.
    [3 Mar 2026] [5 Mar 2026] [9 Mar 2026] [Back]
局长 > [3 Mar 2026]
吴办 < 局长's instruction PS-2026-0001 on the digest of 2 Mar 2026: 请汇总上月情况
    Addressed to the office of the leading group, to be done by 3 Mar 2026.
    [Report what was done]
局长 < PS-2026-0001 is with the office of the leading group, to be done by 3 Mar 2026. You will be told when it
        is reported.
    [Open PS-2026-0001] [Instructions]
+ 3 days
吴办 > 批示
吴办 < Instructions that are not done: 1
    PS-2026-0001 请汇总上月情况: the office of the leading group, to be done, overdue since 3 Mar 2026
    [PS-2026-0001]
吴办 > [PS-2026-0001]
吴办 < PS-2026-0001 of 局长, 2 Mar 2026
    On: the digest of 2 Mar 2026
    Words: 请汇总上月情况
    Addressed to: the office of the leading group
    State: to be done
    Due: 3 Mar 18:00
    Overdue!
    [Report what was done] [Instructions]
吴办 > [Report what was done]
吴办 < PS-2026-0001: 请汇总上月情况
    What was done?
    [Cancel]
吴办 > 已汇总
吴办 < Your report on PS-2026-0001 is with 局长.
    [Menu]
局长 < the office of the leading group reports on your instruction PS-2026-0001 (请汇总上月情况):
    │已汇总
    [Take it as done] [Write a further instruction]
局长 > [Write a further instruction]
局长 < What do you write on PS-2026-0001?
    [Cancel]
局长 > 再报上季度
局长 < “再报上季度” on PS-2026-0001: for information, or to be done?
    [To be done] [For information] [Back]
局长 > [To be done]
局长 < Who is to see to it?
    [A unit] [The office] [Back]
局长 > [A unit]
局长 < To which unit?
    [示范区教育局] [第一中学] [第二小学] [Back]
局长 > [Back]
局长 < Who is to see to it?
    [A unit] [The office] [Back]
局长 > 下月
局长 < That is not one of the choices. Please choose one from the list.

    Who is to see to it?
    [A unit] [The office] [Back]
局长 > 一中
局长 < By which day is it to be done?
    Tap one, or write for example 3月5日、明天、三天内、下周五.
    [6 Mar 2026] [10 Mar 2026] [12 Mar 2026] [Back]
局长 > [6 Mar 2026]
周校长 < 局长's instruction PS-2026-0002 on PS-2026-0001: 再报上季度
    Addressed to 第一中学, to be done by 6 Mar 2026.
    [Report what was done]
吴办 < 局长's instruction PS-2026-0002 on PS-2026-0001: 再报上季度
    Addressed to 第一中学, to be done by 6 Mar 2026.
    [Open PS-2026-0002]
局长 < PS-2026-0002 is with 第一中学, to be done by 6 Mar 2026. You will be told when it is reported.
    [Open PS-2026-0002] [Instructions]
局长 > 批示
局长 < Instructions that are not done: 2
    PS-2026-0001 请汇总上月情况: the office of the leading group, reported, to be taken as done
    PS-2026-0002 再报上季度: 第一中学, to be done, due 6 Mar 2026
    [PS-2026-0001] [PS-2026-0002]
""",
    )


def test_not_theirs(town: Town) -> None:
    """Nobody else writes one or looks at one, and a leader writes on nothing that is not there."""
    town.play(FINDING)
    converse(
        town,
        """
周校长 > (button go:instruct:DC-2026-0001)
周校长 < Instructions are written by leaders.
    [Menu]
周校长 > (button go:instruction:PS-2026-0009)
周校长 < There is no such instruction for you. Please check the number.
    [Menu]
周校长 > (button go:instructdone:PS-2026-0001)
周校长 < There is no such instruction for you. Please check the number.
周校长 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
周校长 > 日报
周校长 < The digest is for leaders and the office.
    [Menu]
局长 > (button go:instruct:TS-2026-0009)
局长 < There is no ticket TS-2026-0009 for you. Please check the number.
    [Instructions]
局长 > (button go:instruct:digest:2026-02-30)
局长 < Your role does not allow this. Ask the office if it should.
    [Instructions]
""",
    )


def test_by_replying(town: Town) -> None:
    """A reply to a digest or a ticket begins one, also while a question waits; any other reply is
    what it always was.
    """
    town.play(
        FINDING
        + ASSIGNED
        + """
局长 > DC-2026-0001
局长 > 日报
"""
    )
    converse(
        town,
        """
局长 > (reply to DC-2026-0001 Late: 请限期整改)
局长 < “请限期整改” on DC-2026-0001: for information, or to be done?
    [To be done] [For information] [Back]
局长 > (reply to Daily digest, 2 Mar 2026: 抓紧办理)
局长 < “抓紧办理” on the digest of 2 Mar 2026: for information, or to be done?
    [To be done] [For information] [Back]
局长 > [For information]
吴办 < 局长 wrote on the digest of 2 Mar 2026, for information (PS-2026-0001): 抓紧办理
局长 < PS-2026-0001 is recorded for information; the office has been told.
局长 < Back to what was begun: Write an instruction

    “请限期整改” on DC-2026-0001: for information, or to be done?
    [To be done] [For information] [Back] [Cancel]
局长 > (reply to Back to what was begun: 好的)
局长 < That is not one of the choices. Please choose one from the list.

    “请限期整改” on DC-2026-0001: for information, or to be done?
    [To be done] [For information] [Back]
吴办 > (reply to New finding DC-2026-0001: DC-2026-0001)
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Assign to another unit] [Leave a message] [Put under supervision]
""",
    )


def test_not_on_what_a_leader_may_not_see(town: Town) -> None:
    """A complaint about a head is the custodian's and the office's: a leader finds nothing to write
    on.
    """
    town.play(COMPLAINT.replace("[No]", "[Yes, about the head]"))
    converse(
        town,
        """
局长 > (button go:instruct:TS-2026-0001)
局长 < There is no ticket TS-2026-0001 for you. Please check the number.
    [Instructions]
""",
    )


def test_words_typed_right_after_a_digest_or_a_ticket(town: Town) -> None:
    """On the web nothing can be replied to: a sentence after a digest or a card is offered as an
    instruction, its words kept.
    """
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
局长 > 抓紧整改
局长 < That was not understood.

    What would you like to do?
    [Supervised tickets] [Find a ticket] [Digest] [Instructions] [Digest settings] [Complain] [What I reported]
        [Open in a browser] [Help] [中文 / English]
局长 > 日报
局长 < Daily digest, 2 Mar 2026: the whole bureau, 28 Feb 09:00 to 2 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 0
    [By unit] [By field] [Write an instruction] [The week] [The month before]
局长 > 请各校举一反三
局长 < “请各校举一反三”: an instruction on the digest of 2 Mar 2026?
    [Yes] [No] [Back]
局长 > [Yes]
局长 < “请各校举一反三” on the digest of 2 Mar 2026: for information, or to be done?
    [To be done] [For information] [Back]
局长 > [For information]
吴办 < 局长 wrote on the digest of 2 Mar 2026, for information (PS-2026-0001): 请各校举一反三
局长 < PS-2026-0001 is recorded for information; the office has been told.
    [Instructions]
局长 > DC-2026-0001
局长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Write an instruction]
局长 > 限三日内整改到位
局长 < “限三日内整改到位”: an instruction on DC-2026-0001?
    [Yes] [No] [Back]
局长 > [No]
局长 < Nothing was written.
    [Instructions]
局长 > 抓紧整改
局长 < That was not understood.

    What would you like to do?
    [Supervised tickets] [Find a ticket] [Digest] [Instructions] [Digest settings] [Complain] [What I reported]
        [Open in a browser] [Help] [中文 / English]
吴办 > DC-2026-0001
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Assign to another unit] [Leave a message] [Put under supervision]
吴办 > 抓紧整改
吴办 < That was not understood.

    What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
""",
    )


def test_words_for_others_are_read_by_them_alone(town: Town) -> None:
    """What is for information, or for the office to do, neither the unit nor the complainant reads,
    by receipt code neither.
    """
    receipt = find("receipt", town.play(COMPLAINT))
    town.play(COMPLAINT_ASSIGNED)
    town.play("""
局长 > TS-2026-0001
局长 > [Write an instruction]
局长 > 此人须严查
局长 > [For information]
局长 > TS-2026-0001
局长 > [Write an instruction]
局长 > 请暗访
局长 > [To be done]
局长 > [The office]
局长 > [5 Mar 2026]
""")
    converse(
        town,
        """
周校长 > TS-2026-0001
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    [Take it on] [Hand back] [Ask for more time]
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    [Add words or photos] [Leave a message]
邻居 > {receipt}
邻居 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    [Add words or photos] [Leave a message] [Done] [Back]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 leader's instruction PS-2026-0001: 此人须严查
    · 2 Mar 09:00 leader's instruction PS-2026-0002: 请暗访
    [Assign to another unit] [Leave a message] [Put under supervision]
""",
        {"receipt": receipt},
    )


def test_the_reporter_of_a_finding_reads_no_words_of_a_leader(town: Town) -> None:
    """Those that are addressed to the unit are read there, and not by the inspector."""
    town.play(
        FINDING
        + ASSIGNED
        + """
局长 > DC-2026-0001
局长 > [Write an instruction]
局长 > 请限期整改
局长 > [To be done]
局长 > [第一中学]
局长 > [5 Mar 2026]
"""
    )
    shown = {
        name: town.play(f"{name} > DC-2026-0001") for name in ("李督", "周校长", "吴办", "局长")
    }
    assert {name: "请限期整改" in said for name, said in shown.items()} == {
        "李督": False,
        "周校长": True,
        "吴办": True,
        "局长": True,
    }


def test_the_day_may_not_have_passed_meanwhile(town: Town) -> None:
    """A day that was offered two days ago is refused when tapped, and after going back, too."""
    town.play(
        FINDING
        + ASSIGNED
        + """
局长 > DC-2026-0001
局长 > [Write an instruction]
局长 > 请整改
局长 > [To be done]
局长 > [第一中学]
"""
    )
    converse(
        town,
        """
+ 2 days
局长 > [3 Mar 2026]
局长 < The day must not be over.

    By which day is it to be done?
    Tap one, or write for example 3月4日、明天、三天内、下周五.
    [5 Mar 2026] [9 Mar 2026] [11 Mar 2026] [Back]
局长 > back
局长 < Who is to see to it?
    [第一中学] [To another unit] [The office] [Back]
局长 > [第一中学]
局长 < By which day is it to be done?
    Tap one, or write for example 3月4日、明天、三天内、下周五.
    [5 Mar 2026] [9 Mar 2026] [11 Mar 2026] [Back]
局长 > 3月3日
局长 < 3 Mar 2026 is too early; from 4 Mar 2026 on, please.

    By which day is it to be done?
    Tap one, or write for example 3月4日、明天、三天内、下周五.
    [5 Mar 2026] [9 Mar 2026] [11 Mar 2026] [Back]
局长 > 3月4日
周校长 < 局长's instruction PS-2026-0001 on DC-2026-0001: 请整改
    Addressed to 第一中学, to be done by 4 Mar 2026.
    [Report what was done] [Open DC-2026-0001]
吴办 < 局长's instruction PS-2026-0001 on DC-2026-0001: 请整改
    Addressed to 第一中学, to be done by 4 Mar 2026.
    [Open PS-2026-0001] [Open DC-2026-0001]
局长 < PS-2026-0001 is with 第一中学, to be done by 4 Mar 2026. You will be told when it is reported.
    [Open PS-2026-0001] [Instructions]
""",
    )
