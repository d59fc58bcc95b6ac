"""Instructions (批示): a leader writes one, the addressee reports, the leader takes it as done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from casework.desk import Desk
from casework.instructions.access import get_visible_instruction, may_report, my_instructions
from casework.instructions.commands import Instruct, ReportInstruction, SettleInstruction
from casework.instructions.subject import check_subject, is_ticket, subject_words, unit_concerned
from casework.instructions.telling import addressee_name, leader_name
from handlers.kit.pages import asked_page, cut_page
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.pickers.unit import UnitName, unit_title
from locales import Button, Message, _
from rules import limits
from rules.actions import action_button
from rules.lifecycle import StepRefused
from storage.tables import Instruction
from talk import Choice, Pick, Reading, Said, Talk, Words, Wrong

MAX_EXCERPT_CHARACTERS = 30  # of an instruction's words in one line of a list

STATES = {
    "open": _("to be done"),
    "reported": _("reported, to be taken as done"),
    "done": _("done"),
}


def instruct(talk: Talk, desk: Desk) -> Instruct | None:
    """A leader writes on a ticket, a digest or an earlier instruction."""
    if not desk.actor.may("instruct"):
        return talk.drop(_("Instructions are written by leaders."))
    about = talk.argument or f"digest:{desk.today.isoformat()}"
    try:
        check_subject(desk, about)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    return _written(talk, desk, about, talk.ask("words", Words(), _asked(about)))


def remark(talk: Talk, desk: Desk) -> Instruct | None:
    """Words typed right after a digest or a ticket are an instruction on it, if confirmed."""
    about = talk.argument
    try:
        check_subject(desk, about)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    words = talk.ask("words", Words(), _asked(about))
    sure = _("“{words}”: an instruction on {about}?", words=words, about=subject_words(about))
    if not talk.choose("sure", sure, (True, _("Yes")), (False, _("No"))):
        return talk.drop(_("Nothing was written."))
    return _written(talk, desk, about, words)


def _asked(about: str) -> Message:
    """Ask for the words; a number stands apart from Chinese ones, a digest's name does not."""
    if about.startswith("digest:"):
        return _("What do you write on {about}?", about=subject_words(about))
    return _("What do you write on {number}?", number=about)


def _written(talk: Talk, desk: Desk, about: str, words: str) -> Instruct:
    """Ask what else an instruction needs."""
    sort = talk.choose(
        "sort",
        _("“{words}” on {about}: for information, or to be done?"),
        ("do", _("To be done")),
        ("read", _("For information")),
        words=words,
        about=subject_words(about),
    )
    if sort == "read":
        return Instruct(about, words)
    unit = _addressee(talk, desk, about)
    usual = tuple(desk.calendar.add(desk.today, days) for days in limits.OFFERED_INSTRUCTION_DAYS)
    due = ask_day(
        talk, "due", OneDay(desk.today, desk.today, usual), _("By which day is it to be done?")
    )
    return Instruct(about, words, True, unit, due)


def _addressee(talk: Talk, desk: Desk, about: str) -> int | None:
    """Ask for the addressee: the unit concerned, another one, or (None) the office."""
    concerned = unit_concerned(desk, about)
    office = ("office", _("The office"))
    if concerned is None:
        options = [("unit", _("A unit")), office]
    else:
        name = _("{name}", name=unit_title(desk, concerned))
        options = [("concerned", name), ("unit", _("To another unit")), office]
    whom = talk.ask("whom", Whom(desk, options), _("Who is to see to it?"))
    if whom == "office":
        return None
    if whom == "concerned":
        return concerned
    if isinstance(whom, int):
        return whom
    return talk.ask("unit", UnitName(desk), _("To which unit?"))


class Whom(Pick[str | int]):
    """One of the addressees offered, or the id of the unit that is named straight away."""

    def __init__(self, desk: Desk, offered: Sequence[tuple[str, Message]]) -> None:
        super().__init__(Choice(name, label) for name, label in offered)
        self.desk = desk

    def read(self, said: Said, partial: Any) -> Reading:
        reading = super().read(said, partial)
        if not isinstance(reading, Wrong) or not reading.unrelated:
            return reading
        named = UnitName(self.desk).read(said, partial)
        return reading if isinstance(named, Wrong) and not named.choices else named


def instructions(talk: Talk, desk: Desk) -> None:
    """Everybody sees the instructions that are not done: their own, theirs to see to, or all."""
    found = my_instructions(desk)
    if not found:
        return talk.say(_("No instruction is open."), Button(_("Menu"), "menu"))
    page = cut_page(found, "instructions", *asked_page(talk.argument))
    lines = [_("Instructions that are not done: {count}", count=len(found))]
    lines += [_line(desk, shown) for shown in page.items]
    links = [
        Button(_("{number}", number=shown.number), "instruction", shown.number)
        for shown in page.items
    ]
    return talk.say(_("{lines}", lines=[*lines, *page.lines]), *links, *page.more)


def _line(desk: Desk, shown: Instruction) -> Message:
    words = shown.words
    if len(words) > MAX_EXCERPT_CHARACTERS:
        words = words[: MAX_EXCERPT_CHARACTERS - 1] + "…"
    line = _(
        "{number} {words}: {whom}, {state}",
        number=shown.number,
        words=words,
        whom=addressee_name(desk, shown),
        state=STATES[shown.state],
    )
    if shown.due_at is None or shown.state != "open":
        return line
    dated = _("{line}, due {day}")
    if desk.now > shown.due_at:
        dated = _("{line}, overdue since {day}")
    return dated.given(line=line, day=_day(desk, shown.due_at))


def instruction(talk: Talk, desk: Desk) -> None:
    """Those concerned look at one instruction."""
    try:
        shown = get_visible_instruction(desk, talk.argument)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    made_on = _("{day}", day=_day(desk, shown.made_at))
    lines = [
        _(
            "{number} of {leader}, {day}",
            number=shown.number,
            leader=leader_name(desk, shown),
            day=made_on,
        ),
        _("On: {about}", about=subject_words(shown.about)),
        _("Words: {words}", words=shown.words),
        _("Addressed to: {whom}", whom=addressee_name(desk, shown)),
        _("State: {state}", state=STATES[shown.state]),
    ]
    if shown.due_at is not None:
        lines.append(_("Due: {at}", at=shown.due_at))
        if shown.state == "open" and desk.now > shown.due_at:
            lines.append(_("Overdue!"))
    if shown.report:
        lines.append(_("Report: {report}", report=shown.report))
    return talk.say(_("{lines}", lines=lines), *_links(desk, shown))


def _day(desk: Desk, moment: datetime) -> date:
    return moment.astimezone(desk.bureau.zone).date()


def _links(desk: Desk, shown: Instruction) -> list[Button]:
    """Return what can be done with it now."""
    links = []
    if shown.state == "open" and may_report(desk, shown):
        links.append(action_button("instructreport", shown.number))
    if shown.leader_id == desk.actor.person_id:
        if shown.state != "done":
            links.append(action_button("instructdone", shown.number))
        links.append(action_button("instruct", shown.number, _("Write a further instruction")))
    if is_ticket(shown.about):
        links.append(Button(_("Open {number}", number=shown.about), "ticket", shown.about))
    return [*links, Button(_("Instructions"), "instructions")]


def report(talk: Talk, desk: Desk) -> ReportInstruction | None:
    """The addressee reports what was done."""
    try:
        open_one = get_visible_instruction(desk, talk.argument)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    asked = _("{number}: {words}\nWhat was done?", number=open_one.number, words=open_one.words)
    return ReportInstruction(open_one.number, talk.ask("words", Words(), asked))


def done(talk: Talk, desk: Desk) -> SettleInstruction:
    """The leader takes it as done."""
    return SettleInstruction(talk.argument)
