"""CONVERSATIONS: every conversation, its name, the words that start it, and who finds it."""

from __future__ import annotations

from collections.abc import Mapping

from casework.desk import Desk
from handlers import calendar, digests, instructions
from handlers.conversation import Conversation, Script
from handlers.duties import campaign_end, filing, handing, mine, unfiled
from handlers.duties import office as duty_office
from handlers.people import binding_log, bindings, custodian_key, join, preferences, roles, welcome
from handlers.tickets import (
    assign,
    card,
    complain,
    follow_up,
    history,
    merge,
    office,
    photos,
    queues,
    receipt,
    report,
    supervision,
    unit,
)
from locales import Button, _
from rules.actions import ACTIONS
from rules.permissions import EVERYBODY, MAY, Role
from talk import Talk

OFFICE = MAY["work_the_inbox"]
UNIT = frozenset({Role.HEAD, Role.HANDLER})


def menu(talk: Talk, desk: Desk) -> None:
    """Everybody finds what they can do, as buttons."""
    buttons = []
    for name, conversation in CONVERSATIONS.items():
        if not conversation.shown_to(desk):
            continue
        label = conversation.title
        if name == "tickets" and not desk.actor.roles:
            label = _("My complaints")  # others report other things, too
        buttons.append(Button(label, name))
    talk.say(_("What would you like to do?"), *buttons)


def _actions(then: str, **scripts: Script) -> dict[str, Conversation]:
    """Return the conversations of these actions; each leads to `then` at its end."""
    return {
        name: Conversation(script, ACTIONS[name].label, then=then, step=ACTIONS[name].step)
        for name, script in scripts.items()
    }


CONVERSATIONS: Mapping[str, Conversation] = {
    "report": Conversation(
        report.report,
        _("Report a finding"),
        ("上报", "督查", "督查上报"),
        MAY["file_finding"],
    ),
    "inbox": Conversation(queues.inbox, _("Waiting for the office"), ("待办", "收件箱"), OFFICE),
    "toclose": Conversation(queues.to_close, _("To be closed"), ("待销号",), OFFICE),
    "restricted": Conversation(
        queues.restricted, _("Restricted complaints"), ("受限投诉",), MAY["reveal"]
    ),
    "key": Conversation(
        custodian_key.custodian_key, _("Confidential key"), ("保密钥匙", "钥匙"), MAY["reveal"]
    ),
    "supervised": Conversation(
        supervision.supervised, _("Supervised tickets"), ("挂牌督办",), OFFICE | {Role.LEADER}
    ),
    "find": Conversation(
        card.find_ticket, _("Find a ticket"), ("查工单",), MAY["see_every_ticket"]
    ),
    "unit": Conversation(queues.our_tickets, _("Our unit's tickets"), ("本单位工单", "工单"), UNIT),
    "duties": Conversation(
        mine.my_tasks,
        _("My tasks"),
        ("我的任务", "任务", "待报送"),
        frozenset(Role),
        when=mine.has_tasks,
    ),
    "owing": Conversation(
        unfiled.not_filed,
        _("Not yet filed"),
        ("尚未报送", "未报送", "催办", "催报"),
        OFFICE,
        when=unfiled.keeps_campaigns,
    ),
    "digest": Conversation(
        digests.digest, _("Digest"), ("日报", "简报", "督查日报"), MAY["read_digest"]
    ),
    "instructions": Conversation(
        instructions.instructions,
        _("Instructions"),
        ("批示", "批示件", "批示清单"),
        MAY["instruct"],
    ),
    "digestsettings": Conversation(
        digests.settings, _("Digest settings"), ("日报设置",), frozenset({Role.LEADER})
    ),
    "complain": Conversation(
        complain.complain, _("Complain"), ("投诉", "举报", "我要投诉"), MAY["file_complaint"]
    ),
    "tickets": Conversation(
        follow_up.my_tickets,
        _("What I reported"),
        ("我的工单", "我的投诉", "my complaints", "我的", "进度", "查进度", "催办"),
        EVERYBODY,
    ),
    "receipt": Conversation(
        receipt.receipt,
        _("Ask with a receipt code"),
        ("查询", "回执", "查询码"),
        frozenset({None}),
        by_receipt=True,
    ),
    "calendar": Conversation(
        calendar.calendar, _("Working days"), ("工作日历", "日历"), MAY["keep_calendar"]
    ),
    "invite": Conversation(welcome.invite, _("Invite somebody"), ("邀请",), MAY["invite"]),
    "roles": Conversation(
        roles.roles,
        _("Roles to be given"),
        ("待定角色",),
        MAY["give_roles"],
        when=roles.has_roles_to_give,
    ),
    "bindlog": Conversation(
        binding_log.binding_log,
        _("Bindings and roles"),
        ("绑定记录",),
        MAY["see_bindings"],
    ),
    "browser": Conversation(welcome.browser, _("Open in a browser"), ("网页",), frozenset(Role)),
    "help": Conversation(welcome.help_, _("Help"), ("帮助",), EVERYBODY),
    "language": Conversation(welcome.language, _("中文 / English"), ("语言",), EVERYBODY),
    "bindings": Conversation(bindings.bindings, _("My bindings"), ("我的绑定", "解除绑定", "解绑")),
    "join": Conversation(
        join.join, _("I have an invitation code"), ("绑定", "邀请码"), frozenset({None})
    ),
    "snooze": Conversation(preferences.snooze, _("Remind me later"), ("稍后提醒",), then="duties"),
    "quiet": Conversation(
        preferences.quiet, _("Quiet hours"), ("免打扰", "提醒设置"), then="duties"
    ),
    "menu": Conversation(menu, _("Menu"), ("菜单",)),
    "welcome": Conversation(welcome.welcome, _("Welcome"), ("你好", "您好", "hello", "start")),
    "letin": Conversation(roles.let_in, _("Agree to an invitation")),
    "unbind": Conversation(bindings.unbind, _("Unbind")),
    "ticket": Conversation(card.show_ticket, _("Ticket")),
    "photos": Conversation(photos.show_photos, _("All photos")),
    "history": Conversation(history.whole_history, _("Whole history")),
    "portfolio": Conversation(digests.portfolio, _("Fields of leaders"), ("分管", "分管领域")),
    "reminder": Conversation(supervision.reminder, _("Reminder")),
    "instruction": Conversation(instructions.instruction, _("Instruction")),
    "duty": Conversation(mine.task, _("Task")),
    "dutyphotos": Conversation(mine.photos, _("All photos")),
    "dutydocs": Conversation(mine.documents, _("Download documents")),
    "atonce": Conversation(
        filing.report_immediately, _("Report at once"), ("立即报告", "重大事项"), then="duties"
    ),
    "campaignend": Conversation(
        campaign_end.end_campaign, _("End a campaign"), ("结束行动", "结束专项行动")
    ),
    **_actions(
        "inbox",
        accept=office.accept,
        decline=office.decline,
        assign=assign.assign,
        reassign=assign.reassign,
        insist=office.insist,
        time=office.time,
        approve=office.approve,
        sendback=office.send_back,
        reopen=office.reopen,
        uphold=office.uphold,
        lookback=office.look_back,
        merge=merge.merge,
    ),
    **_actions("toclose", close=office.close),
    **_actions("supervised", supervise=supervision.supervise, lift=supervision.lift),
    **_actions(
        "unit",
        answer=unit.answer,
        excuse=unit.excuse,
        handback=unit.hand_back,
        moretime=unit.more_time,
        question=unit.question,
    ),
    **_actions(
        "menu",
        take=unit.take,
        reveal=office.reveal,
        add=follow_up.add,
        reply=follow_up.reply,
        rate=follow_up.rate,
        reopening=follow_up.reopening,
        withdraw=follow_up.withdraw,
        relay=follow_up.relay,
        instructreport=instructions.report,
    ),
    **_actions(
        "instructions",
        instruct=instructions.instruct,
        remark=instructions.remark,
        instructdone=instructions.done,
    ),
    **_actions(
        "duties",
        dutyfile=filing.file,
        dutyok=filing.confirm,
        dutyhand=handing.hand_over,
        dutyback=handing.take_back,
        dutytime=handing.more_time,
    ),
    **_actions(
        "owing",
        dutyrule=duty_office.rule_on_time,
        dutyreturn=duty_office.return_it,
        dutypaper=duty_office.record_paper,
        dutyexempt=duty_office.exempt,
        dutylift=duty_office.lift_exemption,
    ),
}
