"""Every command through carry_out, on both databases: one event, a chain that holds, and the right
people told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.calendar import commands as calendar_commands
from casework.campaigns import commands as campaign_commands
from casework.digests import commands as digest_commands
from casework.duties import commands as duty_commands
from casework.execute import COMMANDS
from casework.instructions import commands as instruction_commands
from casework.people import commands as people_commands
from casework.refusals import (
    NoSuchTicket,
)
from casework.reminders import commands as reminder_commands
from casework.tickets import commands as c
from rules.lifecycle import StepRefused, WrongParty
from storage.database import Database
from tests.casework.stage import FIRST, SECOND, Stage

Given = dict[str, Any]


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def _moved(stage: Stage, number: str) -> tuple[str, str | None, str]:
    """Return the last event's name and the states before and after it."""
    last = stage.events(number)[-1]
    assert last.to_state == stage.town.ticket(number).state
    return last.name, last.from_state, last.to_state


# who does what with a ticket in which state, what comes of it, and who hears of it
CASES = [
    ("office", c.Accept, {}, "submitted", "accepted", {"parent"}),
    ("office", c.Decline, {"reason": "r", "elsewhere": "e"}, "submitted", "declined", {"parent"}),
    ("office", c.Assign, {"unit": 0}, "accepted", "assigned", {"parent", "head", "handler"}),
    ("head", c.Take, {}, "assigned", "in_progress", set()),
    ("handler", c.Take, {}, "assigned", "in_progress", set()),
    ("head", c.HandBack, {"reason": "r"}, "assigned", "handed_back", {"office", "clerk"}),
    (
        "office",
        c.Reassign,
        {"unit": 2, "reason": "r"},
        "assigned",
        "assigned",
        {"parent", "head", "handler", "elsewhere"},
    ),
    ("office", c.Insist, {"reason": "r"}, "handed_back", "assigned", {"head", "handler"}),
    (
        "head",
        c.AskTime,
        {"days": 2, "reason": "r"},
        "in_progress",
        "in_progress",
        {"office", "clerk"},
    ),
    ("head", c.AskReporter, {"question": "q"}, "in_progress", "waiting", {"parent"}),
    (
        "head",
        c.Answer,
        {"cause": "c", "measure": "m", "responsible": "p"},
        "in_progress",
        "answered",
        {"office", "clerk"},
    ),
    ("office", c.SendBack, {"reason": "r"}, "answered", "in_progress", {"head", "handler"}),
    ("office", c.Approve, {}, "answered", "resolved", {"parent", "head", "handler"}),
    ("parent", c.Rate, {"score": 5}, "resolved", "resolved", {"office", "clerk"}),
    (
        "parent",
        c.AskReopening,
        {"reason": "r"},
        "resolved",
        "reopen_requested",
        {"office", "clerk", "head", "handler"},
    ),
    ("parent", c.Withdraw, {}, "submitted", "withdrawn", {"office", "clerk"}),
    ("parent", c.Supply, {"words": "w"}, "in_progress", "in_progress", {"head", "handler"}),
    ("parent", c.Supply, {"words": "w"}, "submitted", "submitted", {"office", "clerk"}),
    ("parent", c.Relay, {"words": "w"}, "in_progress", "in_progress", {"office", "clerk"}),
    ("office", c.Relay, {"words": "w"}, "in_progress", "in_progress", {"parent"}),
    (
        "office",
        c.Supervise,
        {"demands": "d", "until": date(2026, 3, 9)},
        "in_progress",
        "in_progress",
        {"head", "handler"},
    ),
    (
        "office",
        c.Supervise,
        {"demands": "d", "until": date(2026, 3, 9)},
        "submitted",
        "submitted",
        set(),
    ),
    ("custodian", c.Reveal, {"reason": "r"}, "submitted", "submitted", set()),
]


@pytest.mark.parametrize(
    ("name", "kind", "given", "since", "to", "told"),
    CASES,
    ids=lambda each: getattr(each, "__name__", None),
)
def test_one_event_and_the_right_people_and_everybody_else_refused(
    stage: Stage,
    name: str,
    kind: type[c.OnTicket],
    given: Given,
    since: str,
    to: str,
    told: set[str],
) -> None:
    number = stage.bring(stage.complaint(), since)
    stage.stranger("passer-by")
    given = (
        {**given, "unit": stage.unit(SECOND if given["unit"] else FIRST)}
        if "unit" in given
        else given
    )
    before = len(stage.events(number))

    alike = {"office": {"clerk"}, "head": {"handler"}, "handler": {"head"}}.get(name, set())
    alike |= {"parent", "office", "clerk"} if kind is c.Relay else set()
    for other in sorted({*stage.town.phones} - {name} - alike):
        with pytest.raises((WrongParty, NoSuchTicket)):
            stage.do(other, kind(number, **given))
    for stranger in (
        "passer-by",
        "elsewhere",
        "teacher",
    ):  # a ticket of others is not told apart from one that is not there
        with pytest.raises(NoSuchTicket):
            stage.do(stranger, kind(number, **given))
    assert len(stage.events(number)) == before
    assert stage.mail() == {}

    stage.do(name, kind(number, **given))
    assert len(stage.events(number)) == before + 1
    assert _moved(stage, number)[1:] == (since, to)
    assert set(stage.mail()) == told
    assert stage.faults() == []


COMMAND_MODULES = (
    c,
    calendar_commands,
    campaign_commands,
    digest_commands,
    duty_commands,
    instruction_commands,
    people_commands,
    reminder_commands,
)


def test_every_command_is_known(stage: Stage) -> None:
    kinds = [
        each
        for module in COMMAND_MODULES
        for each in vars(module).values()
        if isinstance(each, type)
        and each.__module__ == module.__name__
        and each not in (c.OnTicket, duty_commands.OnAssignment)
    ]
    assert set(kinds) == set(COMMANDS)
    for kind in kinds:
        if issubclass(kind, c.OnTicket):
            names = [
                each for each in kind.__dataclass_fields__ if each not in ("number", "by_receipt")
            ]
            given: Given = {
                name: {"unit": 1, "days": 1, "score": 3, "on": True, "granted": True}.get(name, "x")
                for name in names
            }
            given |= {"photos": ()} if "photos" in names else {}
            with pytest.raises((NoSuchTicket, StepRefused)):
                stage.do("parent", kind("TS-2026-0404", **given))
