"""What can be done with a ticket now, as its card and its receipt code show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casework.desk import Desk
from casework.tickets.acting_unit import nobody_acts
from casework.tickets.reporter import rating_is_over
from locales import Message
from rules.actions import ACTIONS, Condition
from rules.lifecycle import Party, State, steps_open
from storage.queries.tickets import open_alike, open_extension
from storage.tables import Ticket


def open_actions(desk: Desk, ticket: Ticket, parties: frozenset[Party]) -> dict[str, Message]:
    """Return the label of each action that is open to these parties, by its conversation."""
    state = State(ticket.state)
    steps = steps_open(ticket.track, state, parties)
    return {
        name: action.label_for(state)
        for name, action in ACTIONS.items()
        if action.shown_with in steps and _holds(action.when, desk, ticket)
    }


def _holds(condition: Condition | None, desk: Desk, ticket: Ticket) -> bool:
    return condition is None or CONDITIONS[condition](desk, ticket)


def _is_untaken_or_nobody_acts(desk: Desk, ticket: Ticket) -> bool:
    return ticket.state != State.IN_PROGRESS or nobody_acts(desk.session, ticket)


def _is_not_yet_rated(desk: Desk, ticket: Ticket) -> bool:
    return ticket.rating is None and not rating_is_over(desk, ticket)


CONDITIONS: Mapping[Condition, Callable[[Desk, Ticket], bool]] = {
    Condition.TIME_IS_ASKED_FOR: lambda desk, ticket: (
        open_extension(desk.session, ticket) is not None
    ),
    Condition.NEVER_HANDED_BACK: lambda _desk, ticket: not ticket.handed_back,
    Condition.UNTAKEN_OR_NOBODY_ACTS: _is_untaken_or_nobody_acts,
    Condition.NOT_YET_RATED: _is_not_yet_rated,
    Condition.RATING_TIME_RUNS: lambda desk, ticket: not rating_is_over(desk, ticket),
    Condition.ANOTHER_IS_ALIKE: lambda desk, ticket: bool(
        open_alike(desk.session, ticket, limit=1)
    ),
    Condition.SUPERVISED: lambda _desk, ticket: ticket.supervised,
    Condition.NOT_SUPERVISED: lambda _desk, ticket: not ticket.supervised,
}
