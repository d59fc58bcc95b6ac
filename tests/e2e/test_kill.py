"""The program killed again and again under load, on a platform with bad days: nothing lost, nothing
doubled, nobody stuck.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.cli.check_rows import Course
from bot.cli.check_up import check_up
from casework.roster.load import import_roster
from casework.roster.read import read_roster
from storage.database import Database, open_database
from storage.evidence.fetching import end_leases
from storage.evidence.store import open_store
from storage.migrate import upgrade
from storage.queries.chats import hash_of_key
from storage.tables import Chat, Evidence, Failure, OutboxRow, Person, Received, Ticket
from talk.state import State
from tests.databases import SECRET
from tests.e2e import scene
from tests.e2e.people import FILES, Someone
from tests.e2e.platform import Platform
from tests.e2e.program import Program
from tests.fakes import telegram_updates
from tests.fakes.telegram import TOKEN, fake_telegram
from tests.town import BUREAU

SEED = int(os.environ.get("KILL_SEED") or 20261122)
KILLS = int(os.environ.get("KILLS") or 20)
KILLS_POSTGRESQL = int(os.environ.get("KILLS_POSTGRESQL") or 5)
WARM = 20  # kills up to which the program is started from a process that has all imported
UNITS = ("启明实验小学", "清风小学", "长乐路中学")
INSPECTORS, CLERKS, COMPLAINANTS = 3, 3, 8
# seconds between two tickets: the office gets three messages for each, and Telegram lets through
# one a second
PACE = 1.6
OURS = "a life or the killing"
END = 120.0  # seconds in which everything must come to its end after the last kill
WORKERS_END_SECONDS = 20.0  # in which a worker sees that its program is gone, on a busy machine


@dataclass
class Town:
    """Everybody who talks, what they share, and what was counted."""

    program: Program
    platform: Platform
    rng: Random
    people: list[Someone] = field(default_factory=list)
    closing: bool = False
    kills: int = 0
    starts: list[float] = field(default_factory=list)
    _next_ticket: float = 0.0

    def may_file(self) -> bool:
        """Tell whether one more ticket is not too many for the office."""
        now = time.monotonic()
        if self.closing or now < self._next_ticket:
            return False
        self._next_ticket = now + PACE
        return True

    async def live_as_reporter(self, someone: Someone) -> None:
        """Report or complain, again and again; what the office has no time for is dropped at the
        last question.
        """
        await asyncio.sleep(self.rng.uniform(0, 2))
        while not self.closing:
            await someone.files(drop=not self.may_file())
        await someone.settles()

    async def live_as_official(self, someone: Someone, words: str) -> None:
        """Do what the messages offer; ask for the list when they offer nothing."""
        idle = 0
        while not self.closing:
            if await someone.works():
                idle = 0
            elif (idle := idle + 1) % 40 == 0:
                await someone.asks_for(words)
            else:
                await asyncio.sleep(0.2)
        await someone.settles()


@pytest.mark.kill
@pytest.mark.timeout(0)
async def test_killed_on_sqlite(tmp_path: Path) -> None:
    await _kill_again_and_again(f"sqlite:///{tmp_path / 'mingcha.db'}", tmp_path, KILLS)


@pytest.mark.kill
@pytest.mark.timeout(0)
async def test_killed_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    await _kill_again_and_again(postgresql_url, tmp_path, KILLS_POSTGRESQL)


async def _kill_again_and_again(url: str, folder: Path, kills: int) -> None:
    rng = Random(SEED)
    async with fake_telegram(retry_pause=0.15) as fake:
        for number, name in enumerate(FILES):
            fake.keep_file(scene.photo(number, (640, 480)), name)
        program = Program(folder, warm=kills <= WARM)
        program.settings |= {
            "DATABASE_URL": url,
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": fake.base_url,
            "LOG_LEVEL": "WARNING",
            "TELEGRAM_WEBHOOK_URL": program.url,
            "TELEGRAM_WEBHOOK_SECRET": "a-secret",
        }
        town = Town(program, Platform(fake, rng), rng)
        await asyncio.to_thread(_settle_the_town, town, url)
        try:
            await _start(town)
            await fake.wait_until(lambda: fake.webhook["url"], 30)
            lives = [_task(each) for each in _lives(town)]
            done, _pending = await asyncio.wait(
                [_task(_kill(town, url, kills)), *lives], return_when=asyncio.FIRST_COMPLETED
            )
            for each in done:
                each.result()
            town.closing = True
            async with asyncio.timeout(END):
                await asyncio.gather(*lives)
                await _drained(town, url)
                # A greeting on its way for long may have been taken for the end.
                await asyncio.gather(*(each.settles() for each in town.people))
                await _drained(town, url)
            await asyncio.to_thread(program.stop)
        finally:
            for each in asyncio.all_tasks() - {asyncio.current_task()}:
                if each.get_name() == OURS:
                    each.cancel()
            program.put_away()
    _report(town, url, kills)
    database = _open(url)
    with database.read() as session:
        _check(town, session)
    database.close()
    await _workers_end(folder)


def _settle_the_town(town: Town, url: str) -> None:
    """Import the roster and give everybody a phone that is already bound."""
    program, platform = town.program, town.platform
    officials = [
        scene.Member(f"C{number}", f"办事员{number}", "明察示范区教育局", "办公室")
        for number in range(CLERKS)
    ]
    heads = [
        scene.Member(f"H{number}", f"校长{number}", unit, "单位负责人")
        for number, unit in enumerate(UNITS)
    ]
    inspectors = [
        scene.Member(f"I{number}", f"督查员{number}", "明察示范区教育局", "督查员")
        for number in range(INSPECTORS)
    ]
    members = [*officials, *heads, *inspectors]
    database = _open(url)
    upgrade(database.writer)
    now = datetime.now(UTC)
    roster = scene.write_roster(program, *members)
    with database.write() as session:
        import_roster(session, read_roster(roster, BUREAU.roster_accounts), now)
        for number, member in enumerate(members, 100):
            person = session.exec(select(Person).where(Person.key == member.key)).one()
            chat = Chat(
                channel="telegram",
                address=str(number),
                person_id=person.id,
                seen_at=now,
                window_at=now,
            )
            session.add(chat)
    database.close()
    for number in range(100, 100 + len(members) + COMPLAINANTS):
        platform.fake.open_chat(number)
        reports = len(officials) + len(heads) <= number - 100 < len(members)
        someone = Someone(
            platform, telegram_updates.Person(number), Random(town.rng.random()), reports
        )
        town.people.append(someone)


def _task(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    return asyncio.create_task(work, name=OURS)


def _lives(town: Town) -> list[Coroutine[None, None, None]]:
    lives: list[Coroutine[None, None, None]] = []
    for place, each in enumerate(town.people):
        if place < CLERKS:
            lives.append(town.live_as_official(each, "待办"))
        elif place < CLERKS + len(UNITS):
            lives.append(town.live_as_official(each, "工单"))
        else:
            lives.append(town.live_as_reporter(each))
    return lives


async def _start(town: Town) -> None:
    begun = time.monotonic()
    town.program.start(wait=False)
    await asyncio.to_thread(town.program.wait_until_ready)
    town.starts.append(time.monotonic() - begun)


async def _kill(town: Town, url: str, kills: int) -> None:
    """Kill at random moments: in the middle of something, at any time, or while it is starting;
    then start again.
    """
    rng = town.rng
    while town.kills < kills:
        way = rng.random()
        if way < 0.7:
            await _something(
                town,
                rng.choice(("post", "post", "sendMessage", "getFile", "any")),
                rng.randrange(1, 20),
            )
            await asyncio.sleep(rng.uniform(0, 0.03))
        else:
            await asyncio.sleep(rng.uniform(0.05, 1.5))
        town.program.kill()
        town.kills += 1
        if rng.random() < 0.1:
            town.program.start(wait=False)
            await asyncio.sleep(rng.uniform(0.1, 2))
            town.program.kill()
        await asyncio.to_thread(_end_leases, url)
        await _start(town)


def _open(url: str) -> Database:
    """Open the database as the program does, with its key."""
    database = open_database(url, SECRET)
    database.key = BUREAU.record_key
    return database


def _end_leases(url: str) -> None:
    """Spare the test the three minutes for which, on PostgreSQL, the dead program's pictures could
    be another replica's.
    """
    database = _open(url)
    with database.write() as session:
        end_leases(session, datetime.now(UTC))
    database.close()


async def _something(town: Town, kind: str, count: int) -> None:
    """Return when something of this kind has happened so many times, or after two seconds."""
    done, left = asyncio.Event(), count

    def told(what: str) -> None:
        nonlocal left
        left -= what == kind or kind == "any"
        if left <= 0:
            done.set()

    town.platform.told = told
    try:
        async with asyncio.timeout(2):
            await done.wait()
    except TimeoutError:
        pass
    finally:
        town.platform.told = lambda _what: None


async def _drained(town: Town, url: str) -> None:
    """Return when all is brought, and nothing waits to be sent or fetched but what waits for
    working hours.
    """
    await town.platform.finish()
    database = _open(url)

    def left() -> int:
        with database.read() as session:
            queued = session.exec(
                select(func.count()).where(OutboxRow.state == "queued", scene.is_for_now())
            ).one()
            pending = session.exec(select(func.count()).where(Evidence.state == "pending")).one()
            return queued + pending

    while await asyncio.to_thread(left):  # noqa: ASYNC110  # it is another process that drains it
        await asyncio.sleep(0.2)
    database.close()


def _check(town: Town, session: Session) -> None:
    """Assert that nothing acknowledged was lost and nothing was done twice."""
    fake, platform = town.platform.fake, town.platform
    kept = set(session.exec(select(Received.key).where(Received.channel == "telegram")))
    taken = {number for number, key in platform.brought.items() if hash_of_key(SECRET, key) in kept}
    assert platform.brought.keys() <= {*fake.acknowledged}
    assert {*fake.acknowledged} - taken == set()
    tickets = session.exec(select(Ticket)).all()
    for someone in town.people:
        assert someone.said == someone.sent | someone.dropped, "a draft was lost"
        for matter in someone.said:
            filed = sum(matter in each.words.split() for each in tickets)
            least, most = (
                matter not in someone.dropped,
                matter in someone.sent,
            )  # both: a question that came twice
            assert least <= filed <= most, f"{matter} became {filed} tickets"
    for series in ("DC", "TS"):
        numbers = sorted(
            int(each.number.rsplit("-", 1)[1]) for each in tickets if each.number.startswith(series)
        )
        assert numbers == list(range(1, len(numbers) + 1))
    assert session.exec(select(Failure)).all() == []
    open_ones = [
        each.address for each in session.exec(select(Chat)) if State.from_json(each.state).stack
    ]
    assert open_ones == []
    counted = (
        select(OutboxRow.state, func.count())
        .where(scene.is_for_now())
        .group_by(col(OutboxRow.state))
    )
    states = dict(session.exec(counted).all())
    assert set(states) <= {"sent", "superseded", "doubtful"}
    assert states.get("doubtful", 0) <= platform.lost_answers
    kept = {
        each.state
        for each in session.exec(select(Evidence).where(col(Evidence.ticket_id).is_not(None)))
    }
    assert kept <= {"kept"}
    faults = check_up(
        Course(session), open_store(town.program.settings["EVIDENCE_URL"]), datetime.now(UTC)
    )
    assert [each for each in faults if "undecided" not in each.text] == []


async def _workers_end(folder: Path) -> None:
    """Wait, so long as a worker takes to see that its program is gone, for all of them to end."""
    give_up = time.monotonic() + WORKERS_END_SECONDS
    while _left_behind(folder):
        assert time.monotonic() < give_up, _left_behind(folder)
        await asyncio.sleep(0.1)


def _left_behind(folder: Path) -> list[str]:
    """Return what still runs in the program's folder: workers that outlived a kill."""
    processes = Path("/proc").glob("[0-9]*/cwd")
    return [each.parent.name for each in processes if each.is_symlink() and _leads_to(each, folder)]


def _leads_to(link: Path, folder: Path) -> bool:
    try:
        return link.readlink() == folder
    except OSError:  # it ended meanwhile, or is another user's
        return False


def _report(town: Town, url: str, kills: int) -> None:
    fake, platform = town.platform.fake, town.platform
    starts, engine = sorted(town.starts), url.partition(":")[0]
    sent, reminders = (
        sum(len(each.sent) for each in town.people),
        sum(each.reminders for each in town.people),
    )
    lines = [
        f"seed {SEED}, {engine}: {kills} kills; start {starts[len(starts) // 2]:.2f} s, "
        f"longest {starts[-1]:.2f} s",
        f"messages in: {len(platform.brought)}, repeated although acknowledged: "
        f"{platform.repeated}",
        f"messages out: {len(fake.sent)}, delivered twice: {platform.shown_twice()}",
        f"of the platform's answers {platform.lost_answers} were lost and "
        f"{platform.refused} were errors",
        f"matters sent off: {sent}, asked again: {reminders}",
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
