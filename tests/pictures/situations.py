"""Made-up digests for pictures: a quiet day, a busy one, long names, English, a dark screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pictures.digest_facts import Bar, CampaignFacts, DigestFacts, Rate, Worst

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
CAME = (3, 5, 8, 12, 2, 0, 1, 9, 7, 6, 11, 4, 0, 12)
SOLVED = (2, 4, 6, 9, 5, 0, 0, 4, 8, 9, 7, 5, 1, 7)
LONG = "示范区教育局直属第一外国语实验学校（东湖新城校区）附属幼儿园及小学部联合党总支部"  # forty characters


def _bars(came: tuple[int, ...], solved: tuple[int, ...]) -> tuple[Bar, ...]:
    ends = (DAY - timedelta(days=back) for back in reversed(range(len(came))))
    return tuple(map(Bar, ends, came, solved))


BUSY = DigestFacts(
    every="day",
    day=DAY,
    since=AT - timedelta(days=2),
    until=AT,
    bureau="明察示范区教育局",
    is_all=True,
    came=(12, 9, 8),
    solved=(7, 10, 6),
    open=35,
    overdue=9,
    warnings={"blue": 3, "yellow": 2, "red": 1},
    instructions=(2, 1),
    campaigns=(CampaignFacts("作风整治", "整改阶段", 50, 45),),
    response=Rate(49, 50, 1),
    solving=Rate(40, 48, 3),
    satisfaction=Rate(18, 20, 7),
    bars=_bars(CAME, SOLVED),
    by="unit",
    places=(
        ("第一中学", 4),
        ("第二小学", 2),
        ("职业教育中心", 1),
        ("实验幼儿园", 1),
        ("招生考试办公室", 1),
    ),
    worst=(
        Worst("TS-2026-0012", "第一中学", 12),
        Worst("TS-2026-0031", "第二小学", 8),
        Worst("DC-2026-0040", "第一中学", 5),
        Worst("TS-2026-0044", "职业教育中心", 3),
        Worst("DC-2026-0052", "实验幼儿园", 1),
    ),
)
QUIET = replace(
    BUSY,
    came=(1, 0, 2),
    solved=(1, 0, 0),
    open=3,
    overdue=0,
    warnings={},
    places=(),
    worst=(),
    campaigns=(),
    instructions=(0, 0),
    bars=_bars(
        (0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1), (0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1)
    ),
)
LONG_NAMES = replace(
    BUSY,
    bureau=LONG,
    is_all=False,
    came=(10234, 9876, 12345),
    overdue=1534,
    open=98765,
    places=tuple((LONG[turn:] + LONG[:turn], 1000 - 200 * turn) for turn in range(5)),
    worst=tuple(
        Worst(f"TS-2026-1{turn}234", LONG[turn:] + LONG[:turn], 240 - turn) for turn in range(5)
    ),
)
ENGLISH = replace(
    BUSY,
    bureau="Education Bureau of the Demonstration District",
    places=(
        ("No. 1 Middle School", 4),
        ("No. 2 Primary School", 2),
        ("Vocational Training Centre", 1),
    ),
    worst=(
        Worst("TS-2026-0012", "No. 1 Middle School", 12),
        Worst("TS-2026-0031", "No. 2 Primary School", 8),
        Worst("DC-2026-0040", "Vocational Training Centre", 1),
    ),
)

# name of the picture: facts, language, dark
SITUATIONS: dict[str, tuple[DigestFacts, str, bool]] = {
    "digest-quiet": (QUIET, "zh_CN", False),
    "digest-busy": (BUSY, "zh_CN", False),
    "digest-long-names": (LONG_NAMES, "zh_CN", False),
    "digest-english": (ENGLISH, "en", False),
    "digest-dark": (BUSY, "zh_CN", True),
}
