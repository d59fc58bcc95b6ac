"""A ticket's history in words: each event that its reader may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from casework.desk import Desk
from casework.instructions.access import is_addressee
from casework.notices import bare
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.events import history
from locales import Button, Fact, Message, _
from rules.lifecycle import Party
from storage.tables import Event, Ticket
from talk import Talk

EVENT_NAMES: Mapping[str, Message] = {
    "filed": _("filed"),
    "accepted": _("taken up"),
    "declined": _("declined: {reason}; turn to: {elsewhere}"),
    "assigned": _("assigned to {unit}"),
    "reassigned": _("assigned to {unit} instead: {reason}"),
    "hand_back_refused": _("hand-back refused: {reason}"),
    "time_asked": _("{days} more working days asked for: {reason}"),
    "time_granted": _("more time granted"),
    "time_refused": _("more time refused: {reason}"),
    "taken": _("taken on"),
    "handed_back": _("handed back: {reason}"),
    "reporter_asked": _("reporter asked: {question}"),
    "supplied": _("reporter answered: {words}"),
    "resumed": _("clock went on"),
    "answered": _("answered. Cause: {cause}. Measure: {measure}. Responsible: {responsible}"),
    "to_be_checked": _("answered, to be checked by the office"),
    "returned": _("returned to be worked on again"),
    "answered_captioned": _(
        "answered. Cause: {cause}. Measure: {measure}. Responsible: {responsible}. About "
        "the photos: {caption}"
    ),
    "excused": _("shown to be excused: {reason}"),
    "sent_back": _("returned: {reason}"),
    "approved": _("approved"),
    "rated": _("rated {score} of 5"),
    "rated_in_words": _("rated {score} of 5: {words}"),
    "reopening_asked": _("reopening asked for: {reason}"),
    "reopened": _("reopened"),
    "upheld": _("result upheld: {reason}"),
    "closed": _("closed"),
    "looked_back": _("looked back: {result}"),
    "withdrawn": _("withdrawn"),
    "withdrawn_because": _("withdrawn: {reason}"),
    "archived": _("archived"),
    "merged": _("merged into {main}"),
    "instructed": _("leader's instruction {instruction}: {words}"),
    "joined": _("{other} was merged into this"),
    "added": _("reporter added: {words}"),
    "added_photos": _("reporter added photos: {count}"),
    "supplied_photos": _("reporter answered with photos: {count}"),
    "relayed": _("reporter wrote: {words}"),
    "office_wrote": _("office wrote: {words}"),
    "inspector_added": _("inspector added: {words}"),
    "inspector_added_photos": _("inspector added photos: {count}"),
    "inspector_supplied": _("inspector answered: {words}"),
    "inspector_supplied_photos": _("inspector answered with photos: {count}"),
    "inspector_wrote": _("inspector wrote: {words}"),
    "warned_blue": _("blue warning {number}"),
    "warned_yellow": _("yellow warning {number}"),
    "warned_red": _("red warning {number}"),
    "supervised": _("put under supervision until {until}: {demands}"),
    "supervision_refused": _("supervision refused: {reason}"),
    "released": _("taken off supervision: {decision}"),
    "revealed": _("custodian saw who reported"),
}

RELAYED_BY: Mapping[Party, str] = {
    Party.OFFICE: "office_wrote",
    Party.INSPECTOR: "inspector_wrote",
}
FULLER: Mapping[str, tuple[str, str]] = {
    "answered": ("caption", "answered_captioned"),
    "rated": ("words", "rated_in_words"),
    "withdrawn": ("reason", "withdrawn_because"),
}
"""By event what its note may hold, and the name in EVENT_NAMES that then says it."""

BLANK = dict.fromkeys(
    (
        *("reason", "elsewhere", "unit", "days", "question", "words", "cause", "measure"),
        *("responsible", "score", "result", "main", "other"),
    ),
    "-",
)
"""What stands for a fact that an event's note does not hold."""

ANSWERS = frozenset({"answered", "excused"})
OUTSIDE = frozenset({Party.COMPLAINANT})  # who reads no answer before the office has approved it
FOR_OFFICE_ONLY = frozenset({"revealed", "relayed"})
MAX_LINES_ON_CARD = 8


def history_lines(
    desk: Desk, ticket: Ticket, parties: frozenset[Party], *, whole: bool = False
) -> list[Message]:
    """Return what happened, oldest first; unless `whole`, the earlier events are only counted."""
    events = _readable(desk, ticket, parties)
    shown = events if whole else events[-MAX_LINES_ON_CARD:]
    told_in_full = approved_answers(events) if parties == OUTSIDE else events
    lines = [_("History:")]
    if len(events) > len(shown):
        lines.append(_("… earlier entries: {count}", count=len(events) - len(shown)))
    lines += [_line(event, in_full=event in told_in_full) for event in shown]
    return lines


def is_cut(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> bool:
    """Tell whether the card leaves out what happened first."""
    return len(_readable(desk, ticket, parties)) > MAX_LINES_ON_CARD


def whole_history(talk: Talk, desk: Desk) -> None:
    """Anyone concerned reads all that happened with one ticket."""
    ticket = get_visible_ticket(desk, talk.argument)
    lines = history_lines(desk, ticket, parties_of(desk, ticket), whole=True)
    opened = Button(_("Open {number}", number=ticket.number), "ticket", ticket.number)
    talk.say(_("{number}\n{lines}", number=ticket.number, lines=lines), opened)


def approved_answers(events: Sequence[Event]) -> list[Event]:
    """Return the answers that the office approved: the last one before each approval."""
    approved: list[Event] = []
    last_answer: list[Event] = []
    for event in events:
        if event.name in ANSWERS:
            last_answer = [event]
        elif event.name == "approved":
            approved += last_answer
    return approved


def _readable(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Event]:
    events = history(desk.session, ticket)
    return [event for event in events if _may_read(event, parties, desk)]


def _may_read(event: Event, parties: frozenset[Party], desk: Desk) -> bool:
    if event.name == "instructed":  # a leader's words are for those they were told to
        if parties & {Party.OFFICE, Party.CUSTODIAN, Party.LEADER}:
            return True
        number = str(event.note.get("instruction", ""))
        return Party.UNIT in parties and is_addressee(desk, number)
    if event.name not in FOR_OFFICE_ONLY or desk.actor.may("see_restricted"):
        return True
    return event.name == "relayed" and Party.COMPLAINANT in parties


def _line(event: Event, *, in_full: bool) -> Message:
    """Return the event in words; not `in_full`, without what an answer says and its return."""
    facts: dict[str, Fact] = dict(BLANK)
    for name, value in event.note.items():
        if isinstance(value, str | int):
            facts[name] = bare(str(value))
    facts["count"] = str(len(event.note.get("photos", ())))
    until = facts.get("until")
    if isinstance(until, str):
        facts["until"] = date.fromisoformat(until)
    name = _name_in_full(event) if in_full else _name_in_short(event)
    said = EVENT_NAMES.get(name, _("{name}", name=event.name))
    return _("· {at} {said}", at=event.at, said=said.given(**facts))


def _name_in_short(event: Event) -> str:
    if event.name in ANSWERS:
        return "to_be_checked"
    if event.name == "sent_back":
        return "returned"
    return _name_in_full(event)


def _name_in_full(event: Event) -> str:
    """Return the name in EVENT_NAMES that says it: one event may be said in more than one way."""
    name, note = event.name, event.note
    if name == "warned":
        return f"warned_{note.get('rung')}"
    if name == "relayed":
        return RELAYED_BY.get(Party(event.actor), name)
    if name in ("added", "supplied"):
        by = "inspector_" if event.actor == Party.INSPECTOR else ""
        return f"{by}{name}" if note.get("words") else f"{by}{name}_photos"
    field, fuller = FULLER.get(name, ("", ""))
    return fuller if note.get(field) else name
