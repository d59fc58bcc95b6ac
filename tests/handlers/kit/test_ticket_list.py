"""Lists of tickets: whole however long, what must happen next first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules.lifecycle import State
from rules.permissions import Role
from storage.tables import Ticket
from tests.town import Town


def tickets(town: Town, count: int, state: State, **more: Any) -> None:
    """Put tickets into the database, each filed a minute after the one before."""
    with town.database.write() as session:
        for place in range(1, count + 1):
            filed = town.clock() + timedelta(minutes=place)
            given: dict[str, Any] = {
                "due_at": filed + timedelta(days=30),
                "assigned_at": filed,
                "unit_id": 2,
                **more,
            }
            ticket = Ticket(
                number=f"DC-2026-{place:04d}",
                track="finding",
                kind="late",
                state=state,
                limit_days=3,
                filed_at=filed,
                **given,
            )
            session.add(ticket)


def test_what_must_be_taken_up_stands_before_what_is_due_later(town_anywhere: Town) -> None:
    """A complaint of today stands before sixty answers that are due in a month, and all of them are
    counted.
    """
    town = town_anywhere
    tickets(town, 60, State.ANSWERED)
    town.play("""
家长 > 投诉
家长 > 强制购买教辅
家长 > [Done]
家长 > [Teaching materials and uniforms]
家长 > [第一中学]
家长 > [No]
家长 > [Anonymous]
家长 > [Submit]
""")
    heard = town.play("吴办 > 待办").splitlines()[1]
    assert heard.split(" / ")[:3] == [
        "吴办 < Waiting for the office: 61",
        "TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or "
        "declined by 3 Mar 2026",
        "DC-2026-0001 Late, 第一中学: answered; due 1 Apr 2026",
    ]
    assert "Shown: 1 to 10 of 61 [TS-2026-0001] [DC-2026-0001]" in heard


def test_a_leader_turns_the_pages_of_what_is_open(town: Town) -> None:
    """Each list that the digest leads to knows on its further pages which unit or field it is
    about.
    """
    town.person("孙局", Role.LEADER)
    tickets(town, 12, State.IN_PROGRESS, due_at=town.clock() - timedelta(days=1))
    for way, chosen, heading in (
        ("unit", "[第一中学: open 12, overdue 12]", "第一中学: open 12"),
        ("field", "1", "Meeting discipline: open 12"),
        ("late", "", "Overdue, the longest first: 12"),
    ):
        town.play(f"孙局 > (button go:digest:{way})\n" + (f"孙局 > {chosen}" if chosen else ""))
        heard = town.play("孙局 > [More]").splitlines()[1]
        assert heard == (
            f"孙局 < {heading} / DC-2026-0011 Late, 第一中学: in progress; due 1 Mar 2026 / "
            "DC-2026-0012 Late, 第一中学: in progress; due 1 Mar 2026 / Shown: 11 to 12 of 12 "
            "[DC-2026-0011] [DC-2026-0012] [Back to page 1]"
        )


def test_the_reporter_sees_first_what_waits_for_an_answer(town: Town) -> None:
    """Among many older and newer ones, what the unit asks about stands first."""
    tickets(town, 60, State.IN_PROGRESS, inspector_id=1)
    with town.database.write() as session:
        asked = session.get(Ticket, 5)
        assert asked is not None
        asked.state = State.WAITING
        session.add(asked)
    heard = town.play("李督 > 我的工单").splitlines()[1]
    assert heard.startswith(
        "李督 < You reported: 60 / DC-2026-0005 Late, 第一中学: waiting for the reporter"
    )
