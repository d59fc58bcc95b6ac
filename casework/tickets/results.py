"""Who is told what of a ticket's result: approved, rated, opened again, closed, looked back at."""

from __future__ import annotations

from collections.abc import Mapping

from casework.notices import all_of, none_of
from casework.tickets.occasion import (
    act,
    has_relapsed,
    has_words,
    is_complaint,
    is_excused,
    is_finding,
    open_it,
    open_relapse,
    photos_of_ticket_result,
)
from casework.tickets.receipts import CLOSED, UPHELD
from casework.tickets.recipients import (
    Tell,
    merged_reporters,
    office,
    reporter,
    reporter_of_relapse,
    reporters,
    unit,
    unit_with_all,
)
from locales import _

RESULTS: Mapping[str, tuple[Tell, ...]] = {
    "approved": (
        Tell(
            reporters,
            _("{number} is closed. What was done: {measure}"),
            (open_it,),
            photos_of_ticket_result,
            when=all_of(is_finding, none_of(is_excused)),
        ),
        Tell(
            reporters,
            _("{number} is closed; it was excused: {excuse}"),
            (open_it,),
            photos_of_ticket_result,
            when=all_of(is_finding, is_excused),
        ),
        Tell(
            unit, _("{number}: your answer is approved and the ticket is closed."), when=is_finding
        ),
        Tell(
            reporter,
            _(
                "{number} is resolved. What was done: {measure}\nAre you content? You can say "
                "so within {days} days."
            ),
            (act("rate"), open_it),
            photos_of_ticket_result,
            when=is_complaint,
        ),
        # the main one is rated, not those merged into it
        Tell(
            merged_reporters,
            _("{number} is resolved. What was done: {measure}"),
            (open_it,),
            photos_of_ticket_result,
            when=is_complaint,
        ),
        Tell(unit, _("{number}: your answer is approved."), when=is_complaint),
    ),
    "rated": (
        Tell(office, _("{number} was rated {score} of 5: {words}"), (open_it,), when=has_words),
        Tell(office, _("{number} was rated {score} of 5."), (open_it,), when=none_of(has_words)),
    ),
    "reopening_asked": (
        Tell(office, _("{number}: the reporter asks for reopening: {reason}"), (open_it,)),
        Tell(
            unit,
            _("{number}: the reporter is not content and asks for reopening. The office decides."),
            (open_it,),
        ),
    ),
    "reopened": (
        Tell(
            unit_with_all,
            _(
                "Reopened: {number}, {kind}. Deadline: {promised}.\nNot settled, says the "
                "reporter: {reason}\n{words}"
            ),
            (act("take"), open_it),
        ),
        Tell(reporter, _("{number} is reopened. Deadline: {promised}.")),
    ),
    "upheld": (Tell(reporters, UPHELD), Tell(unit, UPHELD)),
    "closed": (
        Tell(reporters, _("{number} is closed. Thank you."), (open_it,)),
        Tell(unit, CLOSED),
    ),
    "looked_back": (
        Tell(
            reporter_of_relapse,
            _("{number} was looked at again: it is not settled. It is dealt with anew as {again}."),
            (open_relapse,),
            when=has_relapsed,
        ),
        # those of merged tickets are told no number but their own
        Tell(
            merged_reporters,
            _("{number} was looked at again: it is not settled, and is dealt with anew."),
            (open_it,),
            when=has_relapsed,
        ),
    ),
}
