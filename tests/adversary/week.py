"""A bureau in a busy week: 300 people known, 75 accounts that write, 60 complaints filed by all
levels and channels, driven through the real program; it remembers who did what, which the
adversary is to find out.
"""

from __future__ import annotations

import asyncio
import heapq
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import structlog
from sqlmodel import select

from bot.app import App, build
from bot.channels.base import ChannelHost, ChannelSetup, ChannelTraits, Incoming, Outgoing
from bot.channels.telegram.traits import TELEGRAM
from bot.channels.webchat.traits import WEB_CHAT
from bot.channels.wecom.reading import read_message
from bot.channels.wecom.traits import WECOM
from bot.inbound.receiver import InboundReceiver
from bot.outbound.render import Renderer
from bot.settings import read_settings
from bot.web.messages import MessageReader
from rules.permissions import Role
from storage.outbox.due import find_due
from storage.outbox.outcomes import Outcome, settle
from storage.tables import Chat, Person, RoleHeld, Unit
from talk import input as sent
from tests.fakes.channel import FakeChannel
from tests.town import MONDAY, Clock

SECRET = "a secret of the tests, 32 bytes!"  # of the tests
PEOPLE, SCHOOLS = 300, 14
HELD_SECONDS = 1.2  # after which what was held back is due


@dataclass
class Account:
    """One account on one channel, with what it has before it."""

    channel: str
    address: str
    person: str = ""
    text: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def show(self, text: str, buttons: dict[str, str]) -> None:
        """Show what arrived."""
        self.text = text
        self.said.append(text)
        self.buttons.update(buttons)

    def tap(self, label: str) -> sent.Tap:
        """Tap the newest button with this label."""
        assert label in self.buttons, f"{self.address}: no [{label}] under {self.text!r}"
        return sent.Tap(self.buttons[label])


@dataclass
class Filing:
    """What was filed, by whom, and with which code it opens."""

    account: Account
    level: str
    number: str = ""
    code: str = ""
    visits: list[Account] = field(default_factory=list)


class FakePlatform(FakeChannel):
    """A platform that counts its messages over all chats, as Telegram does for a bot."""

    def __init__(self, traits: ChannelTraits, week: Week) -> None:
        super().__init__(traits.name)
        self.traits, self.week, self.number = traits, week, 1000

    async def send(self, address: str, out: Outgoing) -> Any:
        """Show the message on the account's phone."""
        self.number += 1
        self.week.arrive(self.traits.name, address, out)
        return type(await super().send(address, out))(str(self.number))


@dataclass
class Week:
    """The program at work, and everybody who writes to it."""

    folder: Path
    seed: int = 1
    blurs: bool = True  # without, it is as the program once was
    clock: Clock = field(default_factory=Clock)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    filings: list[Filing] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    wrote: list[Account] = field(default_factory=list)  # in this week, each once

    def __post_init__(self) -> None:
        self.ticked = MONDAY
        self.chance = random.Random(self.seed)
        self.keys = iter(range(700_000_000, 800_000_000))
        self.loop = asyncio.new_event_loop()
        self.platforms: dict[str, FakePlatform] = {}
        self.app = self._build()
        self.renderer = Renderer(
            self.app.database, self.clock, self.app.settings.zone, None, "zh_CN"
        )
        self.reader = MessageReader(self.app.database, self.app.settings.zone, self.clock)
        self.app.evidence_worker._clear_scratch()
        self.events: list[tuple[datetime, int, Account, Iterator[Any]]] = []
        self._fill()

    def _build(self) -> App:
        settings = read_settings(
            _env_file=None,
            secret_key=SECRET,
            database_url=f"sqlite:///{self.folder}/bureau.db",
            evidence_url=f"file:{self.folder}/evidence",
            messages_per_minute=100,
            public_url="http://127.0.0.1:8000",
        )
        setups = [
            ChannelSetup(
                traits=traits, is_wanted=lambda _settings: True, build=self._platform(traits)
            )
            for traits in (TELEGRAM, WECOM)
        ]
        app = build(settings, clock=self.clock, data=self.folder / "data", channels=setups)
        connection = app.database.writer.raw_connection()
        connection.cursor().execute("PRAGMA synchronous=OFF")  # nobody cuts the power here
        connection.close()
        return app

    def _platform(self, traits: ChannelTraits) -> Any:
        def made(_host: ChannelHost) -> FakePlatform:
            self.platforms[traits.name] = FakePlatform(traits, self)
            return self.platforms[traits.name]

        return made

    @property
    def receiver(self) -> InboundReceiver:
        return self.app.receiver

    def _fill(self) -> None:
        """Put 300 people into the roster, and their chats beside it: joined before this week."""
        self.clock.now = MONDAY - timedelta(days=10)
        with self.app.database.write() as session:
            bureau = Unit(name="示范区教育局", kind="bureau", qr="bureau", initials="sfqjyj")
            session.add(bureau)
            session.flush()
            for number in range(SCHOOLS):
                name = f"第{'一二三四五六七八九甲乙丙丁戊'[number]}中学"
                session.add(Unit(name=name, qr=f"q{number}", initials="", parent_id=bureau.id))
            session.flush()
            schools = session.exec(select(Unit).where(Unit.kind == "school")).all()
            self.schools = [school.name for school in schools]
            for number in range(PEOPLE):
                role, unit = _role(number), schools[number % SCHOOLS]
                person = Person(key=f"p{number}", name=f"同志{number}")
                session.add(person)
                session.flush()
                at = bureau.id if role in (Role.OFFICE, Role.CUSTODIAN) else unit.id
                session.add(RoleHeld(person_id=person.id or 0, role=role.value, unit_id=at))
                channel = (WECOM, TELEGRAM, WEB_CHAT)[number % 3].name
                account = self.account(channel, f"staff-{number:03d}", f"p{number}")
                session.add(
                    Chat(
                        channel=channel,
                        address=account.address,
                        person_id=person.id,
                        language="en",
                        **_first_seen(self.clock()),
                    )
                )
        self.clock.now = MONDAY

    def account(self, channel: str, address: str, person: str = "") -> Account:
        """Return an account, a new one where there was none."""
        key = (channel, address)
        return self.accounts.setdefault(key, Account(channel, address, person))

    def arrive(self, channel: str, address: str, out: Outgoing) -> None:
        """Show what was sent on the account's screen."""
        buttons = {label: token for token, label in out.buttons}
        self.accounts[channel, address].show(out.text, buttons)

    def begin(self, account: Account, at: datetime, talking: Iterator[sent.Input]) -> None:
        """Let an account begin to write at this moment."""
        heapq.heappush(self.events, (at, next(self.keys), account, talking))

    def run(self) -> None:
        """Let the week pass: whoever's turn it is says the next thing."""
        with structlog.testing.capture_logs() as entries:
            while self.events:
                at, _place, account, talking = heapq.heappop(self.events)
                said = next(talking, None)
                if said is None:
                    continue
                self.clock.now = max(self.clock.now, at)
                self.clock.forward(microseconds=self.chance.randrange(1, 900_000))
                self.say(account, said)
                pause = timedelta(seconds=self.chance.uniform(4, 40))
                self.begin(account, self.clock.now + pause, talking)
                self.log += [f"{self.clock.now.isoformat()} {entry}" for entry in entries]
                entries.clear()
        self.settle()

    def say(self, account: Account, said: sent.Input) -> None:
        """Let a message come in, and everything that follows from it happen."""
        if account not in self.wrote:
            self.wrote.append(account)
        self.receiver.handle([self._incoming(account, said)])
        self.settle()

    def settle(self) -> None:
        """Fetch what was sent, deliver what is due, also what was held back for a second."""
        self._tick()
        self._fetch()
        self._deliver()
        self.clock.forward(seconds=HELD_SECONDS)
        self._deliver()

    def _tick(self) -> None:
        """Run what is done every minute."""
        if self.blurs and self.clock() - self.ticked >= timedelta(minutes=1):
            self.app.ticker._run_batch("blur")
            self.ticked = self.clock()

    def end(self) -> None:
        """Let six minutes pass: what is taken now is taken on an ordinary day, before the night."""
        self.clock.forward(minutes=6)
        for job in ("blur", "empty_log") if self.blurs else ():
            self.app.ticker._run_batch(job)

    def _incoming(self, account: Account, said: sent.Input) -> Incoming:
        """Return the message as its channel hands it on."""
        number, now = next(self.keys), self.clock()
        key = f"{number}"
        if account.channel == WEB_CHAT.name:
            key = f"{account.address}:{self.chance.getrandbits(64):016x}"
            if isinstance(said, sent.Photo):
                file = BytesIO(said.source["bytes"])
                name = self.app.web_channel.keep_upload(account.address, key.split(":")[1], file)
                self._touch(self.app.web_channel.uploads / name)
                said = sent.Photo({"file": name}, said.caption, None, len(said.source["bytes"]))
        elif account.channel == WECOM.name and isinstance(said, sent.Start):
            reading = read_message(_wecom_start(account.address, now))
            assert reading is not None
            key = reading.incoming.key
        if isinstance(said, sent.Photo) and "bytes" in said.source:
            self.platforms[account.channel].photos[f"f{number}"] = said.source["bytes"]
            said = sent.Photo({"file": f"f{number}"}, said.caption, None)
        return Incoming(account.channel, account.address, key, said, language="en")

    def _fetch(self) -> None:
        worker = self.app.evidence_worker
        jobs = worker._claim(False)
        before = set(self._stored()) if jobs else set()
        for job in jobs:
            self.clock.forward(seconds=self.chance.uniform(0.1, 0.4))
            self.loop.run_until_complete(worker._do_job(job))
        for file in set(self._stored()) - before if jobs else ():
            self._touch(file)

    def _stored(self) -> Iterator[Path]:
        return (file for file in (self.folder / "evidence").rglob("*") if file.is_file())

    def _touch(self, file: Path) -> None:
        """Let the file system's clock be the simulation's, where the program left it alone."""
        ahead = file.stat().st_mtime
        if ahead > (self.clock.now + timedelta(days=30)).timestamp():
            moment = self.clock.now.timestamp()
            os.utime(file, (moment, moment))

    def _deliver(self) -> None:
        """Send what is due, as the sender does, one after the other."""
        channels = self.app.channels
        with self.app.database.read() as session:
            due = find_due(session, channels.keys(), self.clock(), 1000)
        due = [row for row in due if row.not_before <= self.clock()]
        ready = self.renderer.prepare([row.id for row in due])
        outcomes = []
        for row in due:
            out = ready[row.id].out if row.id in ready else None
            if out is None:
                continue
            channel = channels[row.channel]
            reference = self.loop.run_until_complete(channel.send(row.address, out)).reference
            self.clock.forward(seconds=0.05)
            outcomes.append(
                Outcome(
                    row.id,
                    row.chat_id,
                    "sent",
                    sent_at=self.clock(),
                    reference=reference,
                    attempts=1,
                    keeps_words=channel.traits.keeps_mailbox,
                )
            )
        if outcomes:
            with self.app.database.write() as session:
                settle(session, outcomes)
        for address in {row.address for row in due if row.channel == WEB_CHAT.name}:
            self._look(address)

    def _look(self, address: str) -> None:
        """Open the web chat's page: it shows what has come and says that it has."""
        messages = self.reader.read(address, None).messages
        for message in messages:
            self.arrive(WEB_CHAT.name, address, message.out)
        self.reader.acknowledge(address, [message.id for message in messages])

    def close(self) -> None:
        """End the program."""
        self.app.evidence_worker._processing.sandbox.close()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
        self.app.database.close()

    def ticket_of(self, filing: Filing) -> None:
        """Note number and code of what was filed just now."""
        text = next(text for text in reversed(filing.account.said) if "Receipt code" in text)
        filing.number = re.findall(r"TS-\d+-\d+", text)[-1]
        filing.code = re.findall(r"Receipt code: ([\d ]+)", text)[-1].strip()


def _role(number: int) -> Role:
    if number < 6:
        return Role.OFFICE
    if number < 8:
        return Role.CUSTODIAN
    if number < 12:
        return Role.INSPECTOR
    return Role.HEAD if number < 12 + SCHOOLS else Role.STAFF


def _first_seen(now: datetime) -> dict[str, Any]:
    return {"seen_at": now, "window_at": now}


def _wecom_start(user: str, now: datetime) -> str:
    """Return what WeCom tells when somebody opens the app: such an event has no MsgId."""
    return (
        f"<xml><ToUserName>corp</ToUserName><FromUserName>{user}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType>event</MsgType>"
        "<Event>enter_agent</Event><EventKey></EventKey><AgentID>1</AgentID></xml>"
    )
