"""What those who owe a duty do with it: confirm, file, count, hand to a colleague, ask for more
time.
"""

from __future__ import annotations

from casework.desk import Desk
from casework.duty_commands import AskDutyTime, ConfirmDuty, Content, FileDuty, HandDuty
from casework.duty_filing import check_content, take_over
from casework.duty_ledger import (
    DutyOver,
    DutyPart,
    colleagues_of,
    duty_button,
    duty_of,
    note_event,
    ower_name,
    person_name,
    replan,
    see_owed,
    settle,
    tell_owers,
    tell_the_office,
    title_of,
)
from casework.notices import Receipt
from casework.refusals import AlreadyDone, Refused, TooEarly
from locales import Message, _
from rules.campaign_duties import Counter, Duty
from rules.lifecycle import SomethingMissing
from storage.campaign_tables import DutyRequest, Filing, Owed
from storage.campaigns import load_campaign
from storage.duties import open_request

MOST_COUNTED = 999  # at once
MY_TASKS = ("go:duties", _("My tasks"))


class NoSuchColleague(Refused):
    """The person is nobody of the unit."""

    field = "to"


def file_duty(desk: Desk, command: FileDuty) -> Receipt:
    """File what a duty must carry; late is marked and accepted. A counter goes up and may go on
    above what is asked.
    """
    owed = see_owed(desk, command.owed, DutyPart.OWER, lock=True)
    duty = open_duty(desk, owed)
    content = check_content(desk, duty.carries, command.content)
    filing = add_filing(desk, owed, content, command.amount)
    return Receipt(filed_words(owed, filing), (duty_button(owed), MY_TASKS))


def add_filing(
    desk: Desk,
    owed: Owed,
    content: Content,
    amount: int | None,
    *,
    paper: bool = False,
    late: bool | None = None,
) -> Filing:
    """Put a filing to what is owed and settle it, once a counter has come to its number; raises
    SomethingMissing.
    """
    late = desk.now > owed.due_at if late is None else late
    counted = (1 if amount is None else amount) if owed.at_least is not None else None
    if counted is not None and not 1 <= counted <= MOST_COUNTED:
        raise SomethingMissing(
            _("Between 1 and {most} can be counted at a time.", most=MOST_COUNTED), "amount"
        )
    filing = Filing(
        owed_id=owed.id or 0,
        at=desk.now,
        person_id=desk.actor.person_id,
        content=list(content),
        amount=counted,
        paper=paper,
        late=late,
    )
    desk.session.add(filing)
    desk.session.flush()
    take_over(desk, filing)
    owed.counted += counted or 0
    desk.session.add(owed)
    if owed.state == "open" and owed.counted >= (owed.at_least or 0):
        settle(desk, owed, "filed", late=late)
    return filing


def filed_words(owed: Owed, filing: Filing) -> Message:
    """Return what is answered to a filing."""
    if owed.at_least is not None:
        return _(
            "Counted. {title}: {counted}/{least}.",
            title=title_of(owed),
            counted=owed.counted,
            least=owed.at_least,
        )
    if filing.late:
        return _("Filed late: {title}. It was due on {day}.", title=title_of(owed), day=owed.due_on)
    return _("Filed: {title}.", title=title_of(owed))


def open_duty(desk: Desk, owed: Owed) -> Duty:
    """Return the duty whose filing is due; raises what says why nothing can be filed."""
    duty = duty_of(load_campaign(desk.session, owed.campaign_id), owed.duty)
    if owed.state == "dropped" or duty is None:
        raise DutyOver(_("“{title}” is no longer asked for.", title=owed.title))
    if owed.state == "exempted":
        raise DutyOver(_("“{title}” is exempted; nothing needs to be filed.", title=owed.title))
    if owed.state == "filed" and not isinstance(duty, Counter):
        who = person_name(desk.session, owed.settled_by)
        raise AlreadyDone(
            _(
                "“{title}” was filed already by {name}, {at}.",
                title=owed.title,
                name=who,
                at=owed.settled_at or "",
            )
        )
    if owed.period and desk.today < owed.opens:
        raise TooEarly(_("“{title}” can be filed from {day} on.", title=owed.title, day=owed.opens))
    return duty


def confirm_duty(desk: Desk, command: ConfirmDuty) -> Receipt:
    """收到: note that it was read; a confirmation that carries nothing more is settled by it. A
    second tap changes nothing.
    """
    owed = see_owed(desk, command.owed, DutyPart.OWER, lock=True)
    duty = duty_of(load_campaign(desk.session, owed.campaign_id), owed.duty)
    if owed.confirmed_at is None and owed.state == "open":
        owed.confirmed_at = desk.now
        note_event(desk, owed, "confirmed")
        if duty is not None and is_settled_by_a_tap(duty):
            add_filing(desk, owed, (), None)
    elif owed.state in ("dropped", "exempted"):
        open_duty(desk, owed)
    text = _("Confirmed: {title}.", title=title_of(owed))
    if owed.state == "open":
        text = _("{confirmed} It is due by {at}.", confirmed=text, at=owed.due_at)
    return Receipt(text, (duty_button(owed), MY_TASKS))


def is_settled_by_a_tap(duty: Duty) -> bool:
    """Tell whether a duty is a confirmation that need not carry anything."""
    return duty.type == "confirmation" and all(each.optional for each in duty.carries)


def hand_duty(desk: Desk, command: HandDuty) -> Receipt:
    """Hand it to a colleague of the same unit, who is told; or take it back, or give it back."""
    owed = see_owed(desk, command.owed, DutyPart.OWER, lock=True)
    if owed.state != "open":
        open_duty(desk, owed)
    before = owed.handed_to
    if command.to is not None and command.to not in {each.id for each in colleagues_of(desk, owed)}:
        raise NoSuchColleague(_("That person is not in the unit. Please choose one from the list."))
    if command.to is None and before is None:
        raise AlreadyDone(_("“{title}” is not handed to anybody.", title=owed.title))
    if command.to == before:
        raise AlreadyDone(_("“{title}” lies there already.", title=owed.title))
    owed.handed_to = command.to if command.to != owed.person_id else None
    note_event(
        desk,
        owed,
        "handed_over" if command.to else "taken_back",
        whom=person_name(desk.session, command.to or before),
    )
    replan(desk, owed)
    if command.to is None:
        told = _("{name} has taken “{title}” back.", name=desk.actor.name, title=title_of(owed))
        tell_owers(desk, owed, told, duty_button(owed), also=[before] if before else [])
        done = _(
            "“{title}” is no longer with {name}.",
            title=title_of(owed),
            name=person_name(desk.session, before),
        )
        return Receipt(done, (duty_button(owed), MY_TASKS))
    told = _(
        "{name} hands you a task: {title}, due by {at}.",
        name=desk.actor.name,
        title=title_of(owed),
        at=owed.due_at,
    )
    tell_owers(desk, owed, told, duty_button(owed), also=[command.to])
    done = _(
        "“{title}” is now with {name}, who has been told.",
        title=title_of(owed),
        name=person_name(desk.session, command.to),
    )
    return Receipt(done, (duty_button(owed), MY_TASKS))


def ask_duty_time(desk: Desk, command: AskDutyTime) -> Receipt:
    """Ask for more time, until a day; the office rules on it."""
    owed = see_owed(desk, command.owed, DutyPart.OWER, lock=True)
    if owed.state != "open":
        open_duty(desk, owed)
    if open_request(desk.session, owed) is not None:
        raise AlreadyDone(
            _("A request for more time is already with the office for “{title}”.", title=owed.title)
        )
    if command.until <= max(owed.due_on, desk.today):
        raise SomethingMissing(
            _("The day must lie after {day}.", day=max(owed.due_on, desk.today)), "until"
        )
    request = DutyRequest(
        owed_id=owed.id or 0,
        until=command.until,
        reason=command.reason,
        asked_by=desk.actor.person_id or 0,
        asked_at=desk.now,
    )
    desk.session.add(request)
    text = _(
        "{who} asks for more time for “{title}” until {until}: {reason}",
        who=ower_name(desk, owed),
        title=title_of(owed),
    )
    text = text.given(until=command.until, reason=command.reason)
    tell_the_office(desk, text, (f"go:dutyrule:{owed.id}", _("Rule on it")), duty_button(owed))
    done = _("Your request for more time for “{title}” is with the office.", title=title_of(owed))
    return Receipt(done, (duty_button(owed), MY_TASKS))
