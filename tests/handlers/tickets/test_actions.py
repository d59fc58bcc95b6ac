"""What can be done with a ticket: what is open by the table, less what its conditions take away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from handlers.tickets.actions import CONDITIONS, open_actions
from locales import translate
from rules import limits
from rules.actions import Condition
from rules.lifecycle import Party
from storage.tables import Ticket
from tests.handlers.beginnings import (
    ANSWERED,
    APPROVED,
    ASSIGNED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    FINDING,
    TAKEN,
)
from tests.town import Town

RESOLVED = COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED
OFFICE, UNIT = frozenset({Party.OFFICE}), frozenset({Party.UNIT})
COMPLAINANT = frozenset({Party.COMPLAINANT})


def _open(town: Town, parties: frozenset[Party], **changes: Any) -> dict[str, str]:
    """Return the labels of what is open on the first ticket, changed for this look alone."""
    with town.database.read() as session, session.no_autoflush:
        ticket = session.exec(select(Ticket).order_by(col(Ticket.id))).first()
        assert ticket is not None
        for field, value in changes.items():
            setattr(ticket, field, value)
        actions = open_actions(town.desk(session), ticket, parties)
        return {name: translate(label, "en") for name, label in actions.items()}


def test_every_condition_is_decided() -> None:
    assert set(CONDITIONS) == set(Condition)


def test_a_unit_hands_back_once(town: Town) -> None:
    town.play(FINDING + ASSIGNED)
    assert "handback" in _open(town, UNIT)
    assert "handback" not in _open(town, UNIT, handed_back=True)


def test_what_is_taken_on_goes_to_another_unit_only_where_nobody_acts(town: Town) -> None:
    town.play(FINDING + ASSIGNED)
    assert "reassign" in _open(town, OFFICE)
    town.play(TAKEN)
    assert "reassign" not in _open(town, OFFICE)
    assert "reassign" in _open(town, OFFICE, unit_id=3)  # a school without anybody


def test_a_ticket_is_supervised_or_it_is_not(town: Town) -> None:
    town.play(FINDING + ASSIGNED)
    assert {"supervise", "lift"} & set(_open(town, OFFICE)) == {"supervise"}
    assert {"supervise", "lift"} & set(_open(town, OFFICE, supervised=True)) == {"lift"}


def test_more_time_is_ruled_on_once_it_is_asked_for(town: Town) -> None:
    town.play(FINDING + ASSIGNED)
    assert "time" not in _open(town, OFFICE)
    town.play(
        "周校长 > [Open DC-2026-0001]\n周校长 > [Ask for more time]\n周校长 > [2 working days]\n周校长 > 需要调查核实"
    )
    assert "time" in _open(town, OFFICE)


def test_it_is_merged_only_where_another_is_alike(town: Town) -> None:
    town.play(FINDING)
    assert "merge" not in _open(town, OFFICE)
    town.play(FINDING)
    assert "merge" in _open(town, OFFICE)


def test_a_result_is_rated_once_and_in_time(town: Town) -> None:
    """Whoever rated it can still ask for reopening; nobody can, once the time is over."""
    town.play(RESOLVED)
    assert {"rate", "reopening"} <= set(_open(town, COMPLAINANT))
    assert {"rate", "reopening"} & set(_open(town, COMPLAINANT, rating=2)) == {"reopening"}
    town.clock.now += timedelta(days=limits.RATING_DAYS, seconds=1)
    assert not {"rate", "reopening"} & set(_open(town, COMPLAINANT))


@pytest.mark.parametrize(
    ("state", "label"), [("assigned", "Add words or photos"), ("waiting", "Answer the question")]
)
def test_a_label_may_hang_on_the_state(town: Town, state: str, label: str) -> None:
    town.play(FINDING + ASSIGNED)
    assert _open(town, frozenset({Party.INSPECTOR}), state=state)["add"] == label
