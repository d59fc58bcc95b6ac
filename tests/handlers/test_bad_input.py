"""What bad input gets: a sentence that says what was wrong and what to do, and the conversation
where it was.
"""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import ANSWERED, ASSIGNED, COMPLAINT, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town


def test_before_anything_is_begun(town: Town) -> None:
    """Out of the blue: every answer leads on by a button."""
    converse(
        town,
        """
李督 > (nothing)
李督 < Nothing could be read in that. Please type it again.
    [Menu]
李督 > 99
李督 < That was not understood.

    What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
李督 > 什么
李督 < That was not understood.

    What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
李督 > (button go:nowhere)
李督 < That button is not known any more.
    [Menu]
李督 > (button ans:7:7)
李督 < That button belongs to a question that is answered already.
    [Menu]
李督 > (location)
李督 < A place alone says nothing yet.

    What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
李督 > (voice)
李督 < Voice cannot be read here. Please type it.
    [Menu]
李督 > (sticker)
李督 < A sticker cannot be read here. Please type it.
    [Menu]
李督 > (video)
李督 < Videos cannot be taken here. Please send photos and describe it in words.
    [Menu]
李督 > (file)
李督 < Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please send photos.
    [Menu]
李督 > (too_large)
李督 < This file is over 20 MB. Please send a smaller photo.
    [Menu]
李督 > (edited)
李督 < A message changed afterwards is not read again. Please send the right words as a new message.
    [Menu]
李督 > (contact)
李督 < A contact card cannot be taken here. Please type what is needed.
    [Menu]
李督 > (other)
李督 < This cannot be read here. Please type it or send a photo.
    [Menu]
""",
    )


def test_while_a_question_waits(town: Town) -> None:
    """In a report: each is told from the other, and the question is asked again."""
    converse(
        town,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > (voice)
李督 < Voice cannot be read here. Please type it.

    Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (sticker)
李督 < A sticker cannot be read here. Please type it.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (edited)
李督 < A message changed afterwards is not read again. Please send the right words as a new message.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (too_large)
李督 < This file is over 20 MB. Please send a smaller photo.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (video)
李督 < Videos cannot be taken here. Please send photos and describe it in words.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (file)
李督 < The file was not kept. Please write the unit's name, or a part of it.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (contact)
李督 < A contact card cannot be taken here. Please type what is needed.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (other)
李督 < This cannot be read here. Please type it or send a photo.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (nothing)
李督 < Nothing could be read in that. Please type it again.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (button go:nowhere)
李督 < That button is not known any more.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (button what is this)
李督 < That button is not known any more.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [Done]
李督 < That button belongs to a question that is answered already.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (location)
李督 < Please write the unit's name, or a part of it.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > 火星小学
李督 < No unit is known by “火星小学”. Try its short name, its pinyin or its initials.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > 第
李督 < Which of these do you mean?

    Which unit is it? Tap one, or write its name.
    [第一中学] [第二小学] [Back]
李督 > 9
李督 < No unit is known by “9”. Try its short name, its pinyin or its initials.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > 一中
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > 88
李督 < There is no number 88 here. Please choose one from the list.

    第一中学: what did you see?
    [Late] […] [Back]
李督 > 吵架
李督 < That is not one of the choices. Please choose one from the list.

    第一中学: what did you see?
    [Late] […] [Back]
李督 > [Late]
李督 < Anything to add?
    [Skip] [Back]
李督 > cancel
李督 < Cancelled. Nothing was sent.
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
""",
    )


def test_text_where_a_photo_is_wanted_and_the_reverse(town: Town) -> None:
    """Proof must be a photo; words must be words, no place; a photo that comes late joins the
    draft.
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
周校长 > [It was excused]
周校长 < DC-2026-0001: who was excused, and why?
    [Cancel]
周校长 > (location)
周校长 < Words are needed here, please type them.

    DC-2026-0001: who was excused, and why?
    [Cancel]
周校长 > 王强请假
周校长 < Send a photo of the leave slip or other proof, then tap Done.
    [Back]
周校长 > 没有照片
周校长 < A photo is needed here. Take one or choose one from your album.

    Send a photo of the leave slip or other proof, then tap Done.
    [Back]
周校长 > (photo)
周校长 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < Your answer to DC-2026-0001 is with the office.
    [Open DC-2026-0001] [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 has answered. Please check it.
    [Open DC-2026-0001]
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [第一中学] [示范区教育局] [第二小学] [Back]
李督 > (photo)
李督 < The photo was added to your draft.
    Which unit is it? Tap one, or write its name.
    [第一中学] [示范区教育局] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > [Late]
李督 < Anything to add?
    [Skip] [Back]
李督 > [Skip]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > (photo)
李督 < The photo was added to your draft.
    Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Late
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 3

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0002: Late at 第一中学, photos: 3. The unit sees nothing until the office assigns it.
    [One more at 第一中学] [Open DC-2026-0002]
吴办 < New finding DC-2026-0002: Late at 第一中学. It waits to be assigned.
    [Open DC-2026-0002]
""",
    )


def test_long_and_strange_text(town: Town) -> None:
    """5,000 characters, emoji, right-to-left and control characters."""
    said = {"long": "长" * 5000, "strange": "😀 \u202eabc\u202c\x07 العربية\x00 👨‍👩‍👧"}
    converse(
        town,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > {long}
李督 < No unit is known by “长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长”.
        Try its short name, its pinyin or its initials.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > {strange}
李督 < No unit is known by “😀 abc العربية 👨‍👩‍👧”. Try its short name, its pinyin or its initials.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > [Late]
李督 < Anything to add?
    [Skip] [Back]
李督 > {long}
李督 < That is 5000 characters, at most 2000 fit. Please shorten it.

    Anything to add?
    [Skip] [Back]
李督 > {strange}
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > {long}
李督 < That is 5000 characters, at most 200 fit. Please shorten it.

    Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > {strange}
李督 < Seen: Late
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 😀 abc العربية 👨‍👩‍👧
    Place: 😀 abc العربية 👨‍👩‍👧

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Late at 第一中学, photos: 1. The unit sees nothing until the office assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Late at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
家长 > 投诉
家长 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > {long}
家长 < That is 5000 characters, at most 2000 fit. Please shorten it.

    What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > 太长的话
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
""",
        said,
    )


def test_a_ticket_of_another_unit(town: Town) -> None:
    """It is not told apart from one that does not exist, by number, button or words."""
    town.play(FINDING.replace("[第一中学]", "[第二小学]"))
    converse(
        town,
        """
周校长 > DC-2026-0001
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
周校长 > DC-2026-0002
周校长 < There is no ticket DC-2026-0002 for you. Please check the number.
    [Menu]
周校长 > (button go:take:DC-2026-0001)
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
周校长 > (button go:take:DC-2026-0002)
周校长 < There is no ticket DC-2026-0002 for you. Please check the number.
    [Menu]
周校长 > (button go:answer:DC-2026-0001)
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Our unit's tickets]
周校长 > (button go:answer:DC-2026-0002)
周校长 < There is no ticket DC-2026-0002 for you. Please check the number.
    [Our unit's tickets]
周校长 > (button go:add:DC-2026-0001)
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
周校长 > (button go:merge:DC-2026-0001)
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
""",
    )


def test_a_role_that_may_not(town: Town) -> None:
    """Who may not is told whose it is and what they can do instead."""
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
周校长 > report
周校长 < Only inspectors report findings. You can complain instead: tap Menu, then Complain.
    [Menu]
周校长 > inbox
周校长 < The list of what waits is the office's.
    [Menu]
周校长 > toclose
周校长 < The list of what waits is the office's.
    [Menu]
周校长 > invite
周校长 < Only the office and administrators invite.
    [Menu]
李督 > unit
李督 < You are neither head nor handler of a unit. Ask the office if you should be.
    [Menu]
李督 > (button go:approve:DC-2026-0001)
李督 < This is not yours to do.
    [Menu]
李督 > (button go:take:DC-2026-0001)
李督 < This is not yours to do.
    [Menu]
周校长 > (button go:assign:DC-2026-0001)
周校长 < This is not yours to do.
    [Menu]
周校长 > (button go:close:DC-2026-0001)
周校长 < This is not yours to do.
    [Menu]
""",
    )


def test_a_second_tap(town: Town) -> None:
    """A second tap on the same button does nothing twice."""
    town.play(FINDING)
    converse(
        town,
        """
李督 > [Submit]
李督 < That button belongs to a question that is answered already.
    [Menu]
李督 > [Late]
李督 < That button belongs to a question that is answered already.
    [Menu]
""",
    )
    town.play(ASSIGNED)
    converse(
        town,
        """
吴办 > [3 working days]
吴办 < That button belongs to a question that is answered already.
    [Menu]
吴办 > [Assign]
吴办 < The ticket is now: assigned. This can no longer be done, or not yet.
    [Waiting for the office]
周校长 > [Take it on]
周校长 < You have taken DC-2026-0001. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Answer] [Open DC-2026-0001]
周校长 > [Take it on]
周校长 < The ticket is now: in progress. This can no longer be done, or not yet.
    [Menu]
""",
    )
    town.play(ANSWERED)
    converse(
        town,
        """
周校长 > [Submit]
周校长 < That button belongs to a question that is answered already.
    [Menu]
周校长 > [Answer]
周校长 < The ticket is now: answered. This can no longer be done, or not yet.
    [Our unit's tickets]
""",
    )


def test_two_people_on_the_same_ticket(town: Town) -> None:
    """Whoever comes second is told how it stands, before typing anything."""
    town.person("钱办", Role.OFFICE)
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
钱办 > [Open TS-2026-0001]
钱办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Decline]
吴办 < Why is TS-2026-0001 not taken up?
    [Cancel]
钱办 > [Accept]
钱办 < TS-2026-0001 is accepted. Assign it to a unit next.
    [Assign] [Open TS-2026-0001] [Waiting for the office]
家长 < Your complaint TS-2026-0001 is taken up.
    [Open TS-2026-0001]
吴办 > 不属实
吴办 < The ticket is now: accepted. This can no longer be done, or not yet.
    [Waiting for the office]
吴办 > 无
吴办 < That was not understood.

    What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
钱办 > [Decline]
钱办 < The ticket is now: accepted. This can no longer be done, or not yet.
    [Waiting for the office]
""",
    )


def test_a_lost_invitation_and_an_old_poster(town: Town) -> None:
    """A wrong link is asked for again; a poster of no unit asks for the unit."""
    converse(
        town,
        """
家长 > (start WRONGCODE234)
家长 < This code is not valid, was used already, or is over. Please ask for a new one.

    Please type your invitation code.
    [Cancel]
家长 > cancel
家长 < Cancelled. Nothing was sent.
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > (start u-nowhere)
家长 < The code that was scanned belongs to no unit; you name the unit yourself.
    What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > 没有暖气
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > [Done]
家长 < What is it about?
    [Unlawful fees] [Banned tutoring] [Teachers' conduct] [School meals] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
家长 > [Something else]
家长 < Which school or unit? Tap, or write its name.
    [Don't know] [第一中学] [第二小学] [示范区教育局] [Back]
""",
    )
