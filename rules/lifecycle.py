"""A ticket's life as data: who may do what, from which state to which, and what must be given. The
only place that knows it.
"""

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
    """One line of the table: `to` None keeps the state, `must` names what has to be given, `track`
    limits it to one track.

    `never` names parties whose members may not, whatever else they are: who answers for a unit
    decides nothing in its favour.
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
    to: State | None,
    *must: str,
    track: str | None = None,
    never: str = "",
) -> Step:
    states = OPEN if since == "any open" else frozenset(State(each) for each in since.split())
    by_, never_ = (frozenset(Party(each) for each in parties.split()) for parties in (by, never))
    return Step(name, event, by_, states, to, must, track, never_)


STEPS: tuple[Step, ...] = (
    _step("accept", "accepted", "office", "submitted", State.ACCEPTED),
    _step(
        "decline",
        "declined",
        "office",
        "submitted",
        State.DECLINED,
        "reason",
        "elsewhere",
        never="unit",
    ),
    _step("assign", "assigned", "office", "accepted", State.ASSIGNED, "unit"),
    _step("assign", "assigned", "office", "handed_back", State.ASSIGNED, "unit", never="unit"),
    # From in_progress only where nobody is left to act for the unit: see casework.tickets.assign.
    _step(
        "reassign",
        "reassigned",
        "office",
        "assigned in_progress",
        State.ASSIGNED,
        "unit",
        "reason",
        never="unit",
    ),
    _step("insist", "hand_back_refused", "office", "handed_back", State.ASSIGNED, "reason"),
    _step("ask_time", "time_asked", "unit", "assigned in_progress waiting", None, "days", "reason"),
    _step(
        "grant_time", "time_granted", "office", "assigned in_progress waiting", None, never="unit"
    ),
    _step(
        "refuse_time",
        "time_refused",
        "office",
        "assigned in_progress waiting answered",
        None,
        "reason",
        never="unit",
    ),
    _step("take", "taken", "unit", "assigned", State.IN_PROGRESS),
    _step("hand_back", "handed_back", "unit", "assigned", State.HANDED_BACK, "reason"),
    _step("ask_reporter", "reporter_asked", "unit", "in_progress", State.WAITING, "question"),
    _step("supply", "supplied", "complainant inspector", "waiting", State.IN_PROGRESS),
    _step("resume", "resumed", "clock", "waiting", State.IN_PROGRESS),
    _step(
        "excuse",
        "excused",
        "unit",
        "in_progress",
        State.ANSWERED,
        "reason",
        "photos",
        track="finding",
    ),
    _step(
        "answer",
        "answered",
        "unit",
        "in_progress",
        State.ANSWERED,
        "cause",
        "measure",
        "responsible",
    ),
    _step("send_back", "sent_back", "office", "answered", State.IN_PROGRESS, "reason"),
    _step("approve", "approved", "office", "answered", State.CLOSED, track="finding", never="unit"),
    _step(
        "approve", "approved", "office", "answered", State.RESOLVED, track="complaint", never="unit"
    ),
    _step("rate", "rated", "complainant", "resolved", State.RESOLVED, "score", track="complaint"),
    _step(
        "ask_reopening",
        "reopening_asked",
        "complainant",
        "resolved",
        State.REOPEN_REQUESTED,
        "reason",
        track="complaint",
    ),
    _step("reopen", "reopened", "office", "reopen_requested", State.ASSIGNED, track="complaint"),
    _step(
        "uphold",
        "upheld",
        "office",
        "reopen_requested",
        State.CLOSED,
        "reason",
        track="complaint",
        never="unit",
    ),
    _step("close", "closed", "office", "resolved", State.CLOSED, never="unit"),
    _step("look_back", "looked_back", "office", "closed", State.CLOSED, "result", never="unit"),
    _step(
        "withdraw",
        "withdrawn",
        "complainant",
        "submitted accepted",
        State.WITHDRAWN,
        track="complaint",
    ),
    _step(
        "withdraw", "withdrawn", "inspector", "accepted", State.WITHDRAWN, "reason", track="finding"
    ),
    _step("archive", "archived", "clock", "closed", State.ARCHIVED),
    _step("merge", "merged", "office", "any open", State.MERGED, "main", never="unit"),
    _step("add", "added", "complainant inspector", "any open", None),
    _step("relay", "relayed", "office complainant inspector", "any open", None, "words"),
    _step("warn", "warned", "clock", "assigned in_progress", None),
    _step("supervise", "supervised", "office", "any open", None, "demands", "until"),
    _step(
        "refuse_supervision",
        "supervision_refused",
        "office",
        "any open",
        None,
        "reason",
        never="unit",
    ),
    _step(
        "lift_supervision", "released", "office", " ".join(State), None, "decision", never="unit"
    ),
    _step("instruct", "instructed", "leader", " ".join(State), None, "words"),
    _step("reveal", "revealed", "custodian", " ".join(State), None, "reason", track="complaint"),
)


class StepRefused(Exception):
    """The table does not allow this; `reason` is a sentence for the person, `field` names what to
    give anew, if that helps.
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
    """Return the line of the table that allows this; raises WrongParty, WrongState or
    SomethingMissing, checked in this order.
    """
    lines = [
        each
        for each in STEPS
        if each.name == name and each.track in (None, track) and each.by & parties
    ]
    if not lines:
        raise WrongParty(_("This is not yours to do."))
    fitting = [each for each in lines if state in each.since]
    if not fitting:
        raise WrongState(
            _(
                "The ticket is now: {state}. This can no longer be done, or not yet.",
                state=STATE_NAMES[state],
            )
        )
    step = fitting[0]
    if not step.open_to(parties):
        raise WrongParty(
            _("You answer for the unit yourself; somebody else in the office decides on this.")
        )
    for field in step.must:
        value = given.get(field)
        if not (value.strip() if isinstance(value, str) else value):
            raise SomethingMissing(_("Still needed: {field}.", field=FIELD_NAMES[field]), field)
    return step


def steps_open(track: str, state: State, parties: frozenset[Party]) -> list[str]:
    """Return the names of what these parties may do now, in the table's order."""
    fitting = (
        each
        for each in STEPS
        if each.track in (None, track) and state in each.since and each.open_to(parties)
    )
    return list(dict.fromkeys(each.name for each in fitting))
