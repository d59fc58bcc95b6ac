"""The kinds and fields that hold without a campaign: names, "
"time limits and words to guess them by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from locales import Message, _
from rules import limits
from rules.kinds.catalogue import Catalogue, Kind

FIELDS: Mapping[str, Message] = MappingProxyType(
    {
        "meeting": _("Meeting discipline"),
        "service": _("Service"),
        "schooling": _("Schooling"),
        "safety": _("Safety"),
    }
)


def _meeting(code: str, name: Message, words: str, *, proof: bool = False) -> Kind:
    return Kind(
        code,
        name,
        "finding",
        "meeting",
        limits.MEETING_WORKING_DAYS,
        proof,
        tuple(words.split(", ")),
    )


def _service(code: str, name: Message, words: str, *, proof: bool = False) -> Kind:
    return Kind(
        code,
        name,
        "finding",
        "service",
        limits.SERVICE_WORKING_DAYS,
        proof,
        tuple(words.split(", ")),
    )


def _complaint(
    code: str,
    name: Message,
    words: str,
    *,
    limit: int = limits.INQUIRY_WORKING_DAYS,
    proof: bool = False,
) -> Kind:
    return Kind(code, name, "complaint", "schooling", limit, proof, tuple(words.split(", ")))


def _danger(code: str, name: Message, words: str) -> Kind:
    return Kind(
        code,
        name,
        "complaint",
        "safety",
        limits.DANGER_WORKING_DAYS,
        proof_required=True,
        words_to_guess=tuple(words.split(", ")),
        urgent=True,
    )


_MEETING_KINDS = (
    _meeting("late", _("Late"), "迟到, 来晚, 晚到, late, tardy"),
    _meeting(
        "left-early",
        _("Left early"),
        "早退, 早走, 提前离场, 提前离会, 提前离开, 提前走, 溜走, left early",
    ),
    _meeting(
        "absent",
        _("Absent without leave"),
        "缺席, 缺会, 旷会, 没来, 未到, 不到会, 无故不到, 未参会, 没参会, absent",
    ),
    _meeting(
        "stand-in",
        _("Sent a stand-in"),
        "替会, 代会, 代开会, 代参会, 替人开会, 顶替, stand-in, substitute",
    ),
    _meeting(
        "phone-use",
        _("Playing with a phone"),
        "手机, 玩手机, 看手机, 刷手机, 刷视频, 刷短视频, 刷抖音, 刷微信, 打游戏, 玩游戏, phone, "
        "mobile",
    ),
    _meeting(
        "phone-call",
        _("Taking phone calls"),
        "接打电话, 打电话, 接电话, 接听电话, 接手机, 手机响, phone call, phone calls",
    ),
    _meeting(
        "talking",
        _("Talking among themselves"),
        "交头接耳, 讲私话, 私话, 讲话, 说话, 聊天, 闲聊, 开小会, whispering, chatting, talking",
    ),
    _meeting(
        "dozing",
        _("Dozing off"),
        "打瞌睡, 瞌睡, 睡觉, 睡着, 打盹, 打呼, 趴桌, 趴着, asleep, sleeping, dozing, napping",
    ),
    _meeting(
        "walking-about",
        _("Walking about"),
        "随意走动, 走动, 走来走去, 来回走, 进进出出, walking about, walking around",
    ),
    # A room is only free of smoke again when it can be seen: signs up, ashtrays gone.
    _meeting(
        "smoking",
        _("Smoking"),
        "吸烟, 抽烟, 烟头, 烟味, 点烟, smoke, smoking, cigarette",
        proof=True,
    ),
    _meeting(
        "loitering",
        _("Lingering outside the hall"),
        "会场外, 场外, 逗留, 门外, 走廊, loitering, lingering, outside",
    ),
)

_SERVICE_KINDS = (
    _service(
        "first-asked",
        _("First person asked did not take charge"),
        "首问负责, 首问, 没人管, 没人理, 无人接待, first asked",
    ),
    # The remedy is the list on the counter's wall, so it is photographed.
    _service(
        "told-at-once",
        _("Not told everything at once"),
        "一次性告知, 一次告知, 没说清, 反复跑, 跑多趟, 补材料",
        proof=True,
    ),
    _service(
        "time-limit",
        _("Time limit for service missed"),
        "限时办结, 超时, 逾期, 拖延, 拖拉, 慢作为, overdue, delayed",
    ),
    _service(
        "passing-the-buck",
        _("Passing the buck"),
        "推诿扯皮, 推诿, 扯皮, 踢皮球, 推来推去, 不作为, passing the buck",
    ),
    # What was taken has to be given back, and the receipt shown.
    _service(
        "asking-favours",
        _("Asking for favours"),
        "吃拿卡要, 吃拿, 卡要, 刁难, 好处, 红包, 索要, 请吃, 收礼, bribe, favours",
        proof=True,
    ),
    _service(
        "attitude",
        _("Rude or cold manner"),
        "态度, 冷漠, 生硬, 不耐烦, 脸色, 爱答不理, rude, attitude",
    ),
)

_COMPLAINT_KINDS = (
    # Money wrongly taken is only settled when the refund can be seen.
    _complaint(
        "unlawful-fees",
        _("Unlawful fees"),
        "乱收费, 收费, 收钱, 交钱, 班费, 资料费, 择校费, 补课费, 费用, 退费, 退钱, fee, fees, "
        "charge, charged",
        proof=True,
    ),
    _complaint(
        "banned-tutoring",
        _("Banned tutoring"),
        "违规补课, 有偿补课, 补课, 补习, 培训班, 家教, 周末上课, 假期上课, 提前开学, tutoring",
    ),
    _complaint(
        "teacher-conduct",
        _("Teachers' conduct"),
        "师德师风, 师德, 体罚, 打学生, 打孩子, 打了, 打人, 辱骂, 骂学生, 骂孩子, 骂人, 侮辱, "
        "歧视, 收礼, hit, insulted",
    ),
    _complaint(
        "school-meals",
        _("School meals"),
        "校园餐, 食堂, 饭菜, 伙食, 午餐, 配餐, 营养餐, 餐费, 食品安全, 食品, 变质, canteen, "
        "meal, meals, lunch",
        limit=limits.PRESSING_WORKING_DAYS,
        proof=True,
    ),
    _complaint(
        "materials-uniforms",
        _("Teaching materials and uniforms"),
        "教辅校服, 教辅, 校服, 练习册, 辅导书, 辅导资料, 教材, 征订, uniform, uniforms, "
        "workbook, workbooks",
        proof=True,
    ),
    _complaint(
        "admissions",
        _("Admissions"),
        "招生, 入学, 学位, 择校, 报名, 录取, 掐尖, 分班, 转学, 学区, admission, admissions, "
        "enrolment",
        limit=limits.PRESSING_WORKING_DAYS,
    ),
    # Poisoning stands here and not with the meals: whatever caused it, it is urgent.
    _danger(
        "campus-safety",
        _("Campus safety"),
        "校园安全, 安全, 欺凌, 霸凌, 受伤, 摔伤, 消防, 校车, 打架, 危险, 隐患, 漏电, 中毒, "
        "食物中毒, 溺水, "
        "bullying, bullied, unsafe, danger, dangerous, injured, poisoning",
    ),
    _complaint("other", _("Something else"), "其他, 其它, other"),
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.code: kind for kind in (*_MEETING_KINDS, *_SERVICE_KINDS, *_COMPLAINT_KINDS)}
)

USUAL = Catalogue(KINDS, FIELDS, MappingProxyType({}), frozenset(KINDS))
