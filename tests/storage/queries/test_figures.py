"""The digest's figures: counted by ranges, they are what counting ticket by ticket gives, on both
databases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session

from pictures.digest_facts import Rate
from rules.lifecycle import State
from storage.database import Database
from storage.queries.figures import (
    DEALT_WITH,
    LATE_IN,
    CampaignProgress,
    OpenCount,
    campaign_progress,
    count_instructions,
    count_moved,
    count_open,
    count_warnings,
    open_places,
    open_tickets,
    overdue_places,
    overdue_tickets,
)
from storage.queries.rates import UNSOLVABLE, Rates, TimeLimit, count_rates
from storage.queries.scope import Scope
from storage.tables import (
    Assignment,
    CampaignRow,
    Instruction,
    IssuedWarning,
    Person,
    RoleHeld,
    Ticket,
    Unit,
)

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = ("late", "phone-use", "banned-tutoring")
SPANS = [(NOW - n * DAY, NOW - (n - 1) * DAY) for n in range(1, 5)]
SCOPES = [
    Scope(),
    Scope(frozenset({1}), frozenset()),
    Scope(frozenset(), frozenset({"late"})),
    Scope(frozenset({2}), frozenset({"phone-use"})),
    Scope(frozenset(), frozenset()),
]

moments = st.none() | st.integers(-120, 24).map(lambda hours: NOW + timedelta(hours=hours))
tickets = st.fixed_dictionaries(
    {
        "track": st.sampled_from(("finding", "complaint")),
        "kind": st.sampled_from(KINDS),
        "unit_id": st.sampled_from((None, 1, 2)),
        "state": st.sampled_from(sorted(State)),
        "filed_at": st.integers(-120, 0).map(lambda hours: NOW + timedelta(hours=hours)),
        "responded_at": moments,
        "assigned_at": moments,
        "taken_at": moments,
        "due_at": moments,
        "resolved_at": moments,
        "rating": st.sampled_from((None, 1, 3, 4, 5)),
    }
)


def _fill(session: Session, rows: list[dict[str, Any]]) -> list[Ticket]:
    session.execute(delete(Ticket))
    if session.get(Unit, 1) is None:
        session.add_all(Unit(id=n, name=f"u{n}", qr=f"q{n}") for n in (1, 2))
        session.flush()
    made = [Ticket(number=f"T{n}", limit_days=3, **row) for n, row in enumerate(rows)]
    session.add_all(made)
    session.flush()
    return made


def _within(ticket: Ticket, scope: Scope) -> bool:
    inside = (
        scope.is_all or ticket.unit_id in (scope.units or ()) or ticket.kind in (scope.kinds or ())
    )
    return inside and ticket.id not in scope.without


def _in(moment: datetime | None, span: tuple[datetime, datetime]) -> bool:
    return moment is not None and span[0] <= moment < span[1]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(tickets, max_size=12),
    scope=st.sampled_from(SCOPES),
    against=st.sets(st.integers(0, 11), max_size=3),
)
def test_as_counted_one_by_one(
    database: Database, rows: list[dict[str, Any]], scope: Scope, against: set[int]
) -> None:
    with database.write() as session:
        made = _fill(session, rows)
        scope = replace(
            scope, without=frozenset(made[each].id or 0 for each in against if each < len(made))
        )
        mine = [each for each in made if _within(each, scope)]
        month = (NOW - 3 * DAY, NOW)
        came = [sum(_in(each.filed_at, span) for each in mine) for span in SPANS]
        solved = [sum(_in(each.resolved_at, span) for each in mine) for span in SPANS]
        assert count_moved(session, SPANS, [scope]) == [(came, solved)]
        assert sorted(open_places(session, NOW, scope), key=str) == sorted(_places(mine), key=str)
        places = [(each.unit, each.kind, each.overdue) for each in _places(mine) if each.overdue]
        (overdue,) = overdue_places(session, NOW, [scope])
        assert sorted(overdue, key=str) == sorted(places, key=str)
        counted = (
            sum(each.state in DEALT_WITH for each in mine),
            sum(each.state == State.RESOLVED for each in mine),
        )
        assert count_open(session, [scope]) == [counted]
        late = [
            each
            for each in mine
            if each.state in LATE_IN and each.due_at is not None and each.due_at < NOW
        ]
        worst = sorted(late, key=lambda each: (each.due_at, each.id))
        assert overdue_tickets(session, NOW, scope, 3) == worst[:3]
        limits = [
            TimeLimit(NOW - (n + 2) * DAY, NOW - (n + 1) * DAY, NOW - n * DAY) for n in range(3)
        ]
        due = [each for each in mine if _in(each.due_at, month)]
        done = [each for each in mine if _in(each.resolved_at, month) and each.track == "complaint"]
        rates = Rates(_responses(mine, limits), _solved(due), _satisfied(done))
        assert count_rates(session, limits, limits, month, [scope]) == [rates]
        together = [*SCOPES, scope]
        assert count_moved(session, SPANS, together)[-1] == (came, solved)
        assert count_open(session, together)[-1] == counted
        assert overdue_places(session, NOW, together)[-1] == overdue
        assert count_rates(session, limits, limits, month, together)[-1] == rates


def _places(mine: list[Ticket]) -> list[OpenCount]:
    found: dict[tuple[int | None, str], list[int]] = {}
    for each in mine:
        if each.state in DEALT_WITH:
            counts = found.setdefault((each.unit_id, each.kind), [0, 0])
            counts[0] += 1
            counts[1] += each.state in LATE_IN and each.due_at is not None and each.due_at < NOW
    return [OpenCount(unit, kind, held, late) for (unit, kind), (held, late) in found.items()]


def _responses(mine: list[Ticket], limits: list[TimeLimit]) -> Rate:
    part = whole = out = 0
    for each in mine:
        complaint = each.track == "complaint"
        began, answered = (
            (each.filed_at, each.responded_at) if complaint else (each.assigned_at, each.taken_at)
        )
        until = next(
            (limit.until for limit in limits if _in(began, (limit.first, limit.last))), None
        )
        if until is None:
            continue
        if complaint and answered is None and each.state in (State.WITHDRAWN, State.MERGED):
            out += 1
            continue
        whole += 1
        part += answered is not None and answered <= until
    return Rate(part, whole, out)


def _solved(due: list[Ticket]) -> Rate:
    out = sum(each.state in UNSOLVABLE for each in due)
    return Rate(
        sum(each.state in ("resolved", "closed", "archived") for each in due), len(due) - out, out
    )


def _satisfied(done: list[Ticket]) -> Rate:
    rated = [each.rating for each in done if each.rating is not None]
    return Rate(sum(each >= 4 for each in rated), len(rated), len(done) - len(rated))


def _ticket(number: str, **more: Any) -> Ticket:
    given: dict[str, Any] = {
        "track": "finding",
        "kind": "late",
        "state": "assigned",
        "unit_id": 1,
        "limit_days": 3,
        "filed_at": NOW,
    }
    return Ticket(number=number, **{**given, **more})


def test_open_tickets_of_a_unit_of_no_unit_and_of_kinds(database: Database) -> None:
    with database.write() as session:
        _fill(session, [])
        session.add_all(
            [
                _ticket("A"),
                _ticket("B", unit_id=None, state="submitted"),
                _ticket("C", state="closed"),
            ]
        )
        session.flush()
        numbers = [
            [each.number for each in open_tickets(session, Scope(), 9, **where)]
            for where in (
                {"unit": 1},
                {"unit": None},
                {"kinds": ["late"]},
                {"kinds": ["phone-use"]},
            )
        ]
        assert numbers == [["A"], ["B"], ["A", "B"], []]


def test_warnings_by_rung_within_the_scope(database: Database) -> None:
    with database.write() as session:
        _fill(session, [])
        session.add_all([_ticket("A"), _ticket("B", unit_id=2)])
        session.flush()
        at = NOW - timedelta(hours=1)
        issued = ((1, "blue", at), (2, "blue", at), (1, "red", at), (1, "yellow", NOW - 2 * DAY))
        ids = {each.number: each.id for each in overdue_all(session)}
        for place, (unit, level, when) in enumerate(issued):
            ticket = ids["A" if unit == 1 else "B"]
            session.add(
                IssuedWarning(
                    ticket_id=ticket or 0,
                    deadline=NOW,
                    level=level,
                    number=f"CB-{place}",
                    issued_at=when,
                )
            )
        session.flush()
        span = (NOW - DAY, NOW)
        expected = {
            Scope(): {"blue": 2, "red": 1},
            Scope(frozenset({1}), frozenset()): {"blue": 1, "red": 1},
            Scope(frozenset(), frozenset()): {},
            Scope(without=frozenset({ids["A"] or 0})): {"blue": 1},
        }
        assert count_warnings(session, span, [*expected]) == [*expected.values()]


def overdue_all(session: Session) -> list[Ticket]:
    """Return every open ticket."""
    return open_tickets(session, Scope(), 99, kinds=["late"])


def test_what_was_due_so_far_and_filed(database: Database) -> None:
    with database.write() as session:
        _fill(session, [])
        session.add(Person(id=1, key="a", name="a"))
        today = NOW.date()
        for id_, active, first in (
            (1, True, today - DAY),
            (2, True, today + DAY),
            (3, False, today),
        ):
            key = f"c{id_}"
            session.add(
                CampaignRow(
                    id=id_,
                    key=key,
                    title=key,
                    source="",
                    digest="",
                    first=first,
                    last=today + 9 * DAY,
                    loaded_at=NOW,
                    active=active,
                )
            )
        session.flush()
        session.add(RoleHeld(person_id=1, role="head", unit_id=2))
        rows = [
            ("u:1", 1, None, "filed", -1),
            ("u:2", 2, None, "open", -1),
            ("p:1", None, 1, "filed", -2),
            ("u:1b", 1, None, "open", 5),
        ]
        rows += [("u:1c", 1, None, "exempted", -1), ("g", None, None, "open", -1)]
        for assignee, unit, person, state, days in rows:
            due = NOW + days * DAY
            session.add(
                Assignment(
                    campaign_id=1,
                    duty="d",
                    period=assignee,
                    assignee=assignee,
                    unit_id=unit,
                    person_id=person,
                    title="d",
                    state=state,
                    opens=today,
                    due_on=due.date(),
                    due_at=due,
                )
            )
        session.flush()
        assert campaign_progress(session, NOW, today, None) == [CampaignProgress(1, 4, 2)]
        assert campaign_progress(session, NOW, today, frozenset({2})) == [CampaignProgress(1, 2, 1)]
        assert campaign_progress(session, NOW, today, frozenset({77})) == [
            CampaignProgress(1, 0, 0)
        ]


def test_instructions_that_wait_by_leader(database: Database) -> None:
    with database.write() as session:
        session.add_all(Person(id=n, key=str(n), name=str(n)) for n in (1, 2, 3))
        session.flush()
        rows = (
            (1, True, "open", -1),
            (1, True, "open", 1),
            (1, True, "done", -1),
            (1, False, "done", None),
            (2, True, "open", 1),
        )
        for place, (writer, to_be_done, state, days) in enumerate(rows):
            due = None if days is None else NOW + days * DAY
            session.add(
                Instruction(
                    number=f"PS-{place}",
                    leader_id=writer,
                    words="w",
                    to_be_done=to_be_done,
                    made_at=NOW,
                    due_at=due,
                    state=state,
                )
            )
        session.flush()
        assert count_instructions(session, NOW) == {1: (2, 1), 2: (1, 0)}
