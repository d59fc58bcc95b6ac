"""Lists of tickets: whole however long, a page at a time, what must happen next first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules.lifecycle import State
from storage.tables import Ticket
from tests.handlers.transcript import converse
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


def test_a_list_goes_on_from_page_to_page(town: Town) -> None:
    """The count is of all, each page says what it shows, and the last one leads back to the first."""
    tickets(town, 12, State.IN_PROGRESS)
    converse(
        town,
        """
周校长 > 工单
周校长 < Open tickets of your unit: 12
    DC-2026-0001 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0002 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0003 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0004 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0005 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0006 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0007 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0008 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0009 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0010 Late, 第一中学: in progress; due 1 Apr 2026
    Shown: 1 to 10 of 12
    [DC-2026-0001] [DC-2026-0002] [DC-2026-0003] [DC-2026-0004] [DC-2026-0005] [DC-2026-0006] [DC-2026-0007]
        [DC-2026-0008] [DC-2026-0009] [DC-2026-0010] [More]
周校长 > 11
周校长 < Open tickets of your unit: 12
    DC-2026-0011 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0012 Late, 第一中学: in progress; due 1 Apr 2026
    Shown: 11 to 12 of 12
    [DC-2026-0011] [DC-2026-0012] [Back to page 1]
周校长 > [Back to page 1]
周校长 < Open tickets of your unit: 12
    DC-2026-0001 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0002 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0003 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0004 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0005 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0006 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0007 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0008 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0009 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0010 Late, 第一中学: in progress; due 1 Apr 2026
    Shown: 1 to 10 of 12
    [DC-2026-0001] [DC-2026-0002] [DC-2026-0003] [DC-2026-0004] [DC-2026-0005] [DC-2026-0006] [DC-2026-0007]
        [DC-2026-0008] [DC-2026-0009] [DC-2026-0010] [More]
周校长 > (button go:unit:p999)
周校长 < Open tickets of your unit: 12
    DC-2026-0011 Late, 第一中学: in progress; due 1 Apr 2026
    DC-2026-0012 Late, 第一中学: in progress; due 1 Apr 2026
    Shown: 11 to 12 of 12
    [DC-2026-0011] [DC-2026-0012] [Back to page 1]
""",
    )
