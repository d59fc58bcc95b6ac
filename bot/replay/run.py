"""Run a replay: the campaign is loaded on its first day, and from then on people act, jobs run and
messages are delivered.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from bot.replay.life import HABITS, Life, live
from bot.replay.made_up import BUREAU, PARENT, make_up, parts, store
from bot.replay.open_transaction import OpenTransaction
from bot.replay.tickets import plan_tickets
from casework.calendar.days import load_years
from casework.campaigns.load import load
from casework.desk import Bureau, Desk
from locales import Message, _, translate
from rules.campaign.model import Campaign
from scheduler.fast_forward import FastForward
from scheduler.ticker import Ticker
from scheduler.timetable import TIMETABLE
from storage.database import Database
from storage.outbox.notice import Notice
from storage.tables import Assignment, Chat, OutboxRow, Submission

LANGUAGE = "zh_CN"
NEVER_YET = datetime(2000, 1, 1, tzinfo=UTC)
SECRET = b"a replay keeps nothing secret"
COMPLAINANT = _("Complainant")
SORTS = {
    "reminder": _("Reminder of a duty"),
    "warning": _("Warning"),
    "limit": _("Limit running out"),
    "digest": _("Digests"),
    "calendar": _("Working days"),
    "notice": _("Notice"),
}
# Jobs that have nothing to do in a replay: nobody joins or leaves, nothing is lost, and nobody
# looks for what is old.
IDLE = frozenset(
    {
        "anchor",
        "tell_heads",
        "keep_heads",
        "keep_campaigns",
        "return_hollow_filings",
        "close_receipt_talks",
        "archive_closed",
        "sweep_files",
        "tidy",
    }
)
_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_TOLD = ("chat_id", "payload", "kind", "about", "conversation", "once", "not_before", "created_at")
_DUE = (
    _OUTBOX.select()
    .with_only_columns(*(_OUTBOX.c[name] for name in _TOLD))
    .where(_OUTBOX.c.state == "queued", _OUTBOX.c.not_before <= bindparam("_now"))
    .order_by(_OUTBOX.c.id)
)
_BY_KEY = {"reminders:": "reminder", "digest:": "digest", "unpublished:": "calendar"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of the calendar: when (the bureau's time), to whom, of what sort, about which
    tasks, in what words.
    """

    at: datetime
    name: str
    title: str
    unit: str
    sort: str
    about: tuple[str, ...]
    text: str


@dataclass
class Replayed:
    """What a replay brings: every message in order, how filings stand by state, and what the rules
    refused meanwhile.
    """

    sent: list[Sent] = field(default_factory=list)
    assignment: Mapping[str, int] = field(default_factory=dict)
    filed_late: int = 0
    refused: list[str] = field(default_factory=list)
    moments: int = 0


@dataclass
class Replay:
    """A replay in an empty database with tables; what it does depends on the campaign and the size
    alone.
    """

    database: Database
    campaign: Campaign
    source: str
    units: int = 12
    tickets: int = 3  # a month
    habits: tuple[str, ...] = HABITS  # of the units, in turn
    digests: bool = True  # they take most of the time
    now: datetime = NEVER_YET
    _people: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # by chat

    def run(self, until: date | None = None) -> Replayed:
        """Replay the campaign up to the end of a day, or of its own last one."""
        end = datetime.combine(
            until or self.campaign.period.last, time(23, 59), self.campaign.zone
        ).astimezone(UTC)
        bureau = Bureau(BUREAU, self.campaign.zone, SECRET, hours=self.campaign.hours)
        life, found = Life(self.campaign), Replayed()
        self._begin(bureau, life)
        # What is there now stays; to look for garbage among it takes a tenth of the time.
        gc.freeze()
        gc.enable()
        left_out = IDLE if self.digests else IDLE | {"digest"}
        jobs = {name: job for name, job in TIMETABLE.items() if name not in left_out}
        with self.database.write() as session:
            database = OpenTransaction(self.database, session)
            ticker = Ticker(database, bureau, lambda: self.now, timetable=jobs, alone=True)
            self._live_on(ticker, life, found, end)
        found.sent.sort(key=lambda sent: sent.at)
        found.refused = life.refused
        self._count(found)
        return found

    def _live_on(self, ticker: Ticker, life: Life, found: Replayed, end: datetime) -> None:
        """Let people act and jobs run up to the end."""
        passing = FastForward(ticker, self._turn, self.now)
        while (moment := min(life.next() or end, end)) < end:
            found.moments += passing.until(moment)
            self._let_live(life, passing, end)
        found.moments += passing.until(end)
        self._deliver(ticker.database, found)

    def _let_live(self, life: Life, passing: FastForward, end: datetime) -> None:
        """Let people act until a job has something to do, in one transaction."""
        bureau = passing.ticker.bureau
        with passing.ticker.database.write() as session:
            life.go_on(Desk(session, self.now, bureau))
            while (moment := life.next()) is not None and moment < end:
                if not passing.let_pass(Desk(session, passing.at, bureau), moment):
                    return
                life.go_on(Desk(session, self.now, bureau))

    def _begin(self, bureau: Bureau, life: Life) -> None:
        """Found the bureau and load the campaign on its first day, when work begins."""
        first, zone = self.campaign.period.first, self.campaign.zone
        self.now = datetime.combine(first, self.campaign.hours.stretches[0][0], zone).astimezone(
            UTC
        )
        made = make_up(self.campaign, self.units)
        with self.database.write() as session:
            store(session, made, self.campaign, self.now)
            load_years(
                Desk(session, self.now, bureau), first.year - 2, self.campaign.period.last.year + 1
            )
        with (
            self.database.write() as session
        ):  # what is read once in a transaction was read before there was anybody
            load(Desk(session, self.now, bureau), self.campaign, self.source)
        by_key = parts(made.persons) | {PARENT: (translate(COMPLAINANT, LANGUAGE), "", "")}
        with self.database.write() as session:
            desk = Desk(session, self.now, bureau)
            live(desk, life, self.habits)
            plan_tickets(desk, life, self.tickets, self.habits)
            for chat, address in session.exec(select(Chat.id, Chat.address)):
                self._people[chat or 0] = by_key[address]

    def _turn(self, moment: datetime) -> None:
        self.now = moment

    def _deliver(self, database: Database, found: Replayed) -> None:
        """Find what is to be sent by now, each message at the minute that it was for.

        Nobody here takes back what is queued: the whole year can be delivered at its end.
        """
        with database.read() as session:
            for row in session.connection().execute(_DUE, {"_now": self.now}):
                found.sent.append(self._sent(row, max(row.not_before, row.created_at)))

    def _sent(self, row: Any, at: datetime) -> Sent:
        notice, zone = Notice.from_row(row), self.campaign.zone
        text = translate(notice.text, LANGUAGE, zone, row.created_at)
        about = dict.fromkeys(
            translate(each, LANGUAGE, zone) for each in _facts(notice.text, "title")
        )
        return Sent(
            at.astimezone(zone),
            *self._people[row.chat_id],
            _sort(row.once or "", notice),
            tuple(about),
            text,
        )

    def _count(self, found: Replayed) -> None:
        with self.database.read() as session:
            found.assignment = dict(
                session.exec(
                    select(Assignment.state, func.count()).group_by(Assignment.state)
                ).all()
            )
            found.filed_late = session.exec(
                select(func.count()).select_from(Submission).where(col(Submission.late))
            ).one()


def _facts(message: Message, name: str) -> list[Message]:
    """Return what this fact is, wherever it stands in the message; what is inside of it is a part
    of it.
    """
    found: list[Message] = []
    for key, fact in message.facts.items():
        if key == name:
            found.append(fact if isinstance(fact, Message) else Message("{fact}", {"fact": fact}))
            continue
        for inner in (
            fact if isinstance(fact, list) else [fact] if isinstance(fact, Message) else ()
        ):
            found += _facts(inner, name)
    return found


def _sort(once: str, notice: Notice) -> str:
    """Return the sort of a message, one of SORTS."""
    known = next((sort for start, sort in _BY_KEY.items() if once.startswith(start)), None)
    if known is not None:
        return known
    if _facts(notice.text, "standing"):
        return "warning"
    return "limit" if _facts(notice.text, "what") else "notice"
