"""COMMANDS: which function carries out which command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from casework.calendar import days
from casework.calendar.commands import SetDays, TakeBackDays
from casework.campaigns import end
from casework.campaigns.commands import EndCampaign
from casework.desk import Desk
from casework.digests import commands as digest
from casework.digests import portfolio
from casework.digests import preferences as digest_preferences
from casework.duties import actions as duty_actions
from casework.duties import commands as d
from casework.duties import immediate, late
from casework.duties import office as duty_office
from casework.instructions import actions as instructions
from casework.instructions import commands as instruction
from casework.notices import Receipt
from casework.people import accounts, invitations, roles
from casework.people import commands as people
from casework.reminders import preferences
from casework.reminders.commands import KeepQuiet, Snooze
from casework.reminders.ticket_plan import replan_moved
from casework.tickets import (
    assign,
    attachments,
    disclosure,
    file,
    look_back,
    merge,
    office,
    reporter,
    supervision,
    unit,
)
from casework.tickets import commands as c
from locales import Button, _

COMMANDS: Mapping[type[Any], Callable[[Desk, Any], Receipt]] = {
    c.FileFinding: file.file_finding,
    c.FileComplaint: file.file_complaint,
    c.Accept: office.accept,
    c.Decline: office.decline,
    c.Assign: assign.assign,
    c.Reassign: assign.reassign,
    c.Insist: assign.insist,
    c.RuleOnTime: office.rule_on_time,
    c.SendBack: office.send_back,
    c.Approve: office.approve,
    c.Reopen: office.reopen,
    c.Uphold: office.uphold,
    c.Close: office.close,
    c.LookBack: look_back.look_back,
    c.Merge: merge.merge,
    c.Supervise: supervision.supervise,
    c.RefuseSupervision: supervision.refuse_supervision,
    c.LiftSupervision: supervision.lift_supervision,
    c.Take: unit.take,
    c.Answer: unit.answer,
    c.Excuse: unit.excuse,
    c.HandBack: unit.hand_back,
    c.AskTime: unit.ask_time,
    c.AskReporter: unit.ask_reporter,
    c.Supply: reporter.supply,
    c.Rate: reporter.rate,
    c.AskReopening: reporter.ask_reopening,
    c.Withdraw: reporter.withdraw,
    c.Relay: reporter.relay,
    c.Reveal: disclosure.reveal,
    SetDays: days.set_days,
    TakeBackDays: days.take_back_days,
    d.FileSubmission: duty_actions.file_submission,
    d.ConfirmAssignment: duty_actions.confirm,
    d.HandOver: duty_actions.hand_over,
    d.AskMoreTime: duty_actions.ask_more_time,
    d.ReportImmediately: immediate.report_immediately,
    d.RuleOnMoreTime: duty_office.rule_on_more_time,
    d.ReturnSubmission: duty_office.return_submission,
    d.RecordPaper: duty_office.record_paper,
    d.ExemptAssignment: duty_office.exempt,
    d.LiftExemption: duty_office.lift_exemption,
    d.TellLate: late.tell_late,
    EndCampaign: end.end_campaign,
    Snooze: preferences.snooze,
    KeepQuiet: preferences.keep_quiet,
    digest.ScheduleDigest: digest_preferences.schedule_digest,
    digest.SetDigestOption: digest_preferences.set_digest_option,
    digest.SetPortfolio: portfolio.set_portfolio,
    instruction.Instruct: instructions.instruct,
    instruction.ReportInstruction: instructions.report_instruction,
    instruction.SettleInstruction: instructions.settle_instruction,
    people.Join: invitations.join,
    people.Invite: invitations.invite,
    people.AgreeToInvite: invitations.agree_to_invite,
    people.Unbind: accounts.unbind,
    people.SettleRole: roles.settle_role,
    people.SpeakLanguage: accounts.speak_language,
}


def execute(desk: Desk, command: object) -> Receipt:
    """Carry out a command in the desk's transaction.

    One that is refused (StepRefused) has changed nothing worth keeping.
    """
    photos = getattr(command, "photos", ())
    if photos:
        usable = attachments.usable_photos(desk, photos)
        command = replace(command, photos=usable)  # type: ignore[type-var]  # all are dataclasses
    receipt = COMMANDS[type(command)](desk, command)
    replan_moved(desk)
    if isinstance(command, c.OnTicket) and command.by_receipt:
        # only the code leads back: the ticket's own buttons would not open
        by_code = Button(_("Ask with a receipt code"), "receipt")
        return replace(receipt, private=True, buttons=(by_code,))
    return receipt
