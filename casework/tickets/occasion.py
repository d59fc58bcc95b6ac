"""What can be said of what has happened to a ticket: cases, buttons, photos and facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from casework.notices import Facts, Occasion
from casework.tickets.audience import handling_name, open_button, unit_name
from casework.tickets.contents import (
    photos_of_result,
    photos_reported,
    proof_of,
    with_merged,
    words_reported,
)
from casework.tickets.deadline import promised
from locales import Button, Message, _
from rules import limits
from rules.actions import action_button
from rules.lifecycle import FROM_DISPATCH, WITH_UNIT, State
from storage.tables import Ticket

Told: TypeAlias = Occasion[Ticket]
NO_WORDS = _("(no words; see the photos)")


# the cases


def is_finding(told: Told) -> bool:
    """Tell whether an inspector reported it."""
    return told.subject.track == "finding"


def is_complaint(told: Told) -> bool:
    """Tell whether a complainant reported it."""
    return told.subject.track == "complaint"


def is_excused(told: Told) -> bool:
    """Tell whether it was excused, not dealt with."""
    return "excuse" in (told.subject.answer or {})


def is_sealed(told: Told) -> bool:
    """Tell whether the custodian's key alone opens who complained."""
    return "link" in told.given


def is_anonymous(told: Told) -> bool:
    """Tell whether the complaint filed is anonymous."""
    return bool(told.given["level"] == "anonymous")


def is_longer(told: Told) -> bool:
    """Tell whether it takes longer than the complainant was told before."""
    return is_complaint(told) and told.subject.limit_days > told.given["days"]


def is_from_office(told: Told) -> bool:
    """Tell whether the words are the office's."""
    return bool(told.given["from_office"])


def is_content(told: Told) -> bool:
    """Tell whether the rating is a good one."""
    return bool(told.given["score"] >= limits.LOWEST_CONTENT_RATING)


def has_words(told: Told) -> bool:
    """Tell whether words were given."""
    return bool(told.given["words"])


def has_photos(told: Told) -> bool:
    """Tell whether photos were given."""
    return bool(told.given["photos"])


def has_reason(told: Told) -> bool:
    """Tell whether a reason was given."""
    return bool(told.given["reason"])


def has_relapsed(told: Told) -> bool:
    """Tell whether a ticket was opened for what came back."""
    return told.given["relapse"] is not None


def was_dispatched(told: Told) -> bool:
    """Tell whether a unit knew of the ticket that was merged."""
    return told.given["state_before"] in FROM_DISPATCH


def is_main_dispatched(told: Told) -> bool:
    """Tell whether a unit works on the ticket into which this one was merged."""
    main: Ticket = told.given["main_ticket"]
    return State(main.state) in WITH_UNIT | {State.ANSWERED}


def has_main_result(told: Told) -> bool:
    """Tell whether the result of the ticket into which this one was merged is out."""
    main: Ticket = told.given["main_ticket"]
    return main.resolved_at is not None and bool((main.answer or {}).get("measure"))


# the buttons


def act(name: str, label: Message | None = None) -> Callable[[Told], Button]:
    """Return what makes the button of an action on the reader's ticket; `label` says otherwise."""
    return lambda told: action_button(name, own_ticket(told).number, label)


def open_it(told: Told) -> Button:
    """Open the reader's ticket."""
    return open_button(own_ticket(told).number)


def open_main(told: Told) -> Button:
    """Open the ticket into which this one was merged."""
    return open_button(told.given["main_ticket"].number)


def open_relapse(told: Told) -> Button:
    """Open the ticket in which it came back."""
    return open_button(told.given["relapse"].number)


def assign_relapse(told: Told) -> Button:
    """Assign the ticket in which it came back."""
    return action_button("assign", told.given["relapse"].number)


def report_again(told: Told) -> Button:
    """Report one more finding at the same unit."""
    label = _("One more at {unit}", unit=told.given["unit"])
    return Button(label, "report", str(told.subject.unit_id))


# the photos


def no_photos(_told: Told) -> list[int]:
    """Send no photos along."""
    return []


def photos_added(told: Told) -> Sequence[int]:
    """Send the photos that were added."""
    photos: Sequence[int] = told.given["photos"]
    return photos


def photos_of_ticket_result(told: Told) -> list[int]:
    """Send the photos that prove the result."""
    return photos_of_result(told.desk, told.subject)


def proof_of_main(told: Told) -> list[int]:
    """Send the proof of the ticket into which this one was merged."""
    return proof_of(told.desk, told.given["main_ticket"])


def photos_moved(told: Told) -> list[int]:
    """Send the photos of the tickets that are moved into another."""
    return _photos_of(told, told.given["moved"])


def photos_of_all(told: Told) -> list[int]:
    """Send what was reported with the ticket and with those merged into it."""
    return _photos_of(told, with_merged(told.desk, told.subject))


def _photos_of(told: Told, tickets: Sequence[Ticket]) -> list[int]:
    photos: list[int] = []
    for ticket in tickets:
        photos += photos_reported(told.desk, ticket)
    return photos


# the facts


def own_ticket(told: Told) -> Ticket:
    """Return the ticket that the reader knows: of merged ones each its own."""
    ticket: Ticket = told.given.get("own_ticket", told.subject)
    return ticket


def words_moved(told: Told) -> Message | str:
    """Return what was reported with the tickets that are moved into another."""
    return _words_of(told, told.given["moved"])


def _words_to_unit(told: Told) -> Message | str:
    """Return what was reported; the unit above has to know about whose head it is."""
    words = _words_of(told, with_merged(told.desk, told.subject))
    about_id = told.subject.about_id
    if about_id is None:
        return words
    about = _("About the head of: {unit}\n{words}", unit=unit_name(told.desk, about_id))
    return about.given(words=words)


def _words_of(told: Told, tickets: Sequence[Ticket]) -> Message | str:
    words = [words_reported(told.desk, ticket) for ticket in tickets]
    return "\n".join(said for said in words if said) or NO_WORDS


def _answered(told: Told, field: str) -> str:
    return str((told.subject.answer or {}).get(field, ""))


FACTS: Facts[Ticket] = {
    "again": lambda told: told.given["relapse"].number,
    "count": lambda told: len(told.given["photos"]),
    "excuse": lambda told: _answered(told, "excuse"),
    "kind": lambda told: told.desk.catalogue.name_of(told.subject.kind),
    "limit": lambda told: told.subject.limit_days,
    "main": lambda told: told.given["main_ticket"].number,
    "measure": lambda told: _answered(told, "measure"),
    "number": lambda told: own_ticket(told).number,
    "promised": lambda told: promised(told.subject),
    "unit": lambda told: handling_name(told.desk, told.subject),
    "words": _words_to_unit,
}
