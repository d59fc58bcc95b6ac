"""A ticket's history in words: each event that its reader may read, the newest eight on the card."""

from __future__ import annotations

from collections.abc import Sequence
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

EVENT_NAMES: dict[str, Message] = {
    "filed": _("filed"),
    "accepted": _("accepted"),
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

ANSWERS = frozenset({"answered", "excused"})
OUTSIDE = frozenset({Party.COMPLAINANT})  # who reads no answer before the office has approved it
FOR_OFFICE_ONLY = frozenset({"revealed", "relayed"})
LINES = 8  # of the history, the newest


def history_lines(
    desk: Desk, ticket: Ticket, parties: frozenset[Party], *, whole: bool = False
) -> list[Message]:
    """Return what happened, oldest first; unless it is to be `whole`, what came before the newest
    is only counted.
    """
    events = _readable(desk, ticket, parties)
    shown = events if whole else events[-LINES:]
    held = approved_answers(events) if parties == OUTSIDE else events
    lines = [_("History:"), *(_line(each, plainly=each not in held) for each in shown)]
    if len(events) > len(shown):
        lines.insert(1, _("… earlier entries: {count}", count=len(events) - len(shown)))
    return lines


def is_cut(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> bool:
    """Tell whether the card leaves out what happened first."""
    return len(_readable(desk, ticket, parties)) > LINES


def whole_history(talk: Talk, desk: Desk) -> None:
    """Anyone concerned reads all that happened with one ticket."""
    found = get_visible_ticket(desk, talk.argument)
    lines = history_lines(desk, found, parties_of(desk, found), whole=True)
    opened = Button(_("Open {number}", number=found.number), "ticket", found.number)
    return talk.say(_("{number}\n{lines}", number=found.number, lines=lines), opened)


def approved_answers(events: Sequence[Event]) -> list[Event]:
    """Return those of the answers that the office approved: each is the last one before an
    approval.
    """
    held: list[Event] = []
    last: list[Event] = []
    for each in events:
        if each.name in ANSWERS:
            last = [each]
        elif each.name == "approved":
            held += last
    return held


def _readable(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> list[Event]:
    return [each for each in history(desk.session, ticket) if _may_read(each, parties, desk)]


def _line(event: Event, *, plainly: bool) -> Message:
    """Return the event in words; `plainly` leaves out what an answer says that does not hold, and
    why it was returned.
    """
    facts = {
        name: bare(str(value)) for name, value in event.note.items() if isinstance(value, str | int)
    }
    blank = dict.fromkeys(
        (
            "reason",
            "elsewhere",
            "unit",
            "days",
            "question",
            "words",
            "cause",
            "measure",
            "responsible",
            "score",
        ),
        "-",
    )
    facts["count"] = str(len(event.note.get("photos", ())))
    said = EVENT_NAMES.get(_name_of(event, plainly=plainly), _("{name}", name=event.name))
    days = {"until": date.fromisoformat(facts["until"])} if "until" in facts else {}
    given: dict[str, Fact] = {**blank, "result": "-", "main": "-", "other": "-", **facts, **days}
    return _("· {at} {said}", at=event.at, said=said.given(**given))


def _name_of(event: Event, *, plainly: bool) -> str:
    """Return the name in EVENT_NAMES that says it: one event may be said in more than one way."""
    if plainly and event.name in (*ANSWERS, "sent_back"):
        return "returned" if event.name == "sent_back" else "to_be_checked"
    by = "inspector_" if event.actor == Party.INSPECTOR else ""
    of_two = {
        "warned": f"warned_{event.note.get('rung')}",
        "relayed": {Party.OFFICE: "office_wrote", Party.INSPECTOR: "inspector_wrote"}.get(
            Party(event.actor)
        ),
        "answered": event.note.get("caption") and "answered_captioned",
        "rated": event.note.get("words") and "rated_in_words",
        "withdrawn": event.note.get("reason") and "withdrawn_because",
        "added": f"{by}added{'' if event.note.get('words') else '_photos'}",
        "supplied": f"{by}supplied{'' if event.note.get('words') else '_photos'}",
    }
    return of_two.get(event.name) or event.name


def _may_read(event: Event, parties: frozenset[Party], desk: Desk) -> bool:
    if event.name == "instructed":  # a leader's words are for those they were told to
        above = parties & {Party.OFFICE, Party.CUSTODIAN, Party.LEADER}
        return bool(above) or (
            Party.UNIT in parties and is_addressee(desk, str(event.note.get("instruction", "")))
        )
    if event.name not in FOR_OFFICE_ONLY or desk.actor.may("see_restricted"):
        return True
    return event.name == "relayed" and Party.COMPLAINANT in parties
