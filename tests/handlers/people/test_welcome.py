"""People: welcome, menu and help by role, language, invitations, the browser."""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import FINDING
from tests.handlers.transcript import converse
from tests.town import Town


def test_menu_by_role(town: Town) -> None:
    """Everybody finds exactly what they may do, and nobody must know a command."""
    town.person("局长", Role.LEADER)
    town.person("纪检", Role.CUSTODIAN)
    town.person("管理员", Role.ADMIN)
    town.person("小王", Role.HANDLER, unit="第一中学")
    town.person("刘老师", Role.STAFF, unit="第一中学")
    town.person("兼职", Role.INSPECTOR, Role.HEAD, unit="第二小学")
    converse(
        town,
        """
李督 > menu
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
周校长 > 菜单
周校长 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
吴办 > /menu
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
局长 > menu
局长 < What would you like to do?
    [Supervised tickets] [Find a ticket] [Digest] [Instructions] [Digest settings] [Complain] [What I reported]
        [Open in a browser] [Help] [中文 / English]
纪检 > menu
纪检 < What would you like to do?
    [Restricted complaints] [Confidential key] [Find a ticket] [Complain] [What I reported] [Bindings and roles] [Open in a browser]
        [Help] [中文 / English]
管理员 > menu
管理员 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
小王 > menu
小王 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
刘老师 > menu
刘老师 < What would you like to do?
    [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
兼职 > menu
兼职 < What would you like to do?
    [Report a finding] [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
家长 > menu
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
""",
    )


def test_help_by_role(town: Town) -> None:
    """Help says what one's own part is, and what always works."""
    town.person("局长", Role.LEADER)
    town.person("纪检", Role.CUSTODIAN)
    town.person("管理员", Role.ADMIN)
    town.person("小王", Role.HANDLER, unit="第一中学")
    town.person("刘老师", Role.STAFF, unit="第一中学")
    converse(
        town,
        """
李督 > help
李督 < Inspector: send a photo, and a report begins. Photos first, words later; a draft is kept.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
周校长 > 帮助
周校长 < Head of a unit: take a ticket on, answer with cause, measure, person responsible and photos, before
        the deadline.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
吴办 > /help
吴办 < Office: “Waiting” lists what is yours to decide, oldest deadline first. Each ticket shows what can be
        done.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
局长 > help
局长 < Leader: type a ticket's number to see how it stands.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
纪检 > help
纪检 < Custodian: restricted tickets open to you; who reported in confidence shows only with a reason, on the
        record.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
管理员 > help
管理员 < Administrator: import the roster, then invite people; each gets a one-time code.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
小王 > help
小王 < Handler: you may do all that the head may do with your unit's tickets.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
刘老师 > help
刘老师 < Staff: “My tasks” holds what you have to report or confirm; you can also complain and follow what you
        reported.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [My bindings] [Menu]
家长 > help
家长 < Tap Complain to say what is wrong; you choose who may know that it was you.
    Always: “back” goes one question back, “cancel” drops what was begun, “menu” shows everything, “language”
        changes it.
    [Menu]
家长 > [Menu]
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
""",
    )


def test_welcome(town: Town) -> None:
    """Opening the chat says where one is and what can be done."""
    converse(
        town,
        """
李督 > (start)
李督 < Hello, 李督. 示范区教育局, field reports.
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
家长 > (start)
家长 < 示范区教育局: here you can complain, report and follow what becomes of it.
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
家长 > 你好
家长 < 示范区教育局: here you can complain, report and follow what becomes of it.
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
""",
    )


def test_invited_and_joined(town: Town) -> None:
    """A one-time code or its link binds the phone; a wrong name or code is asked for again."""
    town.person("郑校长", Role.HEAD, unit="第二小学")
    converse(
        town,
        """
吴办 > menu
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
吴办 > [Invite somebody]
吴办 < Whom? Name or staff number.
    [Cancel]
吴办 > 郑效长
吴办 < Nobody called “郑效长” is in the roster. Check the name.

    Whom? Name or staff number.
    [Cancel]
吴办 > 郑校长
吴办 < Invitation for 郑校长, good for 7 days and one use: {invitation}
    Web chat: http://127.0.0.1:8000/enter/{invitation}
    [Menu]
新手机 > (start)
新手机 < 示范区教育局: here you can complain, report and follow what becomes of it.
新手机 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
新手机 > [I have an invitation code]
新手机 < Please type your invitation code.
    [Cancel]
新手机 > ABC
新手机 < This code is not valid, was used already, or is over. Please ask for a new one.

    Please type your invitation code.
    [Cancel]
新手机 > {invitation}
新手机 < This code is made for 郑校长:
    …
    [Yes, that is me] [No, not me] [Back]
新手机 > [Yes, that is me]
吴办 < 郑校长 has used your invitation: web chat, 2 Mar 09:00. If it was somebody else, unbind that chat.
    [Unbind that chat]
郑校长 < Your account was just bound to a new chat: web chat, 2 Mar 09:00. If it was not you: unbind it and
        tell the administrator.
    [Unbind that chat]
新手机 < Welcome, 郑校长. You are:
    head of a unit, 第二小学
    [Menu]
新手机 > menu
新手机 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
别人 > (start {invitation})
别人 < This code is not valid, was used already, or is over. Please ask for a new one.

    Please type your invitation code.
    [Cancel]
别人 > cancel
别人 < Cancelled. Nothing was sent.
别人 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
""",
    )


def test_open_in_a_browser(town: Town) -> None:
    """People of the roster get a one-time link; others are told how to get one."""
    converse(
        town,
        """
周校长 > menu
周校长 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
周校长 > [Open in a browser]
周校长 < Your one-time link, good for 30 minutes. Do not pass it on:
    http://127.0.0.1:8000/enter/{link}
    [Menu]
家长 > 网页
家长 < A browser link is for people of the roster. Join with your invitation code first.
    [Menu]
""",
    )


def test_language(town: Town) -> None:
    """One tap changes it, in the middle of a report too."""
    converse(
        town,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > language
李督 < Which language?
    [中文] [English] [Cancel]
李督 > [English]
李督 < We speak English now.
    [Menu]
李督 < Back to what was begun: Report a finding

    Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > 语言
家长 < Which language?
    [中文] [English] [Cancel]
家长 > 法语
家长 < That is not one of the choices. Please choose one from the list.

    Which language?
    [中文] [English] [Cancel]
家长 > 2
家长 < We speak English now.
    [Menu]
""",
    )


def test_those_who_oversee_find_a_ticket_by_its_number(town: Town) -> None:
    """A leader opens a ticket without knowing a command; the custodian has the complaints about
    heads in a list.
    """
    town.person("局长", Role.LEADER)
    town.person("纪检", Role.CUSTODIAN)
    town.play(FINDING)
    converse(
        town,
        """
局长 > menu
局长 < What would you like to do?
    [Supervised tickets] [Find a ticket] [Digest] [Instructions] [Digest settings] [Complain] [What I reported]
        [Open in a browser] [Help] [中文 / English]
局长 > [Find a ticket]
局长 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
局长 > DC-2026-0009
局长 < There is no ticket DC-2026-0009 for you. Please check the number.

    Which number? The last digits, the unit or words of it will do.
    [Cancel]
局长 > dc-2026-0001
局长 < DC-2026-0001 Late
    Unit: 第一中学
    State: accepted
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    [Write an instruction]
纪检 > menu
纪检 < What would you like to do?
    [Restricted complaints] [Confidential key] [Find a ticket] [Complain] [What I reported] [Bindings and roles] [Open in a browser]
        [Help] [中文 / English]
纪检 > [Restricted complaints]
纪检 < No restricted complaint is open.
    [Menu]
""",
    )
