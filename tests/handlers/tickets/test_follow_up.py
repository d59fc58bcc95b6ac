"""Following up: what one reported, the receipt code, rating, reopening, words relayed both ways."""

from __future__ import annotations

from tests.handlers.beginnings import (
    ANSWERED,
    APPROVED,
    ASSIGNED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    FINDING,
    TAKEN,
)
from tests.handlers.transcript import converse
from tests.town import Town


def test_what_i_reported(town: Town) -> None:
    """The list, a ticket, more words, and a withdrawal that is thought over."""
    town.play(COMPLAINT)
    converse(
        town,
        """
家长 > 我的
家长 < You reported: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [TS-2026-0001]
家长 > [TS-2026-0001]
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw]
家长 > [Add words or photos]
家长 < What is to be added to TS-2026-0001? Write it and send photos, then tap Done.
    [Cancel]
家长 > (photo 收据)
家长 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > [Done]
吴办 < TS-2026-0001: the reporter adds: 收据
    Photos: 1
    [Open TS-2026-0001]
家长 < Added to TS-2026-0001. Thank you.
    [Open TS-2026-0001]
家长 > ts-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 reporter added: 收据
    [Add words or photos] [Leave a message] [Withdraw]
家长 > [Withdraw]
家长 < Withdraw TS-2026-0001? It is not dealt with then.
    [Withdraw] [Keep it] [Cancel]
家长 > [Keep it]
家长 < TS-2026-0001 stays as it is.
    [Menu]
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 reporter added: 收据
    [Add words or photos] [Leave a message] [Withdraw]
家长 > [Withdraw]
家长 < Withdraw TS-2026-0001? It is not dealt with then.
    [Withdraw] [Keep it] [Cancel]
家长 > [Withdraw]
吴办 < TS-2026-0001 was withdrawn by its reporter.
    [Open TS-2026-0001]
家长 < TS-2026-0001 is withdrawn.
    [Menu]
家长 > [Menu]
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > [My complaints]
家长 < You reported: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: withdrawn
    [TS-2026-0001]
""",
    )


def test_nothing_reported_yet(town: Town) -> None:
    """An empty list says how an anonymous complaint is found."""
    converse(
        town,
        """
家长 > tickets
家长 < Nothing was reported from here. An anonymous complaint opens with its receipt code.
    [Ask with a receipt code] [Menu]
""",
    )


def test_an_inspector_follows_a_finding(town: Town) -> None:
    """What an inspector filed is listed and can be added to."""
    town.play(FINDING)
    converse(
        town,
        """
李督 > 我的
李督 < You reported: 1
    DC-2026-0001 Late, 第一中学: accepted
    [DC-2026-0001]
李督 > [DC-2026-0001]
李督 < DC-2026-0001 Late
    Unit: 第一中学
    State: accepted
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw]
李督 > [Add words or photos]
李督 < What is to be added to DC-2026-0001? Write it and send photos, then tap Done.
    [Cancel]
李督 > 补充一人
李督 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Added to DC-2026-0001. Thank you.
    [Open DC-2026-0001]
吴办 < DC-2026-0001: the inspector adds: 补充一人
    [Open DC-2026-0001]
""",
    )


def test_words_go_both_ways(town: Town) -> None:
    """Office and complainant write to each other; no account shows."""
    town.play(COMPLAINT)
    converse(
        town,
        """
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Leave a message]
吴办 < Your message to the reporter of TS-2026-0001. They read that the office writes, not who.
    [Cancel]
吴办 > 请补充收费通知
吴办 < Passed on to the reporter of TS-2026-0001.
    [Menu]
家长 < The office writes about TS-2026-0001: 请补充收费通知
    [Reply]
家长 > [Reply]
家长 < Your message about TS-2026-0001. It is passed on without your account.
    [Cancel]
家长 > 明天发来
吴办 < The reporter writes about TS-2026-0001: 明天发来
    [Reply] [Open TS-2026-0001]
家长 < Passed on to the office.
    [Menu]
吴办 > [Reply]
吴办 < Your message to the reporter of TS-2026-0001. They read that the office writes, not who.
    [Cancel]
吴办 > 好的
吴办 < Passed on to the reporter of TS-2026-0001.
    [Menu]
家长 < The office writes about TS-2026-0001: 好的
    [Reply]
""",
    )


def test_the_result_is_rated(town: Town) -> None:
    """The result is rated within two weeks, and closed then."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED)
    converse(
        town,
        """
家长 > [Rate the result]
家长 < How content are you with TS-2026-0001? From 1 to 5.
    [1 not at all content] [2 not content] [3 so-so] [4 content] [5 very content] [Cancel]
家长 > 4
家长 < Anything to say about it?
    [Skip] [Back]
家长 > 处理很快
吴办 < TS-2026-0001 was rated 4 of 5: 处理很快
    [Open TS-2026-0001]
家长 < Thank you. Your rating of TS-2026-0001: 4 of 5.
    [Menu]
家长 > [Rate the result]
家长 < TS-2026-0001 is rated already. Thank you.
    [Menu]
家长 > TS-2026-0001
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
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 4 of 5: 处理很快
    [Add words or photos] [Ask for reopening] [Leave a message]
家长 > (button go:reopening:TS-2026-0001)
家长 < What in TS-2026-0001 is not settled?
    [Cancel]
吴办 > 待销号
吴办 < Resolved, to be closed: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: resolved; due 9 Mar 2026
    [TS-2026-0001]
吴办 > [TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: resolved
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 4 of 5: 处理很快
    [Close the ticket] [Leave a message] [Put under supervision]
吴办 > [Close the ticket]
周校长 < TS-2026-0001 is closed.
吴办 < TS-2026-0001 is closed.
    [To be closed]
家长 < TS-2026-0001 is closed. Thank you.
    [Open TS-2026-0001]
家长 > [Open TS-2026-0001]
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: closed
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 4 of 5: 处理很快
    · 2 Mar 09:00 closed
    [Menu]
""",
    )


def test_who_is_not_content_asks_for_reopening(town: Town) -> None:
    """Not content: asked for reopening with one more tap; the office upholds the result."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED)
    converse(
        town,
        """
家长 > [Rate the result]
家长 < How content are you with TS-2026-0001? From 1 to 5.
    [1 not at all content] [2 not content] [3 so-so] [4 content] [5 very content] [Cancel]
家长 > [1 not at all content]
家长 < Anything to say about it?
    [Skip] [Back]
家长 > [Skip]
吴办 < TS-2026-0001 was rated 1 of 5.
    [Open TS-2026-0001]
家长 < Thank you. Your rating of TS-2026-0001: 1 of 5. If the matter is not settled, you can ask for reopening.
    [Ask for reopening]
家长 > [Ask for reopening]
家长 < What in TS-2026-0001 is not settled?
    [Cancel]
家长 > 还在收费
周校长 < TS-2026-0001: the reporter is not content and asks for reopening. The office decides.
    [Open TS-2026-0001]
吴办 < TS-2026-0001: the reporter asks for reopening: 还在收费
    [Open TS-2026-0001]
家长 < Your request to reopen TS-2026-0001 is with the office.
    [Menu]
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: reopening requested
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    [Add words or photos] [Leave a message]
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: reopening requested
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    [Reopen] [Uphold the result] [Leave a message] [Put under supervision]
吴办 > [Uphold the result]
吴办 < Why does the result of TS-2026-0001 stand?
    [Cancel]
吴办 > 款项已全部退还
周校长 < TS-2026-0001: the result is upheld and the ticket is closed: 款项已全部退还
吴办 < TS-2026-0001: the result is upheld and the ticket is closed: 款项已全部退还
    [Waiting for the office]
家长 < TS-2026-0001: the result is upheld and the ticket is closed: 款项已全部退还
""",
    )


def test_two_weeks_are_over(town: Town) -> None:
    """After two weeks of silence nothing can be rated, and the ticket can be closed."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED)
    converse(
        town,
        """
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: resolved
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    [Close the ticket] [Leave a message] [Put under supervision]
吴办 > [Close the ticket]
吴办 < TS-2026-0001: the reporter may still rate it until 16 Mar 2026. Close it then.
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
+ 15 days
家长 > [Rate the result]
家长 < TS-2026-0001 could be rated within 14 days; that time is over.
    [Menu]
家长 > 5
家长 < That was not understood.

    What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > [Skip]
家长 < That button belongs to a question that is answered already.
    [Menu]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: resolved
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    [Close the ticket] [Leave a message] [Put under supervision]
吴办 > [Close the ticket]
周校长 < TS-2026-0001 is closed.
吴办 < TS-2026-0001 is closed.
    [To be closed]
家长 < TS-2026-0001 is closed. Thank you.
    [Open TS-2026-0001]
""",
    )


def test_words_out_of_the_blue_answer_the_question_that_waits(town: Town) -> None:
    """Who is asked and simply writes is offered to send that as the answer, with photos if there
    are any; or not.
    """
    town.play(FINDING + ASSIGNED + TAKEN)
    converse(
        town,
        """
周校长 > DC-2026-0001
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: in progress
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [It was excused] [Ask for more time] [Ask the reporter]
周校长 > [Ask the reporter]
周校长 < What do you want to ask the reporter of DC-2026-0001? The clock stands still for at most 5 working
        days.
    [Cancel]
周校长 > 是哪位老师？
李督 < About DC-2026-0001 you are asked: 是哪位老师？
    Please answer by 9 Mar 18:00.
    [Answer the question]
周校长 < The reporter of DC-2026-0001 is asked. The clock stands still until 9 Mar 18:00.
    [Our unit's tickets]
李督 > 后排穿蓝衣服的那位
李督 < About DC-2026-0001 you are asked: 是哪位老师？

    Is this your answer?
    │后排穿蓝衣服的那位
    [Answer the question of DC-2026-0001] [Add photos first] [No] [Back]
李督 > [No]
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
李督 > 后排靠窗那位
李督 < About DC-2026-0001 you are asked: 是哪位老师？

    Is this your answer?
    │后排靠窗那位
    [Answer the question of DC-2026-0001] [Add photos first] [No] [Back]
李督 > [Add photos first]
李督 < Send the photos, then tap Done.
    [Back]
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
李督 > [Done]
李督 < Added to DC-2026-0001. Thank you.
    [Open DC-2026-0001]
周校长 < DC-2026-0001: the inspector adds: 后排靠窗那位
    Photos: 1 (photos: 1)
    [Open DC-2026-0001]
李督 > 谢谢
李督 < That was not understood.

    What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
""",
    )
