"""Random people in a small town: whatever they send, twice, late or out of order, nothing breaks
and no rule is left.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from bot.channels.base import Incoming
from casework.tickets.events import broken_links
from handlers.registry import CONVERSATIONS
from locales.button import button_from_json
from rules.actions import ACTIONS
from rules.lifecycle import STEPS, Party, State, steps_open
from rules.permissions import Role
from scheduler.timetable import TIMETABLE
from storage.migrate import upgrade
from storage.tables import Chat, Event, Failure, OutboxRow, Ticket
from talk import input as sent
from talk.state import State as TalkState
from talk.token import token_of
from tests.databases import open_again
from tests.town import Town

RUNS = {"long": 600, "ci": 100}.get(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else ""), 60
)
SHM = Path("/dev/shm")  # noqa: S108  # a disk in memory, if there is one
PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    "inspector": ("示范区教育局", (Role.INSPECTOR,)),
    "office": ("示范区教育局", (Role.OFFICE,)),
    "admin": ("示范区教育局", (Role.ADMIN,)),
    "custodian": ("示范区教育局", (Role.CUSTODIAN, Role.LEADER)),
    "above": ("示范区教育局", (Role.HEAD,)),
    "head": ("第一中学", (Role.HEAD,)),
    "both": ("第二小学", (Role.HEAD, Role.OFFICE)),
}
STRANGERS = ("parent", "pupil")
CHANNELS = {"head": "telegram", "pupil": "wecom"}
WORDS = [
    "menu",
    "报告",
    "上报",
    "complain",
    "投诉",
    "cancel",
    "back",
    "返回",
    "help",
    "language",
    "待办",
    "待销号",
    "工单",
    "我的",
    "查询",
    "Done",
    "Skip",
    "No photos",
    "迟到",
    "dyzx",
    "第一中学",
    "第二小学",
    "something happened",
    "1",
    "2",
    "3",
    "9",
    "99",
    "0",
    "",
    "/start",
    "{x}",
    "\ud800",
    "\u202e",
    "DC-2026-0001",
    "TS-2026-0001",
    "dc-2026-0002",
    "1234567890123456",
    "x" * 5000,
]
NUMBERS = [
    "DC-2026-0001",
    "DC-2026-0002",
    "TS-2026-0001",
    "TS-2026-0002",
    "TS-2027-0001",
    "nothing",
]
TAKEN_BY = {action.shown_with: name for name, action in ACTIONS.items()} | {"supply": "add"}
UNUSABLE = ["voice", "sticker", "edited", "blocked", "deleted", "group", "never heard of"]
MOVES = {
    (each.event, since.value, (each.to or since).value, track)
    for each in STEPS
    for since in each.since
    for track in ("finding", "complaint")
    if each.track in (None, track)
}
FILED = {
    ("filed", None, State.ACCEPTED.value, "finding"),
    ("filed", None, State.SUBMITTED.value, "complaint"),
    ("filed", None, State.ACCEPTED.value, "complaint"),
}

WHO = {
    Party.OFFICE: ["office", "admin", "both"],
    Party.UNIT: ["head", "above", "both"],
    Party.COMPLAINANT: ["parent", "pupil", "head"],
    Party.INSPECTOR: ["inspector"],
    Party.CUSTODIAN: ["custodian"],
}
RARE = {"decline", "withdraw", "merge", "supervise", "relay", "add", "reveal", "look_back"}

names = st.sampled_from([*PEOPLE, *STRANGERS])


class Street(RuleBasedStateMachine):
    """One run: what people send in one town, from the first message to the last."""

    template: Path
    folder: Path

    @initialize(seed=st.integers(0, 2**32), restarting=st.booleans())
    def open(self, seed: int, restarting: bool) -> None:
        file = self.folder / f"{seed}-{id(self)}.db"
        shutil.copy(self.template, file)
        self.file = file
        self.database = open_again(f"sqlite:///{file}")
        self.town = Town(self.database, rebuild=restarting)
        for name in [*PEOPLE, *STRANGERS]:
            self.town.phone(name, CHANNELS.get(name, "web"))
        self.shown: dict[str, list[str]] = defaultdict(list)
        self.delivered: list[Incoming] = []
        self.held: list[Incoming] = []
        self.since = self.town.clock.now
        self.sent = 0
        self.seen = 0
        self.checked = 0

    def teardown(self) -> None:
        if hasattr(self, "database"):
            with self.database.read() as session:
                assert [
                    each.number
                    for each in session.exec(select(Ticket))
                    if broken_links(session, each)
                ] == []
            self.database.close()
            for each in self.folder.glob(f"{self.file.name}*"):
                each.unlink()

    def say(self, name: str, said: sent.Input, *, later: bool = False) -> None:
        """Send one message; `later` holds it back, so that others overtake it."""
        self.sent += 1
        incoming = Incoming(
            self.town.phone(name).channel, name, f"k{self.sent}", said, language="en"
        )
        if later:
            self.held.append(incoming)
        else:
            self.deliver(incoming)

    def deliver(self, *batch: Incoming) -> None:
        """Let messages through the receiver and read what comes of them."""
        self.town.receiver.handle(batch)
        self.delivered += batch
        with self.database.read() as session:
            found = (
                select(OutboxRow.id, OutboxRow.payload, Chat.address)
                .join(Chat)
                .where(col(OutboxRow.id) > self.seen)
            )
            for row, payload, address in session.exec(found.order_by(col(OutboxRow.id))):
                self.seen = row or 0
                self.shown[address] += [
                    token_of(button_from_json(each)) for each in payload.get("buttons", ())
                ]

    @rule(name=names, newest=st.integers(0, 5), later=st.sampled_from([False, False, False, True]))
    def taps_a_fresh_button(self, name: str, newest: int, later: bool) -> None:
        if tokens := self.shown[name][-8:]:
            self.say(name, sent.Tap(tokens[-1 - newest % len(tokens)]), later=later)

    @rule(name=names, data=st.data())
    def taps_an_old_button_or_one_of_another(self, name: str, data: st.DataObject) -> None:
        whose = name if data.draw(st.booleans()) else data.draw(names)
        if self.shown[whose]:
            self.say(name, sent.Tap(data.draw(st.sampled_from(self.shown[whose]))))

    @rule(
        name=names, words=st.sampled_from(WORDS), later=st.sampled_from([False, False, False, True])
    )
    def types(self, name: str, words: str, later: bool) -> None:
        self.say(name, sent.Words(words), later=later)

    @rule(
        name=names,
        caption=st.sampled_from(["", "迟到", "抽烟 \x00"]),
        album=st.sampled_from([None, "a"]),
    )
    def sends_a_photo(self, name: str, caption: str, album: str | None) -> None:
        self.say(name, sent.Photo({"file": "x"}, caption, album))

    @rule(name=names, what=st.sampled_from(UNUSABLE))
    def sends_what_is_not_taken(self, name: str, what: str) -> None:
        self.say(name, sent.Unusable(what))

    @rule(name=names, code=st.sampled_from(["", "u-first", "u-nowhere", "ABCDEFGH2345", "\x00"]))
    def opens(self, name: str, code: str) -> None:
        self.say(name, sent.Start(code))

    @rule(name=names, label=st.sampled_from(["", "校门口", "\ud800" * 300]))
    def sends_a_place(self, name: str, label: str) -> None:
        self.say(name, sent.Place(28.1, 112.9, label))

    @rule(name=names, what=st.sampled_from(sorted(CONVERSATIONS)), number=st.sampled_from(NUMBERS))
    def forges_a_button(self, name: str, what: str, number: str) -> None:
        self.say(name, sent.Tap(f"go:{what}:{number}"))

    @rule(
        name=st.sampled_from(["inspector", "parent", "pupil", "head"]), seed=st.integers(0, 2**32)
    )
    def somebody_reports(self, name: str, seed: int) -> None:
        self.say(name, sent.Words("上报" if name == "inspector" else "投诉"))
        self.talk(name, random.Random(seed))

    @rule(seed=st.integers(0, 2**32), steps=st.integers(1, 30))
    def work_goes_on(self, seed: int, steps: int) -> None:
        """People do with tickets what may be done now: that is how these get far."""
        chance = random.Random(seed)
        for _step in range(steps):
            with self.database.read() as session:
                tickets = session.exec(select(Ticket)).all()
            if not tickets:
                return
            ticket = chance.choice(tickets[-2:] if chance.random() < 0.7 else tickets)
            track, state = ticket.track, State(ticket.state)
            doable = [
                (party, each)
                for party in WHO
                for each in steps_open(track, state, frozenset({party}))
                if each in TAKEN_BY
            ]
            usual = [each for each in doable if each[1] not in RARE]
            if doable:
                party, step = chance.choice(usual if usual and chance.random() < 0.9 else doable)
                name = chance.choice(WHO[party])
                self.say(name, sent.Tap(f"go:{TAKEN_BY[step]}:{ticket.number}"))
                self.talk(name, chance)

    def talk(self, name: str, chance: random.Random) -> None:
        """Go on with what was begun, for a while: tap a choice, or write, or send a photo."""
        for _round in range(12):
            with self.database.read() as session:
                state = TalkState.from_json(
                    dict(session.exec(select(Chat.state).where(Chat.address == name)).one())
                )
            if state.frame is None or state.asked is None:
                return
            photos = state.asked.key in ("photos", "what")
            if photos and not state.frame.partial:
                self.say(name, sent.Photo({"file": "x"}, "because of this"))
            elif state.asked.values and chance.random() < 0.95:
                first = chance.random() < 0.6
                self.say(
                    name,
                    sent.Tap(
                        f"ans:{state.asked.serial}:"
                        f"{0 if first else chance.randrange(len(state.asked.values))}"
                    ),
                )
            else:
                self.say(name, sent.Words(chance.choice(["because of this", "第一中学"])))

    @precondition(lambda self: self.held)
    @rule()
    def the_late_ones_arrive(self) -> None:
        held, self.held = self.held, []
        self.deliver(*reversed(held))

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def some_are_delivered_again(self, data: st.DataObject) -> None:
        again = data.draw(st.lists(st.sampled_from(self.delivered[-30:]), min_size=1, max_size=5))
        taken = self.town.receiver.tally.taken
        self.town.receiver.handle(again)
        assert self.town.receiver.tally.taken == (taken if not self.town.rebuild else 0)

    @rule()
    def the_program_is_restarted(self) -> None:
        self.database.close()
        self.database = self.town.database = open_again(f"sqlite:///{self.file}")
        self.town._receiver = None

    @rule(hours=st.sampled_from([0.01, 1, 20, 24 * 6, 24 * 15, 24 * 400]))
    def time_passes(self, hours: float) -> None:
        self.town.clock.forward(hours=hours)
        if self.town.clock.now - self.since > timedelta(
            days=7
        ):  # no platform sends again after so long; the keys are forgotten
            self.delivered, self.since = [], self.town.clock.now
        for job in TIMETABLE.values():
            for _batch in range(20):
                with self.database.write() as session:
                    desk = self.town.desk(session)
                    if not job.work(desk, desk.now):
                        break

    @invariant()
    def nothing_is_broken(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.read() as session:
            assert [each.error for each in session.exec(select(Failure))] == []
            self._check_moves(session)
            self._check_numbers(session)
            self._check_states(session)

    def _check_moves(self, session: Session) -> None:
        """Every change since the last look is a line of the table, and linked to those before."""
        new = select(Event).where(col(Event.id) > self.checked).order_by(col(Event.id))
        changed: dict[int, Ticket] = {}
        for entry in session.exec(new):
            ticket = session.get_one(Ticket, entry.ticket_id)
            changed[entry.ticket_id] = ticket
            move = entry.name, entry.from_state, entry.to_state, ticket.track
            joined = entry.name == "joined" and entry.from_state == entry.to_state
            assert joined or move in MOVES | FILED, move
            self.checked = entry.id or 0
        for ticket in changed.values():
            assert broken_links(session, ticket) == []

    def _check_numbers(self, session: Session) -> None:
        """Numbers are gapless."""
        series: dict[str, list[int]] = defaultdict(list)
        for number in session.exec(select(Ticket.number).order_by(col(Ticket.id))):
            series[number[:7]].append(int(number[8:]))
        for name, given in series.items():
            assert given == list(range(1, len(given) + 1)), name

    def _check_states(self, session: Session) -> None:
        """Every state of a chat can be loaded."""
        for stored, serial in session.exec(select(Chat.state, Chat.serial)):
            state = TalkState.from_json(dict(stored), serial).to_json()
            assert json.loads(json.dumps(state)) == stored


@pytest.fixture(scope="session")
def settled() -> Iterator[Path]:
    """A town's file with its people in it, to be copied for each run."""
    with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
        file = Path(folder) / "template.db"
        database = open_again(f"sqlite:///{file}")
        upgrade(database.writer)
        town = Town(database)
        for name, (unit, roles) in PEOPLE.items():
            town.person(name, *roles, unit=unit, channel=CHANNELS.get(name, "web"))
        database.close()
        yield file


@pytest.mark.timeout(900)  # five hundred runs; a slow machine is no fault
def test_any_street(settled: Path) -> None:
    class InThisFolder(Street):
        template, folder = settled, settled.parent

    often = settings(
        max_examples=RUNS,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(InThisFolder, settings=often)
