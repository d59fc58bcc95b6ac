"""Who is told what of a ticket: for each event the audiences with text, buttons and photos."""

from __future__ import annotations

from collections.abc import Mapping

from casework.desk import Desk
from casework.notices import Occasion, Receipt, all_of, none_of, receipt_of
from casework.tickets.occasion import (
    FACTS,
    Told,
    act,
    has_main_result,
    has_photos,
    has_reason,
    has_words,
    is_complaint,
    is_finding,
    is_from_office,
    is_longer,
    is_main_dispatched,
    open_it,
    photos_added,
    photos_moved,
    proof_of_main,
    was_dispatched,
    words_moved,
)
from casework.tickets.receipts import (
    ASSIGNED,
    RECEIPTS,
    RELEASED,
    SUPERVISED,
    TIME_GRANTED,
    TIME_REFUSED,
)
from casework.tickets.recipients import (
    Tell,
    former_people,
    moved_reporters,
    office,
    reporter,
    reporters,
    unit,
    unit_it_was_with,
    unit_of_main,
    unit_or_office,
    unit_with_all,
)
from casework.tickets.results import RESULTS
from locales import Message, _
from rules.actions import ACTIONS
from rules.lifecycle import State
from storage.tables import Ticket

_TAKE = act("take")
_REPLY = act("relay", _("Reply"))


def tell(desk: Desk, ticket: Ticket, event: str, **given: object) -> Receipt:
    """Tell everybody concerned of the event; returns what the actor is answered."""
    told = Occasion(desk, ticket, given)
    _tell_rows(told, event)
    return receipt_of(told, RECEIPTS[event], FACTS)


def tell_by_clock(desk: Desk, ticket: Ticket, event: str) -> None:
    """Tell everybody concerned of what nobody has done."""
    _tell_rows(Occasion(desk, ticket, {}), event)


def _tell_rows(told: Told, event: str) -> None:
    for row in TELLS[event]:
        if row.when(told):
            row.audience(told, row)


def _with_photos(said: Message) -> Message:
    return _("{said}\nPhotos: {count}", said=said)


def _joined(told: Told) -> Message:
    text = _("{number}: another report of the same matter has joined it: {words}")
    return text.given(words=words_moved(told))


_COMPLAINANT_ADDS = _("{number}: the reporter adds: {words}")
_INSPECTOR_ADDS = _("{number}: the inspector adds: {words}")

_ASSIGNED: tuple[Tell, ...] = (
    Tell(
        unit_with_all,
        _("Assigned to you: {number}, {kind}. Deadline: {promised}.\n{words}"),
        (_TAKE, open_it),
    ),
    Tell(reporter, ASSIGNED, (open_it,), when=none_of(is_longer)),
    Tell(
        reporter,
        _(
            "{told}\nIt takes longer than the {days} working days that you were told before.",
            told=ASSIGNED,
        ),
        (open_it,),
        when=is_longer,
    ),
)

_SUPPLIED: tuple[Tell, ...] = (
    Tell(
        unit_or_office,
        _("{number}: the reporter adds photos: {count}"),
        (open_it,),
        photos_added,
        when=all_of(is_complaint, none_of(has_words)),
    ),
    Tell(
        unit_or_office,
        _COMPLAINANT_ADDS,
        (open_it,),
        when=all_of(is_complaint, has_words, none_of(has_photos)),
    ),
    Tell(
        unit_or_office,
        _with_photos(_COMPLAINANT_ADDS),
        (open_it,),
        photos_added,
        when=all_of(is_complaint, has_words, has_photos),
    ),
    Tell(
        unit_or_office,
        _("{number}: the inspector adds photos: {count}"),
        (open_it,),
        photos_added,
        when=all_of(is_finding, none_of(has_words)),
    ),
    Tell(
        unit_or_office,
        _INSPECTOR_ADDS,
        (open_it,),
        when=all_of(is_finding, has_words, none_of(has_photos)),
    ),
    Tell(
        unit_or_office,
        _with_photos(_INSPECTOR_ADDS),
        (open_it,),
        photos_added,
        when=all_of(is_finding, has_words, has_photos),
    ),
)

_ANSWERED: tuple[Tell, ...] = (
    Tell(office, _("{number}: {unit} has answered. Please check it."), (open_it,)),
)

TELLS: Mapping[str, tuple[Tell, ...]] = {
    "filed": (
        Tell(
            office,
            _("New finding {number}: {kind} at {unit}. It waits to be assigned."),
            (open_it,),
            when=is_finding,
        ),
        Tell(
            office,
            _("New complaint {number}: {kind}, {unit}. Please accept or decline it."),
            (open_it,),
            when=is_complaint,
        ),
    ),
    "accepted": (Tell(reporter, _("Your complaint {number} is taken up."), (open_it,)),),
    "declined": (
        Tell(
            reporters,
            _("Your complaint {number} is not taken up: {reason}\nPlease turn to: {elsewhere}"),
        ),
    ),
    "assigned": (
        Tell(former_people, _("{number}: your hand-back is agreed to. It is no longer yours.")),
        *_ASSIGNED,
    ),
    "reassigned": (
        Tell(former_people, _("{number} goes to another unit: {reason}\nIt is no longer yours.")),
        *_ASSIGNED,
    ),
    "hand_back_refused": (
        Tell(
            unit, _("{number} stays with you: {reason}\nDeadline unchanged: {promised}."), (_TAKE,)
        ),
    ),
    "taken": (),
    "answered": _ANSWERED,
    "excused": _ANSWERED,
    "handed_back": (Tell(office, _("{number}: {unit} hands it back: {reason}"), (open_it,)),),
    "time_asked": (
        Tell(
            office,
            _("{number}: {unit} asks for {days} more working days, until {day}: {reason}"),
            (act("time", _("Rule on it")), open_it),
        ),
    ),
    "time_granted": (
        Tell(unit, TIME_GRANTED, (open_it,)),
        Tell(
            reporter,
            _("{number} takes {days} more working days. New deadline: {promised}."),
            (open_it,),
        ),
    ),
    "time_refused": (Tell(unit, TIME_REFUSED, (open_it,)),),
    "reporter_asked": (
        Tell(
            reporter,
            _("About {number} you are asked: {question}\nPlease answer by {until}."),
            (act("add", ACTIONS["add"].label_for(State.WAITING)),),
        ),
    ),
    "added": _SUPPLIED,
    "supplied": _SUPPLIED,
    "resumed": (
        Tell(
            unit,
            _("{number}: the reporter has not answered; your clock goes on. Deadline: {promised}."),
            (open_it,),
        ),
    ),
    "sent_back": (
        Tell(
            unit,
            _("{number}: your answer is returned: {reason}\nDeadline unchanged: {promised}."),
            (act("answer", _("Answer again")), open_it),
        ),
    ),
    "merged": (
        Tell(
            unit_it_was_with,
            _(
                "{number} is dealt with together with another report of the same matter; it needs "
                "no answer any more."
            ),
            when=was_dispatched,
        ),
        Tell(unit_of_main, _joined, (open_it,), photos_moved, when=is_main_dispatched),
        Tell(
            reporter,
            _(
                "Your {number} is dealt with together with another report of the same matter; "
                "you will hear of the result."
            ),
            when=none_of(has_main_result),
        ),
        Tell(
            moved_reporters,
            _(
                "Your {number} was dealt with together with another report of the same matter. "
                "What was done: {measure}"
            ),
            (open_it,),
            proof_of_main,
            when=has_main_result,
        ),
    ),
    "withdrawn": (
        Tell(
            office,
            _("{number} was withdrawn by its inspector: {reason}"),
            (open_it,),
            when=has_reason,
        ),
        Tell(
            office,
            _("{number} was withdrawn by its reporter."),
            (open_it,),
            when=none_of(has_reason),
        ),
    ),
    "relayed": (
        Tell(
            reporter, _("The office writes about {number}: {words}"), (_REPLY,), when=is_from_office
        ),
        Tell(
            office,
            _("The reporter writes about {number}: {words}"),
            (_REPLY, open_it),
            when=all_of(is_complaint, none_of(is_from_office)),
        ),
        Tell(
            office,
            _("The inspector writes about {number}: {words}"),
            (_REPLY, open_it),
            when=all_of(is_finding, none_of(is_from_office)),
        ),
    ),
    "supervised": (Tell(unit, SUPERVISED, (open_it,)),),
    "supervision_refused": (),
    "released": (Tell(unit, RELEASED, (open_it,)),),
    "revealed": (),
    **RESULTS,
}
