"""CONVERSATIONS: every conversation, what it is called, the words that start it, and who finds it
in the menu.
"""

from __future__ import annotations

from collections.abc import Mapping

from casework.desk import Desk
from handlers import calendar, digests, instructions
from handlers.conversation import Conversation
from handlers.duties import mine as duties
from handlers.duties import office as duty_office
from handlers.people import bindings, preferences, welcome
from handlers.tickets import (
    card,
    complain,
    follow_up,
    history,
    office,
    photos,
    report,
    supervision,
    unit,
)
from locales import Button, _
from rules.permissions import Role
from talk import Talk

ANYBODY = frozenset({*Role, None})
OFFICE = frozenset({Role.OFFICE, Role.ADMIN})
UNIT = frozenset({Role.HEAD, Role.HANDLER})


def menu(talk: Talk, desk: Desk) -> None:
    """Everybody finds what they can do, as buttons."""
    mine = (
        {} if desk.actor.roles else {"tickets": _("My complaints")}
    )  # others report other things, too
    links = [
        Button(mine.get(name, each.title), name)
        for name, each in CONVERSATIONS.items()
        if each.shown_to(desk)
    ]
    talk.say(_("What would you like to do?"), *links)


CONVERSATIONS: Mapping[str, Conversation] = {
    "report": Conversation(
        report.report,
        _("Report a finding"),
        ("上报", "督查", "督查上报"),
        frozenset({Role.INSPECTOR}),
    ),
    "inbox": Conversation(office.inbox, _("Waiting for the office"), ("待办", "收件箱"), OFFICE),
    "toclose": Conversation(office.to_close, _("To be closed"), ("待销号",), OFFICE),
    "restricted": Conversation(
        office.restricted, _("Restricted complaints"), ("受限投诉",), frozenset({Role.CUSTODIAN})
    ),
    "supervised": Conversation(
        supervision.supervised, _("Supervised tickets"), ("挂牌督办",), OFFICE | {Role.LEADER}
    ),
    "find": Conversation(
        card.find, _("Find a ticket"), ("查工单",), OFFICE | {Role.LEADER, Role.CUSTODIAN}
    ),
    "unit": Conversation(unit.our_tickets, _("Our unit's tickets"), ("本单位工单", "工单"), UNIT),
    "duties": Conversation(
        duties.duties,
        _("My tasks"),
        ("我的任务", "任务", "待报送"),
        frozenset(Role),
        when=duties.owes_anything,
    ),
    "owing": Conversation(
        duty_office.owing,
        _("Not yet filed"),
        ("尚未报送", "未报送", "催办", "催报"),
        OFFICE,
        when=duty_office.keeps_campaigns,
    ),
    "digest": Conversation(
        digests.digest, _("Digest"), ("日报", "简报", "督查日报"), OFFICE | {Role.LEADER}
    ),
    "instructions": Conversation(
        instructions.instructions,
        _("Instructions"),
        ("批示", "批示件", "批示清单"),
        frozenset({Role.LEADER}),
    ),
    "digestsettings": Conversation(
        digests.settings, _("Digest settings"), ("日报设置",), frozenset({Role.LEADER})
    ),
    "complain": Conversation(
        complain.complain, _("Complain"), ("投诉", "举报", "我要投诉"), ANYBODY
    ),
    "tickets": Conversation(
        follow_up.my_tickets,
        _("What I reported"),
        ("我的工单", "我的投诉", "my complaints", "我的", "进度", "查进度", "催办"),
        ANYBODY,
    ),
    "receipt": Conversation(
        follow_up.receipt,
        _("Ask with a receipt code"),
        ("查询", "回执", "查询码"),
        frozenset({None}),
    ),
    "calendar": Conversation(calendar.calendar, _("Working days"), ("工作日历", "日历"), OFFICE),
    "invite": Conversation(welcome.invite, _("Invite somebody"), ("邀请",), OFFICE),
    "browser": Conversation(welcome.browser, _("Open in a browser"), ("网页",), frozenset(Role)),
    "help": Conversation(welcome.help_, _("Help"), ("帮助",), ANYBODY),
    "language": Conversation(welcome.language, _("中文 / English"), ("语言",), ANYBODY),
    "bindings": Conversation(bindings.bindings, _("My bindings"), ("我的绑定", "解除绑定", "解绑")),
    "join": Conversation(
        welcome.join, _("I have an invitation code"), ("绑定", "邀请码"), frozenset({None})
    ),
    "snooze": Conversation(preferences.snooze, _("Remind me later"), ("稍后提醒",), then="duties"),
    "quiet": Conversation(
        preferences.quiet, _("Quiet hours"), ("免打扰", "提醒设置"), then="duties"
    ),
    "menu": Conversation(menu, _("Menu"), ("菜单",)),
    "welcome": Conversation(welcome.welcome, _("Welcome"), ("你好", "您好", "hello", "start")),
    "unbind": Conversation(bindings.unbind, _("Unbind")),
    "ticket": Conversation(card.ticket, _("Ticket")),
    "photos": Conversation(photos.photos, _("All photos")),
    "history": Conversation(history.whole_history, _("Whole history")),
    "accept": Conversation(office.accept, _("Accept"), then="inbox", step="accept"),
    "decline": Conversation(office.decline, _("Decline"), then="inbox", step="decline"),
    "assign": Conversation(office.assign, _("Assign"), then="inbox", step="assign"),
    "reassign": Conversation(
        office.reassign, _("Assign to another unit"), then="inbox", step="reassign"
    ),
    "insist": Conversation(office.insist, _("Refuse the hand-back"), then="inbox", step="insist"),
    "time": Conversation(office.time, _("Rule on more time"), then="inbox", step="refuse_time"),
    "approve": Conversation(office.approve, _("Approve"), then="inbox", step="approve"),
    "sendback": Conversation(office.send_back, _("Return it"), then="inbox", step="send_back"),
    "reopen": Conversation(office.reopen, _("Reopen"), then="inbox", step="reopen"),
    "uphold": Conversation(office.uphold, _("Uphold the result"), then="inbox", step="uphold"),
    "close": Conversation(office.close, _("Close the ticket"), then="toclose", step="close"),
    "lookback": Conversation(office.look_back, _("Look back"), then="inbox", step="look_back"),
    "merge": Conversation(office.merge, _("Merge"), then="inbox", step="merge"),
    "supervise": Conversation(
        supervision.supervise, _("Put under supervision"), then="supervised", step="supervise"
    ),
    "lift": Conversation(
        supervision.lift, _("End supervision"), then="supervised", step="lift_supervision"
    ),
    "reminder": Conversation(supervision.reminder, _("Reminder")),
    "reveal": Conversation(office.reveal, _("Who reported it"), step="reveal"),
    "portfolio": Conversation(digests.portfolio, _("Fields of leaders"), ("分管", "分管领域")),
    "instruct": Conversation(instructions.instruct, _("Write an instruction"), then="instructions"),
    "remark": Conversation(instructions.remark, _("Write an instruction"), then="instructions"),
    "instruction": Conversation(instructions.instruction, _("Instruction")),
    "instructreport": Conversation(instructions.report, _("Report what was done")),
    "instructdone": Conversation(instructions.done, _("Take it as done"), then="instructions"),
    "take": Conversation(unit.take, _("Take it on"), step="take"),
    "answer": Conversation(unit.answer, _("Answer"), then="unit", step="answer"),
    "excuse": Conversation(unit.excuse, _("It was excused"), then="unit", step="excuse"),
    "handback": Conversation(unit.hand_back, _("Hand back"), then="unit", step="hand_back"),
    "moretime": Conversation(unit.more_time, _("Ask for more time"), then="unit", step="ask_time"),
    "question": Conversation(
        unit.question, _("Ask the reporter"), then="unit", step="ask_reporter"
    ),
    "add": Conversation(follow_up.add, _("Add words or photos")),
    "reply": Conversation(follow_up.reply, _("Answer the question"), step="supply"),
    "rate": Conversation(follow_up.rate, _("Rate the result"), step="rate"),
    "reopening": Conversation(follow_up.reopening, _("Ask for reopening"), step="ask_reopening"),
    "withdraw": Conversation(follow_up.withdraw, _("Withdraw"), step="withdraw"),
    "relay": Conversation(follow_up.relay, _("Leave a message"), step="relay"),
    "duty": Conversation(duties.duty, _("Task")),
    "dutyphotos": Conversation(duties.photos, _("All photos")),
    "dutydocs": Conversation(duties.documents, _("Download documents")),
    "dutyfile": Conversation(duties.file, _("File it"), then="duties"),
    "dutyok": Conversation(duties.confirm, _("Confirm receipt"), then="duties"),
    "dutyhand": Conversation(duties.hand, _("Hand to a colleague"), then="duties"),
    "dutyback": Conversation(duties.take_back, _("Take it back"), then="duties"),
    "dutytime": Conversation(duties.more_time, _("Ask for more time"), then="duties"),
    "atonce": Conversation(
        duties.at_once, _("Report at once"), ("立即报告", "重大事项"), then="duties"
    ),
    "dutyrule": Conversation(duty_office.rule_on_time, _("Rule on more time"), then="owing"),
    "dutyreturn": Conversation(duty_office.return_it, _("Return it"), then="owing"),
    "dutypaper": Conversation(duty_office.record_paper, _("Record a paper filing"), then="owing"),
    "campaignend": Conversation(
        duty_office.end_campaign, _("End a campaign"), ("结束行动", "结束专项行动")
    ),
    "dutyexempt": Conversation(duty_office.exempt, _("Exempt"), then="owing"),
    "dutylift": Conversation(duty_office.lift_exemption, _("Lift the exemption"), then="owing"),
}
