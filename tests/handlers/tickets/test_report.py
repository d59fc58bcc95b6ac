"""Report: an inspector in a corridor, photos first, words later."""

from __future__ import annotations

from sqlmodel import select

from storage.tables import Unit
from tests.handlers.beginnings import FINDING
from tests.handlers.transcript import converse
from tests.town import Town


def test_photos_first_words_later(town_anywhere: Town) -> None:
    """A photo out of the blue begins it; six taps after the photo."""
    converse(
        town_anywhere,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] [Left early] [Absent without leave] [Sent a stand-in] [Playing with a phone] [Taking phone calls]
        [Talking among themselves] [Dozing off] [Walking about] [Smoking] [Lingering outside the hall]
        [First person asked did not take charge] [More] [Back]
李督 > [Playing with a phone]
李督 < Anything to add?
    [Skip] [Back]
李督 > 后排三人
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > 三楼会议室
李督 < Seen: Playing with a phone
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 后排三人
    Place: 三楼会议室

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Playing with a phone at 第一中学, photos: 1. The unit sees nothing until the
        office assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Playing with a phone at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
李督 > [Open DC-2026-0001]
李督 < DC-2026-0001 Playing with a phone
    Unit: 第一中学
    State: accepted
    Words: 后排三人
    Place: 三楼会议室
    History:
    · 2 Mar 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw]
""",
    )


def test_an_album_with_its_words(town: Town) -> None:
    """An album is answered once; its words guess the kind and are not asked for again; the place is
    the phone's.
    """
    converse(
        town,
        """
李督 > (album of 3: 多人打瞌睡)
李督 < Photos received: 3. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > 第1中学
李督 < 第一中学: what did you see?
    [Dozing off] […] [Back]
李督 > [Dozing off]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > (location)
李督 < Seen: Dozing off
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 3
    Words: 多人打瞌睡
    Place: 28.19409, 112.98228

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Dozing off at 第一中学, photos: 3. The unit sees nothing until the office assigns
        it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Dozing off at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
""",
    )


def test_a_sentence_at_the_kind_is_kept(town_anywhere: Town) -> None:
    """Whoever writes what they saw instead of tapping its name is not asked for words again, and
    the office reads them; where it may be one of two, they are kept with whichever is meant.
    """
    converse(
        town_anywhere,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > 两名教师迟到，还在玩手机
李督 < Which of these is it?

    第一中学: what did you see?
    [Playing with a phone] [Late] [Back]
李督 > [Late]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Back]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > 两名教师迟到十五分钟
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Late
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 两名教师迟到十五分钟

    Send it?
    [Submit] [Change the time] [Drop] [Back]
""",
    )


def test_words_with_a_slip_are_written_anew(town_anywhere: Town) -> None:
    """What came with the photos can be put right at the end, without going back to them."""
    converse(
        town_anywhere,
        """
李督 > (photo 抽yan)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > [Smoking]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 抽yan

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Change the words]
李督 < Write the words anew; they take the place of the earlier ones.
    [Back]
李督 > 一名教师在会场吸烟
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 一名教师在会场吸烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Back]
李督 < Write the words anew; they take the place of the earlier ones.
    [Back]
李督 > 一名教师在会场吸烟，劝阻后熄灭
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 一名教师在会场吸烟，劝阻后熄灭

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Smoking at 第一中学, photos: 1. The unit sees nothing until the office assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Smoking at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
李督 > [Open DC-2026-0001]
李督 < DC-2026-0001 Smoking
    Unit: 第一中学
    State: accepted
    Words: 一名教师在会场吸烟，劝阻后熄灭
    History:
    · 2 Mar 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw]
""",
    )


def test_the_time_is_the_photos_and_can_be_changed(town: Town) -> None:
    """Who reports in the evening what was seen at noon says so at the end; what is no time, or not
    yet, is asked again.
    """
    converse(
        town,
        """
李督 > (photo 抽烟)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
+ 2 hours
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Smoking] […] [Back]
李督 > [Smoking]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Change the time]
李督 < When was it? Write for example 8:40, 昨天下午三点半, or 3月16日 8:40.
    [Back]
李督 > 开会的时候
李督 < That time could not be read.

    When was it? Write for example 8:40, 昨天下午三点半, or 3月16日 8:40.
    [Back]
李督 > 2026-03-03 8:00
李督 < 3 Mar 08:00 has not come yet. Please write when it was.

    When was it? Write for example 8:40, 昨天下午三点半, or 3月16日 8:40.
    [Back]
李督 > 八点半
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 08:30
    Photos: 1
    Words: 抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Change the words]
李督 < Write the words anew; they take the place of the earlier ones.
    [Back]
李督 > 两人抽烟
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 08:30
    Photos: 1
    Words: 两人抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Smoking at 第一中学, photos: 1. The unit sees nothing until the office assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Smoking at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
李督 > [Open DC-2026-0001]
李督 < DC-2026-0001 Smoking
    Unit: 第一中学
    State: accepted
    Words: 两人抽烟
    Time: 2 Mar 08:30
    History:
    · 2 Mar 11:00 filed
    [Add words or photos] [Leave a message] [Withdraw]
""",
    )


def test_what_comes_after_the_words_were_written_anew_joins_them(town: Town) -> None:
    """A photo on a slow line brings words of its own; a refusal asks for the unit, and leaves the
    new words alone.
    """
    converse(
        town,
        """
李督 > (photo 抽yan)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > [Smoking]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 抽yan

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Change the words]
李督 < Write the words anew; they take the place of the earlier ones.
    [Back]
李督 > 一名教师吸烟
李督 < Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 一名教师吸烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > (photo 劝阻后)
李督 < The photo was added to your draft.
    Seen: Smoking
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 2
    Words: 一名教师吸烟
    │劝阻后

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
""",
    )
    with town.database.write() as session:
        session.exec(select(Unit).where(Unit.name == "第一中学")).one().active = False
    converse(
        town,
        """
李督 > [Submit]
李督 < That unit is not known here. Please choose one from the list.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第二小学] [Back]
李督 > [第二小学]
李督 < Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 2
    Words: 一名教师吸烟
    │劝阻后

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Smoking at 第二小学, photos: 2. The unit sees nothing until the office assigns it.
    [One more at 第二小学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Smoking at 第二小学. It waits to be assigned.
    [Open DC-2026-0001]
""",
    )


def test_several_findings_in_a_row(town: Town) -> None:
    """The same unit is not asked for again; another unit is one tap further, the recent one first."""
    converse(
        town,
        """
李督 > 上报
李督 < Send the photos, with a few words if you like; then tap Done.
    [Cancel]
李督 > (photo 抽烟)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > dexx
李督 < 第二小学: what did you see?
    [Smoking] […] [Back]
李督 > 1
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > 1
李督 < Filed as DC-2026-0001: Smoking at 第二小学, photos: 1. The unit sees nothing until the office assigns it.
    [One more at 第二小学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Smoking at 第二小学. It waits to be assigned.
    [Open DC-2026-0001]
李督 > [One more at 第二小学]
李督 < Send the photos, with a few words if you like; then tap Done.
    [Cancel]
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > 会场外聊天
李督 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < 第二小学: what did you see?
    [Lingering outside the hall] [Talking among themselves] […] [Back]
李督 > 会场外
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Lingering outside the hall
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 会场外聊天

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0002: Lingering outside the hall at 第二小学, photos: 1. The unit sees nothing until
        the office assigns it.
    [One more at 第二小学] [Open DC-2026-0002]
吴办 < New finding DC-2026-0002: Lingering outside the hall at 第二小学. It waits to be assigned.
    [Open DC-2026-0002]
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [第二小学] [示范区教育局] [第一中学] [Back]
李督 > [第二小学]
李督 < 第二小学: what did you see?
    [Late] […] [Back]
李督 > [More]
李督 < 第二小学: what did you see?
    […] [Rude or cold manner] [More] [Back]
李督 > [Smoking]
李督 < Anything to add?
    [Skip] [Back]
李督 > [Skip]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 1

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > [Drop]
李督 < Dropped. Nothing was sent.
    [Menu]
""",
    )


def test_back_changes_the_unit_and_cancel_drops(town: Town) -> None:
    """Back goes one question back, again and again; cancel drops what was begun."""
    converse(
        town,
        """
李督 > (photo 早退)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第二小学]
李督 < 第二小学: what did you see?
    [Left early] […] [Back]
李督 > back
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Left early] […] [Back]
李督 > [Back]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [Back]
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > (photo)
李督 < Photos received: 2. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > cancel
李督 < Cancelled. Nothing was sent.
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
""",
    )


def test_words_without_a_photo(town: Town) -> None:
    """Where no photo could be taken, words do."""
    converse(
        town,
        """
李督 > menu
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
李督 > [Report a finding]
李督 < Send the photos, with a few words if you like; then tap Done.
    [Cancel]
李督 > 一把手没来，派人代会
李督 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Absent without leave] […] [Back]
李督 > [Sent a stand-in]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Sent a stand-in
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 0
    Words: 一把手没来，派人代会

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Sent a stand-in at 第一中学, photos: 0. The unit sees nothing until the office
        assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Sent a stand-in at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
""",
    )


def test_a_mistaken_report_is_withdrawn_before_dispatch(town: Town) -> None:
    """Until it is assigned the inspector withdraws a finding with a reason that the office reads;
    after that no more.
    """
    town.play(FINDING)
    converse(
        town,
        """
李督 > [Open DC-2026-0001]
李督 < DC-2026-0001 Late
    Unit: 第一中学
    State: accepted
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw]
李督 > [Withdraw]
李督 < Why is DC-2026-0001 withdrawn? The reason goes on the record, and the office reads it.
    [Cancel]
李督 > 原因：看错了，是外校老师。
李督 < Withdraw DC-2026-0001? It is not dealt with then.
    Reason: 原因：看错了，是外校老师。
    [Withdraw] [Keep it] [Back]
李督 > [Withdraw]
李督 < DC-2026-0001 is withdrawn.
    [Menu]
吴办 < DC-2026-0001 was withdrawn by its inspector: 看错了，是外校老师
    [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: withdrawn
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 withdrawn: 看错了，是外校老师
    [Menu]
李督 > [One more at 第一中学]
李督 < Send the photos, with a few words if you like; then tap Done.
    [Cancel]
李督 > 玩手机
李督 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < 第一中学: what did you see?
    [Playing with a phone] […] [Back]
李督 > 玩手机
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Playing with a phone
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 0
    Words: 玩手机

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0002: Playing with a phone at 第一中学, photos: 0. The unit sees nothing until the
        office assigns it.
    [One more at 第一中学] [Open DC-2026-0002]
吴办 < New finding DC-2026-0002: Playing with a phone at 第一中学. It waits to be assigned.
    [Open DC-2026-0002]
吴办 > [Open DC-2026-0002]
吴办 < DC-2026-0002 Playing with a phone
    Unit: 第一中学
    State: accepted
    Words: 玩手机
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    [Assign] [Leave a message] [Put under supervision]
吴办 > [Assign]
吴办 < Assign DC-2026-0002 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [3 working days]
李督 < DC-2026-0002 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0002]
周校长 < Assigned to you: DC-2026-0002, Playing with a phone. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    │玩手机
    [Take it on] [Open DC-2026-0002]
吴办 < DC-2026-0002 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0002] [Waiting for the office]
李督 > [Open DC-2026-0002]
李督 < DC-2026-0002 Playing with a phone
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 玩手机
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Add words or photos] [Leave a message]
李督 > (button go:withdraw:DC-2026-0002)
李督 < The ticket is now: assigned. This can no longer be done, or not yet.
    [Menu]
""",
    )
