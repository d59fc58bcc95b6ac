"""Actions: one row each, and the steps of a ticket's life that they take."""

from __future__ import annotations

from rules.actions import ACTIONS, action_button
from rules.lifecycle import STEPS, Party, State

BY_PEOPLE = {step.name for step in STEPS if step.by - {Party.CLOCK}}
WITHIN_ANOTHER = {"grant_time", "refuse_supervision"}  # one conversation decides either way
BY_COMMAND = {"add", "supply", "instruct"}  # taken by what the conversation ends in


def test_every_step_that_people_take_has_its_action() -> None:
    taken = {action.step for action in ACTIONS.values() if action.step}
    assert taken | WITHIN_ANOTHER | BY_COMMAND == BY_PEOPLE


def test_what_a_card_shows_an_action_with_is_a_step() -> None:
    shown = {action.shown_with for action in ACTIONS.values() if action.shown_with}
    assert shown <= BY_PEOPLE


def test_a_button_says_what_the_row_says_unless_told_otherwise() -> None:
    assert action_button("take", "DC-2026-0001").label == ACTIONS["take"].label
    add = ACTIONS["add"]
    assert add.label_for(State.WAITING) != add.label_for(State.ASSIGNED) == add.label
    other = action_button("add", "TS-2026-0001", add.label_for(State.WAITING))
    assert (other.label, other.conversation) == (add.label_in[State.WAITING], "add")
