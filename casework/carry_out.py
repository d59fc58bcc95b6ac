"""COMMANDS: which function carries out which command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from casework import (
    assigning,
    at_once,
    calendar,
    campaign_end,
    custody,
    digest_wishes,
    duties,
    duty_office,
    filing,
    instructions,
    merging,
    office,
    people,
    relapse,
    reporter,
    supervision,
    unit,
    wishes,
)
from casework import commands as c
from casework import duty_commands as d
from casework import leader_commands as lead
from casework.desk import Desk
from casework.ladder import replan_moved
from casework.notices import Receipt
from locales import _

COMMANDS: Mapping[type[Any], Callable[[Desk, Any], Receipt]] = {
    c.FileFinding: filing.file_finding,
    c.FileComplaint: filing.file_complaint,
    c.Accept: office.accept,
    c.Decline: office.decline,
    c.Assign: assigning.assign,
    c.Reassign: assigning.reassign,
    c.Insist: assigning.insist,
    c.RuleOnTime: office.rule_on_time,
    c.SendBack: office.send_back,
    c.Approve: office.approve,
    c.Reopen: office.reopen,
    c.Uphold: office.uphold,
    c.Close: office.close,
    c.LookBack: relapse.look_back,
    c.Merge: merging.merge,
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
    c.Reveal: custody.reveal,
    c.SetDays: calendar.set_days,
    c.TakeBackDays: calendar.take_back_days,
    d.FileDuty: duties.file_duty,
    d.ConfirmDuty: duties.confirm_duty,
    d.HandDuty: duties.hand_duty,
    d.AskDutyTime: duties.ask_duty_time,
    d.ReportAtOnce: at_once.report_at_once,
    d.RuleOnDutyTime: duty_office.rule_on_duty_time,
    d.ReturnFiling: duty_office.return_filing,
    d.RecordPaper: duty_office.record_paper,
    d.ExemptDuty: duty_office.exempt_duty,
    d.LiftExemption: duty_office.lift_exemption,
    d.TellLate: duty_office.tell_late,
    d.EndCampaign: campaign_end.end_campaign,
    c.Snooze: wishes.snooze,
    c.KeepQuiet: wishes.keep_quiet,
    lead.WishDigest: digest_wishes.wish_digest,
    lead.WishOfDigests: digest_wishes.wish_of_digests,
    lead.SetPortfolio: digest_wishes.set_portfolio,
    lead.Instruct: instructions.instruct,
    lead.ReportInstruction: instructions.report_instruction,
    lead.SettleInstruction: instructions.settle_instruction,
    c.Join: people.join,
    c.Invite: people.invite,
    c.Unbind: people.unbind,
    c.SpeakLanguage: people.speak_language,
}


def carry_out(desk: Desk, command: object) -> Receipt:
    """Carry out a command in the desk's transaction; raises a StepRefused and then has changed
    nothing worth keeping.
    """
    if photos := getattr(command, "photos", ()):
        command = replace(command, photos=filing.usable_photos(desk, photos))  # type: ignore[type-var]  # all are dataclasses
    receipt = COMMANDS[type(command)](desk, command)
    replan_moved(desk)
    if (
        isinstance(command, c.OnTicket) and command.by_receipt
    ):  # only the code leads back: the ticket's own buttons would not open
        return replace(
            receipt, private=True, buttons=(("go:receipt", _("Ask with a receipt code")),)
        )
    return receipt
