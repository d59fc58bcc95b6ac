"""The receipt code: it opens the complaint from anywhere, and does what its complainant may."""

from __future__ import annotations

from tests.handlers.beginnings import (
    ANONYMOUS,
    ANSWERED,
    APPROVED,
    COMPLAINT_ASSIGNED,
    TAKEN,
)
from tests.handlers.transcript import converse, find
from tests.town import Town


def test_the_receipt_code_leads_back(town: Town) -> None:
    """From another phone the code opens the complaint: more proof, words to the office,
    withdrawing.
    """
    said = {"code": find("receipt", town.play(ANONYMOUS))}
    converse(
        town,
        """
另一手机 > 查询
另一手机 < Please type the 16-digit receipt code.
    [Cancel]
另一手机 > 1234 5678 9012 3456
另一手机 < No complaint opens with this code. It has 16 digits; please check it.

    Please type the 16-digit receipt code.
    [Cancel]
另一手机 > {code}
另一手机 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw] [Done] [Back]
另一手机 > [Add words or photos]
另一手机 < What is to be added to TS-2026-0001? Write it and send photos, then tap Done.
    [Back]
另一手机 > 录音文字稿
另一手机 < Your words are noted. Send photos, or tap Done.
    [Done] [Back]
另一手机 > [Done]
吴办 < TS-2026-0001: the reporter adds: 录音文字稿
    [Open TS-2026-0001]
另一手机 < Added to TS-2026-0001. Thank you.
    [Ask with a receipt code]
另一手机 > [Ask with a receipt code]
另一手机 < Please type the 16-digit receipt code.
    [Cancel]
另一手机 > {code}
另一手机 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 reporter added: 录音文字稿
    [Add words or photos] [Leave a message] [Withdraw] [Done] [Back]
另一手机 > [Leave a message]
另一手机 < Your message about TS-2026-0001. It is passed on without your account.
    [Back]
另一手机 > 何时有结果
吴办 < The reporter writes about TS-2026-0001: 何时有结果
    [Reply] [Open TS-2026-0001]
另一手机 < Passed on to the office.
    [Ask with a receipt code]
吴办 > [Reply]
吴办 < Your message to the reporter of TS-2026-0001. They read that the office writes, not who.
    [Cancel]
吴办 > 正在核实
吴办 < Passed on to the reporter of TS-2026-0001.
    [Menu]
另一手机 > {code}
另一手机 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 reporter added: 录音文字稿
    · 2 Mar 09:00 reporter wrote: 何时有结果
    · 2 Mar 09:00 office wrote: 正在核实
    [Add words or photos] [Leave a message] [Withdraw] [Done] [Back]
另一手机 > [Done]
另一手机 < Keep your receipt code; it opens this again at any time.
    [Menu]
另一手机 > {code}
另一手机 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 reporter added: 录音文字稿
    · 2 Mar 09:00 reporter wrote: 何时有结果
    · 2 Mar 09:00 office wrote: 正在核实
    [Add words or photos] [Leave a message] [Withdraw] [Done] [Back]
另一手机 > [Withdraw]
另一手机 < Withdraw TS-2026-0001? It is not dealt with then.
    [Withdraw] [Keep it] [Back]
另一手机 > [Withdraw]
吴办 < TS-2026-0001 was withdrawn by its reporter.
    [Open TS-2026-0001]
另一手机 < TS-2026-0001 is withdrawn.
    [Ask with a receipt code]
""",
        said,
    )


def test_the_receipt_code_answers_rates_and_asks_for_reopening(town: Town) -> None:
    """Who stays unknown is asked, rates and asks for reopening all the same."""
    said = {"code": find("receipt", town.play(ANONYMOUS))}
    town.play(COMPLAINT_ASSIGNED + TAKEN)
    converse(
        town,
        """
周校长 > [Open TS-2026-0001]
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [Ask for more time] [Ask the reporter]
周校长 > [Ask the reporter]
周校长 < What do you want to ask the reporter of TS-2026-0001? The clock stands still for at most 5 working
        days.
    [Cancel]
周校长 > 哪个年级？
周校长 < The reporter of TS-2026-0001 is asked. The clock stands still until 9 Mar 18:00.
    [Our unit's tickets]
家长 > {code}
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: waiting for the reporter
    The clock stands still, until 9 Mar 18:00 at the latest; what was left then goes on
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 reporter asked: 哪个年级？
    [Answer the question] [Leave a message] [Done] [Back]
家长 > [Answer the question]
家长 < About TS-2026-0001 you are asked: 哪个年级？
    Write your answer and send photos, then tap Done.
    [Back]
家长 > 三年级
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Back]
家长 > [Done]
周校长 < TS-2026-0001: the reporter adds: 三年级
    [Open TS-2026-0001]
家长 < Added to TS-2026-0001. Thank you.
    [Ask with a receipt code]
""",
        said,
    )
    town.play(ANSWERED + APPROVED)
    converse(
        town,
        """
家长 > {code}
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: resolved
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 reporter asked: 哪个年级？
    · 2 Mar 09:00 reporter answered: 三年级
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    [Add words or photos] [Rate the result] [Ask for reopening] [Leave a message] [Done] [Back]
家长 > [Rate the result]
家长 < How content are you with TS-2026-0001? From 1 to 5.
    [1 not at all content] [2 not content] [3 so-so] [4 content] [5 very content] [Back]
家长 > 2
家长 < Anything to say about it?
    [Skip] [Back]
家长 > [Skip]
家长 < If the matter is not settled, you can ask for reopening.
    [Ask for reopening] [Only rate it] [Back]
家长 > [Ask for reopening]
家长 < What in TS-2026-0001 is not settled?
    [Back]
家长 > 没有退款
周校长 < TS-2026-0001: the reporter is not content and asks for reopening. The office decides.
    [Open TS-2026-0001]
吴办 < TS-2026-0001 was rated 2 of 5.
    [Open TS-2026-0001]
吴办 < TS-2026-0001: the reporter asks for reopening: 没有退款
    [Open TS-2026-0001]
家长 < Your request to reopen TS-2026-0001 is with the office.
    [Ask with a receipt code]
""",
        said,
    )


def test_who_came_by_receipt_code_may_only_rate(town: Town) -> None:
    """The low rating is given as it is when its giver wants no reopening."""
    said = {"code": find("receipt", town.play(ANONYMOUS))}
    town.play(COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED)
    town.play(f"家长 > {said['code']}\n家长 > [Rate the result]\n家长 > 2\n家长 > [Skip]")
    converse(
        town,
        """
家长 > [Only rate it]
吴办 < TS-2026-0001 was rated 2 of 5.
    [Open TS-2026-0001]
家长 < Thank you. Your rating of TS-2026-0001: 2 of 5. If the matter is not settled, you can ask for reopening.
    [Ask with a receipt code]
""",
        said,
    )
