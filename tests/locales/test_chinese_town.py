"""Whole conversations in Chinese: whatever the people of the town read, no English slips through as
a fact.
"""

from __future__ import annotations

import re

from rules.permissions import Role
from storage.database import Database
from tests.town import Town

ALLOWED = re.compile(
    r"(?:DC|TS)-2026-\d{4}|中文 / English|web 家长|\(photos: \d+\)|http://127\.0\.0\.1:8000/enter/\w+|：[2-9A-Z]{12}"
)

FINDING = """
李督 > (start)
李督 > (photo)
李督 > [完成]
李督 > 一中
李督 > 玩手机
李督 > [跳过]
李督 > 三楼会议室
李督 > [提交]
吴办 > 待办
吴办 > [DC-2026-0001]
吴办 > [交办]
吴办 > [是]
吴办 > [3个工作日]
吴办 > DC-2026-0001
吴办 > [挂牌督办]
吴办 > 三日内整改到位
吴办 > 3月6日
周校长 > [签收]
周校长 > DC-2026-0001
周校长 > [申请延期]
周校长 > [2个工作日]
周校长 > 教师外出培训
吴办 > [审批]
吴办 > [同意]
周校长 > [答复]
周校长 > 管理不严
周校长 > 已谈话提醒
周校长 > 王强
周校长 > (photo)
周校长 > [完成]
周校长 > [提交]
吴办 > DC-2026-0001
吴办 > [解除挂牌]
吴办 > 已整改到位
吴办 > 挂牌督办
吴办 > 工作日历
吴办 > [完成]
吴办 > DC-2026-0001
吴办 > [核查通过]
吴办 > DC-2026-0001
吴办 > [回头看]
吴办 > 又有教师玩手机
吴办 > [是，另立工单]
"""
COMPLAINT = """
家长 > 投诉
家长 > 强制购买教辅
家长 > [完成]
家长 > [教辅校服]
家长 > 火星小学
家长 > 一中
家长 > [否]
家长 > [保密]
家长 > [跳过]
家长 > 13800138000
家长 > [提交]
吴办 > [查看 TS-2026-0001]
吴办 > [留言]
吴办 > 请补充收费通知
家长 > [回复]
家长 > 好的
吴办 > TS-2026-0001
吴办 > [不予受理]
吴办 > 不属于教育局职责
吴办 > 区市场监管局
家长 > 我的工单
家长 > [TS-2026-0001]
家长 > 帮助
家长 > 督查上报
家长 > (voice)
纪检 > TS-2026-0001
纪检 > [查看反映人]
纪检 > 核实是否打击报复
吴办 > 邀请
吴办 > 李督
李督 > 网页
吴办 > 邀请
吴办 > 纪检
吴办 > 取消
吴办 > 我的绑定
吴办 > [他人的绑定]
吴办 > 李督
吴办 > [1．网页聊天]
吴办 > [解除绑定]
李督 > 我的绑定
"""


def test_nothing_that_people_read_is_english(sqlite_database: Database) -> None:
    town = Town(sqlite_database, language="zh_CN")
    town.person("李督", Role.INSPECTOR)
    town.person("周校长", Role.HEAD, unit="第一中学")
    town.person("吴办", Role.OFFICE)
    town.person("纪检", Role.CUSTODIAN)
    town.phone("家长")
    transcript = town.play(FINDING + COMPLAINT)
    read = [line for line in transcript.splitlines() if " < " in line]
    assert [line for line in read if re.search("[A-Za-z]", ALLOWED.sub("", line))] == []
    told = [
        "· 3月2日 09:00 解除挂牌督办",
        "已另立 DC-2026-0002，请交办。",
        "；其他渠道：区市场监管局",
        "· 3月2日 09:00 办公室留言：",
    ]
    assert [each for each in told if each not in transcript] == []
