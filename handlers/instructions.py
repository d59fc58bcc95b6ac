"""Instructions (批示): a leader writes one, the addressee reports, the leader takes it as done."""

from __future__ import annotations

from casework.desk import Desk
from casework.instructions.actions import (
    about_words,
    addressee,
    check_about,
    is_ticket,
    leader_name,
    may_report,
    my_instructions,
    see_instruction,
    unit_concerned,
)
from casework.instructions.commands import Instruct, ReportInstruction, SettleInstruction
from handlers.kit.pages import asked_page, turn
from handlers.kit.pickers.day import OneDay, ask_day
from handlers.kit.pickers.unit import UnitName, unit_title
from locales import Button, Message, _
from rules.lifecycle import StepRefused
from storage.tables import Instruction
from talk import Talk, Words

WITHIN = (1, 3, 5)  # working days that are offered

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
        check_about(desk, about)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    return _written(talk, desk, about, talk.ask("words", Words(), _asked(about)))


def remark(talk: Talk, desk: Desk) -> Instruct | None:
    """Words that a leader types right after a digest or a ticket are an instruction on it, if their
    writer says so.
    """
    about = talk.argument
    try:
        check_about(desk, about)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    words = talk.ask("words", Words(), _asked(about))
    sure = _("“{words}”: an instruction on {about}?", words=words, about=about_words(about))
    if not talk.choose("sure", sure, (True, _("Yes")), (False, _("No"))):
        return talk.drop(_("Nothing was written."))
    return _written(talk, desk, about, words)


def _asked(about: str) -> Message:
    """Ask for the words; a number stands apart from Chinese ones, a digest's name does not."""
    if about.startswith("digest:"):
        return _("What do you write on {about}?", about=about_words(about))
    return _("What do you write on {number}?", number=about)


def _written(talk: Talk, desk: Desk, about: str, words: str) -> Instruct:
    """Ask what else an instruction needs."""
    sort = talk.choose(
        "sort",
        _("“{words}” on {about}: for information, or to be done?"),
        ("do", _("To be done")),
        ("read", _("For information")),
        words=words,
        about=about_words(about),
    )
    if sort == "read":
        return Instruct(about, words)
    unit = _addressee(talk, desk, about)
    usual = tuple(desk.calendar.add(desk.today, days) for days in WITHIN)
    due = ask_day(
        talk, "due", OneDay(desk.today, desk.today, usual), _("By which day is it to be done?")
    )
    return Instruct(about, words, True, unit, due)


def _addressee(talk: Talk, desk: Desk, about: str) -> int | None:
    """Ask for the addressee: the unit concerned, another one, or (None) the office."""
    concerned = unit_concerned(desk, about)
    options: list[tuple[str, Message]] = [("office", _("The office"))]
    options.insert(0, ("unit", _("To another unit") if concerned is not None else _("A unit")))
    if concerned is not None:
        options.insert(0, ("concerned", _("{name}", name=unit_title(desk, concerned))))
    whom = talk.choose("whom", _("Who is to see to it?"), *options)
    if whom == "unit":
        return talk.ask("unit", UnitName(desk), _("To which unit?"))
    return concerned if whom == "concerned" else None


def instructions(talk: Talk, desk: Desk) -> None:
    """Leaders see what they wrote, units what is addressed to them, the office everything; what is
    done is left out.
    """
    found = my_instructions(desk)
    if not found:
        return talk.say(_("No instruction is open."), Button(_("Menu"), "menu"))
    page = turn(found, "instructions", *asked_page(talk.argument))
    lines = [
        _("Instructions that are not done: {count}", count=len(found)),
        *(_line(desk, each) for each in page.items),
    ]
    links = [
        Button(_("{number}", number=each.number), "instruction", each.number) for each in page.items
    ]
    return talk.say(_("{lines}", lines=[*lines, *page.lines]), *links, *page.more)


def _line(desk: Desk, made: Instruction) -> Message:
    words = made.words if len(made.words) <= 30 else made.words[:29] + "…"
    line = _(
        "{number} {words}: {whom}, {state}",
        number=made.number,
        words=words,
        whom=addressee(desk, made),
    )
    line = line.given(state=STATES[made.state])
    if made.due_at is None or made.state != "open":
        return line
    late = _("{line}, overdue since {day}") if desk.now > made.due_at else _("{line}, due {day}")
    return late.given(line=line, day=made.due_at.astimezone(desk.bureau.zone).date())


def instruction(talk: Talk, desk: Desk) -> None:
    """Those concerned look at one instruction."""
    try:
        made = see_instruction(desk, talk.argument)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    lines = [
        _(
            "{number} of {leader}, {day}",
            number=made.number,
            leader=leader_name(desk, made),
            day=_day(desk, made),
        ),
        _("On: {about}", about=about_words(made.about)),
        _("Words: {words}", words=made.words),
        _("Addressed to: {whom}", whom=addressee(desk, made)),
        _("State: {state}", state=STATES[made.state]),
    ]
    if made.due_at is not None:
        late = made.state == "open" and desk.now > made.due_at
        lines.append(_("Due: {at}", at=made.due_at))
        lines += [_("Overdue!")] if late else []
    if made.report:
        lines.append(_("Report: {report}", report=made.report))
    return talk.say(_("{lines}", lines=lines), *_links(desk, made))


def _day(desk: Desk, made: Instruction) -> Message:
    return _("{day}", day=made.made_at.astimezone(desk.bureau.zone).date())


def _links(desk: Desk, made: Instruction) -> list[Button]:
    """Return what can be done with it now."""
    links = []
    if made.state == "open" and may_report(desk, made):
        links.append(Button(_("Report what was done"), "instructreport", made.number))
    if made.leader_id == desk.actor.person_id:
        links += (
            [Button(_("Take it as done"), "instructdone", made.number)]
            if made.state != "done"
            else []
        )
        links.append(Button(_("Write a further instruction"), "instruct", made.number))
    if is_ticket(made.about):
        links.append(Button(_("Open {number}", number=made.about), "ticket", made.about))
    return [*links, Button(_("Instructions"), "instructions")]


def report(talk: Talk, desk: Desk) -> ReportInstruction | None:
    """The addressee reports what was done."""
    try:
        made = see_instruction(desk, talk.argument)
    except StepRefused as refusal:
        return talk.drop(refusal.reason)
    asked = _("{number}: {words}\nWhat was done?", number=made.number, words=made.words)
    return ReportInstruction(made.number, talk.ask("words", Words(), asked))


def done(talk: Talk, desk: Desk) -> SettleInstruction:
    """The leader takes it as done."""
    return SettleInstruction(talk.argument)
