"""The rows of the table of tellings, and the audiences that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from casework.notices import Buttons, Case, Text, always, fill_in, make_buttons, tell_person
from casework.tickets.audience import tell_acting, tell_office, tell_reporter, tell_unit
from casework.tickets.contents import merged_of, with_merged
from casework.tickets.occasion import FACTS, Told, no_photos, photos_of_all
from locales import Button, Message, _
from rules.lifecycle import WITH_UNIT, State
from storage.tables import Ticket

MAX_PHOTOS = 9  # in one message


@dataclass(frozen=True, slots=True)
class Tell:
    """One row of the table: whom it reaches, with which text, buttons and photos, and when.

    The audience sends by itself: a reporter may be a chat without a person, and where nobody of a
    unit can be reached the office hears of it.
    """

    audience: Callable[[Told, Tell], None]
    text: Text[Ticket]
    buttons: Buttons[Ticket] = ()
    photos: Callable[[Told], Sequence[int]] = no_photos
    when: Case[Ticket] = always

    def text_for(self, told: Told) -> Message:
        """Return the text with its facts."""
        return fill_in(self.text, told, FACTS)

    def buttons_for(self, told: Told) -> tuple[Button, ...]:
        """Return the buttons of the reader's ticket."""
        return make_buttons(self.buttons, told)


def office(told: Told, row: Tell) -> None:
    """Tell the office."""
    tell_office(told.desk, told.subject, row.text_for(told), row.buttons_for(told))


def unit(told: Told, row: Tell) -> None:
    """Tell those who act for the ticket's unit."""
    text, buttons = row.text_for(told), row.buttons_for(told)
    tell_unit(told.desk, told.subject, text, buttons, row.photos(told))


def unit_with_all(told: Told, row: Tell) -> None:
    """Put the ticket before its unit with all its photos, as many as a message holds."""
    text, photos = row.text_for(told), photos_of_all(told)
    if left_out := len(photos[MAX_PHOTOS:]):
        text = _("{said}\nFurther photos on the card: {count}", said=text, count=left_out)
    tell_unit(told.desk, told.subject, text, row.buttons_for(told), photos[:MAX_PHOTOS])


def unit_it_was_with(told: Told, row: Tell) -> None:
    """Tell those who acted on what is over for them; nobody else needs to hear of it."""
    tell_acting(told.desk, told.subject, row.text_for(told))


def unit_of_main(told: Told, row: Tell) -> None:
    """Tell the unit of the ticket into which this one was merged."""
    main: Ticket = told.given["main_ticket"]
    read = _read_as(told, main)
    text, buttons = row.text_for(read), row.buttons_for(read)
    tell_unit(told.desk, main, text, buttons, row.photos(told))


def former_people(told: Told, row: Tell) -> None:
    """Tell those who act on the ticket no more; it does not open for them."""
    text, number = row.text_for(told), told.subject.number
    for person_id in told.given["former"]:
        if person_id != told.desk.author:
            tell_person(told.desk, person_id, text, about=number)


def unit_or_office(told: Told, row: Tell) -> None:
    """Tell whoever has the ticket now."""
    if State(told.subject.state) in WITH_UNIT:
        unit(told, row)
    else:
        office(told, row)


def reporter(told: Told, row: Tell) -> None:
    """Tell who reported the ticket."""
    _tell_reporters(told, row, [told.subject])


def reporters(told: Told, row: Tell) -> None:
    """Tell who reported the ticket and who reported those merged into it."""
    _tell_reporters(told, row, with_merged(told.desk, told.subject))


def merged_reporters(told: Told, row: Tell) -> None:
    """Tell who reported the tickets merged into this one."""
    _tell_reporters(told, row, merged_of(told.desk, told.subject))


def moved_reporters(told: Told, row: Tell) -> None:
    """Tell who reported the tickets that are moved into another."""
    _tell_reporters(told, row, told.given["moved"])


def reporter_of_relapse(told: Told, row: Tell) -> None:
    """Tell who reported the ticket, now by the one in which it came back."""
    relapse: Ticket = told.given["relapse"]
    tell_reporter(told.desk, relapse, row.text_for(told), row.buttons_for(told))


def _tell_reporters(told: Told, row: Tell, tickets: Sequence[Ticket]) -> None:
    """Tell the reporter of each ticket, who reads its number and no other."""
    photos = row.photos(told)
    for ticket in tickets:
        read = _read_as(told, ticket)
        text, buttons = row.text_for(read), row.buttons_for(read)
        tell_reporter(told.desk, ticket, text, buttons, photos)


def _read_as(told: Told, ticket: Ticket) -> Told:
    """Return the occasion for readers who know it by this ticket."""
    return replace(told, given={**told.given, "own_ticket": ticket})
