"""What buttons start on a ticket, a duty or an instruction: each action once, with its label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from locales import Button, Message, _
from rules.lifecycle import State


class Condition(Enum):
    """What must hold of a ticket, besides its step being open, for its card to show an action."""

    TIME_IS_ASKED_FOR = auto()
    NEVER_HANDED_BACK = auto()
    UNTAKEN_OR_NOBODY_ACTS = auto()
    NOT_YET_RATED = auto()
    RATING_TIME_RUNS = auto()
    ANOTHER_IS_ALIKE = auto()
    SUPERVISED = auto()
    NOT_SUPERVISED = auto()


@dataclass(frozen=True, slots=True)
class Action:
    """One row: what its button says, and in some states of the ticket otherwise.

    `step` is the step of a ticket's life that it takes: where that cannot be taken, it is refused
    before anything is asked. A ticket's card shows it while the step `shown_with` is open, as far
    as `when` holds; where `shown_with` is "", no card shows it.
    """

    label: Message
    step: str = ""
    shown_with: str = ""
    when: Condition | None = None
    label_in: Mapping[State, Message] = field(default_factory=dict)

    def label_for(self, state: State) -> Message:
        """Return what the button says on a ticket in this state."""
        return self.label_in.get(state, self.label)


def _step(label: Message, step: str, when: Condition | None = None) -> Action:
    """Return an action that a card shows while its own step is open."""
    return Action(label, step, step, when)


ACTIONS: Mapping[str, Action] = {
    "accept": _step(_("Accept"), "accept"),
    "decline": _step(_("Decline"), "decline"),
    "assign": Action(
        _("Assign"), "assign", "assign", label_in={State.HANDED_BACK: _("Agree, reassign")}
    ),
    "reassign": _step(
        _("Assign to another unit"), "reassign", when=Condition.UNTAKEN_OR_NOBODY_ACTS
    ),
    "insist": _step(_("Refuse the hand-back"), "insist"),
    # A request may be refused even where it can no longer be granted.
    "time": Action(
        _("Rule on more time"), "refuse_time", "grant_time", when=Condition.TIME_IS_ASKED_FOR
    ),
    "take": _step(_("Take it on"), "take"),
    "answer": _step(_("Answer"), "answer"),
    "excuse": _step(_("It was excused"), "excuse"),
    "handback": _step(_("Hand back"), "hand_back", when=Condition.NEVER_HANDED_BACK),
    "moretime": _step(_("Ask for more time"), "ask_time"),
    "question": _step(_("Ask the reporter"), "ask_reporter"),
    "approve": _step(_("Approve"), "approve"),
    "sendback": _step(_("Return it"), "send_back"),
    "reopen": _step(_("Reopen"), "reopen"),
    "uphold": _step(_("Uphold the result"), "uphold"),
    "close": _step(_("Close the ticket"), "close"),
    "lookback": _step(_("Look back"), "look_back"),
    # It takes the step "supply" where the unit waits for the reporter; the command refuses it.
    "add": Action(
        _("Add words or photos"),
        shown_with="add",
        label_in={State.WAITING: _("Answer the question")},
    ),
    "reply": Action(_("Answer the question"), "supply"),  # begun by words out of the blue
    "rate": _step(_("Rate the result"), "rate", when=Condition.NOT_YET_RATED),
    "reopening": _step(_("Ask for reopening"), "ask_reopening", when=Condition.RATING_TIME_RUNS),
    "relay": _step(_("Leave a message"), "relay"),
    "merge": _step(_("Merge"), "merge", when=Condition.ANOTHER_IS_ALIKE),
    "supervise": _step(_("Put under supervision"), "supervise", when=Condition.NOT_SUPERVISED),
    "lift": _step(_("End supervision"), "lift_supervision", when=Condition.SUPERVISED),
    "reveal": _step(_("Who reported it"), "reveal"),
    "withdraw": _step(_("Withdraw"), "withdraw"),
    # What it is about need not be a ticket; the command takes the step where it is.
    "instruct": Action(_("Write an instruction"), shown_with="instruct"),
    "remark": Action(_("Write an instruction")),
    "instructreport": Action(_("Report what was done")),
    "instructdone": Action(_("Take it as done")),
    "dutyfile": Action(_("File it")),
    "dutyok": Action(_("Confirm receipt")),
    "dutyhand": Action(_("Hand to a colleague")),
    "dutyback": Action(_("Take it back")),
    "dutytime": Action(_("Ask for more time")),
    "dutyrule": Action(_("Rule on more time")),
    "dutyreturn": Action(_("Return it")),
    "dutypaper": Action(_("Record a paper filing")),
    "dutyexempt": Action(_("Exempt")),
    "dutylift": Action(_("Lift the exemption")),
}
"""Each by the name of its conversation, in the order in which a ticket's card shows them."""


def action_button(name: str, about: str, label: Message | None = None) -> Button:
    """Return the button that starts an action; `label` says otherwise than the table."""
    return Button(label or ACTIONS[name].label, name, about)
