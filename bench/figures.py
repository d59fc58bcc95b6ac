"""A daily digest's figures against one hand-written statement of the same; and its drawing."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

from bench.stock import BUREAU, FIRST, NOW, new_postgresql, postgresql, stock
from casework.desk import Actor, Desk
from casework.digests.figures import MAX_WORST_TICKETS, digest_facts
from casework.digests.spans import spans_of
from pictures.digest_facts import DigestFacts, Rate
from rules.lifecycle import OPEN
from rules.permissions import Role
from storage.database import Database
from storage.queries.rates import Rates
from storage.queries.scope import Span

AT = NOW + timedelta(hours=7)  # 17:07, when it is given
OFFICE = Actor(person_id=1, name="办公室", held=frozenset({(Role.OFFICE, 1)}))
PART = Actor(
    person_id=3,
    name="分管领导",
    held=frozenset({(Role.LEADER, FIRST + place) for place in range(10)}),
)

Seconds = float

_OPEN = "state IN ({})".format(", ".join(f"'{state}'" for state in sorted(OPEN)))
_LATE = "state IN ('assigned', 'in_progress') AND due_at < {now}"
_WORST = (
    "SELECT 'worst' AS what, number AS at, 0 AS counted FROM tickets WHERE {late} "
    "ORDER BY due_at, id LIMIT {most}"
)


@dataclass(frozen=True)
class Digested:
    """Median seconds on one database: of the bare statement, and of our figures."""

    bare: Seconds
    figures: Seconds  # without the thirty-day rates
    whole: Seconds
    part: Seconds  # the whole digest of a leader of ten units


def measure(parent: Path, is_sqlite: bool, tickets: int, pairs: int) -> Digested:
    """Fill a database, then let ours and the bare statement take turns."""
    if not is_sqlite:
        with (
            postgresql() as url,
            closing(stock(new_postgresql(url, "digest"), tickets)) as database,
        ):
            return _measure(database, pairs)
    with (
        TemporaryDirectory(dir=parent) as folder,
        closing(stock(f"sqlite:///{folder}/digest.db", tickets)) as database,
    ):
        return _measure(database, pairs)


def draw(parent: Path, font: Path | None, times: int) -> Seconds:
    """Return the median seconds in which a digest is drawn and written as PNG."""
    from bot.media.drawings import Drawer  # here: Pillow is of no use to the other parts

    with (
        TemporaryDirectory(dir=parent) as folder,
        closing(stock(f"sqlite:///{folder}/small.db", 10_000)) as database,
    ):
        with database.read() as session:
            stored = digest_facts(Desk(session, AT, BUREAU), OFFICE, "day", AT).to_json()
        drawer, taken = Drawer(Path(folder) / "drawn", font, BUREAU.zone), []
        for place in range(times):
            began = time.perf_counter()
            facts = {**stored, "open": place}
            assert drawer.draw({"digest": facts, "dark": False}, "zh_CN") is not None
            taken.append(time.perf_counter() - began)
        return median(taken)


def _measure(database: Database, pairs: int) -> Digested:
    with database.read() as session:
        bare = _bare(Desk(session, AT, BUREAU), database.is_sqlite)

        def ask() -> list[tuple[str, str, int]]:
            # the driver's own, without anything of SQLAlchemy
            cursor = session.connection().connection.cursor()
            cursor.execute(bare)
            return [tuple(row) for row in cursor.fetchall()]

        def ours(actor: Actor = OFFICE) -> DigestFacts:
            session.expunge_all()  # a digest begins with a session of its own
            return digest_facts(Desk(session, AT, BUREAU), actor, "day", AT)

        def without_rates() -> DigestFacts:
            none = Rates(Rate(0, 0, 0), Rate(0, 0, 0), Rate(0, 0, 0))
            with patch("casework.digests.figures.count_rates", lambda *_given: [none]):
                return ours()

        _compare(ours(), ask())
        works: tuple[Callable[[], object], ...] = (ask, without_rates, ours, lambda: ours(PART))
        taken: list[list[Seconds]] = [[] for _ in works]
        for _pair in range(pairs):
            for work, seconds in zip(works, taken, strict=True):
                began = time.perf_counter()
                work()
                seconds.append(time.perf_counter() - began)
        return Digested(*map(median, taken))


def _bare(desk: Desk, is_sqlite: bool) -> str:
    """Return what somebody would write who wants these counts and no more."""

    def at(moment: datetime) -> str:
        written = moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        return f"'{written}'" if is_sqlite else f"'{written}+00'"

    def within(column: str, span: Span) -> str:
        return f"{column} >= {at(span[0])} AND {column} < {at(span[1])}"

    spans, late = spans_of(desk, "day", AT), _LATE.format(now=at(AT))
    counts = [
        f"SELECT '{column}' AS what, '{place}' AS at, count(*) AS counted FROM tickets "
        f"WHERE {within(column, span)}"
        for column in ("filed_at", "resolved_at")
        for place, span in enumerate((spans.now, spans.before, spans.earlier, *spans.bars))
    ]
    counts.append(f"SELECT 'open', '', count(*) FROM tickets WHERE {_OPEN}")
    counts.append(
        f"SELECT 'late', CAST(unit_id AS VARCHAR), count(*) FROM tickets WHERE {late} "
        f"GROUP BY unit_id"
    )
    counts.append(
        f"SELECT 'warned', level, count(*) FROM warnings WHERE "
        f"{within('issued_at', spans.now)} GROUP BY level"
    )
    counts.append(f"SELECT * FROM ({_WORST.format(late=late, most=MAX_WORST_TICKETS)}) AS worst")
    return " UNION ALL ".join(counts)


def _compare(facts: DigestFacts, rows: list[tuple[str, str, int]]) -> None:
    """Look that both say the same."""
    counted = {(what, at): count for what, at, count in rows}
    assert facts.came == tuple(counted["filed_at", str(place)] for place in range(3)), facts
    assert facts.solved == tuple(counted["resolved_at", str(place)] for place in range(3)), facts
    assert [bar.came for bar in facts.bars] == [
        counted["filed_at", str(3 + place)] for place in range(len(facts.bars))
    ]
    assert facts.open == counted["open", ""], facts
    assert facts.overdue == sum(count for what, _at, count in rows if what == "late"), facts
    assert {ticket.number for ticket in facts.worst} == {
        at for what, at, _count in rows if what == "worst"
    }, facts
    assert min(facts.response.whole, facts.solving.whole, facts.satisfaction.whole) > 0, facts
