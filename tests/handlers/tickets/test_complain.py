"""Complain: who will see what is known before sending; the number, the unit and the date come at
once.
"""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import (
    COMPLAINT,
    COMPLAINT_ASSIGNED,
)
from tests.handlers.transcript import converse
from tests.town import Town


def test_confidential_with_proof_added(town_anywhere: Town) -> None:
    """A parent complains in confidence and adds proof."""
    converse(
        town_anywhere,
        """
家长 > (start)
家长 < 示范区教育局: here you can complain, report and follow what becomes of it.
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > [Complain]
家长 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > 食堂卖过期面包
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > (photo)
家长 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > [Done]
家长 < What is it about?
    [School meals] [Unlawful fees] [Banned tutoring] [Teachers' conduct] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
家长 > [School meals]
家长 < Which school or unit? Tap, or write its name.
    [Don't know] [第一中学] [第二小学] [示范区教育局] [Back]
家长 > 一中
家长 < Is it about the head of 第一中学? Then it does not go to that head.
    [No] [Yes, about the head] [Back]
家长 > [No]
家长 < Who may know that it was you?
    Named: the office and the unit see your name
    Confidential: only the custodian can learn who you are, with a reason, on the record
    Anonymous: no account is kept; only a receipt code leads back
    [Named] [Confidential] [Anonymous] [Back]
家长 > [Confidential]
家长 < Your name? Only the custodian can open it, to check or to reach you; you may skip it.
    [Skip] [Back]
家长 > 王女士
家长 < A telephone number where you can be asked?
    [Skip] [Back]
家长 > 我的电话不方便说
家长 < Not a telephone number. Write 11 digits, or area code and number.

    A telephone number where you can be asked?
    [Skip] [Back]
家长 > 138001380
家长 < Not a telephone number. Write 11 digits, or area code and number.

    A telephone number where you can be asked?
    [Skip] [Back]
家长 > １３８ ００１３ ８０００
家长 < About: School meals
    School or unit: 第一中学
    Photos: 1
    Words: 食堂卖过期面包
    Confidential: only the custodian can learn who you are, with a reason, on the record
    Name: 王女士
    Telephone: 13800138000

    Send it?
    [Submit] [Drop] [Back]
家长 > [Submit]
吴办 < New complaint TS-2026-0001: School meals, 第一中学. Please accept or decline it.
    [Open TS-2026-0001]
家长 < Your complaint is filed.
    Number: TS-2026-0001
    About: School meals
    Unit: 第一中学
    By 3 Mar 2026 you will hear whether it is taken up; the unit then has 5 working days.
    Receipt code: {receipt}
    With the code you can ask from any device. You will also be told here. Nothing more is needed for now; bills,
        notices or chat records may be added at any time.
    [Open TS-2026-0001] [Add words or photos]
家长 > [Add words or photos]
家长 < What is to be added to TS-2026-0001? Write it and send photos, then tap Done.
    [Cancel]
家长 > 昨天的小票
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > (photo)
家长 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > [Done]
吴办 < TS-2026-0001: the reporter adds: 昨天的小票
    Photos: 1
    [Open TS-2026-0001]
家长 < Added to TS-2026-0001. Thank you.
    [Open TS-2026-0001]
""",
    )


def test_named_about_a_unit_nobody_knows(town: Town) -> None:
    """Who gives a name is asked for it and for a telephone number; the unit may stay open, in words
    too.
    """
    converse(
        town,
        """
家长 > 投诉
家长 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > 补课收费
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > done
家长 < What is it about?
    [Unlawful fees] [Banned tutoring] [Teachers' conduct] [School meals] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
家长 > 收费
家长 < Which school or unit? Tap, or write its name.
    [Don't know] [第一中学] [第二小学] [示范区教育局] [Back]
家长 > 不知道
家长 < Who may know that it was you?
    Named: the office and the unit see your name
    Confidential: only the custodian can learn who you are, with a reason, on the record
    Anonymous: no account is kept; only a receipt code leads back
    [Named] [Confidential] [Anonymous] [Back]
家长 > [Named]
家长 < Your name, please.
    [Back]
家长 > 张三
家长 < A telephone number where the office can ask you? The unit does not see it.
    [Skip] [Back]
家长 > (0771) 582-3456
家长 < About: Unlawful fees
    School or unit: not known; the office finds it out
    Photos: 0
    Words: 补课收费
    Named: the office and the unit see your name
    Name: 张三
    Telephone: 07715823456

    Send it?
    [Submit] [Drop] [Back]
家长 > [Submit]
吴办 < New complaint TS-2026-0001: Unlawful fees, a unit still to be found. Please accept or decline it.
    [Open TS-2026-0001]
家长 < Your complaint is filed.
    Number: TS-2026-0001
    About: Unlawful fees
    Unit: not known; the office finds it out
    By 3 Mar 2026 you will hear whether it is taken up; the unit then has 15 working days.
    Receipt code: {receipt}
    You will be told here. With the code you can also ask from any device. Nothing more is needed for now; bills,
        notices or chat records may be added at any time.
    [Open TS-2026-0001] [Add words or photos]
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Unlawful fees
    Unit: not known; the office finds it out
    State: submitted
    Words: 补课收费
    Reported by: 张三 07715823456
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
""",
    )


def test_by_the_poster_about_the_head(town: Town) -> None:
    """The poster at the gate names the unit; a complaint about its head goes past that head; no
    account is kept.
    """
    town.person("宋局长", Role.HEAD)
    converse(
        town,
        """
学生 > (start u-first)
学生 < About 第一中学. You choose later who may know that it was you; you may stay anonymous.
    What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
学生 > 校长打骂学生
学生 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
学生 > [Done]
学生 < What is it about?
    [Teachers' conduct] [Unlawful fees] [Banned tutoring] [School meals] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
学生 > [Teachers' conduct]
学生 < Is it about the head of 第一中学? Then it does not go to that head.
    [No] [Yes, about the head] [Back]
学生 > [Yes, about the head]
学生 < Who may know that it was you?
    Named: the office and the unit above, which deals with it, see your name
    Confidential: only the custodian can learn who you are, with a reason, on the record
    Anonymous: no account is kept; only a receipt code leads back
    [Named] [Confidential] [Anonymous] [Back]
学生 > [Anonymous]
学生 < About: Teachers' conduct
    School or unit: 第一中学
    It is about the head of the unit, and does not go to that head.
    Photos: 0
    Words: 校长打骂学生
    Anonymous: no account is kept; only a receipt code leads back

    Send it?
    [Submit] [Drop] [Back]
学生 > [Submit]
吴办 < New complaint TS-2026-0001: Teachers' conduct, the head of 第一中学. Please accept or decline it.
    [Open TS-2026-0001]
学生 < Your complaint is filed.
    Number: TS-2026-0001
    About: Teachers' conduct
    Unit: the head of 第一中学
    By 3 Mar 2026 you will hear whether it is taken up; the unit then has 15 working days.
    Receipt code: {receipt}
    Keep this code: nothing else leads back to your complaint, and it is shown only once. Nothing more is needed
        for now; bills, notices or chat records may be added at any time.
    [Ask with a receipt code]
周校长 > TS-2026-0001
周校长 < There is no ticket TS-2026-0001 for you. Please check the number.
    [Menu]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teachers' conduct
    About the head of: 第一中学
    It goes to the unit above, not to that head
    State: submitted
    Words: 校长打骂学生
    Reported anonymously
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Accept]
吴办 < TS-2026-0001 is accepted. Assign it to a unit next.
    [Assign] [Open TS-2026-0001] [Waiting for the office]
吴办 > [Assign]
吴办 < It is about the head of 第一中学, so the unit above handles it: 示范区教育局.
    Assign TS-2026-0001 to 示范区教育局?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 示范区教育局: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
吴办 > 5
吴办 < TS-2026-0001 is now with 示范区教育局. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    It is about the head of 第一中学, so the unit above handles it: 示范区教育局.
    [Open TS-2026-0001] [Waiting for the office]
宋局长 < Assigned to you: TS-2026-0001, Teachers' conduct. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    About the head of: 第一中学
    │校长打骂学生
    [Take it on] [Open TS-2026-0001]
""",
    )


def test_a_photo_out_of_the_blue(town: Town) -> None:
    """Who sends a photo only is asked what happened."""
    converse(
        town,
        """
家长 > (photo)
家长 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > [Done]
家长 < What happened, in a few words?
    [Skip] [Back]
家长 > 校门口堵车
家长 < What is it about?
    [Unlawful fees] [Banned tutoring] [Teachers' conduct] [School meals] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
家长 > [Something else]
家长 < Which school or unit? Tap, or write its name.
    [Don't know] [第一中学] [第二小学] [示范区教育局] [Back]
家长 > [Don't know]
家长 < Who may know that it was you?
    Named: the office and the unit see your name
    Confidential: only the custodian can learn who you are, with a reason, on the record
    Anonymous: no account is kept; only a receipt code leads back
    [Named] [Confidential] [Anonymous] [Back]
家长 > [Anonymous]
家长 < About: Something else
    School or unit: not known; the office finds it out
    Photos: 1
    Words: 校门口堵车
    Anonymous: no account is kept; only a receipt code leads back

    Send it?
    [Submit] [Drop] [Back]
家长 > [Drop]
家长 < Dropped. Nothing was sent.
    [Menu]
""",
    )


def test_a_member_of_the_roster_gives_no_name(town: Town) -> None:
    """Whose name the roster knows is not asked for it."""
    town.person("刘老师", Role.STAFF, unit="第一中学")
    converse(
        town,
        """
刘老师 > 投诉
刘老师 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
刘老师 > 招生不公
刘老师 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
刘老师 > [Done]
刘老师 < What is it about?
    [Admissions] [Unlawful fees] [Banned tutoring] [Teachers' conduct] [School meals]
        [Teaching materials and uniforms] [Campus safety] [Something else] [Back]
刘老师 > 1
刘老师 < Which school or unit? Tap, or write its name.
    [Don't know] [第一中学] [第二小学] [示范区教育局] [Back]
刘老师 > [第二小学]
刘老师 < Is it about the head of 第二小学? Then it does not go to that head.
    [No] [Yes, about the head] [Back]
刘老师 > [No]
刘老师 < Who may know that it was you?
    Named: the office and the unit see your name
    Confidential: only the custodian can learn who you are, with a reason, on the record
    Anonymous: no account is kept; only a receipt code leads back
    [Named] [Confidential] [Anonymous] [Back]
刘老师 > [Named]
刘老师 < About: Admissions
    School or unit: 第二小学
    Photos: 0
    Words: 招生不公
    Named: the office and the unit see your name

    Send it?
    [Submit] [Drop] [Back]
刘老师 > [Submit]
吴办 < New complaint TS-2026-0001: Admissions, 第二小学. Please accept or decline it.
    [Open TS-2026-0001]
刘老师 < Your complaint is filed.
    Number: TS-2026-0001
    About: Admissions
    Unit: 第二小学
    By 3 Mar 2026 you will hear whether it is taken up; the unit then has 5 working days.
    Receipt code: {receipt}
    You will be told here. With the code you can also ask from any device. Nothing more is needed for now; bills,
        notices or chat records may be added at any time.
    [Open TS-2026-0001] [Add words or photos]
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Admissions
    Unit: 第二小学
    State: submitted
    Words: 招生不公
    Reported by: 刘老师
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
""",
    )


def test_a_telephone_number_given_openly_stays_with_the_office(town: Town) -> None:
    """The unit that deals with it reads the name, and asks through the program; whoever complains
    is told so beforehand.
    """
    named = "[Named]\n家长 > 张三\n家长 > 13800138000"
    said = town.play(
        COMPLAINT.replace("[Confidential]\n家长 > [Skip]\n家长 > [Skip]", named)
        + COMPLAINT_ASSIGNED
    )
    assert "A telephone number where the office can ask you? The unit does not see it." in said
    converse(
        town,
        """
周校长 > TS-2026-0001
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported by: 张三
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    [Take it on] [Hand back] [Ask for more time]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported by: 张三 13800138000
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    [Assign to another unit] [Leave a message] [Put under supervision]
""",
    )


def test_scanning_the_poster_again_goes_on_with_the_draft(town: Town) -> None:
    """The same code leads back to the question that waits; a code of no unit says so."""
    converse(
        town,
        """
家长 > (start u-first)
家长 < About 第一中学. You choose later who may know that it was you; you may stay anonymous.
    What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > 食堂不干净
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > (start u-first)
家长 < Back to what was begun: Complain

    Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > [Done]
家长 < What is it about?
    [School meals] [Unlawful fees] [Banned tutoring] [Teachers' conduct] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
家长 > (start u-first)
家长 < Back to what was begun: Complain

    What is it about?
    [School meals] [Unlawful fees] [Banned tutoring] [Teachers' conduct] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back] [Cancel]
家长 > cancel
家长 < Cancelled. Nothing was sent.
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > (start u-nowhere)
家长 < The code that was scanned belongs to no unit; you name the unit yourself.
    What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
""",
    )
