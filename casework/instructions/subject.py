"""What an instruction is written on: a ticket, a digest, or an earlier instruction."""

from __future__ import annotations

import re
from datetime import date

from casework.desk import Desk
from casework.instructions.access import get_visible_instruction
from casework.refusals import NotAllowed
from casework.tickets.access import get_visible_ticket
from casework.tickets.acting_unit import answering_unit
from locales import Message, _
from rules.lifecycle import FROM_DISPATCH, State
from rules.text.codes import is_instruction_number

_DIGEST = re.compile(r"digest:(\d{4}-\d{2}-\d{2})")


def check_subject(desk: Desk, about: str) -> None:
    """Raise a Refused when the actor may write no instruction on this."""
    if found := _DIGEST.fullmatch(about):
        try:
            date.fromisoformat(found[1])
        except ValueError:
            raise NotAllowed from None
    elif is_instruction_number(about):
        get_visible_instruction(desk, about)
    else:
        get_visible_ticket(desk, about)


def is_ticket(about: str) -> bool:
    """Tell whether this is the number of a ticket, and not a digest or another instruction."""
    return not _DIGEST.fullmatch(about) and not is_instruction_number(about)


def subject_words(about: str) -> Message:
    """Return in words what an instruction is written on."""
    if found := _DIGEST.fullmatch(about):
        return _("the digest of {day}", day=date.fromisoformat(found[1]))
    return _("{number}", number=about)


def unit_concerned(desk: Desk, about: str) -> int | None:
    """Return the unit that an instruction on this concerns, None where no unit does.

    Before dispatch no unit knows of a ticket.
    """
    if is_instruction_number(about):
        return get_visible_instruction(desk, about).unit_id
    if not is_ticket(about):
        return None
    ticket = get_visible_ticket(desk, about)
    if State(ticket.state) not in FROM_DISPATCH:
        return None
    return answering_unit(desk.session, ticket)
