"""Working days in chat: what differs, days of the bureau's own, and who hears that a deadline
moves.
"""

from __future__ import annotations

from tests.handlers.beginnings import ASSIGNED, FINDING
from tests.handlers.transcript import converse
from tests.town import Town


def test_free_days_move_a_deadline_and_taken_back_they_move_it_back(town: Town) -> None:
    """The office adds days, the unit and the inspector hear of the new deadline, and of the old one
    again.
    """
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
吴办 > 工作日历
吴办 < Days from today on that differ from plain weeks:
    6 Apr 2026 清明: free
    1 May 2026 to 5 May 2026 劳动节: free
    9 May 2026 劳动节调休上班: worked
    19 Jun 2026 端午: free
    20 Sep 2026 国庆节调休上班: worked
    25 Sep 2026 中秋: free
    1 Oct 2026 to 7 Oct 2026 国庆节: free
    10 Oct 2026 国庆节调休上班: worked
    2027: not published yet; deadlines in it are provisional.
    [Add free days] [Add working days] [Done] [Cancel]
吴办 > [Add free days]
吴办 < Which days? One day or from one to another, for example 3月16日 or 1月20日至2月25日.
    [Back]
吴办 > 下周三
吴办 < That is no day. Write for example 3月16日, or 1月20日至2月25日.

    Which days? One day or from one to another, for example 3月16日 or 1月20日至2月25日.
    [Back]
吴办 > 3月4日至3月5日
吴办 < What are they called? For example 寒假.
    [Back]
吴办 > 校运会
吴办 < 4 Mar 2026 to 5 Mar 2026 校运会: free
    Open deadlines are reckoned anew. Set these days?
    [Submit] [Drop] [Back]
吴办 > [Submit]
李督 < DC-2026-0001: the working days have changed; the deadline is now by 9 Mar 2026 18:00 (working days: 3)
        (before: 5 Mar 2026).
    [Open DC-2026-0001]
周校长 < DC-2026-0001: the working days have changed; the deadline is now by 9 Mar 2026 18:00 (working days: 3)
        (before: 5 Mar 2026).
    [Open DC-2026-0001]
吴办 < 4 Mar 2026 to 5 Mar 2026 校运会: free. Deadlines that moved: 1.
    [Working days]
吴办 > [Working days]
吴办 < Days from today on that differ from plain weeks:
    4 Mar 2026 to 5 Mar 2026 校运会: free (the bureau's own)
    6 Apr 2026 清明: free
    1 May 2026 to 5 May 2026 劳动节: free
    9 May 2026 劳动节调休上班: worked
    19 Jun 2026 端午: free
    20 Sep 2026 国庆节调休上班: worked
    25 Sep 2026 中秋: free
    1 Oct 2026 to 7 Oct 2026 国庆节: free
    10 Oct 2026 国庆节调休上班: worked
    2027: not published yet; deadlines in it are provisional.
    [Add free days] [Add working days] [Take days back] [Done] [Cancel]
吴办 > [Take days back]
吴办 < Which days are taken back?
    [4 Mar 2026 to 5 Mar 2026 校运会: free (the bureau's own)] [Back]
吴办 > 1
李督 < DC-2026-0001: the working days have changed; the deadline is now by 5 Mar 2026 18:00 (working days: 3)
        (before: 9 Mar 2026).
    [Open DC-2026-0001]
周校长 < DC-2026-0001: the working days have changed; the deadline is now by 5 Mar 2026 18:00 (working days: 3)
        (before: 9 Mar 2026).
    [Open DC-2026-0001]
吴办 < 4 Mar 2026 to 5 Mar 2026: taken back; what is published holds again. Deadlines that moved: 1.
    [Working days]
""",
    )


def test_what_cannot_be_set(town: Town) -> None:
    """The unit may not; half a year is too long; dropped or done nothing has changed."""
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
周校长 > 工作日历
周校长 < The working days are kept by the office.
    [Menu]
吴办 > 日历
吴办 < Days from today on that differ from plain weeks:
    6 Apr 2026 清明: free
    1 May 2026 to 5 May 2026 劳动节: free
    9 May 2026 劳动节调休上班: worked
    19 Jun 2026 端午: free
    20 Sep 2026 国庆节调休上班: worked
    25 Sep 2026 中秋: free
    1 Oct 2026 to 7 Oct 2026 国庆节: free
    10 Oct 2026 国庆节调休上班: worked
    2027: not published yet; deadlines in it are provisional.
    [Add free days] [Add working days] [Done] [Cancel]
吴办 > [Add free days]
吴办 < Which days? One day or from one to another, for example 3月16日 or 1月20日至2月25日.
    [Back]
吴办 > 2026-07-01至2026-12-31
吴办 < At most 100 days can be set at once.

    Which days? One day or from one to another, for example 3月16日 or 1月20日至2月25日.
    [Back]
吴办 > 7月13日
吴办 < What are they called? For example 寒假.
    [Back]
吴办 > 暑假
吴办 < 13 Jul 2026 暑假: free
    Open deadlines are reckoned anew. Set these days?
    [Submit] [Drop] [Back]
吴办 > [Drop]
吴办 < The working days stay as they are.
    [Menu]
吴办 > 日历
吴办 < Days from today on that differ from plain weeks:
    6 Apr 2026 清明: free
    1 May 2026 to 5 May 2026 劳动节: free
    9 May 2026 劳动节调休上班: worked
    19 Jun 2026 端午: free
    20 Sep 2026 国庆节调休上班: worked
    25 Sep 2026 中秋: free
    1 Oct 2026 to 7 Oct 2026 国庆节: free
    10 Oct 2026 国庆节调休上班: worked
    2027: not published yet; deadlines in it are provisional.
    [Add free days] [Add working days] [Done] [Cancel]
吴办 > [Done]
吴办 < The working days stay as they are.
    [Menu]
""",
    )


def test_in_chinese(chinese_town: Town) -> None:
    """A working Saturday set and taken back, in the office's language."""
    converse(
        chinese_town,
        """
吴办 > 日历
吴办 < 今日起与平常周不同的日期：
    2026年4月6日 清明：休
    2026年5月1日至2026年5月5日 劳动节：休
    2026年5月9日 劳动节调休上班：班
    2026年6月19日 端午：休
    2026年9月20日 国庆节调休上班：班
    2026年9月25日 中秋：休
    2026年10月1日至2026年10月7日 国庆节：休
    2026年10月10日 国庆节调休上班：班
    2027年放假安排尚未公布，涉及该年的时限均为暂定。
    [增设休息日] [增设工作日] [完成] [取消]
吴办 > [增设工作日]
吴办 < 请填写日期，一天或起止日期均可，如 3月16日，或 1月20日至2月25日。
    [上一步]
吴办 > 3月7日
吴办 < 请填写名称，如：寒假。
    [上一步]
吴办 > 补班
吴办 < 2026年3月7日 补班：班
    在办件的时限将重新计算。确认设置？
    [提交] [取消] [上一步]
吴办 > [提交]
吴办 < 2026年3月7日 补班：班。办理时限变动0件。
    [工作日历]
吴办 > [工作日历]
吴办 < 今日起与平常周不同的日期：
    2026年3月7日 补班：班（本局自设）
    2026年4月6日 清明：休
    2026年5月1日至2026年5月5日 劳动节：休
    2026年5月9日 劳动节调休上班：班
    2026年6月19日 端午：休
    2026年9月20日 国庆节调休上班：班
    2026年9月25日 中秋：休
    2026年10月1日至2026年10月7日 国庆节：休
    2026年10月10日 国庆节调休上班：班
    2027年放假安排尚未公布，涉及该年的时限均为暂定。
    [增设休息日] [增设工作日] [取消已设日期] [完成] [取消]
吴办 > [取消已设日期]
吴办 < 取消哪些日期？
    [2026年3月7日 补班：班（本局自设）] [上一步]
吴办 > [2026年3月7日 补班：班（本局自设）]
吴办 < 2026年3月7日：已取消，恢复按公布的安排执行。办理时限变动0件。
    [工作日历]
""",
    )
