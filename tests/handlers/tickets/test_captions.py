"""What is written under a photo or a file is kept with it: nobody types it twice."""

from __future__ import annotations

from tests.duties import add_assignment, open_campaign, submissions_of
from tests.handlers.beginnings import ASSIGNED, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town


def test_words_under_the_proof_stand_beside_the_measure(town: Town) -> None:
    """They stand in what is read back before it is sent, once, also those of a photo that comes
    late.
    """
    town.play(
        FINDING
        + ASSIGNED
        + TAKEN
        + "周校长 > [Answer]\n周校长 > 路上堵车\n周校长 > 已批评教育\n周校长 > 王强，教务处主任"
    )
    converse(
        town,
        """
周校长 > (photo 张某书面检查)
周校长 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
周校长 > (photo 已批评教育)
周校长 < Photos received: 2. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < DC-2026-0001
    Cause: 路上堵车
    Measure: 已批评教育
    Responsible: 王强，教务处主任
    Photos: 2
    About the photos: 张某书面检查

    Send it?
    [Submit] [Drop] [Back]
周校长 > (photo 考勤通报)
周校长 < The photo was added to your draft.
    DC-2026-0001
    Cause: 路上堵车
    Measure: 已批评教育
    Responsible: 王强，教务处主任
    Photos: 3
    About the photos: 张某书面检查
    │考勤通报

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Your answer to DC-2026-0001 is with the office.
    [Open DC-2026-0001] [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 has answered. Please check it.
    [Open DC-2026-0001]
""",
    )
    answer = town.ticket("DC-2026-0001").answer or {}
    assert (answer["measure"], answer["caption"]) == ("已批评教育", "张某书面检查\n考勤通报")
    town.keep_photos()
    heard = town.play("吴办 > [Open DC-2026-0001]")
    assert (
        "Measure: 已批评教育. Responsible: 王强，教务处主任. About the photos: 张某书面检查 / │考勤通报 (photos: 4)"
        in heard
    )
    town.play("吴办 > [Return it]\n吴办 > 请附签字\n周校长 > [Answer again]\n周校长 > [As before]")
    converse(
        town,
        """
周校长 > [As before]
周校长 < Who is responsible for it? Name and post.
    Last time: 王强，教务处主任
    [As before] [Back]
周校长 > [As before]
周校长 < Send new photos as proof, then tap Done; those sent before stay with it: 3.
    [As before] [Back]
周校长 > (photo 签字页)
周校长 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < DC-2026-0001
    Cause: 路上堵车
    Measure: 已批评教育
    Responsible: 王强，教务处主任
    Photos: 1
    About the photos: 张某书面检查
    │考勤通报
    │签字页

    Send it?
    [Submit] [Drop] [Back]
""",
    )


def test_a_photo_with_words_answers_a_question_for_words(town: Town) -> None:
    """Where photos are asked for later, what is written under one is the answer, and the photo is
    kept for its own question.
    """
    town.play(FINDING + ASSIGNED + TAKEN + "周校长 > [Answer]")
    converse(
        town,
        """
周校长 > (photo)
周校长 < The photo was added to your draft.
    DC-2026-0001: what was the cause?
    [Cancel]
周校长 > 路上堵车
周校长 < What has been done about it?
    [Back]
周校长 > (album of 3: 已批评教育)
周校长 < The photo was added to your draft.
    Who is responsible for it? Name and post.
    [Back]
周校长 > (photo 整改后)
周校长 < The photo was added to your draft.
    Who is responsible for it? Name and post.
    [Back]
周校长 > /back
周校长 < What has been done about it?
    [Back]
周校长 > (photo {long})
周校长 < The photo was added to your draft.
    That is 2001 characters, at most 2000 fit. Please shorten it.

    What has been done about it?
    [Back]
周校长 > 已批评教育
周校长 < Who is responsible for it? Name and post.
    [Back]
周校长 > 王强
周校长 < Photos received: 6. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < DC-2026-0001
    Cause: 路上堵车
    Measure: 已批评教育
    Responsible: 王强
    Photos: 6
    About the photos: 整改后

    Send it?
    [Submit] [Drop] [Back]
""",
        {"long": "措" * 2001},
    )


def test_a_photo_of_a_leave_slip_may_come_with_the_reason(town: Town) -> None:
    town.play(
        FINDING
        + ASSIGNED
        + TAKEN
        + "周校长 > DC-2026-0001\n周校长 > [It was excused]\n周校长 > (photo 王强请病假)"
    )
    assert "is with the office" in town.play("周校长 > [Done]")
    assert town.ticket("DC-2026-0001").answer == {"excuse": "王强请病假"}


def test_words_under_a_leave_slip_belong_to_the_reason(town: Town) -> None:
    town.play(
        FINDING
        + ASSIGNED
        + TAKEN
        + "周校长 > DC-2026-0001\n周校长 > [It was excused]\n周校长 > 王强请病假"
    )
    town.play("周校长 > (photo 3月2日病假条)\n周校长 > [Done]")
    assert town.ticket("DC-2026-0001").answer == {"excuse": "王强请病假\n3月2日病假条"}


def test_words_under_a_photo_belong_to_the_reporters_answer(town: Town) -> None:
    """An answer that was written out of the blue goes on with what stands under its photos."""
    town.play(
        FINDING
        + ASSIGNED
        + TAKEN
        + "周校长 > DC-2026-0001\n周校长 > [Ask the reporter]\n周校长 > 是哪位老师？"
    )
    heard = town.play(
        "李督 > 后排靠窗那位\n李督 > [Add photos first]\n李督 > (photo 穿蓝衣服)\n李督 > [Done]"
    )
    assert (
        "周校长 < DC-2026-0001: the inspector adds: 后排靠窗那位 / │穿蓝衣服 / Photos: 1 (photos: 1)"
        in heard
    )


def test_words_under_a_file_are_filed_with_it(town: Town) -> None:
    """Of a document and of a photo of a page alike."""
    open_campaign(town)
    assignment = add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    town.play(f"周校长 > (button go:dutyfile:{assignment})")
    converse(
        town,
        """
周校长 > (file 清单.pdf 1000: 含上月遗留两项)
周校长 < Files received: 1. Send more, or tap Done.
    [Done] [Cancel]
周校长 > (photo 签字页)
周校长 < Files received: 2. Send more, or tap Done.
    [Done] [Cancel]
周校长 > [Done]
周校长 < 问题清单
    问题清单: files or photos: 2
    │含上月遗留两项
    │签字页

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Filed: 问题清单.
    [Open the task] [My tasks]
""",
    )
    (filing,) = submissions_of(town, assignment)
    assert filing.content[1] == {"title": "", "type": "text", "text": "含上月遗留两项\n签字页"}
