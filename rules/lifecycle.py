"""A ticket's life as data: who may do what, from which state to which, and what must be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from locales import Message, _


class State(StrEnum):
    """Where a ticket stands; the values are what the database holds."""

    SUBMITTED = "submitted"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    HANDED_BACK = "handed_back"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    REOPEN_REQUESTED = "reopen_requested"
    CLOSED = "closed"
    ARCHIVED = "archived"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """In which part somebody acts on a ticket."""

    OFFICE = "office"
    UNIT = "unit"
    COMPLAINANT = "complainant"
    INSPECTOR = "inspector"
    CUSTODIAN = "custodian"
    LEADER = "leader"
    CLOCK = "clock"


STATE_NAMES: Mapping[State, Message] = {
    State.SUBMITTED: _("submitted"),
    State.DECLINED: _("declined"),
    State.ACCEPTED: _("accepted"),
    State.ASSIGNED: _("assigned"),
    State.HANDED_BACK: _("handed back"),
    State.IN_PROGRESS: _("in progress"),
    State.WAITING: _("waiting for the reporter"),
    State.ANSWERED: _("answered"),
    State.RESOLVED: _("resolved"),
    State.REOPEN_REQUESTED: _("reopening requested"),
    State.CLOSED: _("closed"),
    State.ARCHIVED: _("archived"),
    State.MERGED: _("merged"),
    State.WITHDRAWN: _("withdrawn"),
}

ENDED = frozenset({State.DECLINED, State.CLOSED, State.ARCHIVED, State.MERGED, State.WITHDRAWN})
OPEN = frozenset(State) - ENDED
WITH_UNIT = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.WAITING})
FROM_DISPATCH = frozenset(State) - {
    State.SUBMITTED,
    State.DECLINED,
    State.ACCEPTED,
    State.MERGED,
    State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table.

    `by` names the parties that may take it, `never` those whose members may not, whatever else they
    are: who answers for a unit decides nothing in its favour. `to` None keeps the state, `must`
    names what has to be given, `track` limits it to one track.
    """

    name: str
    event: str
    by: frozenset[Party]
    since: frozenset[State]
    to: State | None
    must: tuple[str, ...] = ()
    track: str | None = None
    never: frozenset[Party] = frozenset()

    def open_to(self, parties: frozenset[Party]) -> bool:
        """Tell whether somebody with these parts in the ticket may take it."""
        return bool(self.by & parties) and not self.never & parties


def _step(
    name: str,
    event: str,
    by: str,
    since: str,
    must: str = "",
    *,
    to: str | None = None,
    track: str | None = None,
    never: str = "",
) -> Step:
    """Return a line from words: parties, states and fields stand beside each other."""
    return Step(
        name,
        event,
        by=frozenset(Party(party) for party in by.split()),
        since=_states(since),
        to=State(to) if to is not None else None,
        must=tuple(must.split()),
        track=track,
        never=frozenset(Party(party) for party in never.split()),
    )


def _states(words: str) -> frozenset[State]:
    if words == "any":
        return frozenset(State)
    if words == "any open":
        return OPEN
    return frozenset(State(word) for word in words.split())


def _ruling(name: str, event: str, since: str, must: str = "", **more: str) -> Step:
    """Return a decision of the office that nobody takes who answers for the unit."""
    return _step(name, event, "office", since, must, never="unit", **more)


STEPS: tuple[Step, ...] = (
    _step("accept", "accepted", "office", "submitted", to="accepted"),
    _ruling("decline", "declined", "submitted", "reason elsewhere", to="declined"),
    _step("assign", "assigned", "office", "accepted", "unit", to="assigned"),
    _ruling("assign", "assigned", "handed_back", "unit", to="assigned"),
    # From in_progress only where nobody is left to act for the unit: see casework.tickets.assign.
    _ruling("reassign", "reassigned", "assigned in_progress", "unit reason", to="assigned"),
    _step("insist", "hand_back_refused", "office", "handed_back", "reason", to="assigned"),
    _step("ask_time", "time_asked", "unit", "assigned in_progress waiting", "days reason"),
    _ruling("grant_time", "time_granted", "assigned in_progress waiting"),
    _ruling("refuse_time", "time_refused", "assigned in_progress waiting answered", "reason"),
    _step("take", "taken", "unit", "assigned", to="in_progress"),
    _step("hand_back", "handed_back", "unit", "assigned", "reason", to="handed_back"),
    _step("ask_reporter", "reporter_asked", "unit", "in_progress", "question", to="waiting"),
    _step("supply", "supplied", "complainant inspector", "waiting", to="in_progress"),
    _step("resume", "resumed", "clock", "waiting", to="in_progress"),
    _step(
        "excuse", "excused", "unit", "in_progress", "reason photos", to="answered", track="finding"
    ),
    _step("answer", "answered", "unit", "in_progress", "cause measure responsible", to="answered"),
    _step("send_back", "sent_back", "office", "answered", "reason", to="in_progress"),
    _ruling("approve", "approved", "answered", to="closed", track="finding"),
    _ruling("approve", "approved", "answered", to="resolved", track="complaint"),
    _step("rate", "rated", "complainant", "resolved", "score", to="resolved", track="complaint"),
    _step(
        "ask_reopening",
        "reopening_asked",
        "complainant",
        "resolved",
        "reason",
        to="reopen_requested",
        track="complaint",
    ),
    _step("reopen", "reopened", "office", "reopen_requested", to="assigned", track="complaint"),
    _ruling("uphold", "upheld", "reopen_requested", "reason", to="closed", track="complaint"),
    _ruling("close", "closed", "resolved", to="closed"),
    _ruling("look_back", "looked_back", "closed", "result", to="closed"),
    _step(
        "withdraw",
        "withdrawn",
        "complainant",
        "submitted accepted",
        to="withdrawn",
        track="complaint",
    ),
    _step(
        "withdraw", "withdrawn", "inspector", "accepted", "reason", to="withdrawn", track="finding"
    ),
    _step("archive", "archived", "clock", "closed", to="archived"),
    _ruling("merge", "merged", "any open", "main", to="merged"),
    _step("add", "added", "complainant inspector", "any open"),
    _step("relay", "relayed", "office complainant inspector", "any open", "words"),
    _step("warn", "warned", "clock", "assigned in_progress"),
    _step("supervise", "supervised", "office", "any open", "demands until"),
    _ruling("refuse_supervision", "supervision_refused", "any open", "reason"),
    _ruling("lift_supervision", "released", "any", "decision"),
    _step("instruct", "instructed", "leader", "any", "words"),
    _step("reveal", "revealed", "custodian", "any", "reason", track="complaint"),
)


class StepRefused(Exception):
    """The table does not allow this; `reason` is a sentence for the person.

    `field` names what to give anew, if that helps.
    """

    field = ""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.reason = reason


class WrongState(StepRefused):
    """The ticket is not in a state from which this can be done."""


class WrongParty(StepRefused):
    """Whoever asks has no part in this ticket that may do it."""


class SomethingMissing(StepRefused):
    """What this step must be given is not there; `field` names it."""

    def __init__(self, reason: Message, field: str) -> None:
        super().__init__(reason)
        self.field = field


FIELD_NAMES: Mapping[str, Message] = {
    "reason": _("the reason"),
    "elsewhere": _("where to turn instead"),
    "unit": _("the unit"),
    "days": _("the number of working days"),
    "question": _("the question"),
    "photos": _("a photo as proof"),
    "cause": _("the cause"),
    "measure": _("the measure taken"),
    "responsible": _("the person responsible"),
    "score": _("the rating"),
    "result": _("the result"),
    "main": _("the main ticket"),
    "words": _("the words"),
    "demands": _("the demands"),
    "until": _("the day"),
    "decision": _("the decision"),
}


def find_step(
    name: str, *, track: str, state: State, parties: frozenset[Party], given: Mapping[str, object]
) -> Step:
    """Return the line that allows this; raises WrongParty, WrongState or SomethingMissing.

    They are checked in this order.
    """
    theirs = [
        step for step in STEPS if step.name == name and _is_for(step, track) and step.by & parties
    ]
    if not theirs:
        raise WrongParty(_("This is not yours to do."))
    step = next((step for step in theirs if state in step.since), None)
    if step is None:
        raise WrongState(
            _(
                "The ticket is now: {state}. This can no longer be done, or not yet.",
                state=STATE_NAMES[state],
            )
        )
    if not step.open_to(parties):
        raise WrongParty(
            _("You answer for the unit yourself; somebody else in the office decides on this.")
        )
    _check_given(step, given)
    return step


def _is_for(step: Step, track: str) -> bool:
    return step.track in (None, track)


def _check_given(step: Step, given: Mapping[str, object]) -> None:
    for field in step.must:
        value = given.get(field)
        if isinstance(value, str):
            value = value.strip()
        if not value:
            raise SomethingMissing(_("Still needed: {field}.", field=FIELD_NAMES[field]), field)


def steps_open(track: str, state: State, parties: frozenset[Party]) -> list[str]:
    """Return the names of what these parties may do now, in the table's order."""
    names = [
        step.name
        for step in STEPS
        if _is_for(step, track) and state in step.since and step.open_to(parties)
    ]
    return list(dict.fromkeys(names))
