"""A bureau with something of everything in it, anchored, to be tampered with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.cli.check_rows import Course
from bot.cli.check_up import check_up
from casework.desk import Desk
from casework.duties import commands as d
from casework.instructions import commands as i
from casework.tickets import commands as c
from locales import translate
from pictures import types
from pictures.types import Verified
from rules.permissions import Role
from scheduler.jobs.anchor import anchor
from storage.anchors import head_in_words, last_closed
from storage.database import Database, open_database
from storage.evidence.fetching import claim_pictures, keep, keep_document, mark_stamped
from storage.evidence.store import EvidenceStore, open_store
from storage.tables import OutboxRow
from tests.casework.stage import FIRST, SECOND, Stage
from tests.databases import SECRET
from tests.duties import add_assignment, open_campaign
from tests.town import BUREAU

KEY = BUREAU.record_key


@dataclass
class History:
    """A folder with a database and a store, and the heads that were given out."""

    folder: Path
    heads: list[str] = field(default_factory=list)
    now: datetime | None = None

    @property
    def file(self) -> Path:
        return self.folder / "mingcha.db"

    def store(self) -> EvidenceStore:
        return open_store(f"file:{self.folder / 'evidence'}")

    def open(self) -> Database:
        """Open the database as the program does, with its key."""
        database = open_database(f"sqlite:///{self.file}", SECRET)
        database.key = KEY
        return database

    def copy(self, to: Path) -> History:
        """Return a copy of it all."""
        shutil.copytree(self.folder, to)
        return History(to, list(self.heads), self.now)

    def anchor(self, database: Database | None = None) -> None:
        """Anchor all that is new, and give the head of the last closed day out."""
        database, now = database or self.open(), self.now
        assert now is not None
        for _time in range(9):
            with database.write() as session:
                anchor(Desk(session, now, BUREAU), now)
        with database.read() as session:
            closed = last_closed(session, now, BUREAU.zone)
        if closed is not None and head_in_words(closed) not in self.heads:
            self.heads.append(head_in_words(closed))

    def faults(self, since: int | None = None) -> list[str]:
        """Return what `check` says, in English."""
        database = self.open()
        assert self.now is not None
        with database.read() as session:
            course = Course(session, since)
            found = list(check_up(course, self.store(), self.now, self.heads))
        database.close()
        return [translate(fault, "en") for fault in found]


class Life:
    """What happens in the bureau."""

    def __init__(self, history: History) -> None:
        self.history, self.database = history, history.open()
        self.stage, self.store = Stage(self.database), history.store()
        self.stage.also("clerk", Role.ADMIN, "示范区教育局")
        self._photos = 0

    def photo(self, name: str, *, document: bool = False) -> int:
        """Let somebody send a photo, or a document, that is fetched and kept."""
        id_, now = self.stage.photo(name), self.stage.town.clock()
        self._photos += 1
        file = self.history.folder / "sent"
        file.write_bytes(b"what was sent %d" % self._photos)
        sealed = self.store.seal(file)
        with self.database.write() as session:
            job = next(job for job in claim_pictures(session, now, 10) if job.id == id_)
            if document:
                assert keep_document(session, job, "application/pdf", sealed.sha256, sealed.size)
                return id_
            seen = self.store.put_copy(f"{id_}/public.jpg", file)
            small = self.store.put_copy(f"{id_}/thumbnail.jpg", file)
            verified = Verified("JPEG", sealed.size, 2, 1, types.Origin())
            assert keep(session, job, verified, sealed.sha256, seen, small, now)
        return id_

    def stamp(self) -> None:
        """Let everything be stamped that is to be."""
        self.stage.town.clock.forward(minutes=1)
        now = self.stage.town.clock()
        with self.database.write() as session:
            for job in claim_pictures(session, now, 10):
                file = self.history.folder / "sent"
                file.write_bytes(b"stamped")
                assert mark_stamped(
                    session, job, self.store.put_copy(f"{job.id}/stamped.jpg", file)
                )

    def anchor(self) -> None:
        """Anchor all that is new, and give the head of the last closed day out."""
        self.history.now = self.stage.town.clock()
        self.history.anchor(self.database)

    def do(self, name: str, *commands: Any) -> None:
        """Let somebody give commands."""
        for command in commands:
            self.stage.do(name, command)

    def end(self) -> None:
        """Let every notice have been sent."""
        with self.database.write() as session:
            for row in session.exec(select(OutboxRow)):
                row.state = "sent"
        self.database.close()


def live(folder: Path) -> History:
    """Let two days pass; the first night's copy of the database lies beside the last state."""
    folder.mkdir(parents=True)
    shutil.copy(folder.parent / "empty.db", folder / "mingcha.db")
    history = History(folder)
    life = Life(history)
    _first_day(life)
    life.anchor()
    life.stage.town.clock.forward(days=1)
    life.do("office", c.Relay("DC-2026-0001", "words of the second day"))
    life.anchor()
    life.end()
    shutil.copy(history.file, folder / "first-night.db")
    life = Life.__new__(Life)
    _second_day(life, history)
    return history


def _first_day(life: Life) -> None:
    stage, do = life.stage, life.do
    finding = c.FileFinding(stage.unit(), "late", "three were late", (life.photo("inspector"),))
    do("inspector", finding)  # DC-2026-0001
    other = c.FileFinding(stage.unit(SECOND), "late", "two were late", (life.photo("inspector"),))
    do("inspector", other)  # DC-2026-0002
    life.stamp()
    stage.complaint(photos=(life.photo("parent"),))  # TS-2026-0001
    stage.complaint("confidential", name="Father Zhao", contact="139")  # TS-2026-0002
    stage.complaint("anonymous", name="", contact="")  # TS-2026-0003
    stage.complaint("confidential", about_head=True)  # TS-2026-0004
    stage.bring("TS-2026-0001", "in_progress")
    do("head", c.AskTime("TS-2026-0001", 2, "the bill is awaited"))
    do("office", c.RuleOnTime("TS-2026-0001", True, "granted"))
    answer = c.Answer("TS-2026-0001", "cause", "paid back", "Wang", (life.photo("head"),))
    do("head", answer)
    do("office", c.Approve("TS-2026-0001"))
    do("parent", c.Rate("TS-2026-0001", 2))
    do("office", c.Accept("TS-2026-0002"), c.Assign("TS-2026-0002", stage.unit()))
    do("head", c.Take("TS-2026-0002"), c.AskReporter("TS-2026-0002", "when was it?"))
    do("office", c.Assign("DC-2026-0001", stage.unit()))
    day = date(2026, 3, 20)
    do("office", c.Supervise("DC-2026-0001", "settle it", day))
    do("office", c.Decline("TS-2026-0003", "not ours", "the court"))
    do("leader", i.Instruct("DC-2026-0001", "find out why", True, stage.unit(), day))
    do("head", i.ReportInstruction("PS-2026-0001", "found out"))
    _duties(life)


def _duties(life: Life) -> None:
    stage, do = life.stage, life.do
    campaign = open_campaign(stage.town)
    check = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    add_assignment(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    words: dict[str, Any] = {"title": "自查情况", "type": "text", "text": "nothing found"}
    number: dict[str, Any] = {"title": "问题数", "type": "number", "number": 3}
    photo: dict[str, Any] = {"title": "会议照片", "type": "photo", "evidence": [life.photo("head")]}
    do("head", d.FileSubmission(check, (words, number, photo)))
    do("elsewhere", d.AskMoreTime(check + 1, date(2026, 3, 12), "the hall is closed"))
    do("office", d.RuleOnMoreTime(check + 1, True))
    said = ({"title": "情况", "type": "text", "text": "the power failed"},)
    do("head", d.ReportImmediately(campaign, "incident", f"u:{stage.unit(FIRST)}", said))


def _second_day(life: Life, history: History) -> None:
    life.history, life.database, life.store = history, history.open(), history.store()
    life.stage = Stage.again(life.database)
    life.stage.town.clock.now = history.now  # type: ignore[assignment]  # it has lived a day
    life.do("head", c.Take("DC-2026-0001"))
    life.do("parent", c.AskReopening("TS-2026-0001", "it goes on"))
    life.anchor()
    life.stage.town.clock.forward(days=1)
    life.do("office", c.Relay("DC-2026-0001", "words of the third day"))
    life.anchor()
    life.end()
